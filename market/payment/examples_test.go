package payment_test

import (
	"context"
	"testing"

	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/ledger"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/test/till"
)

// AWS_IQ.md 4.1, R12: the worked examples, from the acceptance to the books. The
// refund is one of postings only.
func TestR12TheWorkedExamplesComeOutInTheBooks(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		var before standing
		came := func(name string, fee, net int64) {
			t.Helper()
			after := stand(c)
			if got := after.fee - before.fee; got != fee {
				t.Errorf("%s: the fee is %d, want %d", name, got, fee)
			}
			if got := after.share - before.share; got != net {
				t.Errorf("%s: the expert receives %d, want %d", name, got, net)
			}
			before = after
		}
		before = stand(c)

		upfront := engage(c, deal.ProposeInput{Kind: deal.KindUpfront, Currency: "USD", Total: "1000"}, deal.ApprovalManual)
		list, err := payment.RequestsOf(t.Context(), c.DB, upfront)
		c.Must(err)
		c.Collect(list[0].ID)
		c.Advance(3 * day)
		came("upfront, 1,000", 2500, 97500)

		e := c.Engage("USD", "5000")
		c.Pay(c.Ask(e, "2000", false))
		c.Pay(c.Ask(e, "1500", false))
		c.Must(c.Deals.Complete(t.Context(), c.Ben, e))
		c.Advance(3 * day)
		came("milestone, 2,000 and 1,500 of 5,000", 8750, 341250)

		e = engage(c, deal.ProposeInput{Kind: deal.KindSchedule, Currency: "USD", Lines: []deal.LineInput{{Amount: "333.33", DueOn: date(c.Now(), 0)},
			{Amount: "333.33", DueOn: date(c.Now(), 1)}, {Amount: "333.33", DueOn: date(c.Now(), 2)}}}, deal.ApprovalManual)
		for range 6 {
			tick(c)
			c.Advance(day)
		}
		came("a schedule of 3 x 333.33", 2499, 97500)
		proveEmpty(c, e)

		back, err := ledger.HouseBalance(t.Context(), c.DB, ledger.ProcessorClearing, "USD")
		c.Must(err)
		refund := id.New()
		c.Must(c.Journal.Change(t.Context(), chie, func(ctx context.Context, tx *journal.Tx) error {
			if err := tx.Record(ctx, journal.Event{Name: "refund.start", Subject: refund}); err != nil {
				return err
			}
			for _, p := range []ledger.Posting{
				{Template: ledger.RefundStarted, Amounts: ledger.Amounts{"still_held": 39000, "already_paid_out": 0, "fee": 1000, "fee_tax": 0, "operator_tax": 0}},
				{Template: ledger.RefundSettled, Amounts: ledger.Amounts{"amount": 40000}},
			} {
				p.Reference, p.Currency, p.Parties = refund, "USD", ledger.Parties{Engagement: upfront, Expert: c.Ben.Organisation, Refund: refund}
				if _, err := ledger.Post(ctx, tx, p); err != nil {
					return err
				}
			}
			return nil
		}))
		came("400 of the first given back", -1000, -39000)
		gone, err := ledger.HouseBalance(t.Context(), c.DB, ledger.ProcessorClearing, "USD")
		c.Must(err)
		if back.Minor-gone.Minor != 40000 {
			t.Errorf("%d went back to the customer, want 40000", back.Minor-gone.Minor)
		}
	})
}
