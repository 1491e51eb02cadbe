package names

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Match is the answer of a comparison of two names of one person or organisation.
type Match struct {
	Same bool       `json:"same"`
	Why  Difference `json:"why"`
}

// Difference says what differs. Each has words under "names.match.<difference>".
type Difference string

// The differences. After normalisation, Equal, FormLeftOut, FormPlace (of names
// compared by Compare) and Cut are the same name; the others are not.
const (
	Equal       Difference = "equal"
	FormLeftOut Difference = "form_left_out" // One side names no legal form: "Guild" for "Guild Ltd".
	FormPlace   Difference = "form_place"    // 株式会社 in front on one side, at the end on the other.
	Cut         Difference = "cut"           // A bank cut the longer one.
	Form        Difference = "form"          // Another legal form: "Guild Ltd" and "Guild GmbH".
	Order       Difference = "order"         // The same words in another order.
	Part        Difference = "part"          // All words of one stand in the other: a middle name is missing.
	Other       Difference = "other"         // Another name.
	Unreadable  Difference = "unreadable"    // Empty, or not in the letters it was to be written in.
)

// Differences lists them all.
var Differences = []Difference{Equal, FormLeftOut, FormPlace, Cut, Form, Order, Part, Other, Unreadable}

// Same tells whether a legal name and an account holder's name are the same name:
// case, width, accents, punctuation and the way a legal form is written do not count.
func Same(legal, holder string) bool { return Compare(legal, holder).Same }

// Compare compares a legal name with an account holder's name (AWS_IQ.md 1.10: the
// holder must equal the legal name of the tax step) and says what differs, so that a
// page can tell it and the desk can decide. A legal form that one side leaves out
// counts as the same, because banks shorten names; whoever needs more looks at Why.
func Compare(legal, holder string) Match {
	// ü is u in some places and ue in others, ø is o or oe; either will do.
	first := compare(wordsOf(legal, plainLetters), wordsOf(holder, plainLetters))
	if first.Same {
		return first
	}
	for _, folds := range [][2]letters{{plainLetters, longLetters}, {longLetters, plainLetters}, {longLetters, longLetters}} {
		if m := compare(wordsOf(legal, folds[0]), wordsOf(holder, folds[1])); m.Same {
			return m
		}
	}
	return first
}

func compare(a, b []string) Match {
	if len(a) == 0 || len(b) == 0 {
		return Match{Why: Unreadable}
	}
	x, y := unformed(a), unformed(b)
	same := strings.Join(x.bare, "") == strings.Join(y.bare, "")
	switch {
	case same && x.form == y.form && x.front != y.front:
		return Match{Same: true, Why: FormPlace}
	case same && x.form == y.form:
		return Match{Same: true, Why: Equal}
	case same && (x.form == "" || y.form == ""):
		return Match{Same: true, Why: FormLeftOut}
	case same:
		return Match{Why: Form}
	}
	slices.Sort(x.bare)
	slices.Sort(y.bare)
	switch {
	case len(x.bare) > 1 && slices.Equal(x.bare, y.bare):
		return Match{Why: Order}
	case within(x.bare, y.bare) || within(y.bare, x.bare):
		return Match{Why: Part}
	}
	return Match{Why: Other}
}

// within tells whether all words of one list stand in a longer one, at least two.
func within(few, many []string) bool {
	if len(few) < 2 || len(few) >= len(many) {
		return false
	}
	for _, w := range few {
		if !slices.Contains(many, w) {
			return false
		}
	}
	return true
}

// letters is how letters with something on them are written without.
type letters map[rune]string

// plainLetters are letters that Unicode does not take apart. longLetters are written
// with two letters in German, Danish, Norwegian, Swedish and Finnish documents.
var (
	plainLetters = letters{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ł': "l", 'þ': "th", 'ħ': "h", 'ı': "i", 'ŋ': "n", 'ŧ': "t", 'ə': "e", '&': " and ", '＆': " and "}
	longLetters  = letters{'ä': "ae", 'ö': "oe", 'ü': "ue", 'ø': "oe", 'å': "aa"}
)

// Plain writes a name in small letters without accents, punctuation or width, words
// parted by one space; runs of single letters are one word ("B. V." is "bv"). Kanji
// and kana stay, hiragana as katakana. What it gives is for comparing, not to show.
func Plain(name string) string { return strings.Join(wordsOf(name, plainLetters), " ") }

// bytesMax is more than any field of a name holds; what is beyond is not compared.
const bytesMax = 2000

func wordsOf(name string, fold letters) []string {
	if len(name) > bytesMax {
		name = name[:bytesMax]
	}
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.ToLower(norm.NFKC.String(name))) {
		if written, ok := fold[r]; ok {
			b.WriteString(written)
		} else if written, ok := plainLetters[r]; ok {
			b.WriteString(written)
		} else {
			b.WriteRune(r)
		}
	}
	var spaced strings.Builder
	kana := false // A voiced kana comes apart into kana and mark; the mark stays.
	for _, r := range norm.NFD.String(b.String()) {
		switch {
		case 'ぁ' <= r && r <= 'ゖ':
			r += 'ァ' - 'ぁ'
			fallthrough
		case unicode.In(r, unicode.Katakana, unicode.Han) || r == 'ー' || r == '々':
			spaced.WriteRune(r)
			kana = true
			continue
		case kana && (r == '\u3099' || r == '\u309a'):
			spaced.WriteRune(r)
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’', r == '‘', r == 'ʼ', r == '`':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			spaced.WriteRune(r)
		default:
			spaced.WriteByte(' ')
		}
		kana = false
	}
	return joinLetters(strings.Fields(norm.NFC.String(spaced.String())))
}

// joinLetters makes one word of neighbouring single letters: "s a r l" is "sarl".
func joinLetters(words []string) []string {
	var joined []string
	run := false
	for _, w := range words {
		single := len(w) == 1 && w[0] >= 'a' && w[0] <= 'z'
		if single && run {
			joined[len(joined)-1] += w
		} else {
			joined = append(joined, w)
		}
		run = single
	}
	return joined
}

// Bare gives the words of a name as Plain writes them, without the legal form.
func Bare(name string) []string {
	words := wordsOf(name, plainLetters)
	if len(words) == 0 {
		return nil
	}
	return unformed(words).bare
}
