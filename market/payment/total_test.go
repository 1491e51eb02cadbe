package payment_test

import (
	"strings"
	"testing"

	"guildhall/base/id"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/test/till"
)

func TestTwentyAskWhereOneFits(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := c.Engage("USD", "100")
		won := race(t, 20, above, func(int) error { return ask(c, e, "60") })
		if won != 1 || asked(c, e) != 6000 {
			t.Errorf("%d fit, asked for %d", won, asked(c, e))
		}
	})
}

func above(err error) bool { return strings.Contains(err.Error(), "above_remaining") }

// asked is what the engagement's payments add up to, and what it says itself: the
// counter that guards the total must be the sum of the rows.
func asked(c *till.Till, engagement id.ID) int64 {
	e, err := deal.FindEngagement(c.T.Context(), c.DB, c.Ben, engagement)
	c.Must(err)
	list, err := payment.RequestsOf(c.T.Context(), c.DB, engagement)
	c.Must(err)
	var sum int64
	for _, q := range list {
		sum += q.Amount.Minor
	}
	if counted := e.Total.Minor - e.Remaining().Minor; counted != sum {
		c.T.Errorf("the engagement counts %d, its payments add up to %d", counted, sum)
	}
	return sum
}

// TestNotOneUnitAboveTheTotalGetsThrough when twenty ask at once and all of them
// together are above what was agreed by one smallest unit: nineteen are heard, whoever
// comes last is refused. In currencies with two decimals and with none.
func TestNotOneUnitAboveTheTotalGetsThrough(t *testing.T) {
	for _, m := range []struct{ currency, total, part, more string }{
		{"USD", "100.00", "5.00", "5.01"},
		{"JPY", "100", "5", "6"},
	} {
		t.Run(m.currency, func(t *testing.T) {
			till.Each(t, func(t *testing.T, c *till.Till) {
				e := c.Engage(m.currency, m.total)
				won := race(t, 20, above, func(n int) error {
					if n == 19 {
						return ask(c, e, m.more)
					}
					return ask(c, e, m.part)
				})
				found, err := deal.FindEngagement(t.Context(), c.DB, c.Ben, e)
				c.Must(err)
				if got := asked(c, e); won != 19 || got > found.Total.Minor {
					t.Errorf("%d fit, asked for %d of %s", won, got, m.total)
				}
			})
		})
	}
}

// TestTwoHalvesFitAndOneUnitMoreDoesNot while half is asked for already and twenty ask
// for the rest and one unit, between one who asks for exactly the rest.
func TestTwoHalvesFitAndOneUnitMoreDoesNot(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := c.Engage("USD", "100")
		c.Must(ask(c, e, "50"))
		if won := race(t, 20, above, func(int) error { return ask(c, e, "50.01") }); won != 0 || asked(c, e) != 5000 {
			t.Errorf("%d got a unit more than the total: asked for %d", won, asked(c, e))
		}
		won := race(t, 20, above, func(n int) error {
			if n == 7 {
				return ask(c, e, "50")
			}
			return ask(c, e, "50.01")
		})
		if won != 1 || asked(c, e) != 10000 {
			t.Errorf("%d fit, asked for %d", won, asked(c, e))
		}
		if won := race(t, 20, above, func(int) error { return ask(c, e, "0.01") }); won != 0 || asked(c, e) != 10000 {
			t.Errorf("%d got one cent above the total: asked for %d", won, asked(c, e))
		}
	})
}
