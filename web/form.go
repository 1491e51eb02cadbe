package web

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/web/part"
)

// Form is a fresh form with its idempotency key.
func (v *Visit) Form(action string) part.Form { return part.Form{Action: action, Key: NewKey()} }

// steady marks a form that settles something: it is sent from where it stands, so that
// a line that fails leaves the page as it is (js/steady.js).
var steady = templ.Attributes{"data-steady": ""}

// FormOf is the form shown again after a refusal: what was typed, what is wrong
// with which field, and the sentence when it is about none.
func (v *Visit) FormOf(action string, err error) part.Form {
	form := v.Form(action)
	refused := fault.Of(err)
	if refused == nil {
		return form
	}
	form.Values, form.Errors = v.R.PostForm, refused.Fields
	if refused.Kind != fault.KindInvalid || len(refused.Fields) == 0 {
		form.Refused = i18n.T(v.Ctx, "fault."+refused.Code, refused.Args)
	}
	return form
}

// Sayable tells whether a refusal is better said on the form than on a page of its
// own: wrong input, a conflict, not allowed, too often. Missing things and failures
// are not.
func (v *Visit) Sayable(err error) bool {
	switch f := fault.Of(err); {
	case f == nil, asksProof(err): // Its own page goes on with what was typed.
		return false
	case f.Kind == fault.KindInvalid, f.Kind == fault.KindConflict, f.Kind == fault.KindForbidden, f.Kind == fault.KindLimited:
		return true
	}
	return false
}

// StatusOf is the status of a page that says this refusal, with the header that
// tells machines how long to wait.
func (v *Visit) StatusOf(err error) int {
	f := fault.Of(err)
	if f == nil {
		return http.StatusOK
	}
	if seconds, ok := f.Args["RetryAfter"].(int); ok {
		v.W.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
	return StatusOf(f.Kind)
}

// T is the sentence for a key in the reader's language.
func (v *Visit) T(key string, pairs ...any) string { return i18n.T(v.context(), key, pairs...) }

func (v *Visit) context() context.Context {
	if v.Ctx == nil {
		return v.R.Context()
	}
	return v.Ctx
}
