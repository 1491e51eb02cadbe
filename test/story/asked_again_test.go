package story_test

import (
	"testing"

	"guildhall/market/registration"
	"guildhall/test/world"
)

// Who sells already is told by mail when the desk asks again for something of the
// registration: nothing else would show it before a customer does.
func TestWhoSellsIsToldWhenTheDeskAsksAgain(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		chie := world.At(t, w.Address, s.ChieToken)
		chie.Post("/hat", "hat", "operator:").Want(t, 303)
		g, err := registration.Of(t.Context(), w.House.DB, s.Ben.Organisation)
		if err != nil {
			t.Fatal(err)
		}
		list, err := registration.ChecksOf(t.Context(), w.House.DB, g.ID)
		if err != nil {
			t.Fatal(err)
		}
		asked := 0
		for _, c := range list {
			if c.Kind == registration.Identity {
				asked++
				if err := w.House.Registrations.Reopen(t.Context(), s.Chie, registration.JudgeInput{Check: c.ID, Because: "incomplete"}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if said := letters(t, w, chie, "ben@example.org", "asks again for something", asked); asked != 1 || len(said) != 1 {
			t.Errorf("%d letters about %d checks", len(said), asked)
		}
	})
}
