package i18n

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Dates and times as a reader writes them. All are in the reader's zone; the zone
// is named only where a person would be late without it (Exact, Deadline).

var weekdaysJa = [...]string{"日", "月", "火", "水", "木", "金", "土"}

// Day is a calendar day near now: "Sat 21 Nov", "11月21日(土)"; in another year than
// the reader's it carries the year: "21 Nov 2025", "2025年11月21日".
func Day(r Reader, t time.Time) string {
	t = t.In(zone(r))
	same := t.Year() == r.Now.In(zone(r)).Year()
	switch {
	case r.Lang == Ja && same:
		return fmt.Sprintf("%d月%d日(%s)", t.Month(), t.Day(), weekdaysJa[t.Weekday()])
	case r.Lang == Ja:
		return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
	case same:
		return t.Format("Mon 2 Jan")
	}
	return t.Format("2 Jan 2006")
}

// DayOf reads a calendar date as stored (YYYY-MM-DD), which belongs to no zone. A
// text that is not a date comes back as it is.
func DayOf(r Reader, date string) string {
	t, err := time.ParseInLocation(time.DateOnly, date, zone(r))
	if err != nil {
		return date
	}
	return Day(r, t)
}

// Clock is the time of day: "16:02".
func Clock(r Reader, t time.Time) string { return t.In(zone(r)).Format("15:04") }

// Moment is a day and a time: "Sat 21 Nov, 16:02", "11月21日(土) 16:02".
func Moment(r Reader, t time.Time) string {
	if r.Lang == Ja {
		return Day(r, t) + " " + Clock(r, t)
	}
	return Day(r, t) + ", " + Clock(r, t)
}

// Exact leaves nothing open: "Saturday 21 November 2026, 16:02 JST".
func Exact(r Reader, t time.Time) string {
	t = t.In(zone(r))
	if r.Lang == Ja {
		return fmt.Sprintf("%d年%d月%d日(%s) %s %s", t.Year(), t.Month(), t.Day(), weekdaysJa[t.Weekday()], Clock(r, t), ZoneName(r, t))
	}
	return t.Format("Monday 2 January 2006, 15:04 ") + ZoneName(r, t)
}

// Deadline is a moment with its zone: "Thu 3 Dec, 18:00 JST".
func Deadline(r Reader, t time.Time) string { return Moment(r, t) + " " + ZoneName(r, t) }

// ZoneName names the reader's zone at t as people say it: "JST", "日本時間"; a zone
// without letters is written as its distance: "UTC+03:00".
func ZoneName(r Reader, t time.Time) string {
	name, offset := t.In(zone(r)).Zone()
	if r.Lang == Ja && name == "JST" {
		return "日本時間"
	}
	if !strings.ContainsAny(name, "+-0123456789") {
		return name
	}
	sign := '+'
	if offset < 0 {
		sign, offset = '-', -offset
	}
	return fmt.Sprintf("UTC%c%02d:%02d", sign, offset/3600, offset/60%60)
}

// Ago is how long ago, while that is what matters: minutes and hours of the last
// day, then "yesterday", then the day. A time to come is given as a moment.
func Ago(r Reader, t time.Time) string {
	past := r.Now.Sub(t)
	minutes := int(past / time.Minute)
	switch {
	case past < 0 && past > -time.Minute, past >= 0 && minutes < 1:
		return house().Say(r.Lang, "when.now")
	case past < 0:
		return Moment(r, t)
	case minutes < 60:
		return house().Say(r.Lang, "when.minutes_ago", "Count", minutes)
	case minutes < 24*60:
		return house().Say(r.Lang, "when.hours_ago", "Count", minutes/60)
	case daysBetween(r, t, r.Now) == 1:
		return house().Say(r.Lang, "when.yesterday", "Clock", Clock(r, t))
	}
	return Day(r, t)
}

// Waited is how long something has waited since t: "3 days", "3日".
func Waited(r Reader, t time.Time) string {
	past := max(r.Now.Sub(t), 0)
	switch {
	case past < time.Hour:
		return house().Say(r.Lang, "when.minutes", "Count", int(past/time.Minute))
	case past < 48*time.Hour:
		return house().Say(r.Lang, "when.hours", "Count", int(past/time.Hour))
	}
	return house().Say(r.Lang, "when.days", "Count", int(past/(24*time.Hour)))
}

// Left is how much time remains until t: "3 days left", "あと3日"; "due now" when none.
func Left(r Reader, t time.Time) string {
	left := t.Sub(r.Now)
	switch {
	case left <= 0:
		return house().Say(r.Lang, "when.due")
	case left < time.Hour:
		return house().Say(r.Lang, "when.minutes_left", "Count", max(1, int(left/time.Minute)))
	case left < 48*time.Hour:
		return house().Say(r.Lang, "when.hours_left", "Count", int(left/time.Hour))
	}
	return house().Say(r.Lang, "when.days_left", "Count", int(left/(24*time.Hour)))
}

// Number groups the digits of a count: 12,345.
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// daysBetween counts midnights of the reader's zone from a to b.
func daysBetween(r Reader, a, b time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.In(zone(r)).Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(b).Sub(day(a)) / (24 * time.Hour))
}

func zone(r Reader) *time.Location {
	if r.Zone == nil {
		return time.UTC
	}
	return r.Zone
}
