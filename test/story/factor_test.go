package story_test

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/test/world"
)

var (
	offerField  = regexp.MustCompile(`name="offer" value="([^"]*)"`)
	keptField   = regexp.MustCompile(`name="_kept" value="([^"]*)"`)
	shownKey    = regexp.MustCompile(`id="app-key">([A-Z2-7 ]+)<`)
	shownCode   = regexp.MustCompile(`<li>([A-Z2-7]{4}(?:-[A-Z2-7]{4}){3})</li>`)
	sessionAged = db.Keep("story.session.age", `UPDATE account_session SET fresh_at = fresh_at - 360000000, factor_at = factor_at - 360000000 WHERE token_hash = $1`)
)

// late makes the browser's session six minutes older.
func late(t *testing.T, w *world.World, b *world.Browser) {
	t.Helper()
	err := w.House.Journal.Keep(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sessionAged, seal.HashToken(b.Session()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// field is what a hidden field of a page holds.
func field(t *testing.T, page world.Answer, of *regexp.Regexp) string {
	t.Helper()
	found := of.FindStringSubmatch(page.Body)
	if found == nil {
		t.Fatalf("no %s in %s", of, world.Words(page.Body))
	}
	return html.UnescapeString(found[1])
}

// setUpApp goes through the page that sets an authenticator app up, with an app of
// our own, and gives its key and the recovery codes.
func setUpApp(t *testing.T, b *world.Browser) (app world.Factor) {
	t.Helper()
	page := b.Get("/settings/sign-in/app").Want(t, 200)
	app.Secret = strings.ReplaceAll(field(t, page, shownKey), " ", "")
	if !strings.Contains(page.Body, "<svg class=\"qr\"") {
		t.Error("no picture for the app to read")
	}
	offer := field(t, page, offerField)
	wrong := b.Post("/settings/sign-in/app", "offer", offer, "name", "Phone", "code", "000000").Want(t, 422)
	if field(t, wrong, offerField) != offer {
		t.Error("a wrong code changes the key")
	}
	done := b.Post("/settings/sign-in/app", "offer", offer, "name", "Phone", "code", app.Code(t, 0)).Want(t, 200)
	for _, code := range shownCode.FindAllStringSubmatch(done.Body, -1) {
		app.Codes = append(app.Codes, code[1])
	}
	if len(app.Codes) != 10 {
		t.Fatalf("%d recovery codes: %s", len(app.Codes), world.Words(done.Body))
	}
	return app
}

// TestSigningInAsksForTheSecondFactorAndKeepsWhereOneWasGoing goes the whole way over
// HTTP, without a script.
func TestSigningInAsksForTheSecondFactorAndKeepsWhereOneWasGoing(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		aiko := w.Join(t, account.NewPerson{Name: "Aiko Tanaka", Email: "aiko@example.org"})
		app := setUpApp(t, aiko)
		if page := aiko.Get("/settings/sign-in").Want(t, 200); !strings.Contains(page.Body, "Phone") || strings.Contains(page.Body, app.Secret) {
			t.Error("the list does not show the app by its name alone")
		}

		door := w.Visitor(t)
		enter := func() {
			door.Post("/sign-in/link", "email", "aiko@example.org", "next", "/settings/keys").Want(t, 303)
			a := door.Post(letterTo(t, w, "aiko@example.org", account.LetterSignIn)).Want(t, 303)
			if a.Location != "/sign-in/factor" {
				t.Fatalf("after the first step one is led to %s", a.Location)
			}
		}
		enter()
		if a := door.Get("/settings/keys").Want(t, 303); !strings.HasPrefix(a.Location, "/sign-in") {
			t.Fatalf("half a sign-in opens pages: %s", a.Location)
		}
		door.Get("/sign-in/factor").Want(t, 200)
		door.Post("/sign-in/factor", "code", "12345").Want(t, 422)
		code := app.Code(t, 1)
		if a := door.Post("/sign-in/factor", "code", code).Want(t, 303); a.Location != "/settings/keys" {
			t.Errorf("after the second step one is led to %s", a.Location)
		}
		door.Get("/settings/keys").Want(t, 200)
		door = w.Visitor(t)
		enter()
		door.Post("/sign-in/factor", "code", code).Want(t, 422) // Used.
		door.Post("/sign-in/factor", "code", app.Codes[0]).Want(t, 303)
		door.Get("/settings/keys").Want(t, 200)
	})
}

// TestNothingTypedIsLostWhenAProofIsAskedFor makes an API key late, and confirms.
func TestNothingTypedIsLostWhenAProofIsAskedFor(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		aiko := w.Join(t, account.NewPerson{Name: "Aiko Tanaka", Email: "aiko@example.org"})
		app := setUpApp(t, aiko)
		late(t, w, aiko)
		asked := aiko.Post("/settings/keys", "name", "Monthly report", "scopes", "deals:read", "days", "30").Want(t, 403)
		if strings.Contains(asked.Body, "Monthly report") {
			t.Error("what was typed can be read in the page")
		}
		kept := field(t, asked, keptField)
		again := aiko.Post("/confirm?_way=code", "_kept", kept, "code", "000000").Want(t, 422)
		made := aiko.Post("/confirm?_way=code", "_kept", field(t, again, keptField), "code", app.Code(t, 1)).Want(t, 200)
		if !strings.Contains(made.Body, "ghk_") || !strings.Contains(made.Body, "Monthly report") {
			t.Errorf("the key was not made: %s", world.Words(made.Body))
		}
		// What somebody else kept goes nowhere.
		eve := w.Join(t, account.NewPerson{Name: "Eve", Email: "eve@example.org"})
		if a := eve.Post("/confirm?_way=mailed", "_kept", kept, "mailed", "1").Want(t, 422); strings.Contains(a.Body, "ghk_") {
			t.Error("somebody else's form was sent")
		}
		// So do the books at the desk, which are asked for by an address.
		chie := w.Join(t, account.NewPerson{Name: "Chie", Email: "chie@example.org", Operator: true})
		setUpApp(t, chie)
		if a := chie.Get("/desk/money/books?format=hledger").Want(t, 200); a.Header.Get("Content-Disposition") == "" {
			t.Error("the books are no download")
		}
		late(t, w, chie)
		says(t, chie.Get("/desk/money/books?format=hledger").Want(t, 403), "Confirm that it is you")
		// The download goes on by itself.
		late(t, w, aiko)
		kept = field(t, aiko.Post("/settings/data/download").Want(t, 403), keptField)
		if a := aiko.Post("/confirm?_way=code", "_kept", kept, "code", app.Codes[1]).Want(t, 200); a.Header.Get("Content-Type") != "application/zip" {
			t.Errorf("the download is %s", a.Header.Get("Content-Type"))
		}
		// By the API, a problem that names the page; a key does it only when made so.
		late(t, w, aiko)
		refused := aiko.Do("POST", "/api/v1/me/export", "application/json", nil, http.Header{"Accept": {"application/json"}}).Want(t, 403)
		if !strings.Contains(refused.Body, `"code":"factor.needed"`) || !strings.Contains(refused.Body, `"page":"`+w.Address+`/confirm"`) {
			t.Errorf("the API says %s", refused.Body)
		}
	})
}

// TestNothingTypedIsLostWhenAFactorIsSetUpFirst sends a form as somebody who sells and
// has lost their factor: it is done once another one is set up.
func TestNothingTypedIsLostWhenAFactorIsSetUpFirst(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		ben := world.At(t, w.Address, s.BenToken)
		list, err := account.FactorsOf(t.Context(), w.House.DB, s.Ben.Person)
		for _, one := range list {
			if err == nil {
				err = w.House.Accounts.RemoveFactor(t.Context(), s.Ben, one.ID)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		first := ben.Post("/settings/keys", "name", "Monthly report", "scopes", "deals:read", "days", "30").Want(t, 403)
		says(t, first, "Set up a second factor first")
		if strings.Contains(first.Body, "Monthly report") {
			t.Error("what was typed can be read in the page")
		}
		offered := ben.Post("/settings/sign-in/app", "_kept", field(t, first, keptField)).Want(t, 200)
		app := world.Factor{Secret: strings.ReplaceAll(field(t, offered, shownKey), " ", "")}
		wrong := ben.Post("/settings/sign-in/app", "_kept", field(t, offered, keptField), "offer", field(t, offered, offerField), "name", "Phone", "code", "000000").Want(t, 422)
		added := ben.Post("/settings/sign-in/app", "_kept", field(t, wrong, keptField), "offer", field(t, wrong, offerField), "name", "Phone", "code", app.Code(t, 0)).Want(t, 200)
		made := ben.Post("/confirm?_way=kept", "_kept", field(t, added, keptField)).Want(t, 200)
		if !strings.Contains(made.Body, "ghk_") || !strings.Contains(made.Body, "Monthly report") {
			t.Errorf("the key was not made: %s", world.Words(made.Body))
		}
		// Without a fresh proof the word alone opens nothing.
		late(t, w, ben)
		asked := ben.Post("/settings/keys", "name", "Another", "scopes", "deals:read", "days", "30").Want(t, 403)
		if a := ben.Post("/confirm?_way=kept", "_kept", field(t, asked, keptField)); strings.Contains(a.Body, "ghk_") {
			t.Error("a key was made without a proof")
		}
	})
}

// TestWhoHasNoSecondFactorConfirmsByMail asks a plain customer for digits of a letter.
func TestWhoHasNoSecondFactorConfirmsByMail(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		w.Join(t, account.NewPerson{Name: "Aiko Tanaka", Email: "aiko@example.org"})
		aiko := w.Visitor(t)
		aiko.Post("/sign-in/link", "email", "aiko@example.org").Want(t, 303)
		aiko.Post(letterTo(t, w, "aiko@example.org", account.LetterSignIn)).Want(t, 303)
		aiko.Post("/settings/keys", "name", "Early", "scopes", "deals:read", "days", "30").Want(t, 200) // Signed in a moment ago.
		late(t, w, aiko)
		kept := field(t, aiko.Post("/settings/keys", "name", "Late", "scopes", "deals:read", "days", "30").Want(t, 403), keptField)
		sent := aiko.Post("/confirm?_way=mail", "_kept", kept).Want(t, 200)
		code := regexp.MustCompile(`\d{4} \d{4}`).FindString(letterWords(t, w, "aiko@example.org", account.LetterConfirmCode))
		made := aiko.Post("/confirm?_way=mailed", "_kept", field(t, sent, keptField), "mailed", code).Want(t, 200)
		if !strings.Contains(made.Body, "ghk_") {
			t.Errorf("the digits %q do not count: %s", code, world.Words(made.Body))
		}
	})
}

// TestTheDeskOpensOnlyWithASecondFactor leads the first operator to set one up.
func TestTheDeskOpensOnlyWithASecondFactor(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		token, err := w.House.Accounts.SetupToken(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		chie := w.Visitor(t)
		a := chie.Post("/setup/"+token, "email", "chie@example.org", "name", "Chie", "lang", "en", "zone", "Asia/Tokyo", "password", "kaze to nami 4711").Want(t, 303)
		if page := chie.Get(a.Location).Want(t, 403); !strings.Contains(page.Body, url.Values{"back": {"/desk"}}.Encode()) {
			t.Errorf("the first operator is not led to set a factor up: %s", world.Words(page.Body))
		}
		chie.Get("/desk/people").Want(t, 403)
		refused := chie.JSON("GET", "/desk/people", nil, nil).Want(t, 403)
		if !strings.Contains(refused.Body, "factor.needed") {
			t.Errorf("the API says %s", refused.Body)
		}
		setUpApp(t, chie)
		chie.Get("/desk").Want(t, 200)
		chie.JSON("GET", "/desk/people", nil, nil).Want(t, 200)
	})
}

// TestALostFactorIsResetByTheDesk from the page of a person to the new sign-in.
func TestALostFactorIsResetByTheDesk(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		aiko := w.Join(t, account.NewPerson{Name: "Aiko Tanaka", Email: "aiko@example.org"})
		setUpApp(t, aiko)
		chie := w.Join(t, account.NewPerson{Name: "Chie", Email: "chie@example.org", Operator: true})
		person := account.PersonID.Text(aiko.Person)
		chie.Get("/desk/people/"+person).Want(t, 200)
		chie.Post("/desk/people/"+person+"/reset-factors", "reason", "Seen on a video call.").Want(t, 303)
		link := letterTo(t, w, "aiko@example.org", account.LetterResetAsked)
		w.Visitor(t).Get(link).Want(t, 200)
		w.Visitor(t).Post(link).Want(t, 200)
		chie.Post("/desk/people/"+person+"/reset-factors", "reason", "It was her after all.").Want(t, 303)
		chie.JSON("POST", "/desk/clock", map[string]any{"hours": 25}, nil)
		w.Until(t, "the reset", func() bool {
			has, err := account.HasFactor(t.Context(), w.House.DB, aiko.Person)
			return err == nil && !has
		})
		aiko.Get("/settings/sign-in").Want(t, 303) // Every session has ended.
		door := w.Visitor(t)
		door.Post("/sign-in/link", "email", "aiko@example.org").Want(t, 303)
		if a := door.Post(letterTo(t, w, "aiko@example.org", account.LetterSignIn)).Want(t, 303); a.Location != "/requests" {
			t.Errorf("after the reset one is led to %s", a.Location)
		}
	})
}

// letterOf is the newest letter of a kind to an address.
func letterOf(t *testing.T, w *world.World, email, kind string) notify.Letter {
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
			return letter
		}
	}
	t.Fatalf("no letter %s to %s", kind, email)
	return notify.Letter{}
}

func letterTo(t *testing.T, w *world.World, email, kind string) string {
	t.Helper()
	return strings.TrimPrefix(letterOf(t, w, email, kind).Link, w.Address)
}

func letterWords(t *testing.T, w *world.World, email, kind string) string {
	t.Helper()
	return strings.Join(letterOf(t, w, email, kind).Paragraphs, "\n")
}
