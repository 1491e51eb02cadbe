package payment_test

import (
	"strings"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/seal"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/outside/sandbox"
	"guildhall/test/till"
)

// agree sends a proposal by Ben and accepts it by Aiko with a way to pay.
func agree(c *till.Till, method id.ID, in deal.ProposeInput) (id.ID, error) {
	c.T.Helper()
	in.Conversation, in.Terms = c.Conversation, "Find and mend it."+in.Terms
	p, err := c.Deals.Propose(c.T.Context(), c.Ben, in)
	c.Must(err)
	return c.Deals.Accept(c.T.Context(), c.Aiko, deal.AcceptInput{Proposal: p, Approval: deal.ApprovalAutomatic, Method: method})
}

func TestTheMethodChosenOnAcceptanceIsCharged(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		bank := debit(c, sandbox.TestDebits[0].Number)
		card, err := c.Payments.AddCard(t.Context(), c.Aiko, payment.CardInput{Number: seal.Hide("5555 5555 5555 4444"), Expires: "12/99"})
		c.Must(err) // Preferred from here on.
		first := func(e id.ID) payment.Request {
			list, err := payment.RequestsOf(t.Context(), c.DB, e)
			c.Must(err)
			return list[0]
		}
		charged := func(q id.ID, want id.ID, how string) {
			t.Helper()
			if got := chargeOf(c, q).Method; got != want {
				m, err := payment.FindMethod(t.Context(), c.DB, got)
				t.Errorf("%s: charged %+v %v", how, m, err)
			}
		}

		e, err := agree(c, bank, deal.ProposeInput{Kind: deal.KindUpfront, Currency: "USD", Total: "80"})
		c.Must(err)
		c.Collect(first(e).ID)
		charged(first(e).ID, bank, "upfront")

		e, err = agree(c, bank, deal.ProposeInput{Kind: deal.KindSchedule, Currency: "USD", Lines: []deal.LineInput{{Amount: "80", DueOn: date(c.Now(), 0)}}})
		c.Must(err)
		c.Must(c.Payments.FallDue(t.Context(), chie, first(e).ID))
		c.Collect(first(e).ID)
		charged(first(e).ID, bank, "a schedule")

		e, err = agree(c, bank, deal.ProposeInput{Currency: "USD", Total: "300"})
		c.Must(err)
		q := c.Ask(e, "100", false)
		c.Pay(q)
		charged(q, bank, "approved without a choice")
		q = c.Ask(e, "100", false)
		c.Must(c.Payments.Approve(t.Context(), c.Aiko, payment.PayInput{Request: q, Method: card}))
		c.Collect(q)
		charged(q, card, "approved with another")
		c.Must(c.Payments.RemoveMethod(t.Context(), c.Aiko, bank))
		q = c.Ask(e, "100", true)
		c.Pay(q)
		charged(q, card, "the chosen one was removed meanwhile")
	})
}

func TestAcceptingTakesOnlyTheCustomersOwnMethodThatPaysInTheCurrency(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		bank := debit(c, sandbox.TestDebits[0].Number)
		c.Card(c.Ben, "4242 4242 4242 4242")
		his, err := payment.MethodsOf(t.Context(), c.DB, c.Ben.Organisation)
		c.Must(err)
		c.Must(c.Payments.RemoveMethod(t.Context(), c.Aiko, bank))
		gone, bank := bank, debit(c, sandbox.TestDebits[0].Number)
		for name, one := range map[string]struct {
			method   id.ID
			currency string
		}{"a dollar account for yen": {bank, "JPY"}, "somebody else's": {his[0].ID, "USD"}, "one removed": {gone, "USD"}, "none that ever was": {id.New(), "USD"}} {
			_, err := agree(c, one.method, deal.ProposeInput{Kind: deal.KindUpfront, Currency: one.currency, Total: "80", Terms: " This is with " + name + "."})
			if err == nil || !strings.Contains(err.Error(), "method: method") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// AWS_IQ.md 8, item 6: accepting a schedule consents to every charge, so what it
// charges at once is known before, and an amount that grew meanwhile is refused.
func TestItem6WhatIsChargedAtOnceIsTheAmountThatWasShown(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		lines := []deal.LineInput{{Amount: "10", DueOn: date(c.Now(), 0)}, {Amount: "20", DueOn: date(c.Now(), 1)}, {Amount: "40", DueOn: date(c.Now(), 30)}}
		send := func(kind, total string, lines []deal.LineInput) deal.Proposal {
			id, err := c.Deals.Propose(t.Context(), c.Ben, deal.ProposeInput{Conversation: c.Conversation, Kind: kind, Currency: "KWD", Terms: "x", Total: total, Lines: lines})
			c.Must(err)
			p, err := deal.FindProposal(t.Context(), c.DB, c.Aiko, id)
			c.Must(err)
			return p
		}
		now := func(p deal.Proposal) deal.AtOnce {
			lines, err := deal.LinesOf(t.Context(), c.DB, p)
			c.Must(err)
			return c.Deals.AtOnce(p, lines, c.Now())
		}
		if got := now(send(deal.KindUpfront, "1.234", nil)); got.Amount != money.Of(1234, "KWD") {
			t.Errorf("upfront charges %s at once", got.Amount)
		}
		if got := now(send(deal.KindMilestone, "1.234", nil)); !got.Amount.IsZero() {
			t.Errorf("milestones charge %s at once", got.Amount)
		}
		p := send(deal.KindSchedule, "", lines)
		shown := now(p)
		if shown.Amount != money.Of(10_000, "KWD") || len(shown.Lines) != 1 {
			t.Errorf("on the day: %+v", shown)
		}
		c.Advance(48 * time.Hour)
		later := now(p)
		if later.Amount != money.Of(30_000, "KWD") || len(later.Lines) != 2 {
			t.Errorf("two days later: %+v", later)
		}
		accept := deal.AcceptInput{Proposal: p.ID, Approval: deal.ApprovalManual, AtOnce: shown.Amount.Decimal()}
		if _, err := c.Deals.Accept(t.Context(), c.Aiko, accept); !fault.Is(err, "proposal.at_once_changed") {
			t.Errorf("accepted with an amount that is no longer right: %v", err)
		}
		accept.AtOnce = later.Amount.Decimal()
		e, err := c.Deals.Accept(t.Context(), c.Aiko, accept)
		c.Must(err)
		list, err := payment.RequestsOf(t.Context(), c.DB, e)
		c.Must(err)
		charged := money.Of(0, "KWD")
		for _, q := range list {
			if c.Payments.FallDue(t.Context(), chie, q.ID) == nil {
				charged.Minor += q.Amount.Minor
			}
		}
		if charged != later.Amount {
			t.Errorf("%s was charged at once, %s was said", charged, later.Amount)
		}
	})
}
