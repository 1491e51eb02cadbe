package part

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"guildhall/base/fault"
	"guildhall/base/i18n"
)

// Form is a form whose fields find their own errors and typed values. The summary
// of what is wrong stands on top and links to the fields, in their order.
type Form struct {
	// Action is where it goes; Method is post unless it says get.
	Action, Method string
	// Key is the idempotency key: sent twice, done once. Sent as _key.
	Key string
	// Errors are the complaints of the last try; Refused is the refusal itself, when
	// it is not about a field (a sentence, already in the reader's language).
	Errors  []fault.Field
	Refused string
	// Values is what the person typed last time; it wins over each Field's Value.
	Values url.Values
	// ID names the form; two forms of one page with fields of one name need it.
	ID string
	// Guard asks before leaving with something typed; Files lets files through;
	// Autosubmit sends a form of filters when a choice changes.
	Guard, Files, Autosubmit bool
	// Class stands in for "form".
	Class string
	Attrs templ.Attributes
}

type formKey struct{}

// formState is what the fields of one form share while it is drawn.
type formState struct {
	Form
	labels map[string]string
	order  []string
}

func formOf(ctx context.Context) *formState {
	s, _ := ctx.Value(formKey{}).(*formState)
	return s
}

// Render draws the form. Where something is wrong it draws the fields first, to learn
// their names, then the summary above them.
func (f Form) Render(ctx context.Context, w io.Writer) error {
	s := &formState{Form: f, labels: map[string]string{}}
	children := templ.GetChildren(ctx)
	inner := context.WithValue(templ.ClearChildren(ctx), formKey{}, s)
	if len(f.Errors) == 0 && f.Refused == "" {
		here := templ.ComponentFunc(func(_ context.Context, w io.Writer) error { return children.Render(inner, w) })
		return formBox(f, nil, here).Render(inner, w)
	}
	fields := templ.GetBuffer()
	defer templ.ReleaseBuffer(fields)
	if err := children.Render(inner, fields); err != nil {
		return err
	}
	return formBox(f, s.wrongs(ctx), already{fields}).Render(templ.ClearChildren(ctx), w)
}

// already is what was drawn before.
type already struct{ *bytes.Buffer }

// Render writes it.
func (a already) Render(_ context.Context, w io.Writer) error {
	_, err := w.Write(a.Bytes())
	return err
}

// mended is how a summary's head counts what is to be mended: a refusal's own sentence
// says why, and is nothing one mends in a field.
func mended(ctx context.Context, wrongs []Wrong) string {
	n := 0
	for _, w := range wrongs {
		if !w.Refusal {
			n++
		}
	}
	if n == 0 {
		return say(ctx, "part.refused")
	}
	return say(ctx, "part.wrongs", "Count", n)
}

// Wrong is one line of an ErrorSummary; Refusal tells that it is the sentence of the
// refusal itself.
type Wrong struct {
	Label, Text, Field string
	Refusal            bool
}

// said is what is wrong with a field, behind its label; a label that asks needs no colon.
func (w Wrong) said() string {
	switch {
	case w.Label == "":
		return w.Text
	case strings.HasSuffix(w.Label, "?"):
		return w.Label + " " + w.Text
	}
	return w.Label + ": " + w.Text
}

func (s *formState) wrongs(ctx context.Context) []Wrong {
	var out []Wrong
	if s.Refused != "" {
		out = append(out, Wrong{Text: s.Refused, Refusal: true})
	}
	for _, name := range s.order {
		for _, e := range s.Errors {
			if e.Name == name {
				out = append(out, Wrong{Label: s.labels[name], Text: FieldError(ctx, e), Field: s.id(name)})
			}
		}
	}
	for _, e := range s.Errors {
		if _, shown := s.labels[e.Name]; !shown {
			out = append(out, Wrong{Text: FieldError(ctx, e)})
		}
	}
	return out
}

func (s *formState) id(name string) string {
	if s != nil && s.ID != "" {
		return s.ID + "-" + slug(name)
	}
	return "f-" + slug(name)
}

func (s *formState) errorOf(ctx context.Context, name string) string {
	if s == nil {
		return ""
	}
	for _, e := range s.Errors {
		if e.Name == name {
			return FieldError(ctx, e)
		}
	}
	return ""
}

// FieldError is the sentence for a complaint: text key field.<code>.
func FieldError(ctx context.Context, e fault.Field) string {
	return i18n.T(ctx, "field."+e.Code, e.Args)
}

// Refusal is the sentence for a fault: text key fault.<code>.
func Refusal(ctx context.Context, f *fault.Fault) string {
	if f == nil {
		return ""
	}
	return i18n.T(ctx, "fault."+f.Code, f.Args)
}

// slug makes a field's name fit for an id: milestones[0].title is milestones-0-title.
func slug(name string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' {
			return r
		}
		return '-'
	}, strings.ReplaceAll(name, "]", "")), "-")
}
