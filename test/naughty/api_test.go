package naughty_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"guildhall/base/db"
	"guildhall/base/prose"
	"guildhall/test/naughty"
	"guildhall/test/world"
)

var stable = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)

// refusals are the statuses with which the API may say no to what was sent.
var refusals = []int{400, 401, 403, 404, 405, 409, 413, 415, 422, 429}

// fair fails the test unless the answer did what was asked, or says why not in the
// way the API promises. That it fits the document was seen when it came.
func (s *stage) fair(what string, a world.Answer) {
	s.Helper()
	kind := a.Header.Get("Content-Type")
	if a.Status < 300 {
		return
	}
	var p struct {
		Status              int
		Code, Detail, Title string
		Errors              []struct{ Field, Code, Detail string }
	}
	if !slices.Contains(refusals, a.Status) || kind != "application/problem+json" || json.Unmarshal([]byte(a.Body), &p) != nil {
		s.Errorf("%s: answered %d, %s: %s", what, a.Status, kind, short(a.Body))
		return
	}
	if p.Status != a.Status || !stable.MatchString(p.Code) || p.Detail == "" || strings.Contains(a.Body, "[field.") || strings.Contains(a.Body, "[fault.") {
		s.Errorf("%s: the problem is no good one: %s", what, short(a.Body))
	}
	if len(a.Body) > 20_000 {
		s.Errorf("%s: the refusal is %d bytes long", what, len(a.Body))
	}
}

// send calls an operation with a raw body.
func (s *stage) send(who *world.Browser, o operation, path, body string) world.Answer {
	s.Helper()
	return s.again(func() world.Answer {
		var in *strings.Reader
		if o.kind == "" {
			return who.Do(o.method, "/api/v1"+path, "", nil, nil)
		}
		in = strings.NewReader(body)
		return who.Do(o.method, "/api/v1"+path, o.kind, in, nil)
	})
}

// Every field of every operation that the served document names, nested ones too:
// whatever stands in it, the answer keeps the document, nothing is answered with a
// failure, and what was taken reads back as it was meant.
func TestNaughtyInputInEveryFieldOfTheAPI(t *testing.T) {
	each(t, func(t *testing.T, w *world.World) {
		s := newStage(t, w)
		d := served(t, s.aiko)
		turn := naughty.NewTurn()
		fieldsMet, sent, taken, readBack, lookedUp := 0, 0, 0, 0, 0
		for _, o := range d.operations {
			if o.kind != "application/json" {
				continue
			}
			start := calls[o.id]
			if start == nil {
				t.Errorf("operation %s takes input: say in calls how it is called rightly", o.id)
				continue
			}
			c := start(s)
			if a := s.send(c.who, o, c.path, mustJSON(c.body)); a.Status >= 300 && !idle[o.id] {
				t.Errorf("%s called rightly answers %d: %s", o.id, a.Status, a.Body)
				continue
			}
			c = start(s)
			for _, body := range s.choose(naughty.Bodies()) {
				a := s.send(c.who, o, c.path, body.Text)
				s.fair(o.id+" with "+body.Name, a)
				if sent++; a.Status < 300 {
					c = start(s)
				}
			}
			for _, p := range d.places(o.body, nil) {
				fieldsMet++
				var last []string
				for _, v := range s.values(turn, p) {
					a := s.send(c.who, o, c.path, d.with(o.body, c.body, p, v.Text))
					s.fair(fmt.Sprintf("%s with %s in %s", o.id, v.Name, p), a)
					s.names(d, o, a)
					sent++
					if a.Status >= 300 {
						continue
					}
					taken++
					if unreadable[v.Name] {
						t.Errorf("%s took %s in %s, which no text can hold", o.id, v.Name, p)
					}
					if want, plain := meant(v); plain && p.schema["format"] == nil {
						switch s.inAnswer(o, p, want, a) {
						case same:
							readBack++
						case other:
							t.Errorf("%s took %s in %s and answers %s", o.id, v.Name, p, short(a.Body))
						case absent:
							last = want
						}
					}
					c = start(s)
				}
				if last == nil || read[o.id+" "+p.String()] {
					continue
				}
				if !s.kept(last) {
					t.Errorf("%s took %q in %s, and it is nowhere in the house", o.id, last, p)
				}
				lookedUp++
			}
		}
		s.whole()
		t.Logf("%d fields, %d bodies sent, %d taken, %d of them read back in the answer, the last of %d fields found in the database", fieldsMet, sent, taken, readBack, lookedUp)
	})
}

// opinions are the values that databases differ about.
var opinions = map[string]bool{"not UTF-8": true, "cut in a character": true, "NUL": true, "controls": true, "beyond the plane": true, "decomposed": true,
	"zero width": true, "SQL": true, "wildcards": true, "beyond int64": true, "after time": true, "a lone surrogate": true, "int64 and one": true}

// unreadable are the values that are no text in any encoding: whoever took one has
// put something else in its place.
var unreadable = map[string]bool{"not UTF-8": true, "cut in a character": true, "a lone surrogate": true, "surrogates turned round": true}

func (s *stage) isPostgres() bool { return s.w.House.DB.Dialect == db.Postgres }

// choose leaves on PostgreSQL only what a database has an opinion about.
func (s *stage) choose(all []naughty.Value) []naughty.Value {
	if !s.isPostgres() {
		return all
	}
	return slices.DeleteFunc(all, func(v naughty.Value) bool { return !opinions[v.Name] })
}

// values are what is put into a place: all on SQLite, on PostgreSQL what a database
// has an opinion about.
func (s *stage) values(turn *naughty.Turn, p place) []naughty.Value {
	var list []naughty.Value
	for _, v := range s.choose(append(naughty.Own(), turn.Next(6)...)) {
		list = append(list, naughty.Value{Name: v.Name, Text: naughty.Quote(v.Text)})
	}
	if s.isPostgres() {
		return append(list, s.choose(naughty.JSON())...)
	}
	list = append(list, naughty.JSON()...)
	if !has(p.schema, "string") || p.schema["enum"] != nil {
		list = list[len(list)-len(naughty.JSON())-2:]
	}
	return list
}

// meant is what a text comes to when it is stored, in a field of many lines and of
// one; plain tells that it is a text whose keeping can be seen.
func meant(v naughty.Value) (want []string, plain bool) {
	var sent string
	if json.Unmarshal([]byte(v.Text), &sent) != nil || !utf8.ValidString(v.Text) || len(sent) > 100_000 ||
		!strings.ContainsFunc(sent, func(r rune) bool { return r > 127 || r == ' ' || r == '<' }) {
		return nil, false
	}
	text, _ := prose.Clean(sent)
	line, _ := prose.Line(sent)
	return []string{text, line}, text != ""
}

// How an answer shows what was taken.
const (
	absent = iota
	same
	other
)

// read are fields that are read as a number, which the answer and the house have in another
// writing.
var read = map[string]bool{"setApprovalLimit amount": true}

// elsewhere are fields whose name means something else in the answer.
var elsewhere = map[string]bool{"createConversation name": true}

// inAnswer looks for the text in the answer under the field's name.
func (s *stage) inAnswer(o operation, p place, want []string, a world.Answer) int {
	var got any
	if elsewhere[o.id+" "+p.String()] || json.Unmarshal([]byte(a.Body), &got) != nil {
		return absent
	}
	name := p.names[len(p.names)-1]
	if name == "[]" {
		name = p.names[len(p.names)-2]
	}
	found, said := named(got, name)
	switch {
	case !found:
		return absent
	case slices.Contains(said, want[0]) || slices.Contains(said, want[1]):
		return same
	}
	return other
}

// named gives every string under a name, also as the text of an object.
func named(v any, name string) (found bool, said []string) {
	switch v := v.(type) {
	case map[string]any:
		for k, one := range v {
			if text, is := one.(string); is && k == name {
				found, said = true, append(said, text)
			}
			if m, is := one.(map[string]any); is && k == name {
				if text, is := m["text"].(string); is {
					found, said = true, append(said, text)
				}
			}
			f, more := named(one, name)
			found, said = found || f, append(said, more...)
		}
	case []any:
		for _, one := range v {
			f, more := named(one, name)
			found, said = found || f, append(said, more...)
		}
	}
	return found, said
}

func mustJSON(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // Strings and numbers only.
	}
	return string(raw)
}
