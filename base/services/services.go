package services

import (
	"sort"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Service is one service. Code is short, lower case and stable.
type Service struct{ Code, Name string }

var (
	byCode  = map[string]Service{}
	sorted  []Service
	named   = map[string]string{}
	aliases = map[string][]alias{} // by first character's bytes, longest first
)

type alias struct {
	word string
	code string
}

// weight is how much a mention counts when a text speaks of many services.
const (
	titleWeight = 3
	// FoundMax is how many services Find lists at most.
	FoundMax = 6
)

func init() {
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		parts := strings.Split(line, "|")
		s := Service{Code: strings.TrimSpace(parts[0]), Name: strings.TrimSpace(parts[1])}
		if _, twice := byCode[s.Code]; twice || len(parts) != 3 {
			panic("services: " + line)
		}
		byCode[s.Code] = s
		sorted = append(sorted, s)
		named[fold(s.Name)] = s.Code
		add(s.Name, s.Code)
		bare := strings.TrimPrefix(strings.TrimPrefix(s.Name, "Amazon "), "AWS ")
		for _, maker := range []string{"aws ", "amazon "} {
			add(maker+bare, s.Code)
		}
		for _, word := range strings.Split(parts[2], ",") {
			if word = strings.TrimSpace(word); word != "" {
				add(word, s.Code)
			}
		}
	}
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].Name < sorted[j].Name })
	for key, list := range aliases {
		sort.SliceStable(list, func(i, j int) bool { return len(list[i].word) > len(list[j].word) })
		aliases[key] = list
	}
}

func add(word, code string) {
	word = fold(word)
	for _, a := range aliases[word[:1]] {
		if a.word == word {
			return // The first service that claims a word keeps it.
		}
	}
	aliases[word[:1]] = append(aliases[word[:1]], alias{word, code})
}

func fold(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

// All lists every service by name.
func All() []Service { return sorted }

// Known tells whether code is a service's.
func Known(code string) bool { _, ok := byCode[code]; return ok }

// Name is the service's name; an unknown code is its own name.
func Name(code string) string {
	if s, ok := byCode[code]; ok {
		return s.Name
	}
	return code
}

// Code is the code of the service with this whole name, or empty.
func Code(name string) string { return named[fold(name)] }

// Called is the code of the service that a word names by itself ("Amazon RDS", "rds"),
// or empty.
func Called(word string) string {
	word = fold(strings.TrimSpace(word))
	if word == "" {
		return ""
	}
	for _, a := range aliases[word[:1]] {
		if a.word == word {
			return a.code
		}
	}
	return ""
}

// Find lists the codes of the services a text speaks of, the most spoken of first
// (words of the title count three times), at most FoundMax of them.
func Find(title, text string) []string {
	type count struct{ n, first int }
	counts := map[string]*count{}
	at := 0
	scan := func(s string, weight int) {
		mentions(s, func(code string) {
			if counts[code] == nil {
				counts[code] = &count{first: at}
			}
			counts[code].n += weight
			at++
		})
	}
	scan(title, titleWeight)
	scan(text, 1)
	codes := make([]string, 0, len(counts))
	for code := range counts {
		codes = append(codes, code)
	}
	sort.Slice(codes, func(i, j int) bool {
		a, b := counts[codes[i]], counts[codes[j]]
		if a.n != b.n {
			return a.n > b.n
		}
		return a.first < b.first
	})
	if len(codes) > FoundMax {
		codes = codes[:FoundMax]
	}
	return codes
}

// mentions calls found for each service named in s, the longest name winning.
// Around a word there may be no ASCII letter or digit; Japanese may stand close.
func mentions(s string, found func(code string)) {
	s = fold(s)
	free := true // no word is running before i
	for i := 0; i < len(s); {
		if free || s[i] >= 0x80 {
			if a, ok := aliasAt(s, i); ok {
				found(a.code)
				i += len(a.word)
				free = true
				continue
			}
		}
		free = !wordByte(s[i])
		i++
	}
}

func aliasAt(s string, i int) (alias, bool) {
	for _, a := range aliases[s[i:i+1]] {
		if !strings.HasPrefix(s[i:], a.word) {
			continue
		}
		end := i + len(a.word)
		if end < len(s) && wordByte(s[end]) && wordByte(s[end-1]) {
			if s[end] != 's' || end+1 < len(s) && wordByte(s[end+1]) { // a plural s may follow
				continue
			}
		}
		return a, true
	}
	return alias{}, false
}

func wordByte(b byte) bool { return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_' }
