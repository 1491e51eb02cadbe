package payment_test

import (
	"context"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/test/till"
)

// engage agrees to a proposal of any kind, by a choice of approval.
func engage(c *till.Till, in deal.ProposeInput, approval string) id.ID {
	c.T.Helper()
	in.Conversation, in.Terms = c.Conversation, "Find and mend it."
	p, err := c.Deals.Propose(c.T.Context(), c.Ben, in)
	c.Must(err)
	e, err := c.Deals.Accept(c.T.Context(), c.Aiko, deal.AcceptInput{Proposal: p, Approval: approval, PurchaseOrder: "PO-7"})
	c.Must(err)
	return e
}

// tick does what the clock does until now: what is due of this room, the reminders,
// and the jobs of what became approved.
func tick(c *till.Till) {
	c.T.Helper()
	who := policy.As(policy.Clock, "sweep")
	for _, f := range []struct {
		flow *flow.Flow
		deed func(context.Context, policy.Actor, id.ID) error
	}{{payment.RequestFlow, nil}, {payment.ChargeFlow, c.Payments.Lapse}} {
		due, err := f.flow.Due(c.T.Context(), c.DB, c.Now(), 100)
		c.Must(err)
		for _, d := range due {
			deed := f.deed
			if d.State == payment.Scheduled {
				deed = c.Payments.FallDue
			} else if d.State == payment.Awaiting {
				deed = c.Payments.ApproveSilently
			}
			c.Must(deed(c.T.Context(), who, d.ID))
			if f.flow == payment.RequestFlow {
				c.Collect(d.ID)
			}
		}
	}
	c.Must(payment.Reminders{Room: c.Payments}.RunDue(c.T.Context(), c.Now()))
}

// told counts the events of a name about a payment request.
func told(c *till.Till, name string, request id.ID) int64 {
	c.T.Helper()
	n, err := db.Value[int64](c.T.Context(), c.DB, toldCount, name, request)
	c.Must(err)
	return n
}

var toldCount = db.Read("test.payment.told", `SELECT CAST(COUNT(*) AS BIGINT) FROM event WHERE name = $1 AND subject_id = $2`)

func TestItem2SilenceApprovesOnTheTenthDayWhenTheCustomerChoseSo(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := engage(c, deal.ProposeInput{Kind: deal.KindMilestone, Currency: "USD", Total: "100"}, deal.ApprovalAutomatic)
		q := c.Ask(e, "60", true)
		start := c.Now()
		for d, want := range []int64{1: 1, 2: 1, 3: 2, 6: 2, 7: 3, 8: 3, 9: 4} {
			if d == 0 || want == 0 {
				continue
			}
			c.AdvanceTo(start.Add(time.Duration(d) * day))
			tick(c)
			if got := told(c, "payment_request.remind", q); got != want || c.RequestState(q) != "awaiting" {
				t.Errorf("day %d: reminded %d times, it is %s", d, got, c.RequestState(q))
			}
		}
		c.Advance(23 * time.Hour)
		tick(c)
		if c.RequestState(q) != "awaiting" {
			t.Error("approved before 240 hours were over")
		}
		if err := c.Payments.ApproveSilently(t.Context(), policy.As(policy.Clock, "sweep"), q); !fault.Is(err, "payment_request.moved_already") {
			t.Errorf("before its time: %v", err)
		}
		c.Advance(time.Hour + time.Second)
		tick(c)
		got, err := payment.FindRequest(t.Context(), c.DB, c.Aiko, q)
		c.Must(err)
		if got.State != payment.Approved || !got.Silent || got.Fee.Minor != 150 {
			t.Errorf("%+v", got)
		}
		v, found, err := payment.InvoiceOf(t.Context(), c.DB, q)
		if err != nil || !found || v.PurchaseOrder != "PO-7" {
			t.Errorf("the invoice: %+v, %v", v, err)
		}
		c.Advance(3 * day)
		if c.RequestState(q) != "collected" {
			t.Errorf("it is %s", c.RequestState(q))
		}
		c.Balanced()
	})
}

func TestSilenceNeverApprovesWhenTheCustomerChoseByHand(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		q := c.Ask(engage(c, deal.ProposeInput{Kind: deal.KindMilestone, Currency: "USD", Total: "100"}, deal.ApprovalManual), "60", false)
		for range 4 {
			c.Advance(7*day + time.Second)
			tick(c)
		}
		if c.RequestState(q) != "awaiting" || told(c, "payment_request.remind", q) != 4 {
			t.Errorf("it is %s, reminded %d times", c.RequestState(q), told(c, "payment_request.remind", q))
		}
	})
}

func TestOfSilenceAndADeclineAtOnceOneWins(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		q := c.Ask(engage(c, deal.ProposeInput{Kind: deal.KindMilestone, Currency: "USD", Total: "100"}, deal.ApprovalAutomatic), "60", false)
		c.Advance(10*day + time.Second)
		late := func(err error) bool { return fault.Is(err, "payment_request.moved_already") }
		won := race(t, 12, late, func(n int) error {
			if n%3 == 0 {
				return c.Payments.Decline(t.Context(), c.Aiko, payment.DeclineInput{Request: q, Reason: "Not yet."})
			}
			return c.Payments.ApproveSilently(t.Context(), policy.As(policy.Clock, "sweep"), q)
		})
		if won != 1 {
			t.Errorf("%d won", won)
		}
	})
}

func TestItem6AnUpfrontPaymentIsChargedOnAcceptance(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := engage(c, deal.ProposeInput{Kind: deal.KindUpfront, Currency: "USD", Total: "1000"}, deal.ApprovalManual)
		list, err := payment.RequestsOf(t.Context(), c.DB, e)
		c.Must(err)
		if len(list) != 1 || list[0].State != payment.Approved || list[0].Kind != payment.KindUpfront || list[0].Net.Minor != 97500 {
			t.Fatalf("%+v", list)
		}
		c.Collect(list[0].ID)
		c.Advance(3 * day)
		c.Must(c.Deals.Complete(t.Context(), c.Ben, e))
		if c.Payable("USD") != 97500 {
			t.Errorf("payable %d", c.Payable("USD"))
		}
		c.Balanced()
	})
}

func date(at clock.Micros, days int) string {
	return at.Add(time.Duration(days) * day).Date(time.UTC)
}

func TestItem6AScheduleIsAnnouncedAndChargedOnItsDates(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := engage(c, deal.ProposeInput{Kind: deal.KindSchedule, Currency: "USD", Lines: []deal.LineInput{
			{Amount: "333.33", DueOn: date(c.Now(), 0)}, {Amount: "333.33", DueOn: date(c.Now(), 30)}, {Amount: "333.33", DueOn: date(c.Now(), 60)}}}, deal.ApprovalManual)
		list, err := payment.RequestsOf(t.Context(), c.DB, e)
		c.Must(err)
		if len(list) != 3 || list[1].State != payment.Scheduled {
			t.Fatalf("%+v", list)
		}
		tick(c)
		if c.RequestState(list[0].ID) != "approved" || told(c, "payment_request.announce", list[0].ID) != 0 {
			t.Errorf("the first is %s", c.RequestState(list[0].ID))
		}
		c.Advance(28 * day)
		tick(c)
		if told(c, "payment_request.announce", list[1].ID) != 1 || c.RequestState(list[1].ID) != "scheduled" {
			t.Error("the second was not announced")
		}
		c.Advance(5 * day)
		tick(c)
		c.Advance(3 * day)
		if c.RequestState(list[1].ID) != "collected" {
			t.Errorf("the second is %s", c.RequestState(list[1].ID))
		}
		c.Must(c.Deals.Complete(t.Context(), c.Ben, e)) // Cancels what is scheduled.
		if c.RequestState(list[2].ID) != "cancelled" {
			t.Errorf("the third is %s", c.RequestState(list[2].ID))
		}
		got, err := deal.FindEngagement(t.Context(), c.DB, c.Ben, e)
		c.Must(err)
		if got.Asked.Minor != 66666 || c.Payable("USD") != 2*32500 {
			t.Errorf("asked %d, payable %d", got.Asked.Minor, c.Payable("USD"))
		}
		c.Balanced()
	})
}

func TestAMilestoneIsAskedForWithItsOwnAmount(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := engage(c, deal.ProposeInput{Kind: deal.KindMilestone, Currency: "USD", Lines: []deal.LineInput{{Title: "Plan", Amount: "40"}, {Title: "Build", Amount: "60"}}}, deal.ApprovalManual)
		parts, err := deal.MilestonesOf(t.Context(), c.DB, e)
		c.Must(err)
		if _, err := c.Payments.Ask(t.Context(), c.Ben, payment.AskInput{Engagement: e, Milestone: parts[0].ID, Amount: "41", Work: "Done."}); err == nil {
			t.Error("asked for more than the milestone")
		}
		q, err := c.Payments.Ask(t.Context(), c.Ben, payment.AskInput{Engagement: e, Milestone: parts[0].ID, Work: "Done."})
		c.Must(err)
		state := func() string {
			m, err := deal.FindMilestone(t.Context(), c.DB, parts[0].ID)
			c.Must(err)
			return string(m.State)
		}
		c.Must(c.Payments.Decline(t.Context(), c.Aiko, payment.DeclineInput{Request: q, Reason: "No."}))
		if state() != "planned" {
			t.Errorf("declined: it is %s", state())
		}
		q, err = c.Payments.Ask(t.Context(), c.Ben, payment.AskInput{Engagement: e, Milestone: parts[0].ID, Work: "Done."})
		c.Must(err)
		c.Pay(q)
		c.Advance(3 * day)
		if state() != "paid" || c.Payable("USD") != 3900 {
			t.Errorf("paid: it is %s", state())
		}
	})
}

func TestTheRateOfTheAcceptanceCounts(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		q := c.Ask(c.Engage("USD", "1000"), "1000", false)
		c.Deals.Fee = 2 * deal.FeeRate
		c.Pay(q)
		c.Advance(3 * day)
		if c.Payable("USD") != 97500 {
			t.Errorf("payable %d", c.Payable("USD"))
		}
		c.Balanced()
	})
}
