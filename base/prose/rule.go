package prose

import (
	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"guildhall/base/fault"
)

// Count is the number of characters as a person counts them: grapheme clusters
// after NFC, CRLF as one (RULES.md 2).
func Count(s string) int {
	if ascii(s) {
		return len(s) // uniseg would say the same, forty times slower.
	}
	return uniseg.GraphemeClusterCount(norm.NFC.String(s))
}

// ascii tells whether every byte is its own character: ASCII without CR.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] == '\r' {
			return false
		}
	}
	return true
}

// Rule is what a field asks of its text. Min and Max are characters; Max 0 means
// no limit in characters. MaxBytes 0 means 24 bytes for each character allowed,
// and a mebibyte where Max is 0: enough for any script, too little for a
// thousand accents on one letter.
type Rule struct {
	Field      string
	Min, Max   int
	MaxBytes   int
	SingleLine bool
}

func (r Rule) maxBytes() int {
	switch {
	case r.MaxBytes > 0:
		return r.MaxBytes
	case r.Max > 0:
		return 24*r.Max + 256
	}
	return 1 << 20
}

// Check cleans s and complains to the form under the rule's field: required,
// too_short (Min, Count), too_long (Max, Count), too_large (MaxBytes),
// malformed. It returns the cleaned text, also with a complaint, so that a form
// can show again what was typed; malformed text returns empty.
func Check(form *fault.Form, rule Rule, s string) string {
	limit := rule.maxBytes()
	if len(s) > 8*limit+64 { // Cleaning cannot save it; do not spend the time.
		form.Add(rule.Field, "too_large", "MaxBytes", limit)
		return ""
	}
	clean := Clean
	if rule.SingleLine {
		clean = Line
	}
	s, err := clean(s)
	if err != nil {
		form.Add(rule.Field, "malformed")
		return ""
	}
	count := Count(s)
	switch {
	case count == 0 && rule.Min > 0:
		form.Add(rule.Field, "required")
	case count < rule.Min:
		form.Add(rule.Field, "too_short", "Min", rule.Min, "Count", count)
	case rule.Max > 0 && count > rule.Max:
		form.Add(rule.Field, "too_long", "Max", rule.Max, "Count", count)
	case len(s) > limit:
		form.Add(rule.Field, "too_large", "MaxBytes", limit)
	}
	return s
}
