package web

import (
	"fmt"
	"net/http"
	"net/url"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/web/page/conversation"
	"guildhall/web/page/layout"
	"guildhall/web/page/oops"
)

// StatusOf is the HTTP status of a kind of fault.
func StatusOf(kind fault.Kind) int {
	switch kind {
	case fault.KindInvalid:
		return http.StatusUnprocessableEntity
	case fault.KindUnauthenticated:
		return http.StatusUnauthorized
	case fault.KindForbidden:
		return http.StatusForbidden
	case fault.KindMissing:
		return http.StatusNotFound
	case fault.KindConflict:
		return http.StatusConflict
	case fault.KindLimited:
		return http.StatusTooManyRequests
	case fault.KindUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func missing(*Visit) error { return fault.Missing("page.missing") }

// crossSite answers a write that another site's page sent with the reader's cookies.
func crossSite(*Visit) error { return fault.Forbidden("cross_site") }

// oops answers an error: somebody unknown is led to sign in and back; everybody
// else gets a plain page that says what happened and what one can do.
func (f *Face) oops(v *Visit, err error) {
	problem := fault.Of(err)
	if problem.Kind == fault.KindUnauthenticated && v.R.Method == http.MethodGet && !v.byScript() {
		_ = v.Redirect("/sign-in?" + url.Values{"back": {v.here()}}.Encode())
		return
	}
	if asksProof(err) && !v.byScript() && v.Who.IsSignedIn() {
		if err = f.prove(v, err); err == nil {
			return
		}
		problem = fault.Of(err)
	}
	status := v.StatusOf(err)
	if v.R.Method == http.MethodPost && problem.Code == signInFirst && !v.byScript() && f.signedOut(v) == nil {
		return
	}
	if problem.Code == "form.too_large" {
		status = http.StatusRequestEntityTooLarge
	}
	switch {
	case v.R.Context().Err() != nil: // The reader left.
		v.Log().Debug("nobody waits for the page", "path", v.R.URL.Path, "error", err)
	case status >= 500:
		v.Log().Error("a page failed", "path", v.R.URL.Path, "error", err)
	}
	if status == http.StatusServiceUnavailable {
		v.W.Header().Set("Retry-After", "5")
	}
	if v.Ctx == nil {
		v.Ctx = i18n.With(v.R.Context(), v.Reader)
	}
	if v.byScript() { // It puts the sentence where the reader is.
		_ = v.fragmentStatus(status, conversation.Wrongs(oops.Sentence(v.Ctx, problem.Code, problem.Args), problem.Fields))
		return
	}
	body := oops.Page(oops.Problem{Status: status, Code: problem.Code, Args: problem.Args, Request: v.Request, Contact: f.Contact, Back: v.here(), Retry: status == http.StatusServiceUnavailable})
	shown := Shell{Title: i18n.T(v.Ctx, fmt.Sprintf("oops.title.%d", status)), Width: layout.Narrow}
	if v.PageStatus(status, shown, body) == nil {
		return
	}
	// The shell itself needs the database; without it a page without a shell is drawn.
	v.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	v.W.WriteHeader(status)
	_ = oops.Bare(body).Render(v.Ctx, v.W)
}
