package payment_test

import (
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/test/till"
)

// AWS_IQ.md R20b and 4.3: banks book on weekdays. What was promised for a payment by
// card or debit is a weekday, and it comes at that moment, whatever the day on which
// the payment was approved.
func TestR20WhatIsPromisedIsAWeekdayAndComesThen(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for weekdays := range 7 {
			for kind, use := range map[string]func(){
				payment.KindCard: func() { c.Card(c.Aiko, "4242 4242 4242 4242") },
				payment.KindACH:  func() { c.NoMethod(c.Aiko); debit(c, "000123456789") },
			} {
				c.Monday()
				c.AdvanceTo(c.Now().Add(time.Duration(weekdays) * day))
				use()
				q := c.Ask(c.Engage("USD", "100"), "100", true)
				c.Pay(q)
				promised := chargeOf(c, q).SettlesAt
				weekday(t, kind, promised)
				was := c.Now()
				c.AdvanceTo(promised.Add(-time.Minute))
				if c.RequestState(q) != "approved" {
					t.Errorf("%s of a %s: it came before %s", kind, was.Time().Weekday(), promised.Time())
				}
				c.AdvanceTo(promised.Add(time.Minute))
				if c.RequestState(q) != "collected" {
					t.Errorf("%s of a %s: it has not come by %s", kind, was.Time().Weekday(), promised.Time())
				}
			}
		}
	})
}

// AWS_IQ.md 4.3: a payout arrives one or two working days after it was sent.
func TestR20APayoutArrivesOnAWeekdayAsItSaid(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for weekdays := range 7 {
			c.Pay(c.Ask(c.Engage("USD", "100"), "100", true))
			c.Advance(4 * day)
			c.Monday()
			c.AdvanceTo(c.Now().Add(time.Duration(weekdays) * day))
			sent := c.PayOut()[0]
			weekday(t, "a payout", sent.ArrivesAt)
			c.AdvanceTo(sent.ArrivesAt.Add(-time.Minute))
			if now := c.PayOut()[0]; now.State != payout.Sent {
				t.Errorf("before %s it is %s", sent.ArrivesAt.Time(), now.State)
			}
			c.AdvanceTo(sent.ArrivesAt.Add(time.Minute))
			if now := c.PayOut()[0]; now.State != payout.Arrived {
				t.Errorf("after %s it is %s", sent.ArrivesAt.Time(), now.State)
			}
		}
		c.Balanced()
	})
}

// AWS_IQ.md R20b: net terms are thirty days, whatever weekday that is; who transfers on
// that day is not late because the bank books on Monday.
func TestR20NetTermsFallDueOnAWeekendAndNobodyIsLateOnIt(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.AdvanceTo(c.Now().Add(3 * day)) // A Thursday; thirty days later is a Saturday.
		c.NoMethod(c.Aiko)
		terms(c, "000100000030")
		q, err := payment.FindRequest(t.Context(), c.DB, c.Ben, c.Ask(c.Engage("USD", "100"), "100", true))
		c.Must(err)
		c.Pay(q.ID)
		due := chargeOf(c, q.ID).SettlesAt
		if due.Time().Weekday() != time.Saturday || due.Sub(c.Now()) > 30*day {
			t.Fatalf("due %s", due.Time())
		}
		for c.Now() < due.BankDay(time.UTC) {
			c.AdvanceTo(c.Now().Add(12 * time.Hour))
			sweepOn(c)
		}
		c.AdvanceTo(c.Now().Add(time.Minute))
		var got [3]int64
		if toldOf(c, &got, q); got[2] != 0 || c.RequestState(q.ID) != "collected" {
			t.Errorf("told %v, it is %s", got, c.RequestState(q.ID))
		}
		if b, err := payment.StandingOfBuyer(t.Context(), c.DB, c.Aiko.Organisation, c.Now()); err != nil || b.Late != 0 || b.OnTime() != 1 {
			t.Errorf("%+v, %v", b, err)
		}
	})
}

func weekday(t *testing.T, what string, at clock.Micros) {
	t.Helper()
	if d := at.Time().Weekday(); at.IsZero() || d == time.Saturday || d == time.Sunday {
		t.Errorf("%s is promised for %s %s", what, d, at.Time())
	}
}
