package i18n

import (
	"regexp"
	"strconv"
	"strings"
)

// sentence is an entry read once, so that a page with hundreds of them does not
// look for a language and run a template for each: go-i18n does that for whatever
// is not as plain as this.
type sentence struct {
	other []piece
	one   []piece // nil when the entry has no form of its own for one
}

// piece is words, or with field the value of that name.
type piece struct{ words, field string }

var value = regexp.MustCompile(`\{\{\.([A-Za-z][A-Za-z0-9]*)\}\}`)

// sentenceOf reads a sentence, or the table of its plural forms; false when it is
// more than words, values and the forms one and other.
func sentenceOf(entry any) (sentence, bool) {
	switch e := entry.(type) {
	case string:
		other, ok := pieces(e)
		return sentence{other: other}, ok
	case map[string]any:
		var s sentence
		for form, words := range e {
			text, ok := words.(string)
			if !ok {
				return s, false
			}
			list, ok := pieces(text)
			if !ok {
				return s, false
			}
			switch {
			case form == "one" && text != "":
				s.one = list
			case form == "other" && text != "":
				s.other = list
			default:
				return s, false
			}
		}
		return s, s.other != nil
	}
	return sentence{}, false
}

func pieces(text string) ([]piece, bool) {
	list := []piece{}
	rest := text
	for {
		at := value.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		list = append(list, piece{words: rest[:at[0]]}, piece{field: rest[at[2]:at[3]]})
		rest = rest[at[1]:]
	}
	list = append(list, piece{words: rest})
	for _, p := range list {
		if strings.Contains(p.words, "{{") {
			return nil, false
		}
	}
	return list, true
}

// say puts the values in; false when the sentence wants what is not there, or what
// is neither words nor a whole number.
func (s sentence) say(lang Lang, pairs []any) (string, bool) {
	form := s.other
	if count, ok := named(pairs, "Count"); ok {
		n, whole := wholeNumber(count)
		if !whole {
			return "", false
		}
		if n == 1 && lang == En && s.one != nil { // Japanese has one form.
			form = s.one
		}
	}
	if len(form) == 1 {
		return form[0].words, true
	}
	var out strings.Builder
	for _, p := range form {
		if p.field == "" {
			out.WriteString(p.words)
			continue
		}
		v, _ := named(pairs, p.field)
		switch v := v.(type) {
		case string:
			out.WriteString(v)
		case int:
			out.WriteString(strconv.Itoa(v))
		case int64:
			out.WriteString(strconv.FormatInt(v, 10))
		default:
			return "", false
		}
	}
	return out.String(), true
}

// named finds the value of a name among pairs or in the one map that stands for
// them; of two with the same name the later counts.
func named(pairs []any, name string) (any, bool) {
	if len(pairs) == 1 {
		m, _ := pairs[0].(map[string]any)
		v, ok := m[name]
		return v, ok
	}
	for i := len(pairs) - len(pairs)%2 - 2; i >= 0; i -= 2 {
		if key, _ := pairs[i].(string); key == name {
			return pairs[i+1], true
		}
	}
	return nil, false
}

func wholeNumber(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), n >= 0
	case int64:
		return n, n >= 0
	}
	return 0, false
}
