package story_test

import (
	"net/url"
	"strings"
	"testing"

	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/test/world"
)

// linkTo is the path of the button in the newest letter of a kind to an address.
func linkTo(t *testing.T, w *world.World, email, kind string) string {
	t.Helper()
	list, _, err := notify.List(t.Context(), w.House.DB, notify.Filter{Words: email}, id.None, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.Kind != kind || m.Email != email {
			continue
		}
		letter, _, err := w.House.Notify.Read(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(letter.Link)
		if err != nil || u.Path == "" {
			t.Fatalf("the letter leads to %q: %v", letter.Link, err)
		}
		return u.Path
	}
	t.Fatalf("no letter %s to %s among %d", kind, email, len(list))
	return ""
}

func wantWords(t *testing.T, a world.Answer, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(world.Words(a.Body), w) {
			t.Errorf("the page does not say %q: %s", w, world.Words(a.Body))
		}
	}
}

func TestAVisitorJoinsByALinkOpenedOnAnotherDevice(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		desktop, phone := w.Visitor(t), w.Visitor(t)
		page := desktop.Get("/settings/profile").Want(t, 303)
		if page.Location != "/sign-in?back=%2Fsettings%2Fprofile" {
			t.Fatalf("led to %s", page.Location)
		}
		bad := desktop.Post("/sign-in/link", "email", "aiko@", "next", "/settings/profile").Want(t, 422)
		if !strings.Contains(bad.Body, `value="aiko@"`) || !strings.Contains(bad.Body, `value="/settings/profile"`) {
			t.Error("what was typed is lost")
		}
		known := w.Join(t, account.NewPerson{Name: "Ben", Email: "ben@example.org"})
		_ = known
		asked := desktop.Post("/sign-in/link", "email", "Aiko@Example.org", "next", "/settings/profile").Want(t, 303)
		other := desktop.Post("/sign-in/link", "email", "ben@example.org", "next", "/settings/profile").Want(t, 303)
		if asked.Location != other.Location {
			t.Errorf("a stranger is led to %s, somebody known to %s", asked.Location, other.Location)
		}
		link := linkTo(t, w, "aiko@example.org", account.LetterSignIn)
		for range 3 { // A scanner of mail opens it, again and again.
			wantWords(t, phone.Get(link).Want(t, 200), "aiko@example.org")
		}
		phone.Post(link, "name", "", "lang", "ja", "zone", "Asia/Tokyo").Want(t, 422)
		in := phone.Post(link, "name", "田中 愛子", "lang", "ja", "zone", "Asia/Tokyo").Want(t, 303)
		if in.Location != "/settings/profile" {
			t.Errorf("led to %s", in.Location)
		}
		wantWords(t, phone.Get("/settings/profile").Want(t, 200), "プロフィール", "田中 愛子")
		again := desktop.Post(link, "name", "Eve", "lang", "en", "zone", "UTC").Want(t, 409)
		wantWords(t, again, "This link has been used already")
		desktop.Get("/settings/profile").Want(t, 303)
		phone.Post("/sign-out").Want(t, 303)
		phone.Get("/settings/profile").Want(t, 303)
	})
}

func TestNobodyIsLedAwayFromTheHouse(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		b := w.Visitor(t)
		b.Post("/sign-in/link", "email", "aiko@example.org", "next", "https://evil.example/").Want(t, 303)
		link := linkTo(t, w, "aiko@example.org", account.LetterSignIn)
		in := b.Post(link, "name", "Aiko", "lang", "en", "zone", "UTC").Want(t, 303)
		if in.Location != "/requests" {
			t.Errorf("led to %s", in.Location)
		}
		if a := b.Get("/sign-in?back=//evil.example/").Want(t, 303); a.Location != "/requests" {
			t.Errorf("led to %s", a.Location)
		}
	})
}

func TestTheFirstOperatorOpensTheHouseWithThePrintedLink(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		var said strings.Builder
		if err := w.House.OfferSetup(t.Context(), &said); err != nil {
			t.Fatal(err)
		}
		_, link, found := strings.Cut(said.String(), w.Address)
		link = strings.TrimSpace(link)
		if !found {
			t.Fatalf("it says %q", said.String())
		}
		chie := w.Visitor(t)
		chie.Get(link).Want(t, 200)
		typed := []string{"email", "chie@example.org", "name", "Chie", "lang", "en", "zone", "Asia/Tokyo", "password"}
		chie.Post(link, append(typed, "passwordpassword")...).Want(t, 422)
		if a := chie.Post(link, append(typed, "a quiet harbour at noon")...).Want(t, 303); a.Location != "/desk" {
			t.Errorf("led to %s", a.Location)
		}
		w.Visitor(t).Get(link).Want(t, 409)
		back := w.Visitor(t)
		back.Post("/sign-in/password", "email", "chie@example.org", "password", "a wrong password").Want(t, 401)
		back.Post("/sign-in/password", "email", "chie@example.org", "password", "a quiet harbour at noon").Want(t, 303)
		wantWords(t, back.Get("/settings/sign-in").Want(t, 200), "Operator", "chie@example.org")
	})
}

func TestACompanyIsFoundedMannedAndHandedOver(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		aiko, ben := w.Join(t, account.NewPerson{Name: "Aiko", Email: "aiko@example.org"}), w.Visitor(t)
		company := aiko.Post("/settings/organisations", "name", "Harbour Cloud", "country", "JP").Want(t, 303).Location
		aiko.Post(company+"/invitations", "email", "ben@example.org", "role", "owner").Want(t, 422)
		aiko.Post(company+"/invitations", "email", "ben@example.org", "role", "viewer").Want(t, 303)
		wantWords(t, aiko.Post(company+"/invitations", "email", "BEN@example.org", "role", "viewer").Want(t, 409), "is open already")

		invitation := linkTo(t, w, "ben@example.org", account.LetterInvitation)
		wantWords(t, ben.Get(invitation).Want(t, 200), "Harbour Cloud", "Aiko", "viewer", "ben@example.org")
		ben.Post(invitation+"/accept").Want(t, 401)
		ben.Post(invitation+"/sign-in").Want(t, 303)
		in := ben.Post(linkTo(t, w, "ben@example.org", account.LetterSignIn), "name", "Ben", "lang", "en", "zone", "Europe/London").Want(t, 303)
		if in.Location != invitation {
			t.Fatalf("led to %s", in.Location)
		}
		if a := ben.Post(invitation+"/accept").Want(t, 303); a.Location != company {
			t.Errorf("led to %s", a.Location)
		}
		wantWords(t, ben.Post(invitation+"/accept").Want(t, 409), "no longer open")
		page := ben.Get(company).Want(t, 200)
		wantWords(t, page, "Aiko", "Ben", "viewer")
		if strings.Contains(page.Body, "aiko@example.org") {
			t.Error("Aiko's address is shown")
		}
		ben.Post(company, "name", "Mine").Want(t, 403)

		person := strings.Split(strings.Split(aiko.Get(company).Body, company+"/members/")[2], `"`)[0]
		aiko.Get(company+"/members/"+person).Want(t, 200)
		aiko.Post(company+"/members/"+person, "role", "member", "switches", "may_write_self", "default_voice", "company").Want(t, 422)
		aiko.Post(company+"/members/"+person, "role", "member", "switches", "may_write_self", "default_voice", "self").Want(t, 303)
		wantWords(t, aiko.Post(company+"/leave").Want(t, 409), "always has an owner")
		third := w.Join(t, account.NewPerson{Name: "Chie", Email: "chie@example.org"})
		aiko.Post(company+"/invitations", "email", "chie@example.org", "role", "member").Want(t, 303)
		third.Post(linkTo(t, w, "chie@example.org", account.LetterInvitation)+"/accept").Want(t, 303)
		out := aiko.Post(company+"/members/"+account.PersonID.Text(third.Actor().Person)+"/remove").Want(t, 303)
		wantWords(t, aiko.Get(out.Location).Want(t, 200), "They are no longer a member.")
		third.Get(company).Want(t, 404)
		aiko.Post(company+"/members/"+person+"/hand-over").Want(t, 303)
		aiko.Post(company+"/leave").Want(t, 303)
		aiko.Get(company).Want(t, 404)
		ben.Post(company+"/close").Want(t, 303)
		ben.Get(company).Want(t, 404)
	})
}

func TestTheDoorSlowsGuessing(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		b := w.Visitor(t)
		var last world.Answer
		for range 12 {
			last = b.Post("/sign-in/password", "email", "nobody@example.org", "password", "a guess of many")
		}
		last.Want(t, 429)
		if last.Header.Get("Retry-After") == "" {
			t.Error("nobody says how long to wait")
		}
		wantWords(t, last, "tried too often")
	})
}

func TestThePersonaButtonsAreOnlyInADemo(t *testing.T) {
	w := world.Start(t, world.Config(t, ""))
	b := w.Visitor(t)
	if page := b.Get("/sign-in").Want(t, 200); strings.Contains(page.Body, "/sign-in/as") {
		t.Error("personas in a house that is no demo")
	}
	b.Post("/sign-in/as", "persona", "chie").Want(t, 404)
}
