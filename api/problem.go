package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/fault"
	"guildhall/base/i18n"
)

// Problem is how the API says no (RFC 9457). Code is stable; Detail is in the
// language of the Accept-Language header.
type Problem struct {
	Type    string  `json:"type" doc:"An address that names the problem" example:"about:blank"`
	Title   string  `json:"title" doc:"The status in words"`
	Status  int     `json:"status" example:"409"`
	Detail  string  `json:"detail,omitempty" doc:"What happened, for a person"`
	Code    string  `json:"code" doc:"What happened, for a program; stable" example:"request.moved_already"`
	Errors  []Field `json:"errors,omitempty" doc:"What is wrong with which input"`
	Request string  `json:"request_id,omitempty" doc:"Tell the operator this"`
	Page    string  `json:"page,omitempty" doc:"Where a person does what is missing, in a browser" example:"https://market.example/confirm"`

	retryAfter int // seconds; 0 for nothing to say
}

// GetHeaders says how long to wait, and how to sign in.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="guildhall"`)
	}
	return h
}

// Field is one complaint about one input.
type Field struct {
	Field   string `json:"field" doc:"The input's name"`
	Pointer string `json:"pointer,omitempty" doc:"Where in the body (RFC 6901); absent for what did not come in a body" example:"#/budget/currency"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

// point says of each refused input where it stands in the body.
func (p *Problem) point() {
	for i, one := range p.Errors {
		if one.Pointer == "" {
			p.Errors[i].Pointer = pointer(strings.Split(one.Field, "."))
		}
	}
}

// renamed gives a refusal in which the inputs have the names of the operation's body
// where a room calls them otherwise. The pairs are the beginning of the room's name
// and what stands in its place.
func renamed(err error, pairs ...string) error {
	if err == nil {
		return nil
	}
	refused := *fault.Of(err)
	if refused.Kind != fault.KindInvalid {
		return err
	}
	refused.Fields = slices.Clone(refused.Fields)
	for i, one := range refused.Fields {
		for p := 0; p+1 < len(pairs); p += 2 {
			if rest, found := strings.CutPrefix(one.Name, pairs[p]); found {
				refused.Fields[i].Name = pairs[p+1] + rest
			}
		}
	}
	return &refused
}

// Error makes a Problem an error.
func (p *Problem) Error() string { return p.Code }

// GetStatus is the HTTP status, for the router.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statuses = map[fault.Kind]int{
	fault.KindInvalid: http.StatusUnprocessableEntity, fault.KindUnauthenticated: http.StatusUnauthorized,
	fault.KindForbidden: http.StatusForbidden, fault.KindMissing: http.StatusNotFound,
	fault.KindConflict: http.StatusConflict, fault.KindUnavailable: http.StatusServiceUnavailable,
	fault.KindInternal: http.StatusInternalServerError, fault.KindLimited: http.StatusTooManyRequests,
}

func problemOf(ctx context.Context, request string, err error) *Problem {
	var already *Problem
	if errors.As(err, &already) {
		return already
	}
	f := fault.Of(err)
	status := statuses[f.Kind]
	switch {
	case ctx.Err() != nil:
		slog.Debug("nobody waits for the operation", "request", request, "error", err)
	case status >= 500:
		slog.Error("an operation failed", "request", request, "error", err)
	}
	p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: f.Code, Request: request}
	if seconds, ok := f.Args["RetryAfter"].(int); ok {
		p.retryAfter = seconds
	} else if status == http.StatusServiceUnavailable {
		p.retryAfter = 5
	}
	if i18n.Exists("fault." + f.Code) {
		p.Detail = i18n.T(ctx, "fault."+f.Code, f.Args)
	}
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, Field{Field: field.Name, Code: field.Code, Detail: i18n.T(ctx, "field."+field.Code, field.Args)})
	}
	return p
}

// leads names the page where a person does what is missing.
func (f *Face) leads(p *Problem) *Problem {
	if p.Code == "factor.needed" {
		p.Page = f.BaseURL + "/confirm"
	}
	return p
}

func (f *Face) writeProblem(ctx huma.Context, reader i18n.Reader, err error) {
	p := f.leads(problemOf(i18n.With(ctx.Context(), reader), f.RequestID(ctx.Context()), err))
	ctx.SetHeader("Content-Type", "application/problem+json")
	for name := range p.GetHeaders() {
		ctx.SetHeader(name, p.GetHeaders().Get(name))
	}
	ctx.SetStatus(p.Status)
	if err := json.NewEncoder(ctx.BodyWriter()).Encode(p); err != nil {
		slog.Debug("the caller left", "error", err)
	}
}

func (f *Face) problem(w http.ResponseWriter, r *http.Request, err error) {
	reader := i18n.Reader{Lang: i18n.Prefer(r.Header.Get("Accept-Language"))}
	p := problemOf(i18n.With(r.Context(), reader), f.RequestID(r.Context()), err)
	maps.Copy(w.Header(), p.GetHeaders())
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}
