package story_test

import (
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/country"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

// AWS_IQ.md R18: whoever comes from a closed country leaves an address, is told once
// when it opens, and the opening is published.
func TestSomebodyFromAClosedCountryIsToldWhenItOpens(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		desk := world.At(t, w.Address, s.ChieToken)
		desk.Post("/desk/countries/BR/close").Want(t, 303)
		desk.Post("/desk/countries/BR/close").Want(t, 409)

		// A seller from there is told why, and where to be told more.
		seller := w.Join(t, account.NewPerson{Name: "Bruna Lima", Email: "bruna.lima@example.net"})
		if a := seller.Get("/registration").Want(t, 200); strings.Contains(a.Body, `value="BR"`) || !strings.Contains(a.Body, `href="/countries"`) {
			t.Errorf("the form of registration: %s", world.Words(a.Body))
		}

		visitor := w.Visitor(t)
		const address = "bruna@example.net"
		ask := func(code, email string) world.Answer {
			return visitor.Post("/countries", "country", code, "email", email)
		}
		ask("BR", "").Want(t, 422)
		ask("XX", address).Want(t, 422)
		ask("JP", address).Want(t, 422) // It is open.
		if n := len(mailTo(t, w, address, country.LetterConfirm)); n != 0 {
			t.Fatalf("%d letters after refusals", n)
		}
		ask("BR", "Bruna@Example.net").Want(t, 303)
		ask("BR", address).Want(t, 303) // Once more: a new link, the same wish.
		letters := mailTo(t, w, address, country.LetterConfirm)
		if len(letters) != 2 {
			t.Fatalf("%d letters ask for a confirmation", len(letters))
		}
		letter, _, err := w.House.Notify.Read(t.Context(), letters[0])
		if err != nil {
			t.Fatal(err)
		}
		link := strings.TrimPrefix(letter.Link, w.Address)
		if a := visitor.Get(link).Want(t, 200); !strings.Contains(a.Body, address) || !strings.Contains(a.Body, "Brazil") {
			t.Errorf("behind the link: %s", world.Words(a.Body))
		}
		waits := func() int64 {
			n, err := country.WaitingFor(t.Context(), w.House.DB, "BR")
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if waits() != 0 {
			t.Error("somebody waits who has not confirmed")
		}
		visitor.Post(link, "do", "confirm").Want(t, 303)
		visitor.Post(link, "do", "confirm").Want(t, 303)
		if waits() != 1 {
			t.Errorf("%d wait", waits())
		}

		desk.Post("/desk/countries/BR/announce", "opens_on", "1999-01-01").Want(t, 422)
		desk.Post("/desk/countries/BR/announce", "opens_on", "2999-01-01").Want(t, 303)
		if n := len(mailTo(t, w, address, country.LetterOpened)); n != 0 {
			t.Errorf("%d letters before it opens", n)
		}
		desk.Post("/desk/countries/BR/open").Want(t, 303)
		w.Until(t, "the letter that it is open", func() bool { return len(mailTo(t, w, address, country.LetterOpened)) == 1 })
		if waits() != 0 {
			t.Error("somebody still waits")
		}
		if a := visitor.Get(link).Want(t, 200); strings.Contains(a.Body, address) {
			t.Error("the address was kept")
		}
		desk.Post("/desk/countries/BR/close").Want(t, 303)
		desk.Post("/desk/countries/BR/open").Want(t, 303)
		w.Until(t, "the house to be quiet", w.Quiet)
		if n := len(mailTo(t, w, address, country.LetterOpened)); n != 1 {
			t.Errorf("told %d times", n)
		}

		// What was published, on the page and for feed readers, in both languages.
		if a := visitor.Get("/news").Want(t, 200); !strings.Contains(a.Body, "Sellers from Brazil can register now.") {
			t.Errorf("what is new: %s", world.Words(a.Body))
		}
		feed := visitor.Get("/news/feed?lang=ja").Want(t, 200)
		var read struct {
			XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
			ID      string   `xml:"id"`
			Updated string   `xml:"updated"`
			Entries []struct {
				ID    string `xml:"id"`
				Title string `xml:"title"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal([]byte(feed.Body), &read); err != nil || len(read.Entries) != 3 || read.Updated == "" {
			t.Fatalf("%v: %s", err, feed.Body)
		}
		if !strings.Contains(read.Entries[0].Title, "ブラジル") || !strings.HasPrefix(read.Entries[0].ID, "urn:uuid:") {
			t.Errorf("%+v", read.Entries[0])
		}
	})
}

func TestAnAnnouncedCountryOpensOnItsDayAndTheLastOneStaysOpen(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		w.House.Countries.First = []string{"JP"}
		desk := world.At(t, w.Address, s.ChieToken)
		desk.Post("/desk/countries/JP/close").Want(t, 409)
		desk.Post("/desk/countries/NZ/announce", "opens_on", dbtest.Monday.AddDate(0, 0, 3).Format(time.DateOnly)).Want(t, 303)
		is := func() bool {
			open, err := w.House.Countries.IsOpen(t.Context(), w.House.DB, "NZ")
			if err != nil {
				t.Fatal(err)
			}
			return open
		}
		move := func(d time.Duration) {
			if err := w.House.Sweeper.Advance(t.Context(), s.Chie, sweep.By(d)); err != nil {
				t.Fatal(err)
			}
		}
		move(36 * time.Hour)
		if is() {
			t.Error("open before its day")
		}
		move(72 * time.Hour)
		w.Until(t, "the country to open", is)
		if a := w.Visitor(t).Get("/countries").Want(t, 200); !strings.Contains(a.Body, "New Zealand") {
			t.Errorf("%s", world.Words(a.Body))
		}
	})
}
