package payout_test

import (
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/market/payout"
	"guildhall/test/till"
)

// at is a moment in a zone.
func at(zone *time.Location, text string) clock.Micros {
	t, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		panic(err)
	}
	return clock.Of(t)
}

func TestTheNextPayoutIsTheFirstRunThatIsForThem(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day       int
		now, want string
	}{
		{0, "2026-11-23 05:59", "2026-11-23 06:00"},
		{0, "2026-11-23 06:00", "2026-11-24 06:00"},
		{23, "2026-11-23 05:59", "2026-11-23 06:00"},
		{23, "2026-11-23 06:00", "2026-12-23 06:00"},
		{28, "2026-01-28 12:00", "2026-02-28 06:00"},
		{1, "2026-12-31 23:00", "2027-01-01 06:00"},
	} {
		got := payout.Preference{Day: c.day}.Next(at(tokyo, c.now), tokyo)
		if got != at(tokyo, c.want) {
			t.Errorf("day %d at %s: %s, want %s", c.day, c.now, got.Time().In(tokyo), c.want)
		}
	}
}

// TestR20PayoutIsDailyUntilAnotherDayIsChosen is AWS_IQ.md R13: daily or monthly, per
// currency.
func TestR20PayoutIsDailyUntilAnotherDayIsChosen(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		ctx := t.Context()
		day := (c.Now().Time().Day()+9)%payout.LastDay + 1 // Never while the payments are collected.
		c.Must(c.Payouts.Prefer(ctx, c.Ben, "USD", day))
		earn(c, "USD", "100")
		earn(c, "JPY", "10000")
		list := c.PayOut()
		if len(list) != 1 || list[0].Amount.Currency != "JPY" {
			t.Fatalf("a run that is not for dollars paid %+v", list)
		}
		wish, err := payout.PreferenceOf(ctx, c.DB, c.Ben.Organisation, "USD")
		c.Must(err)
		c.Advance(wish.Next(c.Now(), time.UTC).Sub(c.Now()))
		if got := c.Now().Time().Day(); got != day {
			t.Fatalf("the next payout is on day %d, not on %d", got, day)
		}
		if list = c.PayOut(); len(list) != 2 || list[0].Amount.Minor != 9750 {
			t.Fatalf("on the chosen day: %+v", list)
		}
		c.Must(c.Payouts.Prefer(ctx, c.Ben, "USD", 0))
		earn(c, "USD", "100")
		if list = c.PayOut(); len(list) != 3 {
			t.Fatalf("daily again: %+v", list)
		}
		c.Advance(25 * time.Hour)
		c.Balanced()
	})
}

func TestOnlyADayThatEveryMonthHasMayBeChosen(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	for _, day := range []int{-1, 29, 31} {
		if err := c.Payouts.Prefer(t.Context(), c.Ben, "USD", day); !fault.Is(err, "form.invalid") {
			t.Errorf("day %d: %v", day, err)
		}
	}
	if err := c.Payouts.Prefer(t.Context(), c.Ben, "XXQ", 1); !fault.Is(err, "form.invalid") {
		t.Errorf("no such currency: %v", err)
	}
	wish, err := payout.PreferenceOf(t.Context(), c.DB, c.Ben.Organisation, "USD")
	if err != nil || !wish.Daily() {
		t.Errorf("the default is %+v, %v", wish, err)
	}
}
