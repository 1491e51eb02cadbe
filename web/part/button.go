package part

import (
	"context"
	"io"

	"github.com/a-h/templ"

	"guildhall/web/part/icon"
)

// Button is a button, or with Href a link that looks like one.
type Button struct {
	Label string
	Kind  Kind
	Icon  string
	// Name and Value are sent with the form, so that one form may have several deeds.
	Name, Value string
	// Href makes it a link.
	Href string
	// Dialog is the id of a dialog it opens instead of sending a form.
	Dialog string
	// Close closes the dialog it stands in.
	Close bool
	// Form is the id of a form elsewhere in the page; Action sends to another address.
	Form, Action string
	// Only shows the icon alone; the label is then read aloud and shown on hover.
	Only     bool
	Small    bool
	Wide     bool
	Filled   bool
	Disabled bool
	Class    string
	Attrs    templ.Attributes
}

// Render draws it.
func (b Button) Render(ctx context.Context, w io.Writer) error {
	p := pen{w: w}
	if b.Href != "" && !b.Disabled {
		p.put(`<a class="`)
		p.buttonClass(b)
		p.href(` href="`, b.Href)
		if b.Only {
			p.attr(` title="`, b.Label)
		}
		p.attrs(ctx, b.Attrs)
		p.buttonInside(b)
		p.put("</a>")
		return p.err
	}
	p.put(`<button class="`)
	p.buttonClass(b)
	switch {
	case b.Dialog != "":
		p.put(` type="button"`)
		p.attr(` data-dialog="`, b.Dialog)
		p.attr(` popovertarget="`, b.Dialog)
		p.put(` aria-haspopup="dialog"`)
		p.when(b.Disabled, " disabled")
	case b.Close:
		p.put(` type="button" data-close popovertargetaction="hide"`)
	default:
		p.put(` type="submit"`)
		if b.Name != "" {
			p.attr(` name="`, b.Name)
			p.attr(` value="`, b.Value)
		}
		p.filled(` form="`, b.Form)
		if b.Action != "" {
			p.href(` formaction="`, b.Action)
		}
		if b.Only {
			p.attr(` title="`, b.Label)
		}
		p.when(b.Disabled, " disabled")
	}
	p.attrs(ctx, b.Attrs)
	p.buttonInside(b)
	p.put("</button>")
	return p.err
}

// buttonClass ends with the quote of the attribute.
func (p *pen) buttonClass(b Button) {
	p.put("btn")
	p.class(string(b.Kind))
	p.when(b.Small, " small")
	p.when(b.Wide, " wide")
	p.when(b.Only, " only")
	p.when(b.Filled, " filled")
	p.class(b.Class)
	p.put(`"`)
}

func (p *pen) buttonInside(b Button) {
	p.put(">")
	if b.Icon != "" {
		p.put(icon.Drawn(b.Icon))
	}
	if b.Only {
		p.put(`<span class="sr">`)
	} else {
		p.put("<span>")
	}
	p.text(b.Label)
	p.put("</span>")
}

// Card holds one thing: `@(part.Card{Title: "..."}) { ... }`.
type Card struct {
	Title string
	// Href makes the whole card lead there, through its title.
	Href string
	// Badge stands at the right of the title; Aside, if set, stands there instead.
	Badge *Badge
	Aside templ.Component
	ID    string
	Tight bool
	Class string
	// Lang is the language of a title a person wrote.
	Lang string
}

// Render draws it.
func (c Card) Render(ctx context.Context, w io.Writer) error {
	children := templ.GetChildren(ctx)
	ctx = templ.ClearChildren(ctx)
	p := pen{w: w}
	p.put(`<section class="card`)
	p.when(c.Tight, " tight")
	p.when(c.Href != "", " linked")
	p.class(c.Class)
	p.put(`"`)
	p.filled(` id="`, c.ID)
	p.put(">")
	if c.Title != "" || c.Badge != nil || c.Aside != nil {
		p.cardHead(ctx, c)
	}
	p.draw(ctx, children)
	p.put("</section>")
	return p.err
}

func (p *pen) cardHead(ctx context.Context, c Card) {
	p.put(`<div class="card-head"><h2`)
	p.filled(` lang="`, c.Lang)
	p.put(">")
	if c.Href != "" {
		p.href(`<a class="cover" href="`, c.Href)
		p.put(">")
		p.text(c.Title)
		p.put("</a>")
	} else {
		p.text(c.Title)
	}
	p.put("</h2>")
	if c.Aside != nil {
		p.draw(ctx, c.Aside)
	} else if c.Badge != nil {
		p.draw(ctx, c.Badge)
	}
	p.put("</div>")
}
