package part

import (
	"context"
	"io"
	"time"

	"github.com/a-h/templ"

	"guildhall/base/clock"
	"guildhall/base/i18n"
	"guildhall/web/part/icon"
)

// pen draws what a list of twenty things draws a hundred times: icons, buttons,
// cards, times. A template takes about ten times as long for each, most of it for
// contexts, class names and values that these do not have; everything else is a
// template. It keeps the first error.
type pen struct {
	w   io.Writer
	err error
}

// put writes HTML as it is.
func (p *pen) put(html string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, html)
	}
}

// text writes what anybody may have written.
func (p *pen) text(s string) { p.put(templ.EscapeString(s)) }

// attr writes an attribute; begin is ` name="`.
func (p *pen) attr(begin, value string) {
	p.put(begin)
	p.text(value)
	p.put(`"`)
}

// filled is attr, unless there is no value.
func (p *pen) filled(begin, value string) {
	if value != "" {
		p.attr(begin, value)
	}
}

// href writes an attribute that is an address; begin is ` href="`.
func (p *pen) href(begin, address string) { p.attr(begin, string(templ.URL(address))) }

// when puts HTML if it holds.
func (p *pen) when(holds bool, html string) {
	if holds {
		p.put(html)
	}
}

// class adds a class to those before it.
func (p *pen) class(name string) {
	if name != "" {
		p.put(" ")
		p.text(name)
	}
}

// attrs writes attributes of any kind.
func (p *pen) attrs(ctx context.Context, list templ.Attributes) {
	if p.err == nil && len(list) > 0 {
		p.err = templ.RenderAttributes(ctx, p.w, list)
	}
}

// draw draws a component in its place.
func (p *pen) draw(ctx context.Context, c templ.Component) {
	if p.err == nil {
		p.err = c.Render(ctx, p.w)
	}
}

// drawing is HTML that nobody's words are in.
type drawing string

// Render writes it.
func (d drawing) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(d))
	return err
}

// Icon draws one of icon.Names beside a word. It is silent to a screen reader.
func Icon(name string) templ.Component { return drawing(icon.Drawn(name)) }

// Tags are short words about a thing: services, languages.
type Tags []string

// Render draws them; without any it draws nothing.
func (t Tags) Render(_ context.Context, w io.Writer) error {
	if len(t) == 0 {
		return nil
	}
	p := pen{w: w}
	p.put(`<ul class="tags">`)
	for _, word := range t {
		p.put("<li>")
		p.text(word)
		p.put("</li>")
	}
	p.put("</ul>")
	return p.err
}

// Badge is a state: a tone, an icon, a word.
type Badge struct {
	Label string
	Tone  Tone
	// Icon stands in for the tone's own.
	Icon string
}

// Render draws it.
func (b Badge) Render(_ context.Context, w io.Writer) error {
	p := pen{w: w}
	p.put(`<span class="badge`)
	p.class(string(b.Tone))
	p.put(`">`)
	if b.Icon == "" {
		b.Icon = b.Tone.icon()
	}
	p.put(icon.Drawn(b.Icon))
	p.put("<span>")
	p.text(b.Label)
	p.put("</span></span>")
	return p.err
}

// Value is one hidden value of a form.
type Value struct{ Name, Value string }

// Render draws it.
func (v Value) Render(_ context.Context, w io.Writer) error {
	p := pen{w: w}
	p.hidden(v)
	return p.err
}

// Hidden is a value the form carries along.
func Hidden(name, value string) templ.Component { return Value{name, value} }

func (p *pen) hidden(v Value) {
	p.attr(`<input type="hidden" name="`, v.Name)
	p.attr(` value="`, v.Value)
	p.put(">")
}

func (p *pen) values(key string, list []Value) {
	if key != "" {
		p.hidden(Value{"_key", key})
	}
	for _, v := range list {
		p.hidden(v)
	}
}

// values draws a key and what travels with it.
func values(key string, list []Value) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		p := pen{w: w}
		p.values(key, list)
		return p.err
	})
}

// draw is a deed that asks nothing first.
func (m Move) draw(ctx context.Context, w io.Writer) error {
	p := pen{w: w}
	p.href(`<form method="post" action="`, m.Action)
	p.put(">")
	p.values(m.Key, m.Values)
	p.draw(ctx, m.button())
	p.put("</form>")
	return p.err
}

// Time is a moment. It shows how long ago (or with Full the day and the time), the
// exact one on hover, and the machine's in <time>.
type Time struct {
	At   clock.Micros
	Full bool
}

// Render draws it; never draws nothing.
func (t Time) Render(ctx context.Context, w io.Writer) error {
	if t.At.IsZero() {
		return nil
	}
	p, r, at := pen{w: w}, i18n.From(ctx), t.At.Time()
	p.put(`<time class="when"`)
	p.when(!t.Full, " data-rel")
	p.attr(` datetime="`, at.Format(time.RFC3339))
	p.attr(` title="`, i18n.Exact(r, at))
	p.put(">")
	if t.Full {
		p.text(i18n.Moment(r, at))
	} else {
		p.text(i18n.Ago(r, at))
	}
	p.put("</time>")
	return p.err
}
