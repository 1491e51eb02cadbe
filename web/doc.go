// Package web is the HTML face of the house. It parses, calls one command or one
// view query, and renders; it holds no rules and opens no transactions.
//
// routes.go is the whole site on one page. A handler is func(v *Visit) error, in
// the file of its noun; what it returns as an error is turned into the right page.
//
//	func (f *Face) requestClose(v *Visit) error {
//		request, err := v.ID("id", request.RequestID)        // malformed = missing
//		if err != nil {
//			return err
//		}
//		if err := f.Requests.Close(v.Ctx, v.Who, request); err != nil {
//			return err                                        // or re-render the form, below
//		}
//		v.Flash("request.closed")                             // a text key, said on the next page
//		return v.Redirect("/requests")
//	}
//
// A form that is refused is shown again with what was typed and status 422:
//
//	if refused := v.Refused(err); refused != nil {
//		return v.PageStatus(422, shell, page.Form(in, v.FormOf(action, refused)))
//	}
//
// Every form carries a hidden _key; v.Who.Key holds it, so that the same form sent
// twice has one effect. Pages come out through v.Page(Shell{...}, component).
package web
