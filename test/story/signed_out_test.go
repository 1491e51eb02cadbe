package story_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"guildhall/base/id"
	"guildhall/market/talk"
	"guildhall/test/world"
)

var hiddenField = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// carried are the fields a page sends again.
func carried(page world.Answer) (pairs []string) {
	for _, m := range hiddenField.FindAllStringSubmatch(page.Body, -1) {
		pairs = append(pairs, html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	return pairs
}

// TestWhatWasTypedOutlivesASessionThatEnds in the middle of a form: a proposal half
// written while another browser signs out everywhere is sent once after signing in.
func TestWhatWasTypedOutlivesASessionThatEnds(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		ben := world.At(t, w.Address, s.BenToken)
		con := "/conversations/" + talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "0001 2345 6789").Want(t, 303)
		ben.Get(con+"/propose").Want(t, 200)
		if err := w.House.Accounts.EndOtherSessions(t.Context(), s.Ben, id.None); err != nil {
			t.Fatal(err)
		}
		terms := "I look \"first\" <b>.\nThen 一緒に直します。\n\n- & last"
		lost := ben.Post(con+"/propose", "total", "1,000", "currency", "USD", "terms", terms, "password", "four calm words", "_key", "one-form").Want(t, 401)
		if said := world.Words(lost.Body); !strings.Contains(said, "what you typed is kept") || strings.Contains(lost.Body, "four calm words") {
			t.Fatalf("the page says %s", said)
		}
		again := carried(lost)
		ben.Post(con+"/propose", again...).Want(t, 401) // Not signed in yet: kept again.
		token, err := w.House.Accounts.BeginSession(t.Context(), s.Ben.Person, "test browser", "127.0.0.1")
		if err != nil {
			t.Fatal(err)
		}
		ben = world.At(t, w.Address, token)
		first := ben.Post(con+"/propose", again...).Want(t, 303)
		if twice := ben.Post(con+"/propose", again...).Want(t, 303); twice.Location != first.Location {
			t.Errorf("sent twice: %s and %s", first.Location, twice.Location)
		}
		page := ben.Get(con).Want(t, 200).Body
		proposals := map[string]bool{}
		for _, p := range regexp.MustCompile(`/proposals/prop_[0-9a-z]+`).FindAllString(page, -1) {
			proposals[p] = true
		}
		if len(proposals) != 1 {
			t.Fatalf("%d proposals", len(proposals))
		}
		for p := range proposals {
			if shown := ben.Get(p).Want(t, 200).Body; !strings.Contains(shown, "一緒に直します。") || !strings.Contains(world.Words(shown), "$1,000") {
				t.Error("the words were lost")
			}
		}
	})
}
