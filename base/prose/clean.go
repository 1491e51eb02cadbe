package prose

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ErrMalformed is text that is not UTF-8 or holds NUL, which no person types
// and no database of ours keeps.
var ErrMalformed = errors.New("prose: not UTF-8, or a NUL in it")

// Clean makes text storable and comparable: NFC, line ends as \n, control
// characters gone except line end and tab, bidirectional marks closed on their
// line so that they cannot reorder what stands after them, blank characters
// trimmed at both ends. Emoji, 𠮷, right-to-left text and joiners inside words
// stay as they are; text of nothing but invisible characters becomes empty.
func Clean(s string) (string, error) {
	if !utf8.ValidString(s) || strings.IndexByte(s, 0) >= 0 {
		return "", ErrMalformed
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(s)
	s = strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
	s = norm.NFC.String(closeBidi(s))
	if strings.IndexFunc(s, visible) < 0 {
		return "", nil
	}
	return strings.TrimFunc(s, blank), nil
}

// Line is Clean for a field of one line: line ends and tabs become one space.
func Line(s string) (string, error) {
	s, err := Clean(s)
	if err != nil || !strings.ContainsAny(s, "\n\t") {
		return s, err
	}
	lines := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\t' })
	return Clean(strings.Join(lines, " "))
}

// blank is what nobody sees at the end of a text: spaces of every width, and
// zero-width characters, which inside a word carry meaning and stay.
func blank(r rune) bool {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u180e':
		return true
	case '\u115f', '\u1160', '\u3164', '\uffa0', '\u2800': // Fillers: letters by name, empty by sight.
		return true
	}
	return unicode.IsSpace(r)
}

func visible(r rune) bool { return !blank(r) && !bidi(r) && !unicode.Is(unicode.Mn, r) }

func bidi(r rune) bool {
	return r == '\u200e' || r == '\u200f' || r == '\u061c' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// closeBidi balances embeddings, overrides and isolates line by line (UAX 9):
// a closer without opener is dropped, an opener without closer is closed at the
// end of its line. Unbalanced ones are how a name or a file hides its ending.
func closeBidi(s string) string {
	if !strings.ContainsFunc(s, bidi) {
		return s
	}
	var out strings.Builder
	var open []rune // the closers that are due, innermost last
	closeAll := func() {
		for i := len(open) - 1; i >= 0; i-- {
			out.WriteRune(open[i])
		}
		open = open[:0]
	}
	for _, r := range s {
		switch {
		case r == '\n':
			closeAll()
		case r >= '\u202a' && r <= '\u202e' && r != '\u202c': // LRE RLE LRO RLO
			open = append(open, '\u202c')
		case r >= '\u2066' && r <= '\u2068': // LRI RLI FSI
			open = append(open, '\u2069')
		case r == '\u202c' || r == '\u2069': // PDF PDI
			if len(open) == 0 || open[len(open)-1] != r {
				continue
			}
			open = open[:len(open)-1]
		}
		out.WriteRune(r)
	}
	closeAll()
	return out.String()
}
