package browser

import (
	"testing"

	"guildhall/base/i18n"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/test/tool"
	"guildhall/test/world"
)

// TestAnEmployeeIsRefusedAndARefusalIsAppealed has the desk list a mail domain: whoever is
// at home there reads the rule before the first question. Somebody else is refused at the
// desk by that rule, appeals, and is heard. In both languages.
func TestAnEmployeeIsRefusedAndARefusalIsAppealed(t *testing.T) {
	for _, look := range []Look{{Lang: "en"}, {Lang: "ja", Dark: true, Width: 390}} {
		t.Run(look.Lang, func(t *testing.T) {
			tool.NeedChromium(t)
			w := world.Start(t, world.Config(t, ""))
			s := world.People(t, w.House)
			say := func(key string, pairs ...any) string { return i18n.House().Say(i18n.Lang(look.Lang), key, pairs...) }
			open := func(b *world.Browser) *Tab {
				tab := Open(t, w, look)
				tab.SignIn(b)
				tab.Open("/?lang=" + look.Lang)
				return tab
			}
			see := func(tab *Tab) {
				t.Helper()
				tab.Accessible()
				if px := tab.Sideways(); px > 0 {
					t.Errorf("%s scrolls sideways by %d", tab.Path(), px)
				}
			}
			chie := open(world.At(t, w.Address, s.ChieToken))
			chie.Open("/desk/registrations")
			chie.Follow(say("desk.seller_settings"))
			see(chie)
			chie.Fill("domains", "parent.example")
			chie.Submit(say("common.save"))
			chie.See(say("desk.done.seller_settings"))
			see(chie)

			dai := open(w.Join(t, account.NewPerson{Name: "佐藤 大", Email: "dai@mail.parent.example", Lang: look.Lang}))
			dai.Open("/registration")
			dai.See(say("registration.rule.failed", "Rule", say("eligibility.employee")))
			see(dai)
			dai.PressIn("main", say("registration.rule"))
			dai.Until("the rule", `location.pathname === "/eligibility" && location.hash === "#employee"`)
			dai.See(say("eligibility.employee.text"))
			see(dai)
			dai.Open("/requests/new") // They may buy.

			eve := w.Join(t, account.NewPerson{Name: "Eve Moore", Email: "eve@example.org", Lang: look.Lang})
			g := s.As(eve.Actor()).Hand(registration.Details{LegalName: "Ben Carter", Country: "JP", NotEmployed: true, TermsAccepted: true})
			page := "/desk/registrations/" + registration.ID.Text(g)
			chie.Open(page)
			Script[bool](chie, `(document.querySelector('main form[action$="/refuse"]').closest("details").open = true)`)
			chie.Fill("rule", "employee")
			Script[bool](chie, `(document.querySelector('main form[action$="/refuse"] [name="reason"]').value = "You work for our parent company.", true)`)
			chie.decide("refuse")
			see(chie)
			expert := open(eve)
			expert.Open("/registration")
			expert.See(say("registration.rule.failed", "Rule", say("eligibility.employee")))
			expert.See("You work for our parent company.")
			see(expert)
			expert.Fill("appeal", "I left that company two years ago; my new contract says so.")
			expert.Submit(say("registration.appeal.send"))
			expert.See(say("registration.state.appealed"))
			see(expert)
			chie.Open(page)
			chie.See("I left that company two years ago")
			Script[bool](chie, `(document.querySelector('main form[action$="/overturn"]').closest("details").open = true)`)
			Script[bool](chie, `(document.querySelector('main form[action$="/overturn"] [name="reason"]').value = "The contract shows it.", true)`)
			chie.decide("overturn")
			see(chie)
			expert.Open("/registration")
			expert.See(say("registration.state.checking"))
			see(expert)
		})
	}
}
