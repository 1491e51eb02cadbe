package fault

import (
	"strings"
	"sync"
	"testing"

	"guildhall/app"
	"guildhall/base/id"
	"guildhall/market/payment"
	"guildhall/test/dbtest"
	"guildhall/test/world"
	"guildhall/web"
)

// RULES.md 3: two processes on one database are asked, at the same moment and again and
// again, to approve the same payment. One of the callers approves it and everybody else
// is told so; it is invoiced and charged once, by the books and by the processor's own
// record.
func TestTwoProcessesToldToApproveTheSamePaymentPayOnce(t *testing.T) {
	const requests, callers = 12, 8
	c := world.Config(t, dbtest.PostgresURL(t))
	f := &fair{approved: map[string]bool{}}
	var asked []id.ID
	world.Inside(t, c, func(h *app.House) {
		f.open(t, h)
		for range requests {
			q, err := h.Payments.Ask(t.Context(), f.street.Ben, payment.AskInput{Engagement: f.engagements[0], Amount: "10", Work: "Part."})
			must(t, err)
			asked = append(asked, q)
		}
	})
	here, there := world.Serve(t, c.Data, c.Database), world.Serve(t, c.Data, c.Database)
	for _, q := range asked {
		request := payment.RequestID.Text(q)
		said := make([]error, callers)
		start := make(chan struct{})
		var wait sync.WaitGroup
		for n := range callers {
			process := here
			if n%2 == 1 {
				process = there
			}
			wait.Go(func() {
				<-start
				_, said[n] = call(t, process.Address, f.street.AikoToken, "/payment-requests/"+request+"/approve", map[string]any{}, web.NewKey())
			})
		}
		close(start)
		wait.Wait()
		approved := 0
		for n, err := range said {
			switch {
			case err == nil:
				approved++
			case !strings.HasSuffix(err.Error(), "answers 409: payment_request.moved_already"):
				t.Errorf("caller %d is told %v", n, err)
			}
		}
		if approved != 1 {
			t.Errorf("%d of %d callers approved one payment", approved, callers)
		}
		f.approved[request] = true
	}
	f.finish(t, there)
	here.Kill()
	there.Kill()
	world.Inside(t, c, func(h *app.House) {
		for _, q := range asked {
			charges, err := payment.ChargesOf(t.Context(), h.DB, q)
			must(t, err)
			if len(charges) != 1 || charges[0].State != payment.Settled {
				t.Errorf("%d charges of one payment: %+v", len(charges), charges)
			}
		}
		for what, query := range map[string]string{
			"approvals": `SELECT COUNT(*) FROM event WHERE name = 'payment_request.approve'`,
			"invoices":  `SELECT COUNT(*) FROM payment_invoice`,
		} {
			var n int
			must(t, h.DB.Handle().QueryRowContext(t.Context(), query).Scan(&n))
			if n != requests {
				t.Errorf("%d %s of %d payments", n, what, requests)
			}
		}
		f.prove(t, h)
	})
}
