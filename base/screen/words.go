package screen

import (
	"strings"
	"unicode"

	edlib "github.com/hbollon/go-edlib"
	"golang.org/x/text/unicode/norm"

	"guildhall/base/names"
)

// wordsMax is how many words of a name are looked at, of the question's and of a list's.
const wordsMax = 64

// nearMin is the likeness from which two words may be the same word.
const nearMin = 0.84

// soundWeight is what is left of a likeness that only the sounds have.
const soundWeight = 0.97

// split writes a name as words for comparing: plain letters, Latin script, without
// legal form.
func split(name string) []string {
	words := names.Bare(latin(norm.NFKC.String(name)))
	words = words[:min(len(words), wordsMax)]
	for _, w := range words {
		if strings.IndexFunc(w, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) >= 0 {
			return words
		}
	}
	if len(words) > 1 { // Kanji are written with or without a space between the names.
		return []string{strings.Join(words, "")}
	}
	return words
}

// vocabulary is every word of a list once, findable by what is like it.
type vocabulary struct {
	ids    map[string]int32
	words  []string
	runes  []int // Letters of each word.
	paired []int // Pairs of the sound of each word.
	sounds []string
	pairs  map[[2]rune][]int32 // Neighbouring letters of word and sound: the words that have them.
}

func newVocabulary() vocabulary {
	return vocabulary{ids: map[string]int32{}, pairs: map[[2]rune][]int32{}}
}

func (v *vocabulary) id(word string) int32 {
	if id, known := v.ids[word]; known {
		return id
	}
	id := int32(len(v.words)) // #nosec G115 -- a list has fewer than 2^31 words
	v.ids[word] = id
	s := sound(word)
	v.words, v.sounds, v.runes = append(v.words, word), append(v.sounds, s), append(v.runes, len([]rune(word)))
	pairs := pairsOf(s)
	for p := range pairs {
		v.pairs[p] = append(v.pairs[p], id)
	}
	v.paired = append(v.paired, len(pairs))
	return id
}

// pairsOf are the pairs of neighbouring letters, with the edges.
func pairsOf(word string) map[[2]rune]bool {
	all := map[[2]rune]bool{}
	before := '^'
	for _, r := range word {
		all[[2]rune{before, r}] = true
		before = r
	}
	all[[2]rune{before, '$'}] = true
	return all
}

// near gives the words like a word, with their likeness. A word is looked at only
// when it shares enough of the pairs of its sound: half of them, or a third of a short
// word's, and half of those of both words.
func (v *vocabulary) near(word string) map[int32]float64 {
	found := map[int32]float64{}
	s := sound(word)
	length := len([]rune(word))
	pairs := pairsOf(s)
	need := (len(pairs) + 1) / 2
	if len(pairs) < 6 {
		need = (len(pairs) + 2) / 3
	}
	shared := make([]uint8, len(v.words))
	var enough []int32
	for p := range pairs {
		for _, id := range v.pairs[p] {
			if shared[id]++; int(shared[id]) == need {
				enough = append(enough, id)
			}
		}
	}
	for _, id := range enough {
		if 4*int(shared[id]) < len(pairs)+v.paired[id] { // Fewer than half of both are shared.
			continue
		}
		if like := alike(word, s, length, v.words[id], v.sounds[id], v.runes[id]); like >= nearMin {
			found[id] = like
		}
	}
	if id, known := v.ids[word]; known {
		found[id] = 1
	}
	return found
}

// alike is the likeness of two words by letters or by sound. Words of one to three
// letters are like nothing but themselves: of so few, one other letter is another name.
func alike(a, soundA string, lengthA int, b, soundB string, lengthB int) float64 {
	if a == b {
		return 1
	}
	if lengthA <= 3 || lengthB <= 3 {
		if soundA == soundB && soundA != "" {
			return soundWeight
		}
		return 0
	}
	like := winkler(a, b)
	if soundA == soundB {
		return max(like, soundWeight)
	}
	return max(like, soundWeight*winkler(soundA, soundB))
}

func winkler(a, b string) float64 { return float64(edlib.JaroWinklerSimilarity(a, b)) }

// sounds are spellings that clerks exchange when they write a name from another
// script; the longer first.
var sounds = strings.NewReplacer("tsch", "c", "sch", "s", "shch", "s", "tch", "c", "kh", "h", "gh", "g", "dh", "d", "th", "t", "ph", "f", "sh", "s", "ch", "c", "ck", "k", "zh", "j", "dj", "j", "dzh", "j",
	"ou", "u", "oo", "u", "ee", "i", "ie", "i", "iy", "i", "ij", "i", "yy", "i", "q", "k", "x", "ks", "w", "v", "y", "i", "z", "s", "o", "u", "e", "i")

// sound writes a word as it may have sounded: exchanged spellings as one, double
// letters once, and a c that is left as k.
func sound(word string) string {
	var b strings.Builder
	before := rune(0)
	for _, r := range sounds.Replace(word) {
		if r == 'c' {
			r = 'k'
		}
		if r != before {
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}
