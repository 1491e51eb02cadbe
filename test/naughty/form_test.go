package naughty_test

import (
	"bytes"
	"mime/multipart"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"guildhall/test/world"
	"guildhall/web"
)

// form is one form of a page, as a browser would send it.
type form struct {
	page, action string
	files        bool
	fields       []field
	who          *world.Browser
	persona      string
}

type field struct {
	name, kind string // text, textarea, select, hidden, checkbox, ...
	value      string
	choices    []string
	sent       bool // of a box or a radio: ticked
	id         string
	invalid    string // aria-invalid
	described  []string
}

// typed tells whether a person writes into it.
func (f field) typed() bool {
	switch f.kind {
	case "textarea", "text", "email", "url", "tel", "search", "password", "number", "date", "datetime-local", "month", "":
		return true
	}
	return false
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// text is all the words below a node.
func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// parse reads a page as browsers do.
func parse(page string) *html.Node {
	n, err := html.Parse(strings.NewReader(page))
	if err != nil {
		panic(err) // It forgives everything; strings do not fail.
	}
	return n
}

// forms lists the forms of a page that post. Fields outside that name a form by its
// id belong to it.
func forms(root *html.Node) []form {
	var list []form
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "form" || !strings.EqualFold(attr(n, "method"), "post") {
			continue
		}
		f := form{action: attr(n, "action"), files: attr(n, "enctype") == "multipart/form-data"}
		for c := range root.Descendants() {
			if c.Type == html.ElementNode && (within(c, n) && attr(c, "form") == "" || attr(c, "form") != "" && attr(c, "form") == attr(n, "id")) {
				f.add(c)
			}
		}
		list = append(list, f)
	}
	return list
}

func within(n, outer *html.Node) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

func (f *form) add(n *html.Node) {
	one := field{name: attr(n, "name"), kind: n.Data, value: attr(n, "value"), id: attr(n, "id"), invalid: attr(n, "aria-invalid"),
		described: strings.Fields(attr(n, "aria-describedby")), sent: true}
	if one.name == "" || one.name == "_key" || hasAttr(n, "disabled") {
		return
	}
	switch n.Data {
	case "input":
		one.kind = attr(n, "type")
		if one.kind == "checkbox" || one.kind == "radio" {
			one.sent = hasAttr(n, "checked")
			if !hasAttr(n, "value") {
				one.value = "on"
			}
		}
	case "textarea":
		one.value = strings.TrimPrefix(text(n), "\n")
	case "select":
		for o := range n.Descendants() {
			if o.Type == html.ElementNode && o.Data == "option" {
				one.choices = append(one.choices, attr(o, "value"))
				if hasAttr(o, "selected") || len(one.choices) == 1 {
					one.value = attr(o, "value")
				}
			}
		}
	default:
		return
	}
	f.fields = append(f.fields, one)
}

// names tells forms of one kind from others.
func (f form) names() string {
	var list []string
	for _, one := range f.fields {
		if one.kind != "hidden" && one.kind != "checkbox" && one.kind != "radio" {
			list = append(list, one.name)
		}
	}
	return strings.Join(list, " ")
}

// likely is what is typed where a form comes empty.
var likely = map[string]string{"email": "somebody@example.org", "title": "Our nightly job times out", "country": "JP", "total": "10.00", "amount": "1.00",
	"number": "4242 4242 4242 4242", "expires": "12/39", "valid_until": "2099-12-31", "currency": "USD", "password": "a long enough password"}

// send posts the form with one field's value put in its place.
func (f form) send(name, value string) world.Answer {
	values := url.Values{"_key": {web.NewKey()}}
	radios := map[string]bool{}
	for _, one := range f.fields {
		switch {
		case one.kind == "file" || one.name == name:
			continue
		case one.kind == "radio" && !one.sent && !radios[one.name] && !f.ticked(one.name):
			radios[one.name] = true
			values.Add(one.name, one.value)
		case !one.sent:
		case one.value == "" && one.typed():
			text := likely[one.name]
			if text == "" {
				text = "Something that is said about it here."
			}
			values.Add(one.name, text)
		default:
			values.Add(one.name, one.value)
		}
	}
	values.Set(name, value)
	if !f.files {
		return f.who.Do("POST", f.action, "application/x-www-form-urlencoded", strings.NewReader(values.Encode()), nil)
	}
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for k, list := range values {
		for _, v := range list {
			_ = m.WriteField(k, v) // Memory does not fail.
		}
	}
	_ = m.Close()
	return f.who.Do("POST", f.action, m.FormDataContentType(), &body, nil)
}

func (f form) ticked(name string) bool {
	return slices.ContainsFunc(f.fields, func(one field) bool { return one.name == name && one.kind == "radio" && one.sent })
}
