package story_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"guildhall/base/db"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/test/world"
)

var waitingAge = db.Keep("test.story.waiting_age", `UPDATE talk_waiting SET ends_at = 1`)

var linkAge = db.Keep("test.story.link_age", `UPDATE account_token SET ends_at = 1 WHERE purpose = 'message'`)

// confirmLink is the path of the newest link that was sent to an address to confirm a message.
func confirmLink(t *testing.T, w *world.World, email string) string {
	t.Helper()
	letters := mailTo(t, w, email, account.LetterMessage)
	if len(letters) == 0 {
		t.Fatalf("no letter to %s", email)
	}
	newest := letters[0]
	for _, l := range letters {
		if l.ID.String() > newest.ID.String() {
			newest = l
		}
	}
	letter, _, err := w.House.Notify.Read(t.Context(), newest)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(letter.Text(), "Our backups") || strings.Contains(letter.Text(), "time in May") {
		t.Errorf("the letter to an address that nobody confirmed repeats what was typed: %s", letter.Text())
	}
	return strings.TrimPrefix(letter.Link, w.Address)
}

func toBen(t *testing.T, w *world.World, s *world.Street) string {
	t.Helper()
	profile, err := expert.FindByPerson(t.Context(), w.House.DB, s.Ben.Person)
	if err != nil {
		t.Fatal(err)
	}
	return "/e/" + profile.Handle + "/message"
}

func keep(t *testing.T, w *world.World, q *db.Query) {
	t.Helper()
	if err := w.House.Journal.Keep(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, q)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestAVisitorWritesToAnExpertAndConfirmsByMail(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		path, visitor, ben := toBen(t, w, s), w.Visitor(t), world.At(t, w.Address, s.BenToken)
		says(t, visitor.Get(path).Want(t, 200), "Your name", "E-mail")
		refused := visitor.Post(path, "name", "", "email", "kenji", "subject", "", "text", "Do you have time in May?").Want(t, 422)
		if strings.Count(refused.Body, `aria-invalid="true"`) != 3 || !strings.Contains(refused.Body, "Do you have time in May?") || !strings.Contains(refused.Body, `value="kenji"`) {
			t.Errorf("the form is refused so: %s", world.Words(refused.Body))
		}
		fields := []string{"name", "Kenji", "email", "Kenji@Example.org", "subject", "Our backups", "text", "Do you have time in May?"}
		before := ben.Get("/conversations").Want(t, 200).Body
		sent := visitor.Post(path, fields...).Want(t, 303)
		says(t, visitor.Get(sent.Location).Want(t, 200), "Look into your mailbox")
		if strings.Contains(ben.Get("/conversations").Body, "Our backups") || len(before) == 0 {
			t.Error("Ben is told before the address is confirmed")
		}

		link := confirmLink(t, w, "kenji@example.org")
		phone := w.Visitor(t) // On another device; looking changes nothing.
		says(t, phone.Get(link).Want(t, 200), "Our backups", "Do you have time in May?", "Confirm and send", "kenji@example.org")
		made := phone.Post(link).Want(t, 303)
		says(t, phone.Get(made.Location).Want(t, 200), "Our backups", "Do you have time in May?")
		got := ben.Get(made.Location).Want(t, 200)
		says(t, got, "Our backups", "Do you have time in May?", "Kenji")
		if strings.Contains(strings.ToLower(got.Body), "kenji@example.org") {
			t.Error("Ben sees the address")
		}
		phone.Post(link).Want(t, 404)
		world.At(t, w.Address, s.AikoToken).Get(made.Location).Want(t, 404)

		// Known now: the same answer, and the link signs in. Too old, it gives another.
		again := visitor.Post(path, "name", "Kenji", "email", "kenji@example.org", "subject", "Our backups", "text", "One more question.").Want(t, 303)
		if again.Location != sent.Location {
			t.Errorf("a known address is led to %s, an unknown one to %s", again.Location, sent.Location)
		}
		old := confirmLink(t, w, "kenji@example.org")
		keep(t, w, linkAge)
		says(t, visitor.Get(old).Want(t, 200), "too old", "Send another link")
		visitor.Post(old).Want(t, 409)
		visitor.Post(old+"/again").Want(t, 303)
		visitor.Get(old).Want(t, 404)
		if other := visitor.Post(confirmLink(t, w, "kenji@example.org")).Want(t, 303); other.Location != made.Location {
			t.Errorf("the second message is at %s, the first at %s", other.Location, made.Location)
		}
		says(t, ben.Get(made.Location).Want(t, 200), "One more question.")
		ben.Post(path, fields...).Want(t, 403)
		visitor.Get("/e/nobody-here/message").Want(t, 404)
	})
}

// Whoever uses the address of somebody else gets nothing sent; what nobody confirms is
// forgotten; and who writes a lot waits, with their words on the form.
func TestAVisitorsMessageWaitsIsForgottenAndSlowed(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		path, visitor := toBen(t, w, s), w.Visitor(t)
		fields := func(n int) []string {
			return []string{"name", "Kenji", "email", fmt.Sprintf("kenji%d@example.org", n), "subject", "Our backups", "text", "Do you have time in May?"}
		}
		visitor.Post(path, fields(0)...).Want(t, 303)
		link := confirmLink(t, w, "kenji0@example.org")
		mina := w.Join(t, account.NewPerson{Name: "Mina Sato", Email: "mina@example.org"})
		says(t, mina.Get(link).Want(t, 200), "kenji0@example.org")
		keep(t, w, waitingAge)
		if err := w.House.Talks.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
		visitor.Get(link).Want(t, 404)
		visitor.Post(link).Want(t, 404)
		for n := range 9 {
			if a := visitor.Post(path, fields(n+1)...); a.Status == 429 {
				if n < 3 || a.Header.Get("Retry-After") == "" {
					t.Errorf("message %d is refused", n+2)
				}
				says(t, a, "Do you have time in May?", "tried too often")
				return
			}
		}
		t.Error("ten messages in a row are taken from one network")
	})
}
