package web

import (
	"guildhall/web/page/layout"
	"guildhall/web/page/unsubscribe"
)

// unsubscribe asks first: mail scanners open every address.
func (f *Face) unsubscribe(v *Visit) error { return f.showUnsubscribe(v, false) }

// unsubscribeNow switches the topic off; mail programs send it with one click (RFC 8058).
func (f *Face) unsubscribeNow(v *Visit) error {
	if err := f.Notify.Unsubscribe(v.Ctx, v.R.PathValue("key"), v.R.PathValue("topic")); err != nil {
		return err
	}
	return f.showUnsubscribe(v, true)
}

func (f *Face) showUnsubscribe(v *Visit, done bool) error {
	key, topic := v.R.PathValue("key"), v.R.PathValue("topic")
	if err := f.Notify.CanUnsubscribe(v.Ctx, key, topic); err != nil {
		return err
	}
	page := unsubscribe.Page{Topic: topic, Done: done, Form: v.Form("/unsubscribe/" + key + "/" + topic)}
	return v.Page(Shell{Title: v.T("mail.off." + topic), Width: layout.Narrow}, page.Show())
}
