package web

import (
	"net/http"

	"github.com/a-h/templ"

	"guildhall/web/page/settings"
	"guildhall/web/part"
)

// settingsPlaces is the menu of Settings, in order: the word, the address, the icon.
var settingsPlaces = []struct{ at, href, icon string }{
	{"profile", "/settings/profile", "user"},
	{"sign_in", "/settings/sign-in", "key-round"},
	{"sessions", "/settings/sessions", "smartphone"},
	{"mail", "/settings/mail", "mail"},
	{"payment", "/settings/payment", "wallet"},
	{"organisations", "/settings/organisations", "building-2"},
	{"keys", "/settings/keys", "terminal"},
	{"data", "/settings/data", "download"},
}

// Settings draws a page of Settings beside its menu. At names the place in
// settingsPlaces; the title of the page is text key "settings.<at>".
func (v *Visit) Settings(at string, body templ.Component) error {
	return v.SettingsStatus(http.StatusOK, at, body)
}

// SettingsStatus is Settings with a status.
func (v *Visit) SettingsStatus(status int, at string, body templ.Component) error {
	return v.SettingsAbout(status, at, v.T("settings."+at), nil, body)
}

// SettingsAbout is SettingsStatus for one thing of a place: its own title, under
// the way back to the place.
func (v *Visit) SettingsAbout(status int, at, title string, way []part.Link, body templ.Component) error {
	menu := make([]settings.Place, len(settingsPlaces))
	for i, p := range settingsPlaces {
		menu[i] = settings.Place{Label: v.T("settings." + p.at), Href: p.href, Icon: p.icon, Current: p.at == at}
	}
	return v.PageStatus(status, Shell{Title: title, At: "settings"}, settings.Frame(title, way, menu, body))
}
