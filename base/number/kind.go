package number

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/width"
)

// LongestMax is the number of bytes beyond which nothing is read as a number.
const LongestMax = 80

// Kind is one type of number and its rules, as data.
type Kind struct {
	Type     string    // "vat:DE"
	Says     string    // What it is, in English, for lists: "Umsatzsteuer-Identifikationsnummer".
	Prefixes []string  // Letters that may stand before it and are taken off; they are put back as Lead.
	Lead     string    // What the normalised value begins with, before the variant's shape.
	Tail     string    // What the normalised value ends with, after the shape ("MVA").
	Endings  []string  // Letters that may stand after it and are taken off.
	Keep     string    // Separators that mean something here and are not taken out.
	Source   string    // Where the rules are published, unless a law names its own.
	Example  string    // A number that holds every rule, published as an example or made up.
	Variants []Variant // In the order they are tried.
}

// Variant is one way of writing a kind. Shape is a regular expression that the whole
// of the number (without prefix) must match.
type Variant struct {
	Name  string
	Shape string
	Says  string
	Laws  []Law
	Write func(s string) string // Writes what matched in its one normalised form; nil leaves it.

	shape *regexp.Regexp
}

// Law is a rule beyond the shape. Holds is called only with what matches the shape, after
// Write.
type Law struct {
	Rule   Reason
	Says   string
	Source string
	Holds  func(s string) bool
}

// Proof tells how far the arithmetic of a kind reaches: Arithmetic when every
// variant has a check digit, FormatOnly otherwise (the Result tells for one number).
func (k Kind) Proof() Reason {
	for _, v := range k.Variants {
		if !v.hasCheckDigit() {
			return FormatOnly
		}
	}
	return Arithmetic
}

func (v Variant) hasCheckDigit() bool {
	return slices.ContainsFunc(v.Laws, func(l Law) bool { return l.Rule == CheckDigit })
}

// Prepared compiles the shapes; a wrong one stops the program at start.
func Prepared(kinds []Kind) []Kind {
	for i := range kinds {
		for j := range kinds[i].Variants {
			v := &kinds[i].Variants[j]
			v.shape = regexp.MustCompile(`^(?:` + v.Shape + `)$`)
		}
	}
	return kinds
}

// invisible characters are copied with a number from documents and mean nothing.
var invisible = strings.NewReplacer("\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u200e", "", "\u200f", "", "\u00ad", "")

// Tidy writes what a person typed as capitals and digits: full-width letters become
// half-width, spaces, dots, commas, dashes, slashes and apostrophes are taken out, but
// for those in keep. Every kind of dash is "-".
func Tidy(s, keep string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '‐', '‑', '‒', '–', '—', '―', '−', '－', 'ー', 'ｰ', '﹣':
			r = '-'
		case '’', '‘', '`', '´':
			r = '\''
		case '\t', '\n', '\r', '\u00a0', '\u3000', '\u2009', '\u202f', '\u2007':
			r = ' '
		case '。', '．', '・':
			r = '.'
		}
		if r < 0x80 && !strings.ContainsRune(keep, r) && strings.ContainsRune(" .,-/'_:", r) {
			return -1
		}
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}, width.Fold.String(invisible.Replace(s)))
}

// Check reads value as a number of this kind.
func (k Kind) Check(value string) Result {
	r := Result{Type: k.Type, Rules: []Rule{}}
	if len(value) > LongestMax {
		return r.refuse(TooLong, "at most 80 bytes", "")
	}
	s := Tidy(value, k.Keep)
	r.Value = s
	if s == "" {
		return r.refuse(Empty, "something is written", "")
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && !strings.ContainsRune(k.Keep, rune(c)) {
			return r.refuse(Characters, "digits and letters from A to Z", "")
		}
	}
	body, found := k.body(s)
	best, matched := Result{}, false
	for _, v := range k.Variants {
		if !found || !v.shape.MatchString(body) {
			continue
		}
		tried := k.examine(v, body)
		if tried.OK() {
			return tried
		}
		if !matched {
			best, matched = tried, true
		}
	}
	if matched {
		return best
	}
	if other := foreign(s, k); other != "" {
		return r.refuse(Country, "begins with "+k.Prefixes[0]+" or with the number itself, not with "+other, k.Source)
	}
	return r.refuse(Format, k.shapes(), k.Source)
}

// body takes a prefix off; a number that matches a shape with its prefix's letters
// still on is taken as it is.
func (k Kind) body(s string) (string, bool) {
	fits := func(s string) bool {
		return slices.ContainsFunc(k.Variants, func(v Variant) bool { return v.shape.MatchString(s) })
	}
	for _, p := range append([]string{""}, k.Prefixes...) {
		rest, cut := strings.CutPrefix(s, p)
		if !cut {
			continue
		}
		for _, e := range append([]string{""}, k.Endings...) {
			if bare, cut := strings.CutSuffix(rest, e); cut && fits(bare) {
				return bare, true
			}
		}
	}
	return s, false
}

// foreign gives the two letters before what would be the number of another country.
func foreign(s string, k Kind) string {
	if len(k.Prefixes) == 0 || len(s) < 6 || s[0] < 'A' || s[1] < 'A' || slices.Contains(k.Prefixes, s[:2]) {
		return ""
	}
	return s[:2]
}

func (k Kind) shapes() string {
	var all []string
	for _, v := range k.Variants {
		all = append(all, v.Says)
	}
	return strings.Join(all, "; or ")
}

func (k Kind) examine(v Variant, body string) Result {
	if v.Write != nil {
		body = v.Write(body)
	}
	r := Result{Type: k.Type, Value: k.Lead + body + k.Tail, Variant: v.Name, Verdict: Unconfirmed, Reason: FormatOnly}
	if v.hasCheckDigit() {
		r.Reason = Arithmetic
	}
	r.Rules = append(r.Rules, Rule{Format, Holds, v.Says, k.Source})
	for _, l := range v.Laws {
		source, outcome := l.Source, Holds
		if source == "" {
			source = k.Source
		}
		switch {
		case r.Verdict == Invalid:
			outcome = NotLooked
		case !l.Holds(body):
			outcome, r.Verdict, r.Reason = Fails, Invalid, l.Rule
		}
		r.Rules = append(r.Rules, Rule{l.Rule, outcome, l.Says, source})
	}
	return r
}

// Refused is the answer about a value that no kind was found for.
func Refused(kind, value string, why Reason, says string) Result {
	if len(value) > LongestMax {
		value = ""
	}
	return Result{Type: kind, Value: Tidy(value, ""), Rules: []Rule{}}.refuse(why, says, "")
}

func (r Result) refuse(why Reason, says, source string) Result {
	r.Verdict, r.Reason = Invalid, why
	r.Rules = append(r.Rules, Rule{why, Fails, says, source})
	return r
}
