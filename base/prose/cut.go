package prose

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// Cut shortens cleaned text to at most max characters, the last of which is
// then "…", and tells whether it had to. English and unknown languages are cut
// at a word, Japanese after punctuation; where that would lose more than half,
// at a character. An emoji or an accent is never split.
func Cut(s string, max int, lang string) (string, bool) {
	if len(s) <= max || max >= 0 && len(firstCharacters(s, max)) == len(s) {
		return s, false
	}
	if max < 1 {
		return "", true
	}
	head := firstCharacters(s, max-1)
	at := lastWordEnd(s, len(head))
	if strings.HasPrefix(lang, "ja") {
		at = lastClauseEnd(head)
	}
	if at*2 > len(head) {
		head = head[:at]
	}
	return strings.TrimRightFunc(head, blank) + "…", true
}

// Preview is Plain cut to max characters, for lists and mail subjects.
func Preview(s string, max int, lang string) string {
	short, _ := Cut(Plain(s), max, lang)
	return short
}

// CutAround is Cut, but what it keeps begins at most a line before the byte at,
// then behind a leading "…".
func CutAround(s string, at, max int, lang string) string {
	before := 40 // About a line of a phone.
	if strings.HasPrefix(lang, "ja") {
		before = 16
	}
	lead := Count(s[:at]) - before
	if lead <= 0 {
		short, _ := Cut(s, max, lang)
		return short
	}
	start := len(firstCharacters(s, lead))
	if space := strings.IndexFunc(s[start:at], unicode.IsSpace); space >= 0 {
		start += space
	}
	short, _ := Cut(strings.TrimLeftFunc(s[start:], unicode.IsSpace), max-1, lang)
	return "…" + short
}

// firstCharacters looks no further than it must: a text may be long.
func firstCharacters(s string, n int) string {
	if len(s) <= n || n < len(s) && ascii(s[:n+1]) {
		return s[:min(n, len(s))]
	}
	rest, state := s, -1
	for range n {
		if _, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state); rest == "" {
			return s
		}
	}
	return s[:len(s)-len(rest)]
}

// lastWordEnd is where the last whole word within s[:limit] ends.
func lastWordEnd(s string, limit int) int {
	if strings.IndexFunc(s[limit:], unicode.IsSpace) == 0 {
		return limit // The limit falls between two words.
	}
	return max(strings.LastIndexFunc(s[:limit], unicode.IsSpace), 0)
}

// lastClauseEnd is behind the last punctuation, line end or space.
func lastClauseEnd(s string) int {
	at := strings.LastIndexFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("。、！？．，!?」』）】〉》・：；…", r)
	})
	if at < 0 {
		return 0
	}
	for i := range s[at:] {
		if i > 0 {
			return at + i
		}
	}
	return len(s)
}
