package registration

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"guildhall/base/age"
	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/names"
	"guildhall/base/prose"
	"guildhall/base/taxid"
)

// FieldType is what a question of a check wants.
type FieldType string

// The types of question.
const (
	LineField    FieldType = "line"
	LongField    FieldType = "long"
	PickField    FieldType = "pick"    // one of Options
	CountryField FieldType = "country" // ISO 3166-1
	DateField    FieldType = "date"    // YYYY-MM-DD
	TickField    FieldType = "tick"    // "1" or ""
)

// FormField is one question. Its words are "check.<kind>.<name>", with ".hint" behind
// it where there is one; its options "check.<kind>.<name>.<option>".
type FormField struct {
	Name     string
	Type     FieldType
	Optional bool
	// Max is how many characters (LineField, LongField); 0 means 100.
	Max int
	// Options of a PickField; Choose gives them where they follow from who registers
	// and from what was answered before.
	Options []string
	Choose  func(g Registration, a Answer) []string
	// When tells whether the question is put, by what was answered before it; nil for
	// always. What is not put is not kept.
	When func(g Registration, a Answer) bool
	// Secret tells that the desk sees the end of it only.
	Secret bool
	// Begin is what stands in the field before anything was answered; nil for nothing.
	Begin func(g Registration) string
	// Check cleans an answer that is there, or gives a code of field.<code>.
	Check func(g Registration, a Answer, in string) (out, code string)
}

// Form is what a check asks.
type Form struct {
	Fields []FormField
	// Rows are questions answered once for each of several people; nil for none.
	Rows *FormRows
	// Until is when what is given runs out and has to be given again; nil for never.
	Until func(g Registration, a Answer, now clock.Micros, zone *time.Location) clock.Micros
	// Desk tells which answers the desk looks at though the house judges the others; nil
	// for none.
	Desk func(a Answer) bool
	// Papers is how many pictures or PDFs have to be shown at least; nil when none are
	// asked for.
	Papers func(g Registration, a Answer) int
	// Left is what stays of an answer when it is erased; nil for nothing.
	Left func(a Answer) Answer
	// Keep tells that a law asks to keep the answer when its giver leaves.
	Keep bool
}

// forms are the questions of every kind that has any; the other kinds are judged by
// what stands elsewhere (Room.Facts).
var forms = map[Kind]Form{
	Contact: {Fields: []FormField{
		{Name: "street", Type: LineField},
		{Name: "extra", Type: LineField, Optional: true},
		{Name: "city", Type: LineField},
		{Name: "region", Type: LineField, Optional: true},
		{Name: "postcode", Type: LineField, Optional: true, Max: 12},
		{Name: "country", Type: CountryField},
		{Name: "phone", Type: LineField, Max: 24, Check: phone},
	}},
	Identity: {Papers: sidesOf, Fields: []FormField{
		{Name: "name", Type: LineField, Check: notMyNumber},
		{Name: "kana", Type: LineField, Optional: true, Check: notMyNumber},
		{Name: "born", Type: DateField, Check: born},
		{Name: "nationality", Type: CountryField},
		{Name: "issuer", Type: CountryField},
		{Name: "document", Type: PickField, Choose: documentsOf},
		{Name: "number", Type: LineField, Max: 40, Check: notMyNumber},
	}},
	Tax:       taxForm,
	DAC7:      dac7Form,
	Documents: documentsForm,
	People:    peopleForm,
	Antisocial: {Fields: []FormField{
		{Name: "none", Type: TickField},
		{Name: "people", Type: TickField, When: func(g Registration, _ Answer) bool { return g.Seller != Freelancer }},
	}},
}

// Begun is what stands in the fields before anything was answered.
func (f Form) Begun(g Registration) Answer {
	a := Answer{}
	for _, q := range f.Fields {
		if q.Begin != nil {
			a[q.Name] = q.Begin(g)
		}
	}
	return a
}

// FormOf gives the questions of a kind.
func FormOf(kind Kind) (Form, bool) {
	f, ok := forms[kind]
	return f, ok
}

// Asks are the questions that are put, given what was answered so far.
func (f Form) Asks(g Registration, a Answer) []FormField {
	var list []FormField
	for _, q := range f.Fields {
		if q.When == nil || q.When(g, a) {
			list = append(list, q)
		}
	}
	return list
}

// Choices are the options of a PickField.
func (q FormField) Choices(g Registration, a Answer) []string {
	if q.Choose != nil {
		return q.Choose(g, a)
	}
	return q.Options
}

// check cleans the answers to what is put, in order, so that a question may depend on
// the cleaned answers before it.
func (f Form) check(g Registration, in Answer) (Answer, error) {
	var form fault.Form
	out := Answer{}
	for _, q := range f.Fields {
		if q.When != nil && !q.When(g, out) {
			continue
		}
		if said := q.clean(&form, g, out, in[q.Name]); said != "" {
			out[q.Name] = said
		}
	}
	f.checkRows(&form, g, in, out)
	return out, form.Err()
}

func (q FormField) clean(form *fault.Form, g Registration, a Answer, in string) string {
	switch q.Type {
	case LineField, LongField:
		rule := prose.Rule{Field: q.Name, Min: 1, Max: 100, SingleLine: q.Type == LineField}
		if q.Max > 0 {
			rule.Max = q.Max
		}
		if q.Optional {
			rule.Min = 0
		}
		in = prose.Check(form, rule, in)
	case PickField:
		if in != "" && !slices.Contains(q.Choices(g, a), in) {
			form.Add(q.Name, "choice")
			return ""
		}
	case CountryField:
		if in != "" && !names.KnownCountry(in) {
			form.Add(q.Name, "country")
			return ""
		}
	case DateField:
		if in = strings.TrimSpace(in); in != "" {
			if _, err := time.Parse(time.DateOnly, in); err != nil {
				form.Add(q.Name, "date")
				return ""
			}
		}
	case TickField:
		if in != "1" {
			in = ""
			if !q.Optional {
				form.Add(q.Name, "must_declare")
				return ""
			}
		}
	}
	if in == "" {
		if !q.Optional && q.Type != LineField && q.Type != LongField && q.Type != TickField {
			form.Add(q.Name, "required")
		}
		return ""
	}
	if q.Check != nil {
		out, code := q.Check(g, a, in)
		if code != "" {
			form.Add(q.Name, code)
			return ""
		}
		return out
	}
	return in
}

// notMyNumber refuses what may be a Japanese individual number (個人番号), which is never
// asked for and never kept.
func notMyNumber(_ Registration, _ Answer, in string) (string, string) {
	if taxid.MyNumber(in) {
		return "", "my_number"
	}
	return in, ""
}

var phoneForm = regexp.MustCompile(`^\+?[0-9]{6,15}$`)

// phone keeps digits with a plus in front, as ITU-T E.164 counts them.
func phone(_ Registration, _ Answer, in string) (string, string) {
	kept := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r == '+':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '＋':
			return '+'
		case strings.ContainsRune(" -()./\u3000ー－‐", r):
			return -1
		}
		return 'x'
	}, in)
	if !phoneForm.MatchString(kept) {
		return "", "phone"
	}
	return kept, ""
}

// born wants a day that somebody of age can have been born on; who is not of age where
// they live is told so.
func born(g Registration, _ Answer, in string) (string, string) {
	years, err := age.On(in, time.Now().UTC().Format(time.DateOnly))
	switch {
	case err != nil:
		return "", age.Field(err)
	case years < age.Required(g.Country, ""):
		return "", "of_age"
	}
	return in, ""
}
