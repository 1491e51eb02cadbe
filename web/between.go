package web

import (
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/page/between"
	"guildhall/web/part"
)

// between draws what stands between the two sides of a conversation, for a member
// of it: whose turn it is, where the money is, what was proposed.
func (f *Face) between(v *Visit, seat talk.Seat) (templ.Component, error) {
	c := seat.Conversation
	var b view.Between
	s := deal.Standing{Role: seat.Side, Member: seat.Member}
	err := v.together(
		func(v *Visit) (err error) {
			b, err = view.BetweenIn(v.Ctx, f.DB, c.ID, c.CustomerOrganisation, c.ExpertOrganisation)
			return err
		},
		func(v *Visit) (err error) {
			if seat.Member.Organisation != v.Who.Organisation { // Another hat than the conversation's.
				s, err = deal.StandingOf(v.Ctx, f.DB, v.Who, c.CustomerOrganisation, c.ExpertOrganisation, "conversation.missing")
			}
			return err
		},
	)
	if err != nil {
		return nil, err
	}
	panel := between.Panel{}
	var p view.Payment
	_, q, found := b.Newest()
	err = v.together(
		func(v *Visit) (err error) { panel.Next, err = f.nextBox(v, b, s, c.ID); return err },
		func(v *Visit) (err error) {
			if found {
				p, err = view.PaymentWith(v.Ctx, f.DB, q)
			}
			return err
		},
	)
	if err != nil {
		return nil, err
	}
	panel.Next.Box.ID = "next"
	if found {
		panel.Way, panel.WayHref = v.way(p, s.Role), requestOfPay(p.Request.ID)
		panel.WayWork, panel.WayLang = prose.Preview(p.Work, 200, p.WorkLang), shownLang(p.WorkLang)
		panel.WayTitle = v.T("payment_request.title", "Amount", v.amount(p.Amount))
	}
	for i := len(b.Proposals) - 1; i >= 0; i-- {
		panel.Deals = append(panel.Deals, f.dealCard(v, b, b.Proposals[i]))
	}
	if s.Role == flow.Expert && s.Member.MayPropose && s.Member.Acts() && underWay(b) && b.Customer.State != account.Closed {
		panel.Propose = proposePath(c.ID)
	}
	return between.Show(panel), nil
}

// underWay tells that something is agreed or waits for an answer; before that, the
// box above says how to propose.
func underWay(b view.Between) bool {
	return len(b.Engagements) > 0 || slices.ContainsFunc(b.Proposals, func(p deal.Proposal) bool { return p.State == deal.Proposed })
}

// cardPayments is how many payments the card of an engagement shows at most.
const cardPayments = 10

// dealCard is one proposal with what became of it.
func (f *Face) dealCard(v *Visit, b view.Between, p deal.Proposal) between.Deal {
	d := between.Deal{Title: v.T("proposal.card", "Amount", v.amount(p.Total)), Href: proposalPath(p.ID), Badge: v.badge("proposal", p.State)}
	e, agreed := b.EngagementOf(p.ID)
	if !agreed {
		return d
	}
	d.Href, d.Badge, d.Open = engagementPath(e.ID), v.badge("engagement", e.State), true
	d.Facts = []part.Fact{
		{Label: v.T("engagement.asked"), Value: part.Money{Amount: e.Asked}},
		{Label: v.T(remainingKey(e.Engagement)), Value: part.Money{Amount: e.Remaining()}},
	}
	drawn := e.Payments[max(0, len(e.Payments)-cardPayments):]
	if e.Earlier || len(drawn) < len(e.Payments) {
		d.All = engagementPath(e.ID)
	}
	for _, q := range drawn {
		d.Payments = append(d.Payments, between.Payment{Href: requestOfPay(q.ID), Amount: q.Amount,
			Work: v.workLine(q), Lang: shownLang(q.WorkLang), Badge: v.paidBadge(q.State, b.Disputes[q.ID])})
	}
	return d
}

// workLine is the work of a payment request on one line.
func (v *Visit) workLine(q payment.Request) string {
	if q.Work == "" {
		return v.blankWork(q)
	}
	return prose.Preview(q.Work, 60, q.WorkLang)
}

// blankWork is what is said where nobody wrote anything, or it was erased.
func (v *Visit) blankWork(q payment.Request) string {
	if q.Kind != payment.KindAsked {
		return v.T("payment_request.kind." + q.Kind)
	}
	return v.T("payment_request.work_gone")
}

// back is the query that brings one back to where one was.
func back(here string) string { return url.Values{"back": {here}}.Encode() }
