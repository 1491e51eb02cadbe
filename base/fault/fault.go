// Package fault is the one way rooms say "no": a kind that faces translate into
// a status, and a stable code that text/ translates into a sentence.
package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind is what a face needs to know to answer: each kind is one HTTP status.
type Kind int

// The eight kinds.
const (
	KindInternal Kind = iota
	KindInvalid
	KindUnauthenticated
	KindForbidden
	KindMissing
	KindConflict
	KindUnavailable
	KindLimited
)

// Field is one complaint about one input, shown beside that input.
type Field struct {
	Name string         `json:"field"`
	Code string         `json:"code"`
	Args map[string]any `json:"args,omitempty"`
}

// Fault is a refusal a person can act on. Code names a text key "fault.<code>".
type Fault struct {
	Kind   Kind
	Code   string
	Args   map[string]any
	Fields []Field
	Cause  error
}

func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.Code)
	for _, field := range f.Fields {
		fmt.Fprintf(&b, " [%s: %s]", field.Name, field.Code)
	}
	if f.Cause != nil {
		b.WriteString(": " + f.Cause.Error())
	}
	return b.String()
}

// Unwrap gives the cause to errors.Is and errors.As.
func (f *Fault) Unwrap() error { return f.Cause }

// With adds a value that the sentence in text/ names.
func (f *Fault) With(key string, value any) *Fault {
	next := *f
	next.Args = map[string]any{key: value}
	for k, v := range f.Args {
		next.Args[k] = v
	}
	return &next
}

// Because keeps the cause for the log; a person never sees it.
func (f *Fault) Because(cause error) *Fault {
	next := *f
	next.Cause = cause
	return &next
}

// Invalid says that input is wrong; fields say where.
func Invalid(code string, fields ...Field) *Fault {
	return &Fault{Kind: KindInvalid, Code: code, Fields: fields}
}

// Unauthenticated says that nobody, or nobody we know, is asking.
func Unauthenticated(code string) *Fault { return &Fault{Kind: KindUnauthenticated, Code: code} }

// Forbidden says that the actor sees the thing but may not do this.
func Forbidden(code string) *Fault { return &Fault{Kind: KindForbidden, Code: code} }

// Missing says that there is nothing to see, whether it exists or not.
func Missing(code string) *Fault { return &Fault{Kind: KindMissing, Code: code} }

// Conflict says that the thing has moved, or the same key came with other input.
func Conflict(code string) *Fault { return &Fault{Kind: KindConflict, Code: code} }

// Unavailable says that it may work later.
func Unavailable(code string) *Fault { return &Fault{Kind: KindUnavailable, Code: code} }

// Limited says that this was tried too often; the arg RetryAfter holds the whole
// seconds to wait, and Minutes the same for people, both rounded up.
func Limited(code string) *Fault { return &Fault{Kind: KindLimited, Code: code} }

// At makes one field complaint. Pairs are args: At("title", "too_short", "Min", 10).
func At(name, code string, pairs ...any) Field {
	field := Field{Name: name, Code: code}
	for i := 0; i+1 < len(pairs); i += 2 {
		if field.Args == nil {
			field.Args = map[string]any{}
		}
		field.Args[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return field
}

// Of finds the fault inside an error; an error without one is internal.
func Of(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	return &Fault{Kind: KindInternal, Code: "internal", Cause: err}
}

// Is tells whether err carries this code.
func Is(err error, code string) bool { return err != nil && Of(err).Code == code }

// IsKind tells whether err is of this kind.
func IsKind(err error, kind Kind) bool { return err != nil && Of(err).Kind == kind }

// Form collects field complaints, so that a person sees all of them at once.
type Form struct{ fields []Field }

// Add records a complaint.
func (f *Form) Add(name, code string, pairs ...any) {
	f.fields = append(f.fields, At(name, code, pairs...))
}

// Has tells whether there is a complaint about a field.
func (f *Form) Has(name string) bool {
	return slices.ContainsFunc(f.fields, func(x Field) bool { return x.Name == name })
}

// Err is nil when nothing was wrong, else one Invalid with every field.
func (f *Form) Err() error {
	if len(f.fields) == 0 {
		return nil
	}
	return Invalid("form.invalid", f.fields...)
}
