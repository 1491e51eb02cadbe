package part

import (
	"regexp"
	"strings"
)

// join is words, or with an address a link.
type join struct{ text, href string }

var linkWords = regexp.MustCompile(`\[([^\[\]]+)\]\(((?:/|#|mailto:)[^\s()]*)\)`)

// linked cuts a sentence at its links. A stranger's address ("//host") is none.
func linked(sentence string) []join {
	var out []join
	from := 0
	for _, at := range linkWords.FindAllStringSubmatchIndex(sentence, -1) {
		href := sentence[at[4]:at[5]]
		if strings.HasPrefix(href, "//") {
			continue
		}
		if at[0] > from {
			out = append(out, join{text: sentence[from:at[0]]})
		}
		out = append(out, join{sentence[at[2]:at[3]], href})
		from = at[1]
	}
	if from < len(sentence) {
		out = append(out, join{text: sentence[from:]})
	}
	return out
}
