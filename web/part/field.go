package part

import (
	"context"
	"io"
	"slices"
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

// Field is one question of a form: label, hint, control, counter, error. Inside a
// Form it finds its own error and typed value; Error and Value serve outside one.
type Field struct {
	Name, Label, Hint string
	Kind              FieldKind
	Value             string
	// Values are the chosen ones of ChecksField; for CheckField, Value "1" is ticked.
	Values  []string
	Options []Option
	// More stand after Options in a select.
	More *Choices
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

// common are the attributes every control has, in the order of their names.
func (f Field) common() templ.OrderedAttributes {
	list := make(templ.OrderedAttributes, 0, 12)
	set := func(key, value string) {
		if value != "" {
			list = append(list, templ.KV[string, any](key, value))
		}
	}
	is := func(key string, holds bool) {
		if holds {
			list = append(list, templ.KV[string, any](key, true))
		}
	}
	set("accept", f.Accept)
	set("aria-describedby", f.describedBy())
	if f.Error != "" {
		set("aria-invalid", "true")
	}
	set("autocomplete", f.Autocomplete)
	is("autofocus", f.Autofocus)
	is("data-enter-sends", f.EnterSends)
	if f.Limit > 0 {
		if f.Least > 0 {
			set("data-least", itoa(f.Least))
		}
		set("data-limit", itoa(f.Limit))
	}
	is("disabled", f.Disabled)
	set("id", f.ID)
	set("inputmode", f.InputMode)
	set("lang", f.Lang)
	set("max", f.Max)
	set("min", f.Min)
	is("multiple", f.Multiple)
	list = append(list, templ.KV[string, any]("name", f.Name))
	set("placeholder", f.Placeholder)
	is("readonly", f.Fixed)
	is("required", !f.Optional)
	set("step", f.Step)
	return f.with(list)
}

// with puts the field's own attributes among the others; they win.
func (f Field) with(list templ.OrderedAttributes) templ.OrderedAttributes {
	for _, own := range f.Attrs.Items() {
		at, there := slices.BinarySearchFunc(list, own.Key, func(a templ.KeyValue[string, any], key string) int { return strings.Compare(a.Key, key) })
		if there {
			list[at] = own
		} else {
			list = slices.Insert(list, at, own)
		}
	}
	return list
}

// sized is common for a control that may be shorter than its line.
func (f Field) sized() templ.OrderedAttributes {
	class := "input"
	if f.Width != "" {
		class += " " + f.Width
	}
	return append(templ.OrderedAttributes{templ.KV[string, any]("class", class)}, f.common()...)
}

// kind is the type attribute of an <input>.
func (f Field) kind() string {
	if f.Kind == TextField {
		return "text"
	}
	return string(f.Kind)
}

func (f Field) digits() string { return itoa(money.Digits(f.Currency)) }
