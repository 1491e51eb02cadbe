package account

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/seal"
	"guildhall/engine/policy"
)

var visitor = policy.Actor{Kind: policy.Visitor, Request: "test"}

// linkIn gives the token in the newest letter to the address.
func (h *house) linkIn(email, key, prefix string) string {
	h.t.Helper()
	path, _ := h.last(email, key).Args["Path"].(string)
	text, found := strings.CutPrefix(path, prefix)
	if !found {
		h.t.Fatalf("the letter leads to %s", path)
	}
	return text
}

func (h *house) askLink(email string) string {
	h.t.Helper()
	ok(h.t, h.AskLink(h.t.Context(), visitor, AskSignIn{Email: email, Lang: "ja", Next: "/requests/new", Network: "192.0.2.1"}))
	normal, _ := NormalEmail(email)
	return h.linkIn(normal, LetterSignIn, "/sign-in/")
}

func use1(token string) UseLink {
	return UseLink{Token: token, Name: "愛子", Lang: "ja", Zone: "Asia/Tokyo", Browser: Browser{Address: "192.0.2.1", Token: "b1"}}
}

func TestTheFirstLinkMakesAPersonAndTheNextFindsThem(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		token := h.askLink("Aiko@例え.jp")
		link := must[Link](t)(h.PeekLink(t.Context(), token))
		if link.Known || link.Email != "aiko@xn--r8jz45g.jp" || link.Next != "/requests/new" {
			t.Errorf("the page shows %+v", link)
		}
		_, err := h.SignIn(t.Context(), visitor, UseLink{Token: token, Name: " ", Lang: "xx", Zone: "Mars/Base"})
		wantFault(t, err, "form.invalid")
		if n := len(fault.Of(err).Fields); n != 3 {
			t.Errorf("%d fields complain, want 3: %v", n, err)
		}
		done := must[SignedIn](t)(h.SignIn(t.Context(), visitor, use1(token)))
		if !done.Joined || done.Next != "/requests/new" {
			t.Errorf("got %+v", done)
		}
		s := must[Session](t)(h.Session(t.Context(), done.Token))
		if s.Person.Name != "愛子" || s.Person.Lang != "ja" || s.OrganisationKind != KindPersonal {
			t.Errorf("signed in as %+v", s)
		}
		again := must[SignedIn](t)(h.SignIn(t.Context(), visitor, use1(h.askLink("AIKO@例え.JP"))))
		if again.Joined || again.Person != done.Person {
			t.Errorf("a second person for one address: %+v", again)
		}
	})
}

func TestALinkWorksOnceEvenAtTwentyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.join("Aiko", "aiko@example.com")
		token := h.askLink("aiko@example.com")
		var wait sync.WaitGroup
		var mu sync.Mutex
		won := 0
		for range 20 {
			wait.Go(func() {
				_, err := h.SignIn(context.WithoutCancel(t.Context()), visitor, use1(token))
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					won++
				} else if !fault.Is(err, "account.link_used") {
					t.Errorf("refused with %v", err)
				}
			})
		}
		wait.Wait()
		if won != 1 {
			t.Errorf("%d got in", won)
		}
		_, err := h.PeekLink(t.Context(), token)
		wantFault(t, err, "account.link_used")
	})
}

var tokenAge = db.Keep("test.token.age", `UPDATE account_token SET ends_at = ends_at - $1`)

func TestALinkEndsAfterAQuarterOfAnHour(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		token := h.askLink("aiko@example.com")
		ok(t, h.j.Keep(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, tokenAge, (15 * time.Minute).Microseconds())
			return err
		}))
		_, err := h.PeekLink(t.Context(), token)
		wantFault(t, err, "account.link_expired")
		_, err = h.SignIn(t.Context(), visitor, use1(token))
		wantFault(t, err, "account.link_expired")
	})
}

func TestALinkForOneThingOpensNoOther(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.join("Aiko", "aiko@example.com")
		token := h.askLink("aiko@example.com")
		_, err := h.SetPassword(t.Context(), visitor, token, seal.Hide("twelve letters of joy"), Browser{})
		wantFault(t, err, "account.link_unknown")
		wantFault(t, h.ConfirmEmail(t.Context(), visitor, token), "account.link_unknown")
		_, err = h.SetUp(t.Context(), visitor, SetUp{Token: token})
		wantFault(t, err, "account.link_unknown")
		must[SignedIn](t)(h.SignIn(t.Context(), visitor, use1(token)))
	})
}

func TestKnownAndUnknownAddressesGetTheSameAnswer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.join("Aiko", "aiko@example.com")
		for _, ask := range []func(email string) error{
			func(email string) error { return h.AskLink(t.Context(), visitor, AskSignIn{Email: email, Lang: "en"}) },
			func(email string) error {
				return h.AskPassword(t.Context(), visitor, AskSignIn{Email: email, Lang: "en"})
			},
		} {
			before := len(h.letters)
			ok(t, ask("aiko@example.com"))
			known := len(h.letters) - before
			ok(t, ask("nobody@example.com"))
			if unknown := len(h.letters) - before - known; known != 1 || unknown != 1 {
				t.Errorf("%d letters to a known address, %d to an unknown one", known, unknown)
			}
		}
		if h.count("nobody@example.com", LetterSetPassword) != 0 {
			t.Error("a stranger is asked to set a password")
		}
	})
}

func TestAskingIsSlowedAlikeForEverybody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.join("Aiko", "aiko@example.com")
		for _, email := range []string{"aiko@example.com", "nobody@example.com"} {
			for i := range linksPerEmail + 1 {
				err := h.AskLink(t.Context(), visitor, AskSignIn{Email: email, Network: "2001:db8::1"})
				if i < linksPerEmail {
					ok(t, err)
				} else {
					wantFault(t, err, "limit.reached")
				}
			}
		}
		var err error
		for i := 0; i <= linksPerNetwork && err == nil; i++ { // One household has many addresses.
			err = h.AskLink(t.Context(), visitor, AskSignIn{Email: strings.Repeat("x", i+1) + "@example.com", Network: "2001:db8::" + string(rune('a'+i%6))})
		}
		wantFault(t, err, "limit.reached")
	})
}

func TestANewBrowserIsToldOfAndAKnownOneIsNot(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := func(browser string) {
			use := use1(h.askLink("aiko@example.com"))
			use.Browser.Token = browser
			must[SignedIn](t)(h.SignIn(t.Context(), visitor, use))
		}
		in("home")
		in("home")
		if n := h.count("aiko@example.com", LetterNewBrowser); n != 0 {
			t.Errorf("%d letters about her own browser", n)
		}
		in("elsewhere")
		if n := h.count("aiko@example.com", LetterNewBrowser); n == 0 {
			t.Error("nobody is told of a new browser")
		}
	})
}

func TestNamesOfEveryScriptAreWelcome(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i, name := range []string{"𠮷野 家子", "محمد", "Ｚoë 👩‍🚀", "O'Brien-Śliwa", "A"} {
			email := string(rune('a'+i)) + "@example.com"
			use := use1(h.askLink(email))
			use.Name = name
			done := must[SignedIn](t)(h.SignIn(t.Context(), visitor, use))
			s := must[Session](t)(h.Session(t.Context(), done.Token))
			if s.Person.Name == "" || s.OrganisationName != s.Person.Name {
				t.Errorf("%s became %s of %s", name, s.Person.Name, s.OrganisationName)
			}
		}
		use := use1(h.askLink("z@example.com"))
		for _, name := range []string{"", "\u200b", "\xff", "a\x00b", strings.Repeat("名", 61)} {
			use.Name = name
			_, err := h.SignIn(t.Context(), visitor, use)
			wantFault(t, err, "form.invalid")
		}
	})
}
