package payment_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/payment"
	"guildhall/test/till"
)

func TestInvoicesAreNumberedInOrderWithoutGaps(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		ctx, cancel := context.WithCancel(t.Context())
		var wait sync.WaitGroup
		wait.Go(func() { c.Journal.Run(ctx) })
		e := c.Engage("USD", "1000")
		var requests []id.ID
		for range 12 {
			requests = append(requests, c.Ask(e, "10", false))
		}
		race(t, 12, func(error) bool { return false }, func(n int) error {
			return c.Payments.Approve(t.Context(), c.Aiko, payment.PayInput{Request: requests[n]})
		})
		for range 2 { // Two processes may run the worker.
			wait.Go(func() { c.Journal.Follow(ctx, c.Payments.Numberer()) })
		}
		numbers := map[int64]bool{}
		for end := time.Now().Add(20 * time.Second); len(numbers) < 12 && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			for _, q := range requests {
				v, _, err := payment.InvoiceOf(t.Context(), c.DB, q)
				c.Must(err)
				if v.IsNumbered() {
					numbers[v.Number] = true
				}
			}
		}
		cancel()
		wait.Wait()
		for n := int64(1); n <= 12; n++ {
			if !numbers[n] {
				t.Errorf("number %d is missing: %v", n, numbers)
			}
		}
		order, err := db.All(t.Context(), c.DB, numbersInOrder, db.ScanValue[int64])
		c.Must(err)
		if fmt.Sprint(order) != "[1 2 3 4 5 6 7 8 9 10 11 12]" {
			t.Errorf("in the journal's order they are %v", order)
		}
		v, _, err := payment.InvoiceOf(t.Context(), c.DB, requests[0])
		c.Must(err)
		c.Must(c.Payments.Number(t.Context(), v.ID)) // Again: nothing.
		if _, lines, err := payment.FindInvoice(t.Context(), c.DB, c.Aiko, v.ID); err != nil || len(lines) != 1 || lines[0].Description != "Mended." {
			t.Errorf("%+v, %v", lines, err)
		}
		if _, _, err := payment.FindInvoice(t.Context(), c.DB, c.Person("Dora"), v.ID); !fault.Is(err, "invoice.missing") {
			t.Errorf("a stranger: %v", err)
		}
	})
}

var numbersInOrder = db.Read("test.invoice.numbers", `SELECT i.number FROM journal_seal s JOIN event e ON e.id = s.event_id
	JOIN payment_invoice i ON i.request_id = e.subject_id WHERE e.name = 'payment_request.approve' ORDER BY s.position`)

func TestAnUnnumberedInvoiceIsNotShown(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	q := c.Ask(c.Engage("USD", "10"), "10", false)
	c.Pay(q)
	v, found, err := payment.InvoiceOf(t.Context(), c.DB, q)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	if _, _, err := payment.FindInvoice(t.Context(), c.DB, c.Aiko, v.ID); !fault.Is(err, "invoice.missing") {
		t.Errorf("%v", err)
	}
}

func TestCardsAreSealedAgainWithANewerKey(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	if n, err := c.Payments.Reseal(t.Context(), c.Payments.Keys); n != 0 || err != nil {
		t.Errorf("nothing to do: %d, %v", n, err)
	}
	if _, err := c.Payments.Keys.Rotate(); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Payments.Reseal(t.Context(), c.Payments.Keys); n != 1 || err != nil {
		t.Errorf("one card: %d, %v", n, err)
	}
	if n, err := c.Payouts.Reseal(t.Context(), c.Payments.Keys); n != 3 || err != nil {
		t.Errorf("three accounts: %d, %v", n, err)
	}
	q := c.Ask(c.Engage("USD", "10"), "10", true)
	c.Pay(q) // The token still opens.
	c.Advance(48 * time.Hour)
	c.PayOut()
	c.Advance(25 * time.Hour)
	c.Balanced()
}
