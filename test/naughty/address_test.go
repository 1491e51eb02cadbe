package naughty_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"guildhall/test/naughty"
	"guildhall/test/world"
)

// things are what stands where an operation's path asks for one.
func (s *stage) things() map[string]string {
	return map[string]string{"conversations": s.talk, "requests": s.request, "available-requests": s.request, "engagements": s.engagement,
		"organisations": s.company, "statements": "USD"}
}

// Every name in an operation's path and query that takes text, reading and writing
// alike: an answer, or a problem.
func TestNaughtyInputInEveryPathAndQueryOfTheAPI(t *testing.T) {
	each(t, func(t *testing.T, w *world.World) {
		s := newStage(t, w)
		d := served(t, s.aiko)
		turn := naughty.NewTurn()
		met, sent := 0, 0
		for _, o := range d.operations {
			who := s.ben
			if strings.HasPrefix(o.path, "/desk/") {
				who = s.chie
			}
			for _, p := range o.params {
				if p.In != "path" && p.In != "query" {
					continue
				}
				met++
				values := s.choose(append(naughty.Own(), turn.Next(2)...))
				if !has(p.Schema, "string") {
					values = slices.DeleteFunc(values, func(v naughty.Value) bool { return len(v.Text) > 20 })
				}
				for _, v := range values {
					if p.In == "path" && (v.Text == "" || v.Text == ".") || len(v.Text) > 5000 {
						continue // Those are other addresses; and none is that long.
					}
					path := s.addressed(o, p, v.Text)
					s.fair(fmt.Sprintf("%s with %s in %s", o.id, v.Name, p.Name), s.send(who, o, path, `{}`))
					sent++
				}
			}
		}
		s.whole()
		t.Logf("%d names in paths and queries, %d requests", met, sent)
	})
}

// addressed writes the operation's path with a text in one of its names and the
// right thing in the others.
func (s *stage) addressed(o operation, p param, text string) string {
	path, query := o.path, url.Values{}
	first := strings.Split(o.path, "/")[1]
	for _, one := range o.params {
		value := s.things()[first]
		if one.Name != "id" && one.Name != "currency" || value == "" {
			value = fmt.Sprint(sample(one.Schema, one.Name))
		}
		if one.Name == p.Name {
			value = text
		}
		switch {
		case one.In == "path":
			path = strings.Replace(path, "{"+one.Name+"}", url.PathEscape(value), 1)
		case one.In == "query" && one.Name == p.Name:
			query.Set(one.Name, value)
		}
	}
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}
