package review_test

import (
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/base/seal"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/review"
	"guildhall/test/naughty"
	"guildhall/test/till"
)

// Every text field on the way of money takes what breaks things: stored unchanged
// (but for cleaning), or refused with a field's name, and nothing in between.
func TestNaughtyStringsInEveryFieldOfTheWayOfMoney(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	e := c.Engage("USD", "100000")
	done := c.Engage("USD", "1")
	c.Pay(c.Ask(done, "1", true))
	c.Advance(48 * time.Hour)
	kept := func(field, s, stored string, err error) {
		t.Helper()
		if err != nil {
			if fault.Of(err).Kind != fault.KindInvalid || len(fault.Of(err).Fields) == 0 {
				t.Errorf("%s of %q: %v", field, s, err)
			}
			return
		}
		if want, _ := prose.Clean(s); stored != want {
			t.Errorf("%s of %q became %q", field, s, stored)
		}
	}
	for _, s := range naughty.Strings() {
		p, err := c.Deals.Propose(t.Context(), c.Ben, deal.ProposeInput{Conversation: c.Conversation, Currency: "USD", Total: "1", Terms: s})
		var got deal.Proposal
		if err == nil {
			got, _ = deal.FindProposal(t.Context(), c.DB, c.Aiko, p)
		}
		kept("terms", s, got.Terms, err)
		if err == nil {
			err = c.Deals.Decline(t.Context(), c.Aiko, deal.DeclineInput{Proposal: p, Reason: s})
			got, _ = deal.FindProposal(t.Context(), c.DB, c.Aiko, p)
			kept("reason", s, got.Reason, err)
		}
		q, err := c.Payments.Ask(t.Context(), c.Ben, payment.AskInput{Engagement: e, Amount: "1", Work: s})
		var asked payment.Request
		if err == nil {
			asked, _ = payment.FindRequest(t.Context(), c.DB, c.Ben, q)
			c.Must(c.Payments.Withdraw(t.Context(), c.Ben, q))
		}
		kept("work", s, asked.Work, err)
		refusedAmount(c, s, e)
		_, err = c.Payouts.AddAccount(t.Context(), c.Ben, payout.AccountInput{Currency: "USD", Bank: "B", Holder: "H", Number: seal.Hide(s)})
		if err == nil {
			t.Errorf("account number %q was taken", s)
		}
		_, err = c.Reviews.Write(t.Context(), c.Aiko, review.Input{Engagement: done, Succeeded: s, Again: s, Stars: 9, Body: s})
		if !fault.IsKind(err, fault.KindInvalid) {
			t.Errorf("review answers %q: %v", s, err)
		}
	}
	c.Balanced()
}

// refusedAmount types the string where an amount belongs: refused, or a number
// that is really written there.
func refusedAmount(c *till.Till, s string, e id.ID) {
	c.T.Helper()
	q, err := c.Payments.Ask(c.T.Context(), c.Ben, payment.AskInput{Engagement: e, Amount: s, Work: "x"})
	if err == nil {
		c.Must(c.Payments.Withdraw(c.T.Context(), c.Ben, q))
		return
	}
	if !fault.IsKind(err, fault.KindInvalid) {
		c.T.Errorf("amount %q: %v", s, err)
	}
}
