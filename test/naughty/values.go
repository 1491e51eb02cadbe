package naughty

import (
	"fmt"
	"strings"
)

// Value is one thing to put into a field, with a name for messages.
type Value struct {
	Name string
	// Text is what is typed; it need not be UTF-8.
	Text string
}

// Own are the values that every field of every form and operation meets: each is a
// way in which something has once gone wrong somewhere.
func Own() []Value {
	return []Value{
		{"empty", ""}, {"blank", " \t\u3000 "}, {"a megabyte", strings.Repeat("m", 1_000_000)},
		{"not UTF-8", "a\xff\xfeb"}, {"cut in a character", "ab\xe3\x81"}, {"NUL", "nul\x00nul"}, {"controls", "a\x01\x08\x1b[31mb\x7f"},
		{"emoji", "👩🏽‍🚀 and 🏳️‍🌈"}, {"beyond the plane", "𠮷野家の𩸽"}, {"decomposed", "Cafe\u0301 か\u3099"},
		{"right to left override", "abc\u202egnp.exe"}, {"Arabic and Hebrew", "مرحبا שלום"}, {"zero width", "a\u200bb\u200d\ufeffc\u2060"},
		{"only invisible", "\u200b\u200d\u2060\ufeff"}, {"script", `<script>alert(1)</script>`}, {"attribute", `" onmouseover="alert(1)" x='`},
		{"textarea's end", `</textarea></title><img src=x onerror=alert(1)>`}, {"address", "javascript:alert(1)"}, {"template", "{{.}} ${7*7} <%= 1 %>"},
		{"SQL", `'; DROP TABLE event; --`}, {"wildcards", `%_\%`}, {"header", "a\r\nSet-Cookie: b=c"},
		{"infinite", "1e400"}, {"not a number", "NaN"}, {"negative", "-1"}, {"beyond int64", "9223372036854775808"}, {"exact", "0.00000000000000000001"},
		{"full-width", "１２３，４５６"}, {"no such day", "2026-02-30"}, {"before time", "0000-00-00T00:00:00Z"}, {"after time", "9999-12-31T23:59:60Z"},
		{"path", "../../../../etc/passwd%00"}, {"an unknown id", "req_00000000000000000000000000"}, {"accents", strings.Repeat("a\u0300", 3000)},
	}
}

// Turn gives n values of the Big List, going round from one field to the next, so
// that every value is met by some field and no run is long.
type Turn struct {
	all []string
	at  int
}

// NewTurn begins at the first value.
func NewTurn() *Turn { return &Turn{all: Strings()} }

// Next gives the next n.
func (t *Turn) Next(n int) []Value {
	var out []Value
	for range n {
		i := t.at % len(t.all)
		out = append(out, Value{fmt.Sprintf("number %d of the list", i), t.all[i]})
		t.at++
	}
	return out
}

// Quote writes a text as a JSON string and keeps what is not UTF-8 as it is.
func Quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < 0x20:
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// JSON are values that stand in JSON as they are: other types than a field expects,
// and strings that only JSON can say.
func JSON() []Value {
	return []Value{
		{"null", "null"}, {"true", "true"}, {"a number", "12"}, {"minus one", "-1"}, {"1e400", "1e400"}, {"int64 and one", "9223372036854775808"},
		{"half", "0.5"}, {"a list", `["x"]`}, {"an object", `{"x":{"y":null}}`}, {"a lone surrogate", `"a\ud800b"`}, {"surrogates turned round", `"\udc00\ud800"`},
		{"depth", strings.Repeat("[", 5000) + strings.Repeat("]", 5000)},
	}
}

// Bodies are whole bodies that are no right one, whatever the operation.
func Bodies() []Value {
	return []Value{
		{"nothing", ""}, {"null", "null"}, {"a list", "[]"}, {"a string", `"x"`}, {"unfinished", `{"a":`}, {"two", "{}{}"}, {"a mark before", "\ufeff{}"},
		{"not UTF-8", "{\"a\xff\":1}"}, {"an unknown field", `{"colour_of_the_sky":"blue"}`}, {"the same key twice", `{"reason":"a","reason":"b","text":"a","text":"b"}`},
		{"a key of the language itself", `{"__proto__":{"x":1},"constructor":null}`}, {"depth", strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000)},
		{"two megabytes", `{"text":"` + strings.Repeat("m", 2<<20) + `"}`}, {"form", "text=a&reason=b"},
	}
}
