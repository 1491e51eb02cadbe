package clock_test

import (
	"testing"
	"time"

	"guildhall/base/clock"
)

func TestABankDayMovesOnlyTheWeekendAndKeepsTheHour(t *testing.T) {
	t.Parallel()
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		zone     *time.Location
		at, want string
	}{
		{time.UTC, "2026-06-05T23:59:59Z", "2026-06-05T23:59:59Z"}, // a Friday
		{time.UTC, "2026-06-06T00:00:00Z", "2026-06-08T00:00:00Z"},
		{time.UTC, "2026-06-07T23:59:59Z", "2026-06-08T23:59:59Z"},
		{time.UTC, "2026-06-08T09:00:00Z", "2026-06-08T09:00:00Z"},
		{tokyo, "2026-06-05T15:30:00Z", "2026-06-07T15:30:00Z"},    // Saturday already, in Tokyo
		{tokyo, "2026-06-07T15:30:00Z", "2026-06-07T15:30:00Z"},    // Monday already
		{berlin, "2026-10-24T10:00:00Z", "2026-10-26T11:00:00Z"},   // The clocks go back in between: noon stays noon.
		{time.UTC, "2026-02-28T08:00:00Z", "2026-03-02T08:00:00Z"}, // over the end of a month
		{time.UTC, "2026-12-31T08:00:00Z", "2026-12-31T08:00:00Z"}, // Public holidays are not known.
		{time.UTC, "2027-01-01T08:00:00Z", "2027-01-01T08:00:00Z"},
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		got := clock.Of(at).BankDay(c.zone)
		if said := got.Time().Format(time.RFC3339); said != c.want {
			t.Errorf("%s in %s: %s, want %s", c.at, c.zone, said, c.want)
		}
		if got.BankDay(c.zone) != got {
			t.Errorf("%s is moved twice", c.at)
		}
	}
}
