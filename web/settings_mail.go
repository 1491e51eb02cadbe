package web

import (
	"slices"

	"guildhall/market/notify"
	"guildhall/web/page/settings"
	"guildhall/web/part"
)

// mailPage shows which mail one gets.
func (f *Face) mailPage(v *Visit) error {
	wants, err := notify.Wants(v.Ctx, f.DB, v.Who.Person)
	if err != nil {
		return err
	}
	page := settings.Mail{Form: v.Form("/settings/mail")}
	for _, topic := range notify.Topics {
		page.Topics = append(page.Topics, part.Option{Value: topic, Label: v.T("mail.topic." + topic), Hint: v.T("mail.topic." + topic + ".hint")})
		if wants[topic] {
			page.Wanted = append(page.Wanted, topic)
		}
	}
	return v.Settings("mail", page.Show())
}

// chooseMail keeps what was ticked.
func (f *Face) chooseMail(v *Visit) error {
	wants := map[string]bool{}
	for _, topic := range notify.Topics {
		wants[topic] = slices.Contains(v.Values("topics"), topic)
	}
	if err := f.Notify.Choose(v.Ctx, v.Who, wants); err != nil {
		return err
	}
	v.Flash("settings.saved")
	return v.Redirect("/settings/mail")
}
