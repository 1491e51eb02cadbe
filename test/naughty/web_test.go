package naughty_test

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"guildhall/base/config"
	"guildhall/base/db"
	"guildhall/base/prose"
	"guildhall/test/browser"
	"guildhall/test/naughty"
	"guildhall/test/world"
	"guildhall/web"
)

// drawn are the values that a page may stumble over when it shows them again; what
// storing makes of the others, the API's test sees.
var drawn = []string{"blank", "a megabyte", "not UTF-8", "NUL", "controls", "emoji", "decomposed", "right to left override", "zero width", "script",
	"attribute", "textarea's end", "address", "template", "header", "infinite", "beyond int64", "no such day", "accents"}

// site is the demo with every form that its people meet.
type site struct {
	*testing.T
	w      *world.World
	mux    *http.ServeMux
	forms  map[string][]form // by route and names
	marks  map[string]bool   // "tag" and "tag attribute" that the house itself draws
	did    map[string]bool   // addresses of forms that have done what they are for
	posted int
	kept   int
}

// Every form that the people of the demo meet, and every field in it that one types
// into: no failure, a page that says beside the field what is wrong and holds what
// was typed, nothing in the page that came to life from it, in both languages.
func TestNaughtyInputInEveryFieldOfThePages(t *testing.T) {
	t.Parallel()
	c := world.Config(t, "")
	c.Demo, c.TrustedProxies = true, []config.Network{{Prefix: netip.MustParsePrefix("127.0.0.0/8")}}
	s := &site{T: t, w: world.Start(t, c), mux: http.NewServeMux(), forms: map[string][]form{}, marks: map[string]bool{}, did: map[string]bool{}}
	s.w.House.Talks.MessagesPerMinute = 0
	for _, r := range (&web.Face{}).Routes() {
		s.mux.Handle(r.Pattern, http.NotFoundHandler())
	}
	browser.Visit(t, s.w, s.meet)
	turn, fieldsMet := naughty.NewTurn(), 0
	met := map[string]bool{}
	keys := sorted(s.forms)
	slices.SortStableFunc(keys, func(a, b string) int { return rank(a) - rank(b) })
	for _, key := range keys {
		met[strings.SplitN(key, "\n", 2)[0]] = true
		for _, one := range s.forms[key][0].fields {
			if one.typed() {
				fieldsMet++
				s.field(key, one, turn)
			}
		}
		for _, one := range s.forms[key][0].fields {
			if one.kind == "select" || one.kind == "hidden" {
				fieldsMet++
				s.field(key, one, turn)
			}
		}
	}
	for _, r := range (&web.Face{}).Routes() {
		if strings.HasPrefix(r.Pattern, "POST ") && !met[r.Pattern] && notMet[r.Pattern] == "" {
			t.Errorf("nobody of the demo meets the form of %s: let them, or say why not", r.Pattern)
		}
	}
	for _, pattern := range sorted(notMet) {
		if met[pattern] {
			s.Errorf("%s is met in the demo after all", pattern)
		}
		s.blind(strings.TrimPrefix(pattern, "POST "))
	}
	st := &stage{T: t, w: s.w}
	st.whole()
	t.Logf("%d kinds of form, %d fields, %d posted, %d times shown again with what was typed", len(keys), fieldsMet, s.posted, s.kept)
}

// rank puts last what ends a session, an account or an organisation.
func rank(key string) int {
	for i, word := range []string{"/password", "/close", "/leave", "/erase", "/sign-out"} {
		if strings.Contains(key, word) {
			return i + 1
		}
	}
	return 0
}

// meet remembers the forms of a page and what the house draws with.
func (s *site) meet(p browser.Page, b *world.Browser, body string) {
	roam(b)
	root := parse(body)
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			s.marks[n.Data] = true
			for _, a := range n.Attr {
				s.marks[n.Data+" "+a.Key] = true
			}
		}
	}
	for _, f := range forms(root) {
		f.page, f.who, f.persona = p.Path, b, p.Persona
		key := s.route(f.action) + "\n" + f.names()
		if len(s.forms[key]) < 6 {
			s.forms[key] = append(s.forms[key], f)
		}
	}
}

// route is the pattern that answers a post to an address.
func (s *site) route(action string) string {
	u, err := url.Parse(action)
	if err != nil {
		return ""
	}
	_, pattern := s.mux.Handler(&http.Request{Method: "POST", URL: u, Host: "house"})
	return pattern
}

// field puts what breaks things into one field of one kind of form, while there is
// a form of the kind that can still be sent.
func (s *site) field(key string, one field, turn *naughty.Turn) {
	values := slices.DeleteFunc(naughty.Own(), func(v naughty.Value) bool { return !slices.Contains(drawn, v.Name) })
	values = append(values, turn.Next(2)...)
	if !one.typed() {
		values = slices.DeleteFunc(naughty.Own(), func(v naughty.Value) bool { return !slices.Contains([]string{"not UTF-8", "NUL", "attribute"}, v.Name) })
	}
	for i, v := range values {
		for len(s.forms[key]) > 0 {
			f := s.forms[key][0]
			lang := []string{"en", "ja"}[i%2]
			u, _ := url.Parse(s.w.Address)
			f.who.Client.Jar.SetCookies(u, []*http.Cookie{{Name: "guildhall_lang", Value: lang, Path: "/"}})
			a := f.send(one.name, v.Text)
			if a.Status == 429 {
				s.forgetLimits()
				a = f.send(one.name, v.Text)
			}
			s.posted++
			spent := a.Status == 404 || a.Status == 403 || a.Status == 409 || !s.again(f, a) && !s.stands(f)
			s.did[f.action] = spent
			if spent && len(s.forms[key]) > 1 {
				s.forms[key] = s.forms[key][1:] // It has done its work; another of its kind.
				continue
			}
			s.judge(f, one, v, lang, a)
			break
		}
	}
}

// again tells whether the form stands in the answer.
func (s *site) again(f form, a world.Answer) bool {
	if a.Status != http.StatusUnprocessableEntity {
		return true
	}
	return slices.ContainsFunc(forms(parse(a.Body)), func(g form) bool { return g.action == f.action })
}

// stands tells whether the form's own page still has it: its state may have moved on.
func (s *site) stands(f form) bool {
	page := f.who.Get(f.page)
	return page.Status == http.StatusOK && slices.ContainsFunc(forms(parse(page.Body)), func(g form) bool { return g.action == f.action })
}

// blind posts to a route whose form was not met.
func (s *site) blind(path string) {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if strings.HasPrefix(part, "{") {
			parts[i] = "none"
		}
	}
	who := s.w.Visitor(s.T)
	roam(who)
	who.Post("/sign-in/as", "persona", "chie").Want(s, http.StatusSeeOther)
	for _, v := range naughty.Own() {
		if !slices.Contains([]string{"not UTF-8", "NUL", "script", "a megabyte"}, v.Name) {
			continue
		}
		f := form{action: strings.Join(parts, "/"), who: who, persona: "chie", fields: []field{{name: "reason", value: v.Text, sent: true}, {name: "text", value: v.Text, sent: true},
			{name: "name", value: v.Text, sent: true}, {name: "password", value: v.Text, sent: true}}}
		a := f.send("title", v.Text)
		if s.posted++; a.Status >= 500 {
			s.Errorf("POST %s with %s: answered %d", path, v.Name, a.Status)
		}
		s.lifeless("POST "+path+" with "+v.Name, parse(a.Body))
	}
}

func (s *site) forgetLimits() {
	err := s.w.House.Journal.Keep(s.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, forget)
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
}

// judge holds one answer to what was promised.
func (s *site) judge(f form, one field, v naughty.Value, lang string, a world.Answer) {
	what := s.route(f.action) + " as " + f.persona + ", " + v.Name + " in " + one.name
	if a.Status >= 500 || a.Status == 400 {
		s.Errorf("%s: answered %d: %s", what, a.Status, short(world.Words(a.Body)))
		return
	}
	if a.Status >= 300 && a.Status < 400 {
		if next := f.who.Get(a.Location); next.Status >= 500 {
			s.Errorf("%s: leads to %s, which answers %d", what, a.Location, next.Status)
		} else if strings.HasPrefix(next.Header.Get("Content-Type"), "text/html") {
			s.lifeless(what+", then "+a.Location, parse(next.Body))
		}
		return
	}
	if a.Status == http.StatusNoContent {
		return
	}
	if kind := a.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/html") {
		if a.Status >= 400 {
			s.Errorf("%s: answered %d, %s: %s", what, a.Status, kind, short(a.Body))
		}
		return
	}
	root := parse(a.Body)
	s.lifeless(what, root)
	if strings.Contains(a.Body, "[field.") || strings.Contains(a.Body, "[fault.") {
		s.Errorf("%s: a sentence is missing: %s", what, short(world.Words(a.Body)))
	}
	if a.Status == http.StatusUnprocessableEntity {
		s.shown(what, f, one, v, lang, root)
	}
}

// lifeless fails the test when a page holds an element or an attribute that the
// house does not draw, or an address that does something.
func (s *site) lifeless(what string, root *html.Node) {
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if !s.marks[n.Data] && !markdown[n.Data] {
			s.Errorf("%s: the page holds <%s>", what, n.Data)
		}
		for _, a := range n.Attr {
			key := strings.ToLower(a.Key)
			if !s.marks[n.Data+" "+a.Key] && !states[key] || strings.HasPrefix(key, "on") || key == "style" {
				s.Errorf("%s: the page holds <%s %s=%q>", what, n.Data, a.Key, short(a.Val))
			}
			value := strings.ToLower(strings.TrimSpace(a.Val))
			if slices.Contains([]string{"href", "src", "action", "formaction"}, key) && (strings.HasPrefix(value, "javascript:") || strings.HasPrefix(value, "data:")) {
				s.Errorf("%s: the page leads to %q", what, short(a.Val))
			}
		}
	}
}

// markdown is what people's own words may become; states are attributes that stand
// only where something is wrong, or where a conversation has grown by what was posted.
var (
	markdown = map[string]bool{"a": true, "blockquote": true, "br": true, "code": true, "em": true, "li": true, "ol": true, "p": true, "pre": true,
		"strong": true, "ul": true, "hr": true, "h3": true, "h4": true, "h5": true, "h6": true}
	states = map[string]bool{"aria-invalid": true, "aria-describedby": true, "role": true, "tabindex": true, "rel": true, "target": true, "href": true,
		"lang": true, "class": true, "id": true, "data-earlier": true, "start": true, "checked": true, "selected": true, "open": true, "value": true}
)

// shown fails the test unless the form stands there again with what was typed, what
// is wrong with it on top and beside the field, in the reader's language.
func (s *site) shown(what string, f form, one field, v naughty.Value, lang string, root *html.Node) {
	var again, same *field // a form of its route; its very own
	for _, g := range forms(root) {
		for _, o := range g.fields {
			if o.name != one.name || s.route(g.action) != s.route(f.action) {
				continue
			}
			if again = &o; g.action == f.action {
				same = &o
			}
		}
	}
	if !one.typed() || same == nil && s.did[f.action] {
		return
	}
	if same != nil {
		again = same
	}
	if again == nil {
		if v.Name != "a megabyte" && !s.did[f.action] {
			s.Errorf("%s: what was typed is lost: %s", what, short(world.Words(render(root))))
		}
		return
	}
	if summary(root) == "" {
		s.Errorf("%s: nothing on top says what is wrong", what)
	}
	if strings.ContainsFunc(summary(root), japanese) != (lang == "ja") {
		s.Errorf("%s: not said in the reader's language: %s", what, short(summary(root)))
	}
	if again.invalid == "true" && !slices.ContainsFunc(again.described, func(id string) bool { return words(root, id) != "" }) {
		s.Errorf("%s: nothing beside the field says what is wrong", what)
	}
	if one.kind == "password" || secret[s.route(f.action)+" "+one.name] || !utf8.ValidString(v.Text) || strings.ContainsAny(v.Text, "\x00\x01\x08\x1b\x7f") {
		return // What is no text cannot be shown again.
	}
	text, _ := prose.Clean(v.Text)
	line, _ := prose.Line(v.Text)
	got := strings.ReplaceAll(again.value, "\r\n", "\n")
	if got != strings.ReplaceAll(v.Text, "\r\n", "\n") && got != text && got != line {
		s.Errorf("%s: typed %q, shown again %q", what, short(v.Text), short(got))
	}
	s.kept++
}

// secret are the fields that are not written into a page again.
var secret = map[string]bool{"POST /settings/payment/card number": true, "POST /settings/payment/accounts number": true, "POST /settings/payment/debit number": true, "POST /settings/payment/terms number": true}

func japanese(r rune) bool { return r >= 0x3040 && r <= 0x30ff || r >= 0x4e00 && r <= 0x9fff }

func summary(root *html.Node) string {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && attr(n, "role") == "alert" {
			return strings.TrimSpace(text(n))
		}
	}
	return ""
}

func words(root *html.Node, id string) string {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && attr(n, "id") == id {
			return strings.TrimSpace(text(n))
		}
	}
	return ""
}

func render(n *html.Node) string {
	var b strings.Builder
	_ = html.Render(&b, n) // Memory does not fail.
	return b.String()
}
