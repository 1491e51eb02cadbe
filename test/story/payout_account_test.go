package story_test

import (
	"strings"
	"testing"

	"guildhall/market/payout"
	"guildhall/test/world"
)

// RULES.md 4: another account waits 72 hours; the link of the letter stops it, once,
// without signing in, and looking at its page does nothing.
func TestAnotherPayoutAccountWaitsAndIsStoppedByALetter(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		ben, chie := world.At(t, w.Address, s.BenToken), world.At(t, w.Address, s.ChieToken)
		form := []string{"currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number"}
		add := func(number string) { ben.Post("/settings/payment/accounts", append(form, number)...).Want(t, 303) }
		states := func() string {
			t.Helper()
			var list struct {
				Items []struct {
					State, Currency string
					Effect          string `json:"takes_effect_at"`
				}
			}
			ben.JSON("GET", "/payout-accounts", nil, &list).Want(t, 200)
			var all []string
			for _, a := range list.Items {
				if (a.State == "waiting") != (a.Effect != "") {
					t.Errorf("%s takes effect at %q", a.State, a.Effect)
				}
				if a.Currency == "USD" {
					all = append(all, a.State)
				}
			}
			return strings.Join(all, " ")
		}
		add("000123456789")
		add("000222222227")
		if got := states(); got != "waiting active" {
			t.Fatal(got)
		}
		says(t, ben.Get("/settings/payment/payouts").Want(t, 200), "Takes effect on", "another account takes its place then")
		link := letterTo(t, w, "ben@example.org", payout.LetterReplaced)
		if words := letterWords(t, w, "ben@example.org", payout.LetterReplaced); !strings.Contains(words, "Test Bank ···2227") {
			t.Errorf("the letter says %s", words)
		}
		stranger := w.Visitor(t)
		says(t, stranger.Get(link).Want(t, 200), "Stop the change of your payout account?", "Test Bank ···2227")
		if got := states(); got != "waiting active" {
			t.Fatalf("looking at the page: %s", got)
		}
		says(t, stranger.Post(link).Want(t, 200), "The change is stopped")
		if got := states(); got != "active" {
			t.Fatal(got)
		}
		if a := stranger.Get(link); strings.Contains(a.Body, "Stop the change of your payout account?") {
			t.Errorf("a used link offers the button: %s", world.Words(a.Body))
		}
		add("000222222227")
		late := letterTo(t, w, "ben@example.org", payout.LetterReplaced)
		chie.JSON("POST", "/desk/clock", map[string]any{"hours": 73}, nil)
		w.Until(t, "the change", func() bool { return states() == "active" })
		says(t, stranger.Get(late).Want(t, 200), "There is nothing left to stop")
		says(t, stranger.Post(late).Want(t, 200), "There is nothing left to stop")
	})
}
