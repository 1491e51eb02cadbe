package web

import (
	"net/http"

	"guildhall/base/fault"
	"guildhall/market/account"
)

// Need is who may open a route at all. What one may do with a thing is decided by
// its room.
type Need string

// The needs of routes.
const (
	Anyone   Need = "anyone"
	SignedIn Need = "signed in"
	Desk     Need = "operator"
)

// Route is one line of the site.
type Route struct {
	Pattern string // as http.ServeMux wants it: "POST /requests/{id}/close"
	Need    Need
	// Op is the API operation that does the same, for every POST ("-" when the
	// API has no such thing, such as signing in with a form).
	Op string
	Do func(v *Visit) error
}

func (f *Face) serve(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { // The server would tidy up the request it made, which is not this copy of it.
			if r.MultipartForm != nil {
				_ = r.MultipartForm.RemoveAll()
			}
		}()
		v, err := f.visit(w, r)
		if err == nil {
			err = v.admit(route.Need)
		}
		if err == nil && r.Method == http.MethodPost {
			err = v.parse()
		}
		if err == nil {
			err = route.Do(v)
		}
		if err != nil {
			f.oops(v, err)
		}
	})
}

func (v *Visit) admit(need Need) error {
	switch {
	case need == Anyone:
		return nil
	case !v.Who.IsSignedIn():
		return fault.Unauthenticated(signInFirst)
	case need == Desk && v.Session.Operator && v.Session.Hat == account.HatOperator && !v.Session.Proved():
		return fault.Forbidden("factor.needed")
	case need == Desk && !v.Who.IsOperator():
		return fault.Missing("page.missing")
	}
	return nil
}
