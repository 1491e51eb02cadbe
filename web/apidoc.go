package web

import (
	"guildhall/base/i18n"
	"guildhall/web/page/apidoc"
)

// apiDoc shows the API's document to people.
func (f *Face) apiDoc(v *Visit) error {
	page := apidoc.Read(f.APIDocument(), f.BaseURL, nil)
	return v.Page(Shell{Title: i18n.T(v.Ctx, "apidoc.title"), Public: true}, apidoc.Show(page))
}
