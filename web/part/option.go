package part

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Option is one choice.
type Option struct {
	Value, Label, Hint string
	Disabled           bool
	// Group is the heading it stands under in a select.
	Group string
}

// options draws what a select offers.
func options(f Field, list []Option) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		p := pen{w: w}
		for _, o := range list {
			p.option(o, f.chosen(o.Value))
		}
		return p.err
	})
}

func (p *pen) option(o Option, chosen bool) {
	p.attr(`<option value="`, o.Value)
	p.when(chosen, " selected")
	p.when(o.Disabled, " disabled")
	p.put(">")
	p.text(o.Label)
	p.put("</option>")
}

type optionGroup struct {
	Name    string
	Options []Option
}

// groups splits options into runs of one heading, in order.
func groups(list []Option) []optionGroup {
	var out []optionGroup
	first := 0
	for i, o := range list {
		if i+1 == len(list) || list[i+1].Group != o.Group {
			out = append(out, optionGroup{Name: o.Group, Options: list[first : i+1]})
			first = i + 1
		}
	}
	return out
}
