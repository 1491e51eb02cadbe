package browser

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"guildhall/base/i18n"
	"guildhall/market/account"
	"guildhall/market/registration"
	story "guildhall/test/cast"
	"guildhall/test/tool"
	"guildhall/test/world"
)

// newcomer is somebody on the way from the first click at /work to selling.
type newcomer struct {
	t         *testing.T
	w         *world.World
	tab, chie *Tab
	lang      i18n.Lang
	email     string
	person    string
	company   string // empty for a freelancer
	legal     string
	country   string
	// answers are what they type, by kind of check.
	answers map[registration.Kind]registration.Answer
	// papers are how many pictures they show.
	papers map[registration.Kind]int
	bank   map[string]string
}

func (n *newcomer) say(key string, pairs ...any) string {
	return i18n.House().Say(n.lang, key, pairs...)
}

// see lets axe look at the page, and at its width.
func (n *newcomer) see(tab *Tab) {
	n.t.Helper()
	tab.Accessible()
	if px := tab.Sideways(); px > 0 {
		n.t.Errorf("%s scrolls sideways by %d", tab.Path(), px)
	}
}

// companyAnswers are those of a limited company of Germany.
func companyAnswers() map[registration.Kind]registration.Answer {
	a := map[registration.Kind]registration.Answer{
		registration.Contact:   {"street": "Speicherstadt 1", "city": "Hamburg", "postcode": "20457", "country": "DE", "phone": "+49 40 123456"},
		registration.Identity:  {"name": "Erika Mustermann", "born": "1980-04-01", "nationality": "DE", "issuer": "DE", "document": "card", "number": "L01X00T47"},
		registration.Documents: {"register": "HRB 12345, Amtsgericht Hamburg", "authority": "director"},
		registration.People: {"row1_name": "Erika Mustermann", "row1_role": "both", "row1_share": "60", "row1_born": "1980-04-01", "row1_nationality": "DE",
			"row2_name": "Jürgen Groß", "row2_role": "owner", "row2_share": "40", "row2_born": "1975-02-03", "row2_nationality": "AT"},
	}
	a[registration.Tax] = story.TaxAnswers("Speicher Cloud GmbH", "DE")
	maps.Copy(a[registration.Tax], registration.Answer{"us_form": "w8ben_e", "vat": "yes", "vat_number": "DE136695976", "signature": "Erika Mustermann"})
	a[registration.DAC7] = story.DAC7Answers("Speicher Cloud GmbH", "DE")
	return a
}

// japanAnswers are those of a freelancer of Japan.
func japanAnswers() map[registration.Kind]registration.Answer {
	a := map[registration.Kind]registration.Answer{}
	for _, kind := range []registration.Kind{registration.Contact, registration.Identity, registration.Antisocial, registration.Tax, registration.DAC7} {
		a[kind] = story.Answers(kind, "JP")
	}
	maps.Copy(a[registration.Identity], registration.Answer{"name": "大島 大", "kana": "オオシマ ダイ"})
	maps.Copy(a[registration.Tax], registration.Answer{"legal_name": "大島 大", "signature": "大島 大", "legal_kana": "オオシマ ダイ"})
	return a
}

// TestACompanyFromGermanyGoesFromTheFirstClickToActive is the whole way of a company: the
// page for experts, the letter, the company, every check on its page, the desk, and the
// day it may sell. In both languages, on a wide screen and on a phone.
func TestACompanyFromGermanyGoesFromTheFirstClickToActive(t *testing.T) {
	register(t, func(n *newcomer) {
		n.person, n.company, n.legal, n.country = "Erika Mustermann", "Speicher Cloud", "Speicher Cloud GmbH", "DE"
		n.answers = companyAnswers()
		n.papers = map[registration.Kind]int{registration.Identity: 2, registration.Documents: 1}
		n.bank = map[string]string{"currency": "EUR", "country": "DE", "bank": "Hafenbank", "holder": "SPEICHER CLOUD GMBH", "number": "DE89 3704 0044 0532 0130 00"}
	})
}

// TestAFreelancerFromJapanGoesFromTheFirstClickToActive is the same way for somebody who
// works alone, with an account in kana.
func TestAFreelancerFromJapanGoesFromTheFirstClickToActive(t *testing.T) {
	register(t, func(n *newcomer) {
		n.person, n.legal, n.country = "大島 大", "大島 大", "JP"
		n.answers = japanAnswers()
		n.papers = map[registration.Kind]int{registration.Identity: 1}
		n.bank = map[string]string{"currency": "JPY", "country": "JP", "bank": "みなと銀行", "code": "0001-001", "kind": "ordinary", "holder": "オオシマ ダイ", "number": "1234567"}
	})
}

func register(t *testing.T, who func(n *newcomer)) {
	for i, look := range []Look{{Lang: "en"}, {Lang: "ja", Dark: true, Width: 390}} {
		t.Run(look.Lang, func(t *testing.T) {
			tool.NeedChromium(t)
			w := named(t)
			s := world.People(t, w.House)
			n := &newcomer{t: t, w: w, lang: i18n.Lang(look.Lang), email: fmt.Sprintf("new%d@example.org", i), tab: Open(t, w, look), chie: Open(t, w, Look{Lang: look.Lang})}
			who(n)
			n.tab.authenticator()
			n.chie.SignIn(world.At(t, w.Address, s.ChieToken))
			n.chie.Open("/?lang=" + look.Lang)
			n.joined()
			n.began()
			n.answered()
			n.elsewhere()
			n.handedIn()
			n.decided()
			n.sells()
		})
	}
}

// joined goes from the page for experts to a house of one's own.
func (n *newcomer) joined() {
	n.t.Helper()
	n.tab.Open("/work?lang=" + n.tab.Look.Lang)
	n.see(n.tab)
	n.tab.PressIn("main", n.say("join.sign_up"))
	n.tab.Until("the door", `location.pathname.startsWith("/sign-in")`)
	n.tab.Fill("email", n.email)
	n.tab.Follow(n.say("sign_in.send"))
	n.tab.Open(letterTo(n.t, n.w, n.email, account.LetterSignIn))
	n.tab.Fill("name", n.person)
	n.tab.Follow(n.say("person.join"))
	if n.company != "" {
		n.tab.Open("/settings/organisations")
		n.tab.Fill("name", n.company)
		n.tab.Follow(n.say("organisation.make"))
		n.tab.See(n.say("settings.company.made"))
	}
}

// began says who registers, and where.
func (n *newcomer) began() {
	n.t.Helper()
	n.tab.Open("/registration")
	n.see(n.tab)
	if n.company != "" {
		n.tab.Fill("seller", "company")
	}
	n.tab.Fill("legal_name", n.legal)
	n.tab.Fill("country", n.country)
	n.tab.Fill("not_employed", "1")
	n.tab.Fill("terms_accepted", "1")
	n.tab.Submit(n.say("registration.begin"))
	n.tab.See(n.say("check.identity"))
	n.see(n.tab)
}

// fields are the names of what the page's form asks.
const fields = `[...new Set([...document.querySelectorAll("main form [name]")].filter(e => e.type !== "hidden" && e.type !== "file" && e.type !== "submit").map(e => e.name))].join(" ")`

// fill types the answers into whatever the page asks of them.
func (n *newcomer) fill(a registration.Answer) {
	n.t.Helper()
	for _, name := range strings.Fields(Script[string](n.tab, fields)) {
		if said := a[name]; said != "" {
			n.tab.Fill(name, said)
		}
	}
}

// pictures puts so many pictures into the page's file field.
func (n *newcomer) pictures(many int) {
	n.t.Helper()
	Script[bool](n.tab, fmt.Sprintf(`(async () => {
		const input = document.querySelector("main input[type=file]"), all = new DataTransfer();
		const canvas = Object.assign(document.createElement("canvas"), {width: 320, height: 200});
		canvas.getContext("2d").fillText("SPECIMEN", 20, 40);
		const blob = await new Promise(done => canvas.toBlob(done, "image/png"));
		for (let i = 1; i <= %d; i++) all.items.add(new File([blob], "side" + i + ".png", {type: "image/png"}));
		input.files = all.files;
		input.dispatchEvent(new Event("change", {bubbles: true}));
		return true;
	})()`, many))
}

// answered answers every check that has questions, one page each.
func (n *newcomer) answered() {
	n.t.Helper()
	for _, kind := range slices.Sorted(maps.Keys(n.answers)) {
		n.tab.Open("/registration/checks/" + string(kind))
		n.see(n.tab)
		a := n.answers[kind]
		if a["row2_name"] != "" {
			n.fill(a)
			n.tab.Follow(n.say("check.people.add"))
		}
		n.fill(a)
		for range 4 { // Answers decide what else is asked.
			if n.tab.Count(`main button[name="continue"]`) == 0 {
				break
			}
			n.tab.Follow(n.say("check.continue"))
			n.fill(a)
		}
		if many := n.papers[kind]; many > 0 {
			n.pictures(many)
		}
		n.see(n.tab)
		n.tab.Submit(n.say("check.send"))
		if !strings.HasPrefix(n.tab.Path(), "/registration") || strings.Contains(n.tab.Path(), "/checks/") {
			n.t.Fatalf("%s was not taken: %s", kind, n.tab.Words())
		}
	}
}

// elsewhere does what is asked on other pages: the public page, a passkey, the account.
func (n *newcomer) elsewhere() {
	n.t.Helper()
	if n.company != "" {
		n.tab.Open("/company")
		n.fill(registration.Answer{"name": n.company, "description": "Databases and what stands around them.", "website": "https://speicher.example", "country": "DE"})
		n.tab.Submit(n.say("common.save"))
		n.tab.Open("/company")
	} else {
		n.tab.Open("/profile")
		n.fill(registration.Answer{"name": n.person, "biography": "データベースの設計と運用を10年続けています。"})
		n.tab.Submit(n.say("common.save"))
		n.tab.Open("/profile")
	}
	n.pictures(1)
	n.see(n.tab)
	n.tab.Submit(n.say("profile.photo.upload"))

	n.tab.Open("/settings/sign-in")
	n.tab.Fill("name", "Laptop")
	n.tab.PressIn("#passkey-form", n.say("factor.passkey.add"))
	n.tab.See(n.say("factor.recovery.once"))
	n.tab.Follow(n.say("factor.recovery.on"))

	n.tab.Open("/settings/payment/payouts")
	for _, name := range []string{"currency", "country", "kind", "bank", "code", "holder"} {
		if said := n.bank[name]; said != "" {
			n.tab.Fill(name, said)
		}
	}
	n.tab.Script(`document.querySelector("#account-form-number").value = ` + quote(n.bank["number"]))
	n.tab.Submit(n.say("settings.payment.account.add"))
	n.see(n.tab)
	n.tab.Open("/settings/payment/payouts")
	n.tab.Submit(n.say("payouts.preference.save"))
}

// handedIn hands the registration in once nothing is open.
func (n *newcomer) handedIn() {
	n.t.Helper()
	n.tab.Open("/registration")
	n.see(n.tab)
	n.tab.Submit(n.say("registration.submit"))
	n.tab.See(n.say("registration.state.checking"))
	n.see(n.tab)
}

// decided lets the desk look at every check on its screen and open the way.
func (n *newcomer) decided() {
	n.t.Helper()
	n.chie.Open("/desk/registrations")
	name := n.company
	if name == "" {
		name = n.person
	}
	n.chie.Follow(name)
	page := strings.SplitN(n.chie.Path(), "#", 2)[0]
	n.see(n.chie)
	for n.chie.Shows(n.say("desk.check.look")) {
		n.chie.Follow(n.say("desk.check.look"))
		n.see(n.chie)
		n.chie.decide("pass")
		n.chie.Open(page)
	}
	n.chie.decide("activate")
	n.see(n.chie)
}

// sells sees that the way is open.
func (n *newcomer) sells() {
	n.t.Helper()
	n.tab.Open("/registration")
	n.tab.See(n.say("registration.state.active"))
	n.see(n.tab)
}

// decide sends the desk's form of a move, opened first where it is folded.
func (tab *Tab) decide(move string) {
	tab.T.Helper()
	tab.stamp()
	Script[bool](tab, `(() => {
		const form = document.querySelector('main form[action$="/`+move+`"]'), folded = form.closest("details");
		if (folded) folded.open = true;
		form.querySelector("button").setAttribute("data-test-deed", "");
		return true;
	})()`)
	tab.Click("[data-test-deed]")
	tab.arrive("deciding " + move)
}
