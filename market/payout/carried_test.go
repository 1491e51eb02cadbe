package payout_test

import (
	"testing"
	"time"

	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/market/payment"
	"guildhall/market/view"
	"guildhall/test/till"
)

// shown is a payment as its page shows it.
func shown(c *till.Till, request id.ID) view.Payment {
	c.T.Helper()
	q, err := payment.FindRequest(c.T.Context(), c.DB, c.Ben, request)
	c.Must(err)
	p, err := view.PaymentWith(c.T.Context(), c.DB, q)
	c.Must(err)
	return p
}

// pay is one payment of 100, to the moment before the money is there.
func pay(c *till.Till) id.ID {
	c.T.Helper()
	q := c.Ask(c.Engage("USD", "100"), "100", true)
	c.Pay(q)
	return q
}

// AWS_IQ.md R20d: the seller sees in which payout a payment is, by what the payout is
// made of and not by its date; one that came back counts no longer.
func TestR20APaymentNamesThePayoutThatCarriedIt(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		first := pay(c)
		c.Advance(48 * time.Hour)
		second := pay(c)
		if p := shown(c, first); p.PaidOut {
			t.Error("paid out before the run")
		}
		one := c.PayOut()[0]
		if p := shown(c, first); !p.PaidOut || p.Payout.ID != one.ID {
			t.Errorf("the first is in %+v, want %s", p.Payout, one.ID)
		}
		c.Account(c.Ben, "USD", "000111111113") // What is sent there is rejected.
		c.Advance(48 * time.Hour)
		if p := shown(c, second); p.PaidOut {
			t.Errorf("the second was collected after the run and is in %+v", p.Payout)
		}
		two := c.PayOut()[0]
		c.Advance(25 * time.Hour)
		if p := shown(c, second); p.PaidOut || p.Bounced.ID != two.ID || p.HasAccount || !p.NextPayout(c.Now(), time.UTC).IsZero() {
			t.Errorf("after a rejection: %+v", p.Carriage)
		}
		if stuck, err := view.DeskPayouts(t.Context(), c.DB); err != nil || len(stuck) != 1 || stuck[0].ID != two.ID {
			t.Errorf("the desk sees %+v (%v), want the payout that was rejected", stuck, err)
		}
		c.Account(c.Ben, "USD", "000123456789")
		three := c.PayOut()[0]
		if p := shown(c, second); !p.PaidOut || p.Payout.ID != three.ID || p.Bounced.ID != two.ID {
			t.Errorf("the second is in %+v, want %s", p.Payout, three.ID)
		}
		c.Advance(25 * time.Hour)
		if stuck, err := view.DeskPayouts(t.Context(), c.DB); err != nil || len(stuck) != 0 {
			t.Errorf("the desk still sees %+v (%v), though the money has gone out again", stuck, err)
		}
		if p := shown(c, first); p.Payout.ID != one.ID {
			t.Error("the first changed its payout")
		}
	})
}

func TestR20TheMoneyComesOnTheDayTheExpertChose(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		q := pay(c)
		next := func() string { return shown(c, q).NextPayout(c.Now(), time.UTC).Date(time.UTC) }
		settles := shown(c, q).Charge.SettlesAt
		daily := settles.Date(time.UTC)
		if settles.Time().UTC().Hour() >= 6 {
			daily = settles.Add(24 * time.Hour).Date(time.UTC)
		}
		if got := next(); got != daily {
			t.Errorf("every day: expected to settle at %s, paid out on %s", settles.Time(), got)
		}
		for _, day := range []int{1, 15, 28} {
			c.Must(c.Payouts.Prefer(t.Context(), c.Ben, "USD", day))
			want := shown(c, q).To.Next(settles, time.UTC)
			if got := next(); got != want.Date(time.UTC) || want.Time().UTC().Day() != day || want < settles {
				t.Errorf("on day %d: %s", day, got)
			}
		}
		c.Advance(48 * time.Hour)
		here := shown(c, q).NextPayout(c.Now(), time.UTC)
		if here < c.Now() || here.Time().UTC().Day() != 28 {
			t.Errorf("collected, on day 28: %s", here.Time())
		}
		c.PayOut() // Of another day.
		if here.Date(time.UTC) != c.Now().Date(time.UTC) && shown(c, q).PaidOut {
			t.Error("paid out on a day the expert did not choose")
		}
	})
}

func TestAPaymentSaysWhatItsExpertOwesOnceItCameBack(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.Card(c.Aiko, losesDispute)
		lost := pay(c)
		c.Card(c.Aiko, "4000 0000 0000 2685") // Its dispute is won.
		won := pay(c)
		c.Card(c.Aiko, goodCard)
		c.Advance(3 * 24 * time.Hour)
		c.PayOut()
		if p := shown(c, lost); !p.Owes.IsZero() || !p.PaidOut {
			t.Errorf("before the dispute: %+v", p.Carriage)
		}
		c.Advance(60 * 24 * time.Hour)
		if p := shown(c, lost); p.Owes != money.Of(9750, "USD") || p.PaidOut {
			t.Errorf("a lost dispute: owes %s", p.Owes)
		}
		if p := shown(c, won); p.Charge.State != payment.Won || !p.PaidOut || !p.Owes.IsZero() {
			t.Errorf("a dispute that was won after the payout: %+v", p.Carriage)
		}
	})
}

// A dispute opened before the payout freezes the share; once it is won, the payout
// after the decision carries it.
func TestAWonDisputeIsCarriedByThePayoutAfterTheDecision(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.Card(c.Aiko, "4000 0000 0000 2685")
		q := pay(c)
		c.Card(c.Aiko, goodCard)
		c.Advance(60 * 24 * time.Hour)
		if p := shown(c, q); p.Charge.State != payment.Won || p.Charge.Frozen == 0 || p.PaidOut {
			t.Fatalf("%s, frozen %d, paid out %v", p.Charge.State, p.Charge.Frozen, p.PaidOut)
		}
		last := c.PayOut()[0]
		if p := shown(c, q); !p.PaidOut || p.Payout.ID != last.ID || last.Amount != money.Of(9750, "USD") {
			t.Errorf("in %+v", p.Payout)
		}
	})
}

// What a dispute froze before anything went out is in no payout while it is undecided,
// though the next payout is made after it was collected and frozen.
func TestWhatADisputeFrozeIsInNoPayout(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.Card(c.Aiko, "4000 0000 0000 2685")
		frozen := pay(c)
		c.Card(c.Aiko, goodCard)
		c.Advance(13 * 24 * time.Hour)
		free := pay(c)
		c.Advance(72 * time.Hour)
		out := c.PayOut()[0]
		if p := shown(c, frozen); p.Charge.State != payment.ChargedBack || p.Charge.Frozen == 0 || p.PaidOut {
			t.Errorf("%s, frozen %d, in payout %+v", p.Charge.State, p.Charge.Frozen, p.Payout)
		}
		if p := shown(c, free); !p.PaidOut || p.Payout.ID != out.ID || out.Amount != money.Of(9750, "USD") {
			t.Errorf("the other is in %+v", p.Payout)
		}
	})
}
