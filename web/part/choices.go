package part

import (
	"context"
	"strings"
	"sync"

	"github.com/a-h/templ"

	"guildhall/base/i18n"
	"guildhall/base/names"
	"guildhall/base/services"
)

// Choices are hundreds of options that are the same for every reader of a language.
// They are drawn once, not again on every page.
type Choices struct {
	// html is all of them; at is where the mark of the chosen one goes, by value.
	html string
	at   map[string]int
}

// Countries are all countries in the reader's language, by name.
var Countries = inEach(func(lang i18n.Lang) []Option {
	var list []Option
	for _, n := range names.Countries(lang) {
		list = append(list, Option{Value: n.Code, Label: n.Name})
	}
	return list
})

// Services are all services, by name.
var Services = inEach(func(i18n.Lang) []Option {
	var list []Option
	for _, s := range services.All() {
		list = append(list, Option{Value: s.Code, Label: s.Name})
	}
	return list
})

// inEach makes what gives the choices of the reader's language, drawn when they are
// first asked for.
func inEach(list func(i18n.Lang) []Option) func(context.Context) *Choices {
	each := map[i18n.Lang]func() *Choices{}
	for _, lang := range i18n.Langs {
		each[lang] = sync.OnceValue(func() *Choices { return choicesOf(list(lang)) })
	}
	return func(ctx context.Context) *Choices { return each[i18n.From(ctx).Lang]() }
}

func choicesOf(list []Option) *Choices {
	c := &Choices{at: make(map[string]int, len(list))}
	var b strings.Builder
	p := pen{w: &b}
	for _, o := range list {
		p.attr(`<option value="`, o.Value)
		c.at[o.Value] = b.Len()
		p.put(">")
		p.text(o.Label)
		p.put("</option>")
	}
	c.html = b.String()
	return c
}

// draw marks the one with this value.
func (c *Choices) draw(value string) templ.Component {
	if c == nil {
		return templ.NopComponent
	}
	at, there := c.at[value]
	if !there {
		return drawing(c.html)
	}
	return drawing(c.html[:at] + " selected" + c.html[at:])
}

// OpenCountries says in a sentence from which countries sellers may come: open lists
// their codes, empty for all. When most are open, the others are named.
func OpenCountries(ctx context.Context, open []string) string {
	if len(open) == 0 {
		return i18n.T(ctx, "join.more.countries.all")
	}
	is := make(map[string]bool, len(open))
	for _, c := range open {
		is[c] = true
	}
	all := names.Countries(i18n.From(ctx).Lang)
	key, named := "join.more.countries", true
	if len(open) > len(all)/2 {
		key, named = "join.more.countries.but", false
	}
	var list []string
	for _, n := range all {
		if is[n.Code] == named {
			list = append(list, n.Name)
		}
	}
	return i18n.T(ctx, key, "Countries", strings.Join(list, i18n.T(ctx, "list.comma")))
}
