package view_test

import (
	"testing"

	"guildhall/base/id"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/view"
	"guildhall/test/till"
)

// TestManyPaymentsAreShownAPageAtATime: beside the newest, whatever still waits is
// there however old it is, and every one is on some page of the engagement.
func TestManyPaymentsAreShownAPageAtATime(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := c.Engage("USD", "1000")
		waits := c.Ask(e, "1", false)
		var all []id.ID
		for range 11 {
			q := c.Ask(e, "1", false)
			c.Must(c.Payments.Decline(t.Context(), c.Aiko, payment.DeclineInput{Request: q, Reason: "Not yet."}))
			all = append(all, q)
		}
		seen, err := deal.FindEngagement(t.Context(), c.DB, c.Aiko, e)
		c.Must(err)
		with, err := view.EngagementWith(t.Context(), c.DB, seen)
		c.Must(err)
		if len(with.Payments) != 6 || with.Payments[0].ID != waits || with.Payments[5].ID != all[10] || !with.Earlier {
			t.Errorf("%d payments, others %t: %+v", len(with.Payments), with.Earlier, with.Payments)
		}
		all = append([]id.ID{waits}, all...)
		var cursor id.ID
		for pages, more := 0, true; more; pages++ {
			var list []view.Payment
			list, more, err = view.PaymentsUnder(t.Context(), c.DB, seen, cursor, 5)
			c.Must(err)
			for _, p := range list {
				if last := len(all) - 1; last < 0 || p.Request.ID != all[last] {
					t.Fatalf("page %d shows another one", pages)
				}
				all, cursor = all[:len(all)-1], p.Request.ID
			}
		}
		if len(all) != 0 {
			t.Errorf("%d are on no page", len(all))
		}
	})
}
