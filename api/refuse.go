package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/i18n"
)

// codes are what the router itself refuses, before any room is asked.
var codes = map[int]string{
	http.StatusNotFound: "page.missing", http.StatusRequestEntityTooLarge: "form.too_large", http.StatusBadRequest: "form.malformed",
	http.StatusUnsupportedMediaType: "form.malformed", http.StatusRequestTimeout: "form.malformed", http.StatusInternalServerError: "internal",
}

// unread is the router's word for a body that broke off or was framed wrongly: the
// sender's doing, though the router calls it a failure of the server.
const unread = "cannot read request body"

// bounded is the router's word for a body that is larger than the operation takes.
var bounded = regexp.MustCompile(`^request body is too large limit=(\d+) bytes$`)

// What the router itself refuses (a body that does not fit its schema) has the
// same shape and languages as what a room refuses.
func init() {
	huma.NewError = func(status int, message string, _ ...error) huma.StatusError { // It is asked only for the shape.
		return &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: message}
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		return refusal(ctx.Context(), status, message, errs)
	}
}

func refusal(ctx context.Context, status int, message string, errs []error) *Problem {
	if message == unread {
		status = http.StatusBadRequest
	}
	code, known := codes[status]
	if !known {
		code = "form.invalid"
	}
	p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Request: Who(ctx).Request}
	p.Detail = i18n.T(ctx, "fault."+code)
	if found := bounded.FindStringSubmatch(message); found != nil {
		most, _ := strconv.ParseInt(found[1], 10, 64)
		p.Detail = i18n.T(ctx, "fault."+code, "Megabytes", most>>20)
	}
	for _, err := range errs {
		var d *huma.ErrorDetail
		if errors.As(err, &d) {
			field, pointer := place(d)
			p.Errors = append(p.Errors, Field{Field: field, Pointer: pointer, Code: "schema", Detail: schemaDetail(ctx, d.Message)})
		}
	}
	return p
}

// absent is the router's complaint about an object that lacks a property. It names
// the object as the place, and the property only in words.
var absent = regexp.MustCompile(`^expected required property (\S+) to be present$`)

// index is the router's way to write a place in a list.
var index = regexp.MustCompile(`\[(\d+)\]`)

// place gives a misfit's input the name that the rooms' own refusals use (without
// "body", "query" or whatever it came in), and for the body a JSON pointer as a URI
// fragment (RFC 6901 section 6). A missing property is named itself, not its object.
func place(d *huma.ErrorDetail) (field, at string) {
	in, name, inside := strings.Cut(d.Location, ".")
	var steps []string
	if inside {
		steps = strings.Split(index.ReplaceAllString(name, ".$1"), ".")
	}
	if found := absent.FindStringSubmatch(d.Message); found != nil {
		steps = append(steps, found[1])
	}
	if in != "body" {
		return strings.Join(steps, "."), ""
	}
	if len(steps) == 0 {
		return "body", "#"
	}
	return strings.Join(steps, "."), pointer(steps)
}

// pointer writes the way down to a place as a JSON pointer in a URI fragment.
func pointer(steps []string) string {
	at := "#"
	for _, step := range steps {
		at += "/" + url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(step))
	}
	return at
}

// misfits are the router's complaints and the keys of the sentences that say them.
// The sentence is told what the parentheses hold, as Want.
var misfits = []struct {
	said *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^unexpected property$`), "unexpected"},
	{absent, "required"},
	{regexp.MustCompile(`^required (?:path|query|header|cookie|form) parameter is missing$`), "missing"},
	{regexp.MustCompile(`^request body is required$`), "missing"},
	{regexp.MustCompile("^" + errCharacters.Error() + "$"), "characters"},
	{regexp.MustCompile(`^expected string to be RFC 3339 date-time$`), "moment"},
	{regexp.MustCompile(`^expected string to be RFC 3339 date$`), "date"},
	{regexp.MustCompile(`^expected value to be one of "([^"]*)"$`), "one_of"},
	{regexp.MustCompile(`^(?:expected|invalid) (?:boolean|bool)`), "boolean"},
	{regexp.MustCompile(`^(?:expected|invalid) integer$`), "integer"},
	{regexp.MustCompile(`^(?:expected|invalid) (?:number|floating value)$`), "number"},
	{regexp.MustCompile(`^expected string$`), "string"},
	{regexp.MustCompile(`^expected array$`), "array"},
	{regexp.MustCompile(`^expected object$`), "object"},
	{regexp.MustCompile(`^expected number >= (\S+)$`), "at_least"},
	{regexp.MustCompile(`^expected number <= (\S+)$`), "at_most"},
	{regexp.MustCompile(`^expected length >= (\d+)$`), "longer"},
	{regexp.MustCompile(`^expected length <= (\d+)$`), "shorter"},
	{regexp.MustCompile(`^expected array length >= (\d+)$`), "more_items"},
	{regexp.MustCompile(`^expected array length <= (\d+)$`), "fewer_items"},
}

// schemaDetail says in the reader's language what does not fit the document.
func schemaDetail(ctx context.Context, said string) string {
	for _, m := range misfits {
		if found := m.said.FindStringSubmatch(said); found != nil {
			want := ""
			if len(found) > 1 {
				want = found[1]
			}
			return i18n.T(ctx, "field.schema."+m.key, "Want", want)
		}
	}
	return i18n.T(ctx, "field.schema.other")
}

// takesBody tells whether an operation's input has a body, by the router's own rule.
func takesBody[I any]() bool {
	input := reflect.TypeFor[I]()
	for _, name := range []string{"Body", "RawBody"} {
		if _, has := input.FieldByName(name); has {
			return true
		}
	}
	return false
}
