package view

import (
	"context"
	"slices"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/review"
)

// Between is what stands between the two sides of a conversation: what was
// proposed, agreed, asked for and paid, in the order it came.
type Between struct {
	Customer, Seller account.Organisation
	Proposals        []deal.Proposal
	Engagements      []Engagement
	Disputes         payment.Disputes
}

// Engagement is one with what was asked for under it: whatever can still lead to a
// payment, and the newest, in the order it came.
type Engagement struct {
	deal.Engagement
	Payments []payment.Request
	Earlier  bool // there are others
	Review   review.Review
	Reviewed bool
}

// BetweenIn gathers it for a conversation; whoever asks has been let into it.
func BetweenIn(ctx context.Context, r db.Reader, conversation, customer, seller id.ID) (Between, error) {
	var b Between
	err := db.Together(ctx, r,
		db.Into(&b.Customer, func(ctx context.Context) (account.Organisation, error) {
			return CustomerShown(ctx, r, conversation, customer)
		}),
		db.Into(&b.Seller, func(ctx context.Context) (account.Organisation, error) {
			return SellerShown(ctx, r, conversation, seller)
		}),
		db.Into(&b.Proposals, func(ctx context.Context) ([]deal.Proposal, error) { return deal.ProposalsIn(ctx, r, conversation) }),
		db.Into(&b.Engagements, func(ctx context.Context) ([]Engagement, error) { return engagementsIn(ctx, r, conversation) }),
		db.Into(&b.Disputes, func(ctx context.Context) (payment.Disputes, error) { return payment.DisputesIn(ctx, r, conversation) }),
	)
	return b, err
}

func engagementsIn(ctx context.Context, r db.Reader, conversation id.ID) ([]Engagement, error) {
	engagements, err := deal.EngagementsIn(ctx, r, conversation)
	if err != nil || len(engagements) == 0 { // As in most conversations.
		return nil, err
	}
	list := make([]Engagement, len(engagements))
	var reviews map[id.ID]review.Review
	reads := []func(context.Context) error{
		db.Into(&reviews, func(ctx context.Context) (map[id.ID]review.Review, error) { return review.In(ctx, r, conversation) }),
	}
	for i, e := range engagements {
		list[i] = Engagement{Engagement: e}
		reads = append(reads, func(ctx context.Context) error {
			requests, err := payment.OpenOrNewest(ctx, r, e.ID)
			list[i].shows(requests)
			return err
		})
	}
	if err := db.Together(ctx, r, reads...); err != nil {
		return nil, err
	}
	for i, e := range engagements {
		list[i].Review, list[i].Reviewed = reviews[e.ID]
	}
	return list, nil
}

// newest is how many payment requests are there beside those still open.
const newest = payment.Newest - 1

// shows takes the payment requests that are open and one more than the newest.
func (e *Engagement) shows(requests []payment.Request) {
	e.Earlier = len(requests) > newest
	if i := len(requests) - newest - 1; e.Earlier && !requests[i].IsOpen() {
		requests = slices.Delete(requests, i, i+1)
	}
	e.Payments = requests
}

// EngagementWith adds what was asked for to an engagement; whoever asks may see it.
func EngagementWith(ctx context.Context, r db.Reader, e deal.Engagement) (Engagement, error) {
	out := Engagement{Engagement: e}
	var requests []payment.Request
	err := db.Together(ctx, r,
		db.Into(&requests, func(ctx context.Context) ([]payment.Request, error) {
			return payment.OpenOrNewest(ctx, r, e.ID)
		}),
		func(ctx context.Context) (err error) {
			out.Review, out.Reviewed, err = review.Of(ctx, r, e.ID)
			return err
		},
	)
	out.shows(requests)
	return out, err
}

// Newest is the payment that matters now: the newest that was not declined or
// withdrawn; found is false when there is none.
func (b Between) Newest() (e Engagement, p payment.Request, found bool) {
	for i := len(b.Engagements) - 1; i >= 0; i-- {
		payments := b.Engagements[i].Payments
		for j := len(payments) - 1; j >= 0; j-- {
			switch payments[j].State {
			case payment.Declined, payment.Withdrawn, payment.Cancelled:
			case payment.Scheduled: // Unless something is on its way, the next to fall due.
				e, p, found = b.Engagements[i], payments[j], true
			default:
				return b.Engagements[i], payments[j], true
			}
		}
		if found {
			return e, p, true
		}
	}
	return e, p, false
}

// EngagementOf gives the engagement a proposal became.
func (b Between) EngagementOf(proposal id.ID) (Engagement, bool) {
	for _, e := range b.Engagements {
		if e.Proposal == proposal {
			return e, true
		}
	}
	return Engagement{}, false
}
