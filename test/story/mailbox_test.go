package story_test

import (
	"strings"
	"testing"

	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/test/world"
)

// mailTo lists the mails of a kind that were written to an address.
func mailTo(t *testing.T, w *world.World, email, kind string) (found []notify.Mail) {
	t.Helper()
	list, _, err := notify.List(t.Context(), w.House.DB, notify.Filter{Words: email}, id.None, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.Kind == kind && m.Email == email {
			found = append(found, m)
		}
	}
	return found
}

// AWS_IQ.md 1.1: the address given with a request is where its notices go; but only
// whoever reads there may say so.
func TestNoticesAboutARequestGoToTheAddressGivenWithItOnceItIsConfirmed(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko := world.At(t, w.Address, s.AikoToken)
		const team = "team@example.net"
		first := postFor(t, aiko, "Our RDS bill has doubled", team)
		postFor(t, aiko, "Our Lambda bill has doubled", "Team@Example.net")
		asked := mailTo(t, w, team, account.LetterMailbox)
		if len(asked) != 1 {
			t.Fatalf("%d letters ask for one confirmation", len(asked))
		}
		s.Answer(first)
		w.Until(t, "the notice at Aiko's own address", func() bool { return len(mailTo(t, w, "aiko@example.org", "mail.answered")) == 1 })

		letter, _, err := w.House.Notify.Read(t.Context(), asked[0])
		if err != nil {
			t.Fatal(err)
		}
		link := strings.TrimPrefix(letter.Link, w.Address)
		stranger := w.Visitor(t)
		if a := stranger.Get(link).Want(t, 200); !strings.Contains(a.Body, team) || !strings.Contains(a.Body, "Send notices here") {
			t.Errorf("the page behind the link: %s", world.Words(a.Body))
		}
		stranger.Post(link).Want(t, 303) // On another device.
		stranger.Get(link).Want(t, 409)

		s.Answer(postFor(t, aiko, "Our S3 bill has doubled", team))
		w.Until(t, "the notice at the address given", func() bool { return len(mailTo(t, w, team, "mail.answered")) == 1 })
		if n := len(mailTo(t, w, team, account.LetterMailbox)); n != 1 {
			t.Errorf("a confirmed address was asked %d times", n)
		}
		if me := aiko.Get("/api/v1/me").Want(t, 200); strings.Contains(me.Body, team) {
			t.Error("she signs in with the address for notices")
		}
		if data := aiko.Do("POST", "/api/v1/me/export", "application/json", nil, nil).Want(t, 200); !strings.Contains(data.Body, `"mailboxes":["`+team+`"]`) {
			t.Error("the download lacks the address")
		}
		for n := range 9 {
			postFor(t, aiko, "Our other bill has doubled", "victim"+string(rune('a'+n))+"@example.net")
		}
		sent := 0
		for n := range 9 {
			sent += len(mailTo(t, w, "victim"+string(rune('a'+n))+"@example.net", account.LetterMailbox))
		}
		if sent > 5 {
			t.Errorf("%d strangers were written to", sent)
		}
	})
}

func postFor(t *testing.T, b *world.Browser, title, email string) string {
	t.Helper()
	var made struct{ ID string }
	b.JSON("POST", "/requests", map[string]any{"title": title, "description": "It doubled in October and nobody changed anything. Please help us.",
		"preferred_name": "Aiko", "email": email}, &made).Want(t, 201)
	return made.ID
}
