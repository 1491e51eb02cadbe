package part

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"guildhall/base/money"
)

// FieldKind is what a field asks for.
type FieldKind string

// The kinds of field.
const (
	TextField     FieldKind = ""
	EmailField    FieldKind = "email"
	PasswordField FieldKind = "password"
	URLField      FieldKind = "url"
	TelField      FieldKind = "tel"
	NumberField   FieldKind = "number"
	DateField     FieldKind = "date"
	SearchField   FieldKind = "search"
	LongField     FieldKind = "long"   // a text of several lines
	SelectField   FieldKind = "select" // one of Options
	PickField     FieldKind = "pick"   // one of many Options, with search
	RadioField    FieldKind = "radio"  // one of a few Options, all in sight
	ChecksField   FieldKind = "checks" // any of Options
	CheckField    FieldKind = "check"  // one yes or no; Label stands beside the box
	MoneyField    FieldKind = "money"
	FileField     FieldKind = "file"
)

// Option is one choice.
type Option struct {
	Value, Label, Hint string
	Disabled           bool
	// Group is the heading it stands under in a select.
	Group string
}

// Field is one question of a form: label, hint, control, counter, error. Inside a
// Form it finds its own error and typed value; Error and Value serve outside one.
type Field struct {
	Name, Label, Hint string
	Kind              FieldKind
	Value             string
	// Values are the chosen ones of ChecksField; for CheckField, Value "1" is ticked.
	Values  []string
	Options []Option
	// Optional says so beside the label; everything else is required.
	Optional bool
	// Limit and Least count grapheme clusters, and show a counter.
	Limit, Least int
	// Currency stands before an amount; Currencies (with CurrencyName, "currency"
	// when empty) let the person choose it. Without either, the currency is chosen in
	// another field of that name.
	Currency     string
	Currencies   []Option
	CurrencyName string
	// Rows of a long text; Width is "short" or "medium" where the answer is.
	Rows  int
	Width string
	// Accept, Multiple and Bytes (the largest, each) are for files.
	Accept   string
	Multiple bool
	Bytes    int64
	// Boxed frames choices that carry a hint; Inline puts short ones in a row;
	// Scroll keeps many in a box of their own.
	Boxed, Inline, Scroll bool
	// HideLabel keeps the label for screen readers only.
	HideLabel bool
	// EnterSends sends the form with Enter (the message box).
	EnterSends                   bool
	Autofocus, Disabled, Fixed   bool
	Autocomplete, Placeholder    string
	InputMode, Pattern, Lang, ID string
	// Min, Max and Step are for numbers and dates.
	Min, Max, Step string
	// Suffix stands after the control: "hours".
	Suffix string
	Error  string
	Attrs  templ.Attributes
}

// Render draws the field and tells its form that it is there.
func (f Field) Render(ctx context.Context, w io.Writer) error {
	s := formOf(ctx)
	if f.ID == "" {
		f.ID = s.id(f.Name)
	}
	if f.Error == "" {
		f.Error = s.errorOf(ctx, f.Name)
	}
	if f.CurrencyName == "" {
		f.CurrencyName = "currency"
	}
	if s != nil {
		if _, twice := s.labels[f.Name]; !twice {
			s.labels[f.Name] = f.Label
			s.order = append(s.order, f.Name)
		}
		f.typed(s)
	}
	return field(f).Render(ctx, w)
}

// typed puts back what the person wrote last time. An unticked box sends nothing,
// so once anything was sent its absence means "no".
func (f *Field) typed(s *formState) {
	if s.Values == nil || f.Kind == PasswordField || f.Kind == FileField {
		return
	}
	sent, ok := s.Values[f.Name]
	switch f.Kind {
	case ChecksField:
		f.Values = sent
	case CheckField:
		f.Value = ""
		if ok && len(sent) > 0 {
			f.Value = "1"
		}
	default:
		if ok && len(sent) > 0 {
			f.Value = sent[0]
		}
	}
	if c := s.Values.Get(f.CurrencyName); c != "" && len(f.Currencies) > 0 {
		f.Currency = c
	}
}

// group tells whether the field is a set of controls under one legend.
func (f Field) group() bool { return f.Kind == RadioField || f.Kind == ChecksField }

func (f Field) chosen(value string) bool {
	if f.Kind == ChecksField {
		for _, v := range f.Values {
			if v == value {
				return true
			}
		}
		return false
	}
	return f.Value == value
}

// describedBy lists what a screen reader says after the label.
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID+"-hint")
	}
	if f.Limit > 0 {
		ids = append(ids, f.ID+"-count")
	}
	if f.Error != "" {
		ids = append(ids, f.ID+"-error")
	}
	return strings.Join(ids, " ")
}

// common are the attributes every control has.
func (f Field) common() templ.Attributes {
	a := templ.Attributes{"id": f.ID, "name": f.Name}
	if d := f.describedBy(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	set := func(key, value string) {
		if value != "" {
			a[key] = value
		}
	}
	set("autocomplete", f.Autocomplete)
	set("placeholder", f.Placeholder)
	set("inputmode", f.InputMode)
	set("lang", f.Lang)
	set("min", f.Min)
	set("max", f.Max)
	set("step", f.Step)
	set("accept", f.Accept)
	a["required"] = !f.Optional
	a["disabled"] = f.Disabled
	a["readonly"] = f.Fixed
	a["autofocus"] = f.Autofocus
	a["multiple"] = f.Multiple
	a["data-enter-sends"] = f.EnterSends
	if f.Limit > 0 {
		a["data-limit"] = itoa(f.Limit)
		if f.Least > 0 {
			a["data-least"] = itoa(f.Least)
		}
	}
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

// kind is the type attribute of an <input>.
func (f Field) kind() string {
	if f.Kind == TextField {
		return "text"
	}
	return string(f.Kind)
}

func (f Field) digits() string { return itoa(money.Digits(f.Currency)) }

// groups splits options into runs of one heading, in order.
func (f Field) groups() []optionGroup {
	var out []optionGroup
	first := 0
	for i, o := range f.Options {
		if i+1 == len(f.Options) || f.Options[i+1].Group != o.Group {
			out = append(out, optionGroup{Name: o.Group, Options: f.Options[first : i+1]})
			first = i + 1
		}
	}
	return out
}

// options draws what a select offers. A page may hold hundreds, so this is no
// template: it writes each in one go.
func options(f Field, list []Option) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b []byte
		for _, o := range list {
			b = append(b[:0], `<option value="`...)
			b = append(b, templ.EscapeString(o.Value)...)
			b = append(b, '"')
			if f.chosen(o.Value) {
				b = append(b, " selected"...)
			}
			if o.Disabled {
				b = append(b, " disabled"...)
			}
			b = append(b, '>')
			b = append(b, templ.EscapeString(o.Label)...)
			b = append(b, "</option>"...)
			if _, err := w.Write(b); err != nil {
				return err
			}
		}
		return nil
	})
}

type optionGroup struct {
	Name    string
	Options []Option
}
