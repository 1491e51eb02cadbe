package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"guildhall/base/fault"
	"guildhall/web/page/layout"
	"guildhall/web/page/oops"
)

// signInFirst is the code of what only somebody signed in may ask for.
const signInFirst = "account.sign_in_first"

// carriedMost is how much of a form of somebody unknown is given back, in bytes of its
// body: every text form of the house fits.
const carriedMost = 1 << 20

// neverCarried are the fields that are typed anew, since they open doors or are
// written on a card.
var neverCarried = []string{"password", "old_password", "code", "mailed", "number"}

// signedOut answers a form whose session ended while it was filled in: the page holds
// what was typed, leads to signing in beside it, and sends the form again from where
// it stands. Nothing is stored, and no way to sign in needs to know of it. Chosen files
// cannot come along; a form with more than carriedMost gets the plain page.
func (f *Face) signedOut(v *Visit) error {
	if v.R.ContentLength < 0 || v.R.ContentLength > carriedMost {
		return fault.Invalid("form.too_large")
	}
	if err := v.parse(); err != nil {
		return err
	}
	page := oops.SignedOut{
		Action: v.R.URL.RequestURI(),
		SignIn: "/sign-in?" + url.Values{"back": {v.here()}}.Encode(),
		Files:  v.R.MultipartForm != nil && len(v.R.MultipartForm.File) > 0,
	}
	for name, values := range v.R.PostForm {
		if slices.Contains(neverCarried, name) || strings.HasPrefix(name, "_") && name != "_key" {
			continue
		}
		for _, value := range values {
			page.Fields = append(page.Fields, oops.Typed{Name: name, Value: value})
		}
	}
	slices.SortStableFunc(page.Fields, func(a, b oops.Typed) int { return strings.Compare(a.Name, b.Name) })
	return v.PageStatus(http.StatusUnauthorized, Shell{Title: v.T("oops.signed_out.title"), Width: layout.Narrow}, page.Show())
}
