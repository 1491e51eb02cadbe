package i18n_test

import (
	"testing"
	"time"

	"guildhall/base/i18n"
	_ "guildhall/text"
)

func TestTimesAreWrittenAsEachLanguageWritesThem(t *testing.T) {
	tokyo := time.FixedZone("JST", 9*3600)
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, tokyo)
	en, ja := i18n.Reader{Lang: i18n.En, Zone: tokyo, Now: now}, i18n.Reader{Lang: i18n.Ja, Zone: tokyo, Now: now}
	for _, c := range []struct {
		what   func(i18n.Reader, time.Time) string
		at     time.Time
		en, ja string
	}{
		{i18n.Day, now, "Mon 23 Nov", "11月23日(月)"},
		{i18n.Day, now.AddDate(-1, 0, 0), "23 Nov 2025", "2025年11月23日"},
		{i18n.Moment, now.Add(-18 * time.Hour), "Sun 22 Nov, 16:00", "11月22日(日) 16:00"},
		{i18n.Deadline, now.Add(240 * time.Hour), "Thu 3 Dec, 10:00 JST", "12月3日(木) 10:00 日本時間"},
		{i18n.Ago, now.Add(-59 * time.Second), "just now", "たった今"},
		{i18n.Ago, now.Add(-time.Minute), "1 minute ago", "1分前"},
		{i18n.Ago, now.Add(-23 * time.Hour), "23 hours ago", "23時間前"},
		{i18n.Ago, now.Add(-25 * time.Hour), "yesterday, 09:00", "昨日 09:00"},
		{i18n.Ago, now.Add(-72 * time.Hour), "Fri 20 Nov", "11月20日(金)"},
		{i18n.Ago, now.Add(time.Hour), "Mon 23 Nov, 11:00", "11月23日(月) 11:00"},
		{i18n.Left, now.Add(240 * time.Hour), "10 days left", "あと10日"},
		{i18n.Left, now.Add(90 * time.Minute), "1 hour left", "あと1時間"},
		{i18n.Left, now, "due now", "期限です"},
	} {
		if got := c.what(en, c.at); got != c.en {
			t.Errorf("en: %q, want %q", got, c.en)
		}
		if got := c.what(ja, c.at); got != c.ja {
			t.Errorf("ja: %q, want %q", got, c.ja)
		}
	}
}

func TestAStoredDateKeepsItsDayInEveryZone(t *testing.T) {
	for _, hours := range []int{-11, 0, 13} {
		r := i18n.Reader{Lang: i18n.En, Zone: time.FixedZone("", hours*3600), Now: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)}
		if got := i18n.DayOf(r, "2026-12-03"); got != "Thu 3 Dec" {
			t.Errorf("at %d hours: %q", hours, got)
		}
	}
	if got := i18n.DayOf(i18n.Reader{}, "not a date"); got != "not a date" {
		t.Errorf("a bad date became %q", got)
	}
}

func TestZonesWithoutLettersAreWrittenAsDistance(t *testing.T) {
	at := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	for zone, want := range map[*time.Location]string{time.FixedZone("+0530", 19800): "UTC+05:30", time.FixedZone("-03", -10800): "UTC-03:00", time.UTC: "UTC", nil: "UTC"} {
		if got := i18n.ZoneName(i18n.Reader{Zone: zone}, at); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLongNumbersAreGrouped(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567"} {
		if got := i18n.Number(n); got != want {
			t.Errorf("%d: %q", n, got)
		}
	}
}
