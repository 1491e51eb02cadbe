package payment_test

import (
	"testing"
	"time"

	"guildhall/market/payment"
	"guildhall/test/till"
)

// toldOf counts what was told of a payment on net terms: a week before, on the day,
// after it.
func toldOf(c *till.Till, c3 *[3]int64, q payment.Request) {
	c.T.Helper()
	for i, name := range []string{"payment_request.due_soon", "payment_request.due", "payment_request.overdue"} {
		c3[i] = told(c, name, q.ID)
	}
}

// AWS_IQ.md R26: the operator tries to collect. A customer on net terms is told a week
// before the day, on it, and from the day after every week until the house stops
// waiting; one who has paid is told nothing more.
func TestR26ACustomerOnNetTermsIsToldBeforeOnAndAfterTheDayItIsDue(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		noon := c.Now().Time().UTC().Truncate(day).Add(day + 12*time.Hour)
		c.Advance(noon.Sub(c.Now().Time()))
		for number, want := range map[string]map[int][3]int64{ // days after the approval at noon; the first was never paid
			"000100000099": {22: {}, 23: {1, 0, 0}, 29: {1, 0, 0}, 30: {1, 1, 0}, 31: {1, 1, 1}, 37: {1, 1, 1}, 38: {1, 1, 2}, 59: {1, 1, 5}, 90: {1, 1, 5}},
			"000100000045": {30: {1, 1, 0}, 31: {1, 1, 1}, 40: {1, 1, 2}, 90: {1, 1, 2}}, // Paid on day 45.
			"000100000030": {23: {1, 0, 0}, 29: {1, 0, 0}, 90: {1, -1, 0}},               // Paid on the day.
		} {
			c.NoMethod(c.Aiko)
			terms(c, number)
			q, err := payment.FindRequest(t.Context(), c.DB, c.Ben, c.Ask(c.Engage("USD", "100"), "100", true))
			c.Must(err)
			c.Pay(q.ID)
			for d := 1; d <= 90; d++ {
				c.AdvanceTo(c.Now().Add(day))
				sweepOn(c)
				var got [3]int64
				toldOf(c, &got, q)
				if w, asked := want[d]; asked && (got[0] != w[0] || w[1] >= 0 && got[1] != w[1] || got[2] != w[2]) {
					t.Errorf("%s, day %d: told %v, want %v (%s)", number, d, got, w, c.RequestState(q.ID))
				}
			}
		}
	})
}

// sweepOn does what the clock does: what is due, and who is to be told.
func sweepOn(c *till.Till) {
	c.T.Helper()
	tick(c)
	reminders := payment.Reminders{Room: c.Payments}
	for range 10 {
		next, err := reminders.NextDue(c.T.Context())
		c.Must(err)
		if next == 0 || next > c.Now() {
			return
		}
		c.Must(reminders.RunDue(c.T.Context(), c.Now()))
	}
	c.T.Fatal("somebody is told again and again")
}

func TestApprovingEndsTheRemindersOfTheAnswer(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		q := c.Ask(c.Engage("USD", "100"), "100", true)
		c.Pay(q)
		next, err := payment.Reminders{Room: c.Payments}.NextDue(t.Context())
		c.Must(err)
		if next != 0 {
			t.Errorf("somebody is told at %s of a payment by card that was approved", next.Time())
		}
		c.Advance(8 * 24 * time.Hour)
		sweepOn(c)
		if told(c, "payment_request.remind", q) != 0 {
			t.Error("the customer was reminded of what was approved")
		}
	})
}
