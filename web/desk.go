package web

import (
	"net/url"

	"guildhall/base/clock"
	"guildhall/base/id"
	"guildhall/market/view"
	"guildhall/web/page/desk"
	"guildhall/web/part"
)

// deskPage is how many rows a list of the desk shows.
const deskPage = 30

// deskAfter is the thing a list goes on behind; a malformed one is the beginning.
func (v *Visit) deskAfter(prefix id.Prefix) id.ID {
	i, _ := prefix.Parse(v.Query("after"))
	return i
}

// deskPages leads to the rest of a list, and back to its beginning.
func (v *Visit) deskPages(more bool, next string) part.Pagination {
	with := func(after string) string {
		q := v.R.URL.Query()
		q.Del("lang")
		q.Del("after")
		if after != "" {
			q.Set("after", after)
		}
		if len(q) == 0 {
			return v.R.URL.Path
		}
		return v.R.URL.Path + "?" + q.Encode()
	}
	var p part.Pagination
	if more {
		p.Older = with(next)
	}
	if v.Query("after") != "" {
		p.Newer = with("")
	}
	return p
}

// deskForm is a form of the desk: fresh, or shown again when it was the refused one.
func (v *Visit) deskForm(action string, refused error) part.Form {
	form := v.Form(action)
	if refused != nil && v.R.URL.Path == action {
		form = v.FormOf(action, refused)
	}
	form.ID = "form" + url.PathEscape(action)
	return form
}

func (v *Visit) now() clock.Micros { return clock.Of(v.Reader.Now) }

// deskOverview is what the operator sees first.
func (f *Face) deskOverview(v *Visit) error {
	queues, err := view.DeskQueues(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	numbers, err := view.DeskNumbers(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	health, err := f.Desk.Health(v.Ctx, v.Who)
	if err != nil {
		return err
	}
	page := desk.Overview{Now: v.now(), Queues: queues, Numbers: numbers, Worries: health.Worries(), Mailless: !health.Sends, Unreachable: !f.Journal.Sandbox && f.Contact == "", Sandbox: f.Journal.Sandbox}
	return v.Page(Shell{Title: v.T("desk.title"), At: "desk"}, page.Show())
}
