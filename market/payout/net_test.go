package payout_test

import (
	"testing"
	"time"

	"guildhall/engine/ledger"
	"guildhall/market/payout"
	"guildhall/outside/sandbox"
	"guildhall/test/till"
)

// Cards of which the first is charged back on day 10 and lost.
const (
	losesDispute = "4000000000000259"
	goodCard     = "4242424242424242"
)

// owe brings Ben a debt: this much was collected, paid out, charged back and lost.
func owe(c *till.Till, currency, amount string) {
	c.T.Helper()
	c.Card(c.Aiko, losesDispute)
	c.Pay(c.Ask(c.Engage(currency, amount), amount, true))
	c.Card(c.Aiko, goodCard)
	c.Advance(3 * 24 * time.Hour)
	c.PayOut()
	c.Advance(45 * 24 * time.Hour)
}

// owes is what Ben owes the house.
func owes(c *till.Till, currency string) int64 {
	c.T.Helper()
	b, err := ledger.PartyBalance(c.T.Context(), c.DB, ledger.ExpertReceivable, c.Ben.Organisation, currency)
	c.Must(err)
	return b.Minor
}

// TestWhatAnExpertOwesIsTakenBeforeAnythingIsPaid: netted first, the rest paid,
// nothing below zero (RULES.md 4, netted; AWS_IQ.md R20).
func TestWhatAnExpertOwesIsTakenBeforeAnythingIsPaid(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for _, currency := range till.Currencies { // Two decimals, none, three.
			owe(c, currency, "100")
			debt := owes(c, currency)
			if debt == 0 {
				t.Fatalf("%s: nothing is owed after a lost dispute", currency)
			}
			earn(c, currency, "40") // Less than is owed: all of it is taken.
			owed := c.Payable(currency)
			if p := c.PayOut()[0]; p.State != payout.Netted || p.Amount.Minor != 0 || p.Netted.Minor != owed {
				t.Fatalf("%s: %+v", currency, p)
			}
			if left := owes(c, currency); left != debt-owed || c.Payable(currency) != 0 {
				t.Fatalf("%s: %d is still owed, %d payable", currency, left, c.Payable(currency))
			}
			c.Advance(24 * time.Hour)
			left := owes(c, currency)
			earn(c, currency, "200") // More than is owed: the rest is paid.
			owed = c.Payable(currency)
			if p := c.PayOut()[0]; p.State != payout.Sent || p.Netted.Minor != left || p.Amount.Minor != owed-left {
				t.Fatalf("%s: %+v of %d", currency, p, owed)
			}
			if owes(c, currency) != 0 {
				t.Errorf("%s: %d is still owed", currency, owes(c, currency))
			}
			c.Advance(25 * time.Hour)
		}
		c.Balanced()
	})
}

// TestAPayoutThatComesBackIsOwedAgain: after its arrival, at a charge that the house
// bears (RULES.md 4, payout_returned).
func TestAPayoutThatComesBackIsOwedAgain(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for _, currency := range till.Currencies {
			c.Account(c.Ben, currency, "000222222227")
			earn(c, currency, "100")
			owed := c.Payable(currency)
			first := c.PayOut()[0]
			c.Advance(sandbox.ArrivesAfter)
			if p := find(c, first); p.State != payout.Arrived || c.Payable(currency) != 0 {
				t.Fatalf("%s: %+v", currency, p)
			}
			c.Advance(sandbox.BouncesAfter)
			p := find(c, first)
			if p.State != payout.Returned || p.Charge.Minor != sandbox.BounceFee || p.Failure == "" || c.Payable(currency) != owed {
				t.Fatalf("%s: %+v, payable %d", currency, p, c.Payable(currency))
			}
			c.Must(c.Payouts.Return(t.Context(), p.ID, p.Failure, p.Charge.Minor)) // Told again: nothing.
			c.Must(c.Payouts.Arrive(t.Context(), p.ID))                            // Told late: nothing.
			if again := c.PayOut()[0]; again.ID != p.ID {
				t.Errorf("%s: the account that sent it back is tried again: %+v", currency, again)
			}
			c.Account(c.Ben, currency, "000123456789")
			c.Advance(24 * time.Hour)
			if again := c.PayOut()[0]; again.ID == p.ID || again.Amount.Minor != owed {
				t.Errorf("%s: %+v", currency, again)
			}
			c.Advance(25 * time.Hour)
		}
		c.Balanced()
	})
}

func TestAReturnThatOvertakesItsArrivalCountsAsBoth(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		earn(c, "USD", "100")
		now := c.Now()
		c.Must(c.Payouts.RunDaily(t.Context(), now))
		list, err := payout.PayoutsOf(t.Context(), c.DB, c.Ben.Organisation, none, 1)
		c.Must(err)
		c.Must(c.Payouts.Return(t.Context(), list[0].ID, "sent_back", 0))
		if p := find(c, list[0]); p.State != payout.Returned || c.Payable("USD") != 9750 {
			t.Errorf("%+v, payable %d", p, c.Payable("USD"))
		}
	})
}

func find(c *till.Till, p payout.Payout) payout.Payout {
	c.T.Helper()
	got, err := payout.FindPayout(c.T.Context(), c.DB, c.Ben, p.ID)
	c.Must(err)
	return got
}
