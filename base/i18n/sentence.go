package i18n

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// sentence is an entry read once. go-i18n reads it; it is said here, because what
// go-i18n says it with, text/template, calls methods by names that nobody knows before
// the program runs, and a program that may do so carries every method of every type it
// knows: nine megabytes of them. A test holds the two against each other.
type sentence struct {
	other []piece
	one   []piece // nil when the entry has no form of its own for one
}

// piece is words, or with field the value of that name, or with only as well a part
// that is said when there is such a value.
type piece struct {
	words, field string
	only         []piece
}

var (
	value = regexp.MustCompile(`\{\{\.([A-Za-z][A-Za-z0-9]*)\}\}`)
	part  = regexp.MustCompile(`(?s)\{\{if \.([A-Za-z][A-Za-z0-9]*)\}\}(.*?)\{\{end\}\}`)
)

// sentenceOf reads a sentence, or the table of its plural forms. English and Japanese
// have no forms but one and other (CLDR), and a sentence holds words, values, and parts
// that are left out where a value is missing; no other doings of a template.
func sentenceOf(entry any) (sentence, error) {
	m, err := i18n.NewMessage(entry)
	if err != nil {
		return sentence{}, err
	}
	if forms := m.Zero + m.Two + m.Few + m.Many; forms != "" || m.Other == "" {
		return sentence{}, fmt.Errorf("the forms are one and other, and other must be there")
	}
	var s sentence
	if s.other, err = pieces(m.Other); err == nil && m.One != "" {
		s.one, err = pieces(m.One)
	}
	return s, err
}

// pieces reads {{.Value}} and {{if .Value}}part{{end}}.
func pieces(text string) ([]piece, error) {
	var list []piece
	rest := text
	for at := part.FindStringSubmatchIndex(rest); at != nil; at = part.FindStringSubmatchIndex(rest) {
		before, err := values(rest[:at[0]])
		if err != nil {
			return nil, err
		}
		only, err := values(rest[at[4]:at[5]])
		if err != nil {
			return nil, err
		}
		list = append(append(list, before...), piece{field: rest[at[2]:at[3]], only: only})
		rest = rest[at[1]:]
	}
	last, err := values(rest)
	return append(list, last...), err
}

func values(text string) ([]piece, error) {
	var list []piece
	rest := text
	for at := value.FindStringSubmatchIndex(rest); at != nil; at = value.FindStringSubmatchIndex(rest) {
		list = append(list, piece{words: rest[:at[0]]}, piece{field: rest[at[2]:at[3]]})
		rest = rest[at[1]:]
	}
	list = append(list, piece{words: rest})
	for _, p := range list {
		if strings.Contains(p.words, "{{") {
			return nil, fmt.Errorf("more than words and values: %q", p.words)
		}
	}
	return list, nil
}

// noValue stands where a sentence names what it was not given, as in a template.
const noValue = "<no value>"

// say puts the values in.
func (s sentence) say(lang Lang, pairs []any) string {
	form := s.other
	if count, ok := named(pairs, "Count"); ok && lang == En && s.one != nil && isOne(count) { // Japanese has one form.
		form = s.one
	}
	if len(form) == 1 {
		return form[0].words
	}
	var out strings.Builder
	write(&out, form, pairs)
	return out.String()
}

func write(out *strings.Builder, form []piece, pairs []any) {
	for _, p := range form {
		if p.field == "" {
			out.WriteString(p.words)
			continue
		}
		v, _ := named(pairs, p.field)
		if p.only != nil {
			if v != nil && !reflect.ValueOf(v).IsZero() {
				write(out, p.only, pairs)
			}
			continue
		}
		switch v := v.(type) {
		case string:
			out.WriteString(v)
		case int:
			out.WriteString(strconv.Itoa(v))
		case nil:
			out.WriteString(noValue)
		default:
			fmt.Fprint(out, v)
		}
	}
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

// isOne tells whether a number takes the form one: 1 or -1, without decimals.
func isOne(v any) bool {
	switch n := v.(type) {
	case int:
		return n == 1 || n == -1
	case int64:
		return n == 1 || n == -1
	case string:
		return n == "1" || n == "-1"
	}
	return false
}
