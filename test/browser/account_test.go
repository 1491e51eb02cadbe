package browser

import (
	"strings"
	"testing"

	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/test/tool"
	"guildhall/test/world"
)

// letterTo is the path of the button in the newest letter of a kind.
func letterTo(t testing.TB, w *world.World, email, kind string) string {
	t.Helper()
	list, _, err := notify.List(t.Context(), w.House.DB, notify.Filter{Words: email}, id.None, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.Kind == kind {
			letter, _, err := w.House.Notify.Read(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			return strings.TrimPrefix(letter.Link, w.Address)
		}
	}
	t.Fatalf("no letter %s to %s", kind, email)
	return ""
}

// TestSomebodyJoinsAndSetsUpTheirAccount walks through the doors and every page of
// Settings in both languages, on a wide screen and on a phone, and lets axe look.
func TestSomebodyJoinsAndSetsUpTheirAccount(t *testing.T) {
	tool.NeedChromium(t)
	w := world.Start(t, world.Config(t, ""))
	for i, look := range []Look{{Lang: "en"}, {Lang: "ja", Dark: true, Width: 390}} {
		say := func(key string) string { return i18n.House().Say(i18n.Lang(look.Lang), key) }
		email := string(rune('a'+i)) + "@example.org"
		tab := Open(t, w, look)
		check := func() {
			t.Helper()
			tab.Accessible()
			if n := tab.Sideways(); n > 0 {
				t.Errorf("%s is %d pixels too wide", tab.Path(), n)
			}
		}
		tab.Open("/sign-in?back=/settings/profile")
		check()
		tab.Fill("email", email)
		tab.Follow(say("sign_in.send"))
		tab.See(say("sign_in.sent.title"))
		check()
		tab.Open(letterTo(t, w, email, account.LetterSignIn))
		check()
		tab.Fill("name", "田中 愛子")
		tab.Follow(say("person.join"))
		for _, page := range []string{"profile", "sign-in", "sessions", "organisations", "keys", "data"} {
			tab.Open("/settings/" + page)
			check()
		}
		if !Script[bool](tab, `(() => {
			const form = document.querySelector('form[action="/settings/data/download"]');
			let sent = false;
			form.addEventListener("submit", (e) => { sent = !e.defaultPrevented; e.preventDefault(); });
			form.querySelector("button").click();
			return sent;
		})()`) {
			t.Error("a press on the download of one's data does nothing")
		}
		tab.Open("/settings/organisations")
		tab.Fill("name", "Harbour Cloud")
		tab.Follow(say("organisation.make"))
		tab.See(say("settings.company.made"))
		check()
		tab.Open("/settings/keys")
		tab.Fill("name", "report")
		tab.Click(`[name="scopes"][value="account:read"]`)
		tab.Follow(say("api_key.make"))
		if !strings.Contains(tab.Words(), "ghk_") {
			t.Errorf("no key is shown: %s", tab.Words())
		}
		check()
	}
}
