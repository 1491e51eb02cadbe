// Package story runs whole stories over real HTTP with the whole program.
package story_test

import (
	"strings"
	"testing"

	"guildhall/market/account"
	"guildhall/market/demo"
	"guildhall/test/world"
	"guildhall/web/page/pricing"
)

func TestTheDemoTellsItsStoryOnceAndItsChainVerifies(t *testing.T) {
	if testing.Short() {
		t.Skip("left out: the demo's story takes seconds")
	}
	c := world.Config(t, "")
	c.Demo, c.Begins = true, "" // Its story ends today.
	w := world.Start(t, c)
	told, err := demo.Told(t.Context(), w.House.DB)
	if err != nil || !told {
		t.Fatalf("told: %v, %v", told, err)
	}
	personas, err := w.House.Accounts.PersonasHere(t.Context())
	if err != nil || len(personas) != len(account.Personas) {
		t.Fatalf("%d of %d personas: %v", len(personas), len(account.Personas), err)
	}
	if stuck, err := w.House.Journal.StuckEvents(t.Context()); err != nil || len(stuck) > 0 {
		t.Errorf("put aside: %v %v", stuck, err)
	}
	// Its people agreed to the terms half a year ago: they are not of later.
	began, err := w.House.Journal.Began(t.Context())
	day := min(began.Date(w.House.Deals.Zone), pricing.TermsVersion)
	if page := w.Visitor(t).Get("/terms").Want(t, 200).Body; err != nil || !strings.Contains(page, `datetime="`+day+`"`) {
		t.Errorf("the demo's terms are not in force since its first day, %s (%v)", day, err)
	}
	if n, err := w.House.Journal.Verify(t.Context()); err != nil || n < 200 {
		t.Errorf("the chain of %d events: %v", n, err)
	}
}
