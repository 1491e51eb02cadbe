package payout_test

import (
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/engine/policy"
	"guildhall/market/payout"
	"guildhall/market/view"
	"guildhall/test/till"
)

// itemsRead is how often a run asks what its payouts are made of.
func itemsRead(t *testing.T, c *till.Till) int {
	t.Helper()
	n := 0
	c.Must(c.Payouts.RunDaily(db.Watched(t.Context(), func(q *db.Query) {
		if q.Name == "payout.item.insert" {
			n++
		}
	}), c.Now()))
	for _, p := range lines(c) {
		s, err := view.PayoutStatementOf(t.Context(), c.DB, p)
		c.Must(err)
		if s.Sum() != p.Amount {
			t.Errorf("a payout of %s is made of %s", p.Amount, s.Sum())
		}
	}
	c.PayOut()
	c.Advance(25 * time.Hour)
	c.Balanced()
	return n
}

func TestAPayoutReadsOnlyWhatIsNewSinceTheOneBefore(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.Payouts.ReadingBack(0)
		for _, amount := range []string{"100", "33", "17"} {
			earn(c, "USD", amount)
			if n := itemsRead(t, c); n != 1 {
				t.Errorf("its parts were read %d times", n)
			}
		}
	})
}

// TestWhatTookLongToBePostedIsFound: a posting that was begun before the payout
// before and stood only after it is part of the next payout all the same.
func TestWhatTookLongToBePostedIsFound(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		earn(c, "USD", "100")
		if n := itemsRead(t, c); n != 1 {
			t.Errorf("its parts were read %d times", n)
		}
		earn(c, "USD", "33")
		c.Payouts.ReadingBack(-24 * time.Hour) // Whatever was posted looks as if it was begun before.
		if n := itemsRead(t, c); n != 2 {
			t.Errorf("its parts were read %d times", n)
		}
		if list := lines(c); len(list) != 2 || list[0].Amount.Minor != 3217 {
			t.Errorf("%+v", list)
		}
	})
}

// TestManyArePaidInOneRun: in batches of every size, each once, whoever has an
// account and however many are owed something.
func TestManyArePaidInOneRun(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		const many = 7
		var sellers []policy.Actor
		for n := range many {
			ben := c.Expert("Ben " + string(rune('A'+n)))
			if n != 3 { // One has nowhere to be paid.
				c.Account(ben, "USD", "000123456789")
				c.Account(ben, "JPY", "000123456789")
			}
			sellers = append(sellers, ben)
		}
		aiko, ben, talk := c.Aiko, c.Ben, c.Conversation
		for batch := 1; batch <= many+1; batch += 3 {
			for n, seller := range sellers {
				if n == 3 {
					continue
				}
				c.Ben, c.Conversation = seller, c.Talk(aiko, seller)
				earn(c, "USD", "100")
				if n%2 == 0 {
					earn(c, "JPY", "5000")
				}
			}
			c.Ben, c.Conversation = ben, talk
			c.Payouts.InBatchesOf(batch)
			c.Must(c.Payouts.RunDaily(t.Context(), c.Now()))
			c.Must(c.Payouts.RunDaily(t.Context(), c.Now()))
			for n, seller := range sellers {
				list, err := payout.PayoutsOf(t.Context(), c.DB, seller.Organisation, none, 10)
				c.Must(err)
				want := 1 + (n+1)%2
				if n == 3 {
					want = 0
				}
				if len(list) != want*(1+batch/3) {
					t.Errorf("batches of %d: seller %d has %d payouts", batch, n, len(list))
				}
				for _, p := range list {
					c.Must(c.Payouts.Send(t.Context(), p.ID))
				}
			}
			c.Advance(25 * time.Hour)
			c.Balanced()
		}
	})
}
