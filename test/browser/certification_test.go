package browser

import (
	"encoding/base64"
	"fmt"
	"testing"
	"time"

	"guildhall/app"
	"guildhall/base/i18n"
	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/certify"
	"guildhall/market/country"
	"guildhall/market/expert"
	"guildhall/test/badges"
	"guildhall/test/tool"
	"guildhall/test/world"
)

// drop puts a file into the field of badges, as dropping it there does.
func (tab *Tab) drop(name string, raw []byte) {
	tab.T.Helper()
	Script[bool](tab, fmt.Sprintf(`(() => {
		const input = document.querySelector("#link input[type=file]"), all = new DataTransfer();
		all.items.add(new File([Uint8Array.from(atob(%q), c => c.charCodeAt(0))], %q));
		input.files = all.files;
		input.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	})()`, base64.StdEncoding.EncodeToString(raw), name))
}

// TestACertificationIsProvedThreeWaysAndItsEndClosesThePool links by a hosted badge, by a
// baked picture and by a credential, reads why broken ones are refused, and sees the pool
// open with the first and close with the last. In both languages.
func TestACertificationIsProvedThreeWaysAndItsEndClosesThePool(t *testing.T) {
	for _, look := range []Look{{Lang: "en"}, {Lang: "ja", Dark: true, Width: 390}} {
		t.Run(look.Lang, func(t *testing.T) {
			tool.NeedChromium(t)
			net, issuer := badges.Serve(t), badges.New("exam")
			w := world.StartWith(t, world.Config(t, ""), func(h *app.House) { h.Certify.Fetch, h.Certify.LinksPerHour = net, 0 })
			s := world.People(t, w.House)
			say := func(key string, pairs ...any) string { return i18n.House().Say(i18n.Lang(look.Lang), key, pairs...) }
			must := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			const architect, email = "https://certificates.example/achievements/sap", "dai@example.org"
			at, err := w.House.Journal.Now(t.Context())
			must(err)
			now := at.Time()
			from, until := now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0)
			address, hosted, class := net.Hosted("badges.example", badges.Badge{Email: email, Name: "Developer", From: from, Until: until})
			for code, ids := range map[string]string{"aws": issuer.DID, "badges": hosted} {
				_, err := w.House.Certify.SaveIssuer(t.Context(), s.Chie, certify.IssuerInput{Code: code, Name: "Certificates", Contact: "help@certificates.example", IDs: ids, Reason: "Read from a badge."})
				must(err)
			}
			for code, k := range map[string][2]string{"aws-sap": {"aws", architect}, "aws-sec": {"aws", architect + "/sec"}, "badges-dev": {"badges", class}} {
				_, err := w.House.Certify.SaveKind(t.Context(), s.Chie, certify.KindInput{Code: code, Issuer: k[0], Name: code, Level: "professional", Months: 36, Achievements: k[1], Reason: "Read from a badge."})
				must(err)
			}
			dai := w.Join(t, account.NewPerson{Name: "佐藤 大", Email: email, Lang: look.Lang})
			_, err = w.House.Experts.Create(t.Context(), dai.Actor(), expert.Details{Name: "佐藤 大", Biography: "データベース"})
			must(err)
			s.Register(dai.Actor(), "佐藤 大", "GB")

			tab := Open(t, w, look)
			tab.SignIn(dai)
			see := func() {
				t.Helper()
				tab.Accessible()
				if px := tab.Sideways(); px > 0 {
					t.Errorf("%s scrolls sideways by %d", tab.Path(), px)
				}
			}
			sent := func(put func(), want string) {
				t.Helper()
				tab.Open("/certifications")
				put()
				tab.Follow(say("certifications.link.send"))
				tab.Until("the verdict", `!document.querySelector("[data-await]")`)
				tab.See(want)
				see()
			}
			pool := func(open bool) {
				t.Helper()
				tab.Open("/work")
				if shut := tab.Shows(say("work.shut.certify")); shut == open {
					t.Errorf("the pool is open: %v, wanted %v: %s", !shut, open, tab.Words())
				}
				see()
			}
			credential := func(b badges.Badge) func() {
				b.Name, b.From = "Certified", from
				return func() { tab.drop("badge.jwt", issuer.Token(b)) }
			}
			tab.Open("/?lang=" + look.Lang)
			pool(false)

			// Broken ones, each in its own words.
			sent(credential(badges.Badge{Email: "somebody@example.org", Achievement: architect, Until: until}), say("badge.recipient.somebody_else"))
			sent(credential(badges.Badge{Email: email, Achievement: architect, Until: now.AddDate(0, -1, 0)}), say("badge.dates.expired"))
			stranger := badges.New("stranger")
			sent(func() {
				tab.drop("badge.jwt", stranger.Token(badges.Badge{Email: email, Achievement: architect, Name: "Certified", From: from, Until: until}))
			}, say("badge.trust.unknown_issuer"))
			sent(func() { tab.drop("badge.png", []byte("no picture at all")) }, say("badge.read.unknown"))
			pool(false)

			sent(func() { tab.Fill("address", address) }, say("certification_proof.next.linked"))
			pool(true)
			sent(func() {
				tab.drop("badge.png", badges.Bake(badges.Version3, issuer.Token(badges.Badge{Email: email, Achievement: architect, Name: "Certified", From: from, Until: until})))
			}, say("certification_proof.next.linked"))
			sent(credential(badges.Badge{Email: email, Achievement: architect + "/sec", Until: until}), say("certification_proof.next.linked"))
			tab.Open("/certifications")
			see()

			must(w.House.Sweeper.Advance(t.Context(), s.Chie, sweep.By(3*366*24*time.Hour)))
			tab.SignIn(dai)
			pool(false)
			tab.Open("/certifications")
			see()
		})
	}
}

// TestSomebodyFromAClosedCountryReadsThatItOpens leaves an address for a closed country,
// confirms it, and is told when the desk opens it; the opening is published.
func TestSomebodyFromAClosedCountryReadsThatItOpens(t *testing.T) {
	for _, look := range []Look{{Lang: "en"}, {Lang: "ja", Dark: true, Width: 390}} {
		t.Run(look.Lang, func(t *testing.T) {
			tool.NeedChromium(t)
			w := world.Start(t, world.Config(t, ""))
			s := world.People(t, w.House)
			say := func(key string, pairs ...any) string { return i18n.House().Say(i18n.Lang(look.Lang), key, pairs...) }
			chie := Open(t, w, look)
			chie.SignIn(world.At(t, w.Address, s.ChieToken))
			chie.Open("/?lang=" + look.Lang)
			if err := w.House.Countries.CloseDown(t.Context(), s.Chie, country.Input{Country: "BR"}); err != nil {
				t.Fatal(err)
			}
			tab := Open(t, w, look)
			see := func(tab *Tab) {
				t.Helper()
				tab.Accessible()
				if px := tab.Sideways(); px > 0 {
					t.Errorf("%s scrolls sideways by %d", tab.Path(), px)
				}
			}
			tab.Open("/countries?lang=" + look.Lang)
			see(tab)
			tab.Fill("country", "BR")
			tab.Fill("email", "bruna@example.net")
			tab.Follow(say("country.wait.send"))
			tab.See(say("country.sent.title"))
			see(tab)
			tab.Open(letterTo(t, w, "bruna@example.net", country.LetterConfirm))
			see(tab)
			tab.Follow(say("country_waiter.confirm"))
			tab.See(say("country.waiting.title"))
			see(tab)

			chie.Open("/desk/countries/BR")
			see(chie)
			chie.decide("open")
			w.Until(t, "the letter", w.Quiet)
			letterTo(t, w, "bruna@example.net", country.LetterOpened)
			tab.Open("/news")
			tab.See(map[string]string{"en": "Sellers from Brazil can register now.", "ja": "ブラジル"}[look.Lang])
			see(tab)
		})
	}
}
