package badge

import (
	"math"
	"strings"
	"time"
)

// leeway is how far the issuer's clock may be ahead of ours.
const leeway = 5 * time.Minute

// span is the time in which a badge holds.
type span struct{ from, until time.Time }

// dates says whether a moment lies in a badge's time. The last moment belongs to it.
func (j *judge) dates(s span) {
	j.report.Issued, j.report.Expires = s.from, s.until
	switch {
	case !s.from.IsZero() && s.from.After(j.at.Add(leeway)):
		j.fail("dates", "not_yet", "it holds from %s", s.from.UTC().Format(time.RFC3339))
	case !s.until.IsZero() && s.until.Before(j.at):
		j.fail("dates", "expired", "it held until %s", s.until.UTC().Format(time.RFC3339))
	case !s.until.IsZero() && s.until.Before(s.from):
		j.fail("dates", "reversed", "it ends before it begins")
	default:
		j.pass("dates", "ok")
	}
}

// classicDates reads issuedOn and expires of a 2.0 badge.
func (j *judge) classicDates(d object) {
	from, ok := moment(d["issuedOn"])
	until, untilOK := moment(d["expires"])
	if !ok || from.IsZero() || !untilOK {
		j.fail("dates", "unreadable", "its dates cannot be read")
		return
	}
	j.dates(span{from, until})
}

// moment reads a date as badges write it: RFC 3339, ISO 8601 with less, or seconds
// since 1970. A day alone is its first moment in UTC. Nothing at all is the zero time.
func moment(v any) (time.Time, bool) {
	switch v := v.(type) {
	case nil:
		return time.Time{}, true
	case float64:
		if v != math.Trunc(v) || v < 0 || v > 1<<40 {
			return time.Time{}, false
		}
		return time.Unix(int64(v), 0).UTC(), true
	case string:
		for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700", "2006-01-02"} {
			if t, err := time.Parse(layout, strings.TrimSpace(v)); err == nil {
				return t, true
			}
		}
	}
	return time.Time{}, false
}
