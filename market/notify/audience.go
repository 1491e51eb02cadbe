package notify

import (
	"context"
	"slices"

	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/deal"
	payments "guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/registration"
	"guildhall/market/review"
	"guildhall/market/talk"
)

// audience says who is written to; condition, whether at all; path, where the
// button leads. They read rows as they are now, not as they were.
type (
	audience  func(ctx context.Context, s *scene) ([]id.ID, error)
	condition func(ctx context.Context, s *scene) (bool, error)
	path      func(s *scene) string
)

func conversation(s *scene) string {
	return "/conversations/" + talk.ConversationID.Text(s.Event.Stream)
}

// engagement is the page of the engagement that the event names.
func engagement(s *scene) string {
	return "/engagements/" + deal.EngagementID.Text(s.Event.Ref("engagement"))
}

// proposal and payment are the pages of what the event happened to: there it is
// answered, however much else stands in the conversation.
func proposal(s *scene) string { return "/proposals/" + deal.ProposalID.Text(s.Event.Subject) }

func payment(s *scene) string {
	return "/payment-requests/" + payments.RequestID.Text(s.Event.Subject)
}

// told: of several reports answered at once, the first stands in the conversation.
func told(_ context.Context, s *scene) (bool, error) { return !s.Event.Stream.IsNone(), nil }

func to(page string) path { return func(*scene) string { return page } }

func payoutPage(s *scene) string { return "/payouts/" + payout.LineID.Text(s.Event.Subject) }

// netted: something was taken for what the expert owes before the rest was paid.
func netted(_ context.Context, s *scene) (bool, error) { return s.Event.Int("netted") != 0, nil }

func notNetted(_ context.Context, s *scene) (bool, error) { return s.Event.Int("netted") == 0, nil }

func byExpert(_ context.Context, s *scene) (bool, error) {
	return s.Event.Text("side") == string(flow.Expert), nil
}

func byCustomer(_ context.Context, s *scene) (bool, error) {
	return s.Event.Text("side") == string(flow.Customer), nil
}

// notOpening: the words a conversation is opened with are told of with the opening.
func notOpening(ctx context.Context, s *scene) (bool, error) {
	c, err := talk.Find(ctx, s.reader, s.Event.Stream)
	return c.MadeAt != s.Event.At, err
}

// bySilence tells that silence approves the payment request, byHand that it never
// does.
func bySilence(_ context.Context, s *scene) (bool, error) {
	return s.Event.Int("approves_at") != 0, nil
}

// ofKind tells a proposal that is paid so; byMilestones any other.
func ofKind(kind string) condition {
	return func(_ context.Context, s *scene) (bool, error) { return s.Event.Text("kind") == kind, nil }
}

func byMilestones(_ context.Context, s *scene) (bool, error) {
	kind := s.Event.Text("kind")
	return kind != deal.KindUpfront && kind != deal.KindSchedule, nil
}

// firstTime: the first of letters that are repeated.
func firstTime(_ context.Context, s *scene) (bool, error) { return s.Event.Data["first"] == true, nil }

func byHand(_ context.Context, s *scene) (bool, error) { return s.Event.Int("approves_at") == 0, nil }

func notReviewed(ctx context.Context, s *scene) (bool, error) {
	_, found, err := review.Of(ctx, s.reader, s.Event.Subject)
	return !found, err
}

// everybody in the conversation.
func everybody(ctx context.Context, s *scene) ([]id.ID, error) { return members(ctx, s, "") }

// customers are those of the customer's side who are in the conversation.
func customers(ctx context.Context, s *scene) ([]id.ID, error) { return members(ctx, s, flow.Customer) }

// experts are those of the expert's side who are in the conversation.
func experts(ctx context.Context, s *scene) ([]id.ID, error) { return members(ctx, s, flow.Expert) }

func members(ctx context.Context, s *scene, side talk.Side) ([]id.ID, error) {
	all, err := talk.MembersOf(ctx, s.reader, s.Event.Stream)
	var list []id.ID
	for _, m := range all {
		if m.RemovedAt.IsZero() && (side == "" || m.Side == side) {
			list = append(list, m.Person)
		}
	}
	return list, err
}

// payers are the customers in the conversation and whoever pays for their
// organisation.
func payers(ctx context.Context, s *scene) ([]id.ID, error) {
	c, err := talk.Find(ctx, s.reader, s.Event.Stream)
	if err != nil {
		return nil, err
	}
	list, err := customers(ctx, s)
	if err != nil {
		return nil, err
	}
	more, err := of(ctx, s, c.CustomerOrganisation, account.Membership.Pays)
	return append(list, more...), err
}

// paid are those who see the money of the organisation that is paid out to.
func paid(ctx context.Context, s *scene) ([]id.ID, error) {
	return of(ctx, s, s.Event.Organisation, account.Membership.Pays)
}

// managers are the owner and the admins of the event's organisation.
func managers(ctx context.Context, s *scene) ([]id.ID, error) {
	return of(ctx, s, s.Event.Organisation, account.Membership.Manages)
}

// stillSelling: the organisation goes on selling; where a registration waits for the
// expert because of it, that letter says so.
func stillSelling(ctx context.Context, s *scene) (bool, error) {
	return registration.IsActive(ctx, s.reader, s.Event.Organisation)
}

// buyers are those who act for the event's organisation.
func buyers(ctx context.Context, s *scene) ([]id.ID, error) {
	return of(ctx, s, s.Event.Organisation, account.Membership.Acts)
}

func of(ctx context.Context, s *scene, organisation id.ID, who func(account.Membership) bool) ([]id.ID, error) {
	all, known := s.members[organisation]
	var err error
	if !known {
		all, err = account.MembersOf(ctx, s.reader, organisation)
	}
	var list []id.ID
	for _, m := range all {
		if who(m) {
			list = append(list, m.Person)
		}
	}
	return list, err
}

// sellers are those who act for the event's organisation, or manage it.
func sellers(ctx context.Context, s *scene) ([]id.ID, error) {
	return of(ctx, s, s.Event.Organisation, func(m account.Membership) bool { return m.Acts() || m.Manages() })
}

// certified is whose certification it is.
func certified(_ context.Context, s *scene) ([]id.ID, error) {
	return []id.ID{s.Event.Ref("person")}, nil
}

// operators are all who run the house.
func operators(ctx context.Context, s *scene) ([]id.ID, error) {
	all, err := account.OperatorsOf(ctx, s.reader)
	var list []id.ID
	for _, p := range all {
		list = append(list, p.ID)
	}
	return list, err
}

// readers takes out doubles, nobody, and who did it themselves.
func readers(list []id.ID, actor id.ID) []id.ID {
	var kept []id.ID
	for _, p := range list {
		if !p.IsNone() && p != actor && !slices.Contains(kept, p) {
			kept = append(kept, p)
		}
	}
	return kept
}
