// Package clock keeps the two times of the house apart. Wall time is what the
// machine says; business time is wall time plus an offset kept in the database,
// which a sandbox may move forward (RULES.md 3).
package clock

import "time"

// Micros is an instant as the database stores it: microseconds since 1970, UTC.
// Zero is "never" and is stored as NULL by OrNull.
type Micros int64

// Wall is the machine's time.
func Wall() Micros { return Micros(time.Now().UnixMicro()) }

// Of turns a time into an instant.
func Of(t time.Time) Micros { return Micros(t.UnixMicro()) }

// Time gives the instant in UTC.
func (m Micros) Time() time.Time { return time.UnixMicro(int64(m)).UTC() }

// Add moves an instant.
func (m Micros) Add(d time.Duration) Micros { return m + Micros(d.Microseconds()) }

// Sub is the time between two instants.
func (m Micros) Sub(o Micros) time.Duration { return time.Duration(m-o) * time.Microsecond }

// IsZero tells "never".
func (m Micros) IsZero() bool { return m == 0 }

// OrNull is the value to store: NULL for never.
func (m Micros) OrNull() any {
	if m == 0 {
		return nil
	}
	return int64(m)
}

// Scan reads a stored instant; NULL is never.
func (m *Micros) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*m = 0
	case int64:
		*m = Micros(v)
	}
	return nil
}

// Date is the calendar day of an instant in a zone, as stored: YYYY-MM-DD.
func (m Micros) Date(zone *time.Location) string { return m.Time().In(zone).Format(time.DateOnly) }

// BankDay is the moment at which banks book what falls on this one: on a Saturday or
// Sunday of the zone the same hour of the Monday after, else the moment itself. Public
// holidays are not known here. Every promise of when money arrives goes through it, and
// so do the sandbox's processor and bank.
func (m Micros) BankDay(zone *time.Location) Micros {
	t := m.Time().In(zone)
	ahead := 0
	switch t.Weekday() {
	case time.Saturday:
		ahead = 2
	case time.Sunday:
		ahead = 1
	default:
		return m
	}
	return Of(time.Date(t.Year(), t.Month(), t.Day()+ahead, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone))
}
