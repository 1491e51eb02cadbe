package browser

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/country"
	"guildhall/market/notify"
	"guildhall/market/payout"
	"guildhall/test/world"
)

// notPages lists the routes that answer with something else than a page, each with
// what it is.
var notPages = map[string]string{
	"/settings":                        "leads on to the first page of settings",
	"/pictures/{name}":                 "a picture",
	"/conversations/list":              "a piece for a script",
	"/conversations/{id}/since":        "a piece for a script",
	"/conversations/{id}/earlier":      "a piece for a script",
	"/conversations/{id}/between":      "a piece for a script",
	"/desk/explain":                    "where a search leads on from",
	"/files/{id}/thumb":                "a picture",
	"/files/{id}/{name}":               "a download",
	"/live":                            "a stream",
	"/live/unread":                     "a number for a script",
	"/desk/money/books":                "a download",
	"/news/feed":                       "a feed",
	"/robots.txt":                      "for machines",
	"/sitemap.xml":                     "for machines",
	"/sitemap/{part}":                  "for machines",
	"/e/{handle}/share.png":            "a picture",
	"/c/{handle}/share.png":            "a picture",
	"/certifications/proofs/{id}/file": "a download",
	"/desk/certifications/{id}/file":   "a download",
	"/registration/papers/{id}":        "a picture or a download",
	"/desk/papers/{id}":                "a picture or a download",
}

// besides lists pages that are looked at elsewhere, each with where.
var besides = map[string]string{
	"/sign-in/factor":       "only between the two steps of signing in: TestSigningInAsksForTheSecondFactorAndKeepsWhereOneWasGoing",
	"/confirm":              "personas count as confirmed: TestNothingTypedIsLostWhenAProofIsAskedFor",
	"/factor-reset/{token}": "personas have no factor: TestALostFactorIsResetByTheDesk",
	"/setup/{token}":        "only a house without an operator has it: TestTheSetUpPageIsSound",
}

// behind makes the pages to which no link of the demo leads, because their links
// come by mail or because a form leads to them, and gives them with who sees them. The
// story is changed for that: walk first.
func behind(t testing.TB, w *world.World, people map[string]*world.Browser, walked []Page) []Page {
	t.Helper()
	b := &beyond{t: t, w: w, people: people, walked: walked, known: allRoutes()}
	b.doors()
	b.request()
	return b.pages
}

type beyond struct {
	t      testing.TB
	w      *world.World
	people map[string]*world.Browser
	walked []Page
	pages  []Page
	known  routes
}

func (b *beyond) add(persona, path string) {
	pattern := b.known.of(path)
	b.pages = append(b.pages, Page{Persona: persona, Path: path, Pattern: pattern})
}

func (b *beyond) post(persona, path string, pairs ...string) string {
	b.t.Helper()
	return b.people[persona].Post(path, pairs...).Want(b.t, http.StatusSeeOther).Location
}

// doors are the pages behind the links of letters.
func (b *beyond) doors() {
	b.t.Helper()
	b.post(visitor, "/sign-in/link", "email", "mei@example.org")
	b.add(visitor, letterTo(b.t, b.w, "mei@example.org", account.LetterSignIn))
	const haruto, moved = "haruto@mori.example", "haruto@example.org"
	b.post("haruto", "/settings/password/link")
	b.add("haruto", letterTo(b.t, b.w, haruto, account.LetterSetPassword))
	b.post("haruto", "/settings/email", "email", moved)
	b.add("haruto", letterTo(b.t, b.w, moved, account.LetterEmailConfirm))
	b.post("aiko", b.company("aiko")+"/invitations", "email", "mei@example.org", "role", "member")
	b.add(visitor, letterTo(b.t, b.w, "mei@example.org", account.LetterInvitation))
	b.add(visitor, unsubscribeFrom(b.t, b.w))
	lin := b.w.Join(b.t, account.NewPerson{Name: "Mei Lin", Email: "lin@example.org"})
	world.SetUpFactor(b.t, b.w.House, lin.Person)
	b.add(visitor, letterTo(b.t, b.w, "lin@example.org", account.LetterFactorAdded+"_totp"))
	b.add(visitor, letterTo(b.t, b.w, haruto, payout.LetterReplaced))
	b.add(visitor, b.post(visitor, "/countries", "country", "BR", "email", "bruna@example.org"))
	b.add(visitor, letterTo(b.t, b.w, "bruna@example.org", country.LetterConfirm))
	b.add(visitor, b.post(visitor, b.messagePage(), "name", "Kenji", "email", "kenji@example.org", "subject", "Our backups", "text", "Do you have time in May?"))
	b.add(visitor, letterTo(b.t, b.w, "kenji@example.org", account.LetterMessage))
}

// messagePage is where a visitor writes to an expert.
func (b *beyond) messagePage() string {
	b.t.Helper()
	for _, p := range b.walked {
		if p.Pattern == "/e/{handle}/message" {
			return p.Path
		}
	}
	b.t.Fatal("no expert of the demo has a page to write on")
	return ""
}

// company is the page of a company where this persona may invite somebody.
func (b *beyond) company(persona string) string {
	b.t.Helper()
	for _, p := range b.walked {
		if p.Persona == persona && p.Pattern == "/settings/organisations/{id}" &&
			strings.Contains(b.people[persona].Get(p.Path).Body, `action="`+p.Path+`/invitations"`) {
			return p.Path
		}
	}
	b.t.Fatalf("%s has no company to invite anybody to", persona)
	return ""
}

// request is the last look at a request before it is posted.
func (b *beyond) request() {
	b.t.Helper()
	b.people[visitor].Get("/requests/new").Want(b.t, http.StatusOK)
	to := b.post(visitor, "/requests/draft", "title", "Our S3 bill is too high", "description", "We store many small files, and the bill grows each month.")
	at, err := url.Parse(to)
	if err != nil || at.Query().Get("draft") == "" {
		b.t.Fatalf("a draft leads to %q: %v", to, err)
	}
	b.add("aiko", to)
}

// unsubscribeFrom is the address in a letter that may be switched off.
func unsubscribeFrom(t testing.TB, w *world.World) string {
	t.Helper()
	list, _, err := notify.List(t.Context(), w.House.DB, notify.Filter{}, id.None, 200)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		_, off, err := w.House.Notify.Read(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		if off != "" {
			return strings.TrimPrefix(off, w.Address)
		}
	}
	t.Fatal("no letter may be switched off")
	return ""
}
