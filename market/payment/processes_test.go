package payment_test

import (
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/seal"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/test/dbtest"
	"guildhall/test/till"
)

// RULES.md 3: two processes on one database, each with connections, journal and rooms
// of its own, approve the same request twenty times at once: one invoice, one charge.
func TestTwoProcessesApprovingTheSamePayOnce(t *testing.T) {
	address := dbtest.PostgresURL(t)
	open := func() *db.DB {
		d, err := db.Open(t.Context(), address, "")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		return d
	}
	c := till.Open(t, open())
	j, err := journal.Open(t.Context(), open(), true)
	c.Must(err)
	jobs, err := job.New(j, job.Options{Impatient: true})
	c.Must(err)
	deals := deal.New(deal.Deps{Journal: j, Fee: deal.FeeRate, Currencies: till.Currencies, Zone: time.UTC, PayoutAccounts: c.Deals.PayoutAccounts, Cards: c.Deals.Cards})
	other := payment.New(payment.Deps{Journal: j, Deals: deals, Processor: c.Sandbox, Jobs: jobs, Keys: seal.New(), Zone: time.UTC})

	q := c.Ask(c.Engage("USD", "100"), "100", true)
	won := race(t, 20, func(err error) bool { return fault.Is(err, "payment_request.moved_already") }, func(n int) error {
		room := c.Payments
		if n%2 == 1 {
			room = other
		}
		return room.Approve(t.Context(), c.Aiko, payment.PayInput{Request: q})
	})
	if won != 1 {
		t.Errorf("%d approvals of one request", won)
	}
	c.Collect(q)
	charges, err := payment.ChargesOf(t.Context(), c.DB, q)
	c.Must(err)
	if len(charges) != 1 {
		t.Errorf("%d charges", len(charges))
	}
	c.Advance(3 * day)
	c.Balanced()
}
