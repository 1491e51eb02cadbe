package browser

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"

	"guildhall/base/i18n"
	"guildhall/market/account"
	"guildhall/test/tool"
	"guildhall/test/world"
)

// authenticator gives the tab a phone that holds passkeys and whose owner always says
// yes: Chromium's own, as the standard's testing chapter describes it.
func (tab *Tab) authenticator() {
	tab.T.Helper()
	tab.call("an authenticator", func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true,
			HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true}})
		return err
	})
}

// named starts a house with a name, for passkeys are tied to one.
func named(t *testing.T) *world.World {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	free.Close()
	c := world.Config(t, "")
	c.Listen = fmt.Sprintf("127.0.0.1:%d", port)
	c.BaseURL = fmt.Sprintf("http://localhost:%d", port)
	w := world.Start(t, c)
	w.Address = c.BaseURL
	return w
}

// TestSomebodySignsInByPasskey adds a passkey in Settings, leaves, and comes back by
// it alone; then confirms by it what wants a fresh proof. In both languages.
func TestSomebodySignsInByPasskey(t *testing.T) {
	tool.NeedChromium(t)
	w := named(t)
	for i, look := range []Look{{Lang: "en"}, {Lang: "ja", Dark: true, Width: 390}} {
		say := func(key string) string { return i18n.House().Say(i18n.Lang(look.Lang), key) }
		email := fmt.Sprintf("p%d@example.org", i)
		tab := Open(t, w, look)
		tab.authenticator()
		tab.Open("/sign-in")
		tab.Fill("email", email)
		tab.Follow(say("sign_in.send"))
		tab.Open(letterTo(t, w, email, account.LetterSignIn))
		tab.Fill("name", "田中 愛子")
		tab.Follow(say("person.join"))

		tab.Open("/settings/sign-in")
		tab.Fill("name", "Laptop 1")
		tab.PressIn("#passkey-form", say("factor.passkey.add"))
		tab.See(say("factor.recovery.once"))
		tab.Accessible()
		tab.Follow(say("factor.recovery.on"))
		tab.See("Laptop 1")
		tab.Accessible()
		if n := tab.Sideways(); n > 0 {
			t.Errorf("%s is %d pixels too wide", tab.Path(), n)
		}

		// Out, and in by the passkey alone.
		Script[bool](tab, `(document.querySelector('form[action="/sign-out"]').submit(), true)`)
		tab.Until("the door", `location.pathname === "/"`)
		tab.Open("/sign-in?back=/settings/sign-in")
		tab.Press(say("sign_in.passkey"))
		tab.Until("the settings", `location.pathname === "/settings/sign-in"`)
		tab.See("Laptop 1")

		// By mail one is asked for it in the second step.
		Script[bool](tab, `(document.querySelector('form[action="/sign-out"]').submit(), true)`)
		tab.Until("the door", `location.pathname === "/"`)
		tab.Open("/sign-in")
		tab.Fill("email", email)
		tab.Follow(say("sign_in.send"))
		tab.Open(letterTo(t, w, email, account.LetterSignIn))
		tab.PressIn("main", say("sign_in.enter"))
		tab.See(say("factor.second.title"))
		tab.Accessible()
		tab.Press(say("factor.passkey.use"))
		tab.Until("the house", `!location.pathname.startsWith("/sign-in")`)
		if !strings.HasPrefix(tab.Path(), "/requests") {
			t.Errorf("after the second step one is at %s", tab.Path())
		}
	}
}

// TestAnAppIsSetUpWithoutAScript draws the key and takes the code where no script runs.
func TestAnAppIsSetUpWithoutAScript(t *testing.T) {
	tool.NeedChromium(t)
	w := named(t)
	aiko := w.Join(t, account.NewPerson{Name: "Aiko Tanaka", Email: "aiko@example.org"})
	tab := Open(t, w, Look{NoScript: true})
	tab.SignIn(aiko)
	tab.Open("/settings/sign-in")
	tab.See(i18n.House().Say("en", "factor.passkey.no_script"))
	tab.Open("/settings/sign-in/app")
	tab.See(i18n.House().Say("en", "factor.app.by_hand"))
}
