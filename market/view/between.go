package view

import (
	"bytes"
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

// Payment is a payment request with its paper, its newest charge, and the payout
// that carried it on.
type Payment struct {
	payment.Request
	Invoice  payment.Invoice
	Invoiced bool
	Charge   payment.Charge
	Charged  bool
	Method   payment.Method
	Pays     payment.Method // what will be charged if nothing was yet; zero when there is none
	Carriage
}

// BetweenIn gathers it for a conversation; whoever asks has been let into it.
func BetweenIn(ctx context.Context, r db.Reader, conversation, customer, seller id.ID) (Between, error) {
	var b Between
	err := db.Together(ctx, r,
		db.Into(&b.Customer, func(ctx context.Context) (account.Organisation, error) {
			return CustomerShown(ctx, r, conversation, customer)
		}),
		db.Into(&b.Seller, func(ctx context.Context) (account.Organisation, error) {
			return account.FindOrganisation(ctx, r, seller)
		}),
		db.Into(&b.Proposals, func(ctx context.Context) ([]deal.Proposal, error) { return deal.ProposalsIn(ctx, r, conversation) }),
		db.Into(&b.Engagements, func(ctx context.Context) ([]Engagement, error) { return engagementsIn(ctx, r, conversation) }),
	)
	return b, err
}

func engagementsIn(ctx context.Context, r db.Reader, conversation id.ID) ([]Engagement, error) {
	engagements, err := deal.EngagementsIn(ctx, r, conversation)
	if err != nil {
		return nil, err
	}
	list := make([]Engagement, len(engagements))
	reads := make([]func(context.Context) error, len(engagements))
	for i, e := range engagements {
		reads[i] = db.Into(&list[i], func(ctx context.Context) (Engagement, error) { return EngagementWith(ctx, r, e) })
	}
	return list, db.Together(ctx, r, reads...)
}

// newest is how many payment requests are there beside those still open.
const newest = 5

// EngagementWith adds what was asked for to an engagement; whoever asks may see it.
func EngagementWith(ctx context.Context, r db.Reader, e deal.Engagement) (Engagement, error) {
	out := Engagement{Engagement: e}
	var open, last []payment.Request
	err := db.Together(ctx, r,
		db.Into(&open, func(ctx context.Context) ([]payment.Request, error) { return payment.OpenRequests(ctx, r, e.ID) }),
		db.Into(&last, func(ctx context.Context) ([]payment.Request, error) {
			return payment.RequestsBefore(ctx, r, e.ID, id.None, newest+1)
		}),
		func(ctx context.Context) (err error) {
			out.Review, out.Reviewed, err = review.Of(ctx, r, e.ID)
			return err
		},
	)
	if out.Earlier = len(last) > newest; out.Earlier {
		last = last[:newest]
	}
	out.Payments = append(open, last...)
	slices.SortFunc(out.Payments, func(a, b payment.Request) int { return bytes.Compare(a.ID[:], b.ID[:]) })
	out.Payments = slices.CompactFunc(out.Payments, func(a, b payment.Request) bool { return a.ID == b.ID })
	return out, err
}

// PaymentsUnder lists what was asked for under an engagement with what became of it,
// newest first, before the one given; more tells whether there are others. Whoever
// asks may see the engagement.
func PaymentsUnder(ctx context.Context, r db.Reader, e deal.Engagement, before id.ID, limit int) (list []Payment, more bool, err error) {
	var requests []payment.Request
	var by purse
	err = db.Together(ctx, r,
		db.Into(&requests, func(ctx context.Context) ([]payment.Request, error) {
			return payment.RequestsBefore(ctx, r, e.ID, before, limit+1)
		}),
		db.Into(&by, func(ctx context.Context) (purse, error) {
			return purseOf(ctx, r, e.Customer, e.Seller, e.Total.Currency)
		}),
	)
	if err != nil {
		return nil, false, err
	}
	if more = len(requests) > limit; more {
		requests = requests[:limit]
	}
	list = make([]Payment, len(requests))
	reads := make([]func(context.Context) error, len(requests))
	for i, q := range requests {
		reads[i] = db.Into(&list[i], func(ctx context.Context) (Payment, error) { return by.paymentWith(ctx, r, q) })
	}
	return list, more, db.Together(ctx, r, reads...)
}

// PaymentWith adds what became of a payment request; whoever asks may see it.
func PaymentWith(ctx context.Context, r db.Reader, q payment.Request) (Payment, error) {
	by, err := purseOf(ctx, r, q.Customer, q.Seller, q.Amount.Currency)
	if err != nil {
		return Payment{}, err
	}
	return by.paymentWith(ctx, r, q)
}

// purse is what every payment between two sides in a currency has in common: what
// the customer pays by, and how the expert is paid.
type purse struct {
	methods []payment.Method
	to      Carriage
}

func purseOf(ctx context.Context, r db.Reader, customer, seller id.ID, currency string) (p purse, err error) {
	err = db.Together(ctx, r,
		db.Into(&p.methods, func(ctx context.Context) ([]payment.Method, error) { return payment.MethodsOf(ctx, r, customer) }),
		db.Into(&p.to, func(ctx context.Context) (Carriage, error) { return payTo(ctx, r, seller, currency) }),
	)
	return p, err
}

func (by purse) paymentWith(ctx context.Context, r db.Reader, q payment.Request) (Payment, error) {
	p := Payment{Request: q, Carriage: by.to}
	p.Pays, _ = q.MethodAmong(by.methods)
	var charges []payment.Charge
	err := db.Together(ctx, r,
		func(ctx context.Context) (err error) {
			p.Invoice, p.Invoiced, err = payment.InvoiceOf(ctx, r, q.ID)
			return err
		},
		db.Into(&charges, func(ctx context.Context) ([]payment.Charge, error) { return payment.ChargesOf(ctx, r, q.ID) }),
	)
	if err != nil || !p.Invoiced {
		return p, err
	}
	if len(charges) > 0 {
		p.Charge, p.Charged = charges[len(charges)-1], true
		if p.Method, err = by.method(ctx, r, p.Charge.Method); err != nil {
			return p, err
		}
	}
	switch {
	case q.State == payment.Collected:
		err = p.carry(ctx, r, p.Charge)
	case p.Charge.State == payment.Returned, p.Charge.State == payment.Lost:
		err = p.owed(ctx, r, p.Charge)
	}
	return p, err
}

// method finds the one that was charged, which may have been taken away since.
func (by purse) method(ctx context.Context, r db.Reader, charged id.ID) (payment.Method, error) {
	if i := slices.IndexFunc(by.methods, func(m payment.Method) bool { return m.ID == charged }); i >= 0 {
		return by.methods[i], nil
	}
	return payment.FindMethod(ctx, r, charged)
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
