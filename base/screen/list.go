package screen

import (
	"cmp"
	"slices"
	"strings"
)

// Entry is one person or organisation of a list. Born holds dates as far as they are
// known: "1960", "1960-05" or "1960-05-12". Countries are ISO 3166-1 codes where the
// list's words were understood, else the words.
type Entry struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Aliases   []string `json:"aliases,omitempty"`
	Born      []string `json:"born,omitempty"`
	Countries []string `json:"countries,omitempty"`
	Programme string   `json:"programme,omitempty"`
}

// Why is one thing that speaks for or against a hit. Each has words under
// "screen.why.<why>".
type Why string

// What is said about a hit.
const (
	EqualName      Why = "equal_name"
	NearName       Why = "near_name"
	Alias          Why = "alias" // The name that fits is not the entry's first.
	SameBirth      Why = "same_birth"
	SameBirthYear  Why = "same_birth_year"
	OtherBirth     Why = "other_birth"
	SameCountry    Why = "same_country"
	OtherCountry   Why = "other_country"
	HitMin             = 0.88 // What scores less is no hit.
	HitsMax            = 100  // The best are kept.
	bornMatches        = 0.03
	bornDiffers        = 0.08
	countryMatches     = 0.01
	countryDiffers     = 0.02
)

// Reasons lists every Why.
var Reasons = []Why{EqualName, NearName, Alias, SameBirth, SameBirthYear, OtherBirth, SameCountry, OtherCountry}

// Hit is an entry near the name that was asked for. Name is the one of its names that
// fits best. Score is 1 for an equal name.
type Hit struct {
	Score float64 `json:"score"`
	Entry Entry   `json:"entry"`
	Name  string  `json:"name"`
	Why   []Why   `json:"why"`
}

// List is a loaded list. Its zero value is empty and hits nothing.
type List struct {
	entries []Entry
	names   []listed
	words   vocabulary
	of      [][]int32 // By word: the names it stands in.
}

// listed is one name of one entry, as words of the vocabulary.
type listed struct {
	entry int32
	alias bool
	said  string
	words []int32
	size  int // Letters of all words.
}

// New makes a list of entries ready to be asked. Entries without a readable name are
// kept and never hit. 100,000 entries take a second or two and some 100 MB.
func New(entries []Entry) *List {
	l := &List{entries: entries, words: newVocabulary()}
	for i, e := range entries {
		for j, name := range append([]string{e.Name}, e.Aliases...) {
			words := split(name)
			if len(words) == 0 {
				continue
			}
			n := listed{entry: int32(i), alias: j > 0, said: name} // #nosec G115 -- a list has fewer than 2^31 names
			for _, w := range words {
				id := l.words.id(w)
				n.words = append(n.words, id)
				n.size += len([]rune(w))
				if int(id) == len(l.of) {
					l.of = append(l.of, nil)
				}
				if at := l.of[id]; len(at) == 0 || at[len(at)-1] != int32(len(l.names)) { // #nosec G115 -- as above
					l.of[id] = append(at, int32(len(l.names))) // #nosec G115 -- as above
				}
			}
			l.names = append(l.names, n)
		}
	}
	return l
}

// Len is the number of entries.
func (l *List) Len() int { return len(l.entries) }

// Hits lists the entries whose name is near name, the best first, at most HitsMax.
// Born ("1980-02-29", a year will do) and country (ISO 3166-1) may be empty.
func (l *List) Hits(name, born, country string) []Hit {
	asked := split(name)
	if len(asked) == 0 || len(l.names) == 0 {
		return nil
	}
	near := make([]map[int32]float64, len(asked))
	for i, w := range asked {
		near[i] = l.words.near(w)
	}
	best := map[int32]Hit{}
	for _, n := range l.candidates(asked, near) {
		name := l.names[n]
		score := likeness(asked, near, name, l.words)
		if score < HitMin-bornMatches-countryMatches {
			continue
		}
		h := l.judge(name, score, born, country)
		if old, found := best[name.entry]; h.Score >= HitMin && (!found || h.Score > old.Score) {
			best[name.entry] = h
		}
	}
	hits := make([]Hit, 0, len(best))
	for _, h := range best {
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Entry.ID, b.Entry.ID), strings.Compare(a.Name, b.Name))
	})
	return hits[:min(len(hits), HitsMax)]
}

// judge weighs what else is known.
func (l *List) judge(name listed, score float64, born, country string) Hit {
	e := l.entries[name.entry]
	h := Hit{Score: score, Entry: e, Name: name.said, Why: []Why{NearName}}
	equal := score >= 1
	if equal {
		h.Why[0] = EqualName
	}
	if name.alias {
		h.Why = append(h.Why, Alias)
	}
	switch birth(born, e.Born) {
	case SameBirth:
		h.Score, h.Why = h.Score+bornMatches, append(h.Why, SameBirth)
	case SameBirthYear:
		h.Score, h.Why = h.Score+bornMatches/2, append(h.Why, SameBirthYear)
	case OtherBirth:
		h.Score, h.Why = h.Score-bornDiffers, append(h.Why, OtherBirth)
	}
	if country != "" && len(e.Countries) > 0 {
		if slices.Contains(e.Countries, strings.ToUpper(country)) {
			h.Score, h.Why = h.Score+countryMatches, append(h.Why, SameCountry)
		} else {
			h.Score, h.Why = h.Score-countryDiffers, append(h.Why, OtherCountry)
		}
	}
	if equal || h.Score > 1 {
		h.Score = 1
	}
	return h
}

// birth compares a date with those of an entry as far as both are known; a year off by
// one is the same, because lists often say "circa".
func birth(born string, known []string) Why {
	if len(born) < 4 || len(known) == 0 {
		return ""
	}
	answer := OtherBirth
	for _, k := range known {
		if len(k) < 4 {
			continue
		}
		n := min(len(k), len(born))
		switch {
		case n > 7 && k[:n] == born[:n]:
			return SameBirth
		case yearsApart(k, born) <= 1:
			answer = SameBirthYear
		}
	}
	return answer
}

func yearsApart(a, b string) int {
	x, y := 0, 0
	for i := range 4 {
		if a[i] < '0' || a[i] > '9' || b[i] < '0' || b[i] > '9' {
			return 99
		}
		x, y = x*10+int(a[i]-'0'), y*10+int(b[i]-'0')
	}
	return max(x-y, y-x)
}
