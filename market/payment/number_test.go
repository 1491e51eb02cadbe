package payment_test

import (
	"testing"
	"time"

	"guildhall/base/id"
	"guildhall/engine/ledger"
	"guildhall/market/payment"
	"guildhall/outside/sandbox"
	"guildhall/test/till"
)

const day = 24 * time.Hour

// chargeOf is the newest attempt at a payment.
func chargeOf(c *till.Till, request id.ID) payment.Charge {
	c.T.Helper()
	list, err := payment.ChargesOf(c.T.Context(), c.DB, request)
	c.Must(err)
	return list[len(list)-1]
}

// Every test number, from start to end: a final request over everything that was
// agreed, and after everything that can happen happened, what stands where; once
// with what was collected still here, and once when it was paid out before.
func TestEveryTestNumberEndsWithTheBooksEmpty(t *testing.T) {
	const net, fee = 97500, 2500
	ends := map[string]struct {
		charge, request string
		fee             int64
	}{
		"sandbox.card.pays":               {"settled", "collected", fee},
		"sandbox.card.declined":           {"failed", "uncollected", 0},
		"sandbox.card.insufficient_funds": {"failed", "uncollected", 0},
		"sandbox.card.expired":            {"failed", "uncollected", 0},
		"sandbox.card.retry":              {"settled", "collected", fee},
		"sandbox.card.loses":              {"settled", "collected", fee},
		"sandbox.card.twice":              {"settled", "collected", fee},
		"sandbox.card.late":               {"settled", "collected", fee},
		"sandbox.card.early":              {"settled", "collected", fee},
		"sandbox.card.returns":            {"returned", "uncollected", 0},
		"sandbox.card.disputed_lost":      {"lost", "taken_back", 0},
		"sandbox.card.disputed_won":       {"won", "collected", fee},
		"sandbox.card.disputed_early":     {"lost", "taken_back", 0},
	}
	till.Each(t, func(t *testing.T, c *till.Till) {
		for _, number := range sandbox.TestCards {
			want, known := ends[number.Hint]
			if !known {
				t.Errorf("nobody says how %s ends", number.Hint)
				continue
			}
			for _, paidOut := range []bool{false, true} {
				before := stand(c)
				c.Card(c.Aiko, number.Number)
				e := c.Engage("USD", "1000")
				q := c.Ask(e, "1000", true)
				c.Pay(q)
				c.Advance(8 * day)
				if paidOut {
					c.PayOut()
				}
				c.Advance(60 * day)
				if got := chargeOf(c, q); string(got.State) != want.charge || c.RequestState(q) != want.request {
					t.Errorf("%s: the charge is %s, the request %s", number.Hint, got.State, c.RequestState(q))
				}
				earned := want.fee
				if want.request == "uncollected" {
					c.Card(c.Aiko, "4242424242424242")
					c.Must(c.Payments.Retry(t.Context(), c.Aiko, payment.PayInput{Request: q}))
					c.Collect(q)
					c.Advance(3 * day)
					earned = fee
				}
				after := stand(c)
				if earned == 0 && after != before || earned > 0 && (after.fee-before.fee != fee || after.share-before.share != net) {
					t.Errorf("%s, paid out %v: the house earned %d, Ben %d", number.Hint, paidOut, after.fee-before.fee, after.share-before.share)
				}
				proveEmpty(c, e)
			}
		}
	})
}

// standing is what the house earned, and what Ben has and is owed, less what Ben owes.
type standing struct{ fee, share int64 }

func stand(c *till.Till) standing {
	c.T.Helper()
	revenue, err := ledger.HouseBalance(c.T.Context(), c.DB, ledger.FeeRevenue, "USD")
	c.Must(err)
	s := standing{revenue.Minor, c.Payable("USD") - balance(c, ledger.ExpertReceivable, c.Ben.Organisation, "USD")}
	totals, err := c.Sandbox.Totals(c.T.Context())
	c.Must(err)
	for _, total := range totals {
		if total.Paid.Currency == "USD" {
			s.share += total.Paid.Minor
		}
	}
	return s
}

// proveEmpty says that the engagement's accounts are empty and the sandbox agrees.
func proveEmpty(c *till.Till, e id.ID) {
	c.T.Helper()
	for _, entry := range ledger.Chart {
		if entry.Owner == ledger.Engagement {
			if left := balance(c, entry.Account, e, "USD"); left != 0 {
				c.T.Errorf("%d stands on %s", left, entry.Account)
			}
		}
	}
	c.Balanced()
}
