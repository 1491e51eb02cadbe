package payment_test

import (
	"testing"

	"guildhall/base/fault"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/test/till"
)

// RULES.md 6: an approval above the amount that the customer set wants a fresh proof,
// one at it or below does not, and neither does another currency.
func TestAnApprovalAboveTheLimitAsksForAProof(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		ctx, accounts := t.Context(), account.New(c.Journal)
		proved, stale := c.Aiko, c.Aiko
		proved.Fresh, stale.Fresh = true, false
		limit := func(currency, amount string) error {
			return accounts.SetApprovalLimit(ctx, proved, account.ApprovalLimitInput{Currency: currency, Amount: amount})
		}
		offer := func(total, terms string) deal.AcceptInput {
			p, err := c.Deals.Propose(ctx, c.Ben, deal.ProposeInput{Conversation: c.Conversation, Currency: "USD", Total: total, Terms: terms})
			c.Must(err)
			return deal.AcceptInput{Proposal: p, Approval: deal.ApprovalManual}
		}
		c.Card(c.Aiko, "4242 4242 4242 4242")
		c.Must(limit("USD", "100.00"))
		c.Must(limit("JPY", "0"))
		if err := accounts.SetApprovalLimit(ctx, stale, account.ApprovalLimitInput{Currency: "USD"}); !fault.Is(err, "factor.needed") {
			t.Errorf("the limit is taken away without a proof: %v", err)
		}
		if err := accounts.SetApprovalLimit(ctx, c.Ben, account.ApprovalLimitInput{Currency: "USD", Amount: "-1"}); !fault.IsKind(err, fault.KindInvalid) {
			t.Errorf("below zero: %v", err)
		}

		for _, unknown := range []string{"", "XXZ", "usd"} {
			if err := limit(unknown, "1"); !fault.IsKind(err, fault.KindMissing) {
				t.Errorf("the currency %q: %v", unknown, err)
			}
		}

		above := offer("100.01", "Above.")
		if _, err := c.Deals.Accept(ctx, stale, above); !fault.Is(err, "factor.needed") {
			t.Errorf("a proposal above the limit: %v", err)
		}
		if _, err := c.Deals.Accept(ctx, stale, offer("100.00", "At it.")); err != nil {
			t.Errorf("a proposal at the limit: %v", err)
		}
		engagement, err := c.Deals.Accept(ctx, proved, above)
		c.Must(err)
		ask := func(amount string) payment.PayInput {
			q, err := c.Payments.Ask(ctx, c.Ben, payment.AskInput{Engagement: engagement, Amount: amount, Work: "Found it."})
			c.Must(err)
			return payment.PayInput{Request: q}
		}
		c.Must(limit("USD", "40"))
		if err := c.Payments.Approve(ctx, stale, ask("40.00")); err != nil {
			t.Errorf("a payment at the limit: %v", err)
		}
		high := ask("40.01")
		if err := c.Payments.Approve(ctx, stale, high); !fault.Is(err, "factor.needed") {
			t.Errorf("a payment above the limit: %v", err)
		}
		c.Must(limit("USD", ""))
		if err := c.Payments.Approve(ctx, stale, high); err != nil {
			t.Errorf("with the limit taken away: %v", err)
		}
		limits, err := account.ApprovalLimits(ctx, c.DB, c.Aiko.Organisation)
		if c.Must(err); len(limits) != 1 || limits[0].Currency != "JPY" || limits[0].Minor != 0 {
			t.Errorf("limits: %v", limits)
		}
	})
}
