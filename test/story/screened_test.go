package story_test

import (
	"strings"
	"testing"
	"time"

	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/registration"
	"guildhall/market/sanctions"
	"guildhall/test/world"
)

// Nobody about whom a match with a sanctions list is undecided is let in to sell, over
// pages and the API: the desk finds it among the checks, with the way to decide it; the
// expert reads that a check by the house is open, and not which.
func TestAMatchWithAListStopsARegistrationUntilItIsDecided(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s, h, ctx := world.People(t, w.House), w.House, t.Context()
		chie := w.Visitor(t)
		chie.Person, chie.Org = s.Chie.Person, s.Chie.Organisation
		chie.SignIn()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		rosa := w.Join(t, account.NewPerson{Name: "Rosa Quintanilla", Email: "rosa@example.com"})
		who := rosa.Actor()
		_, err := h.Experts.Create(ctx, who, expert.Details{Name: "Rosa Quintanilla", Country: "JP", Biography: "Networks, mostly.", Languages: []string{"en"}})
		must(err)
		must(h.Experts.SetPicture(ctx, who, s.Face()))
		_, err = h.Registrations.Start(ctx, who, registration.Details{LegalName: "Rosa Quintanilla", Country: "JP", NotEmployed: true, TermsAccepted: true})
		must(err)
		s.Hand(rosa.Org, who)
		g, err := registration.Of(ctx, h.DB, rosa.Org)
		must(err)
		s.As(s.Chie).Pass(g.ID)
		says(t, rosa.Get("/registration").Want(t, 200), "The operator is checking")
		page, api := "/desk/registrations/"+registration.ID.Text(g.ID), "/desk/registrations/"+registration.ID.Text(g.ID)

		// Nobody has walked with the new list yet: whoever is let in is compared first.
		_, err = h.Sanctions.Load(ctx, s.Chie, sanctions.LoadInput{Code: "TEST", File: strings.NewReader("name\nRosa Quintanilla\n")}, nil)
		must(err)
		says(t, chie.Post(page+"/activate", "reason", "").Want(t, 409), "not decided to be another")
		chie.JSON("POST", api+"/activate", map[string]any{"reason": "Seen."}, nil).Want(t, 409)
		var desk struct{ Matches []string }
		chie.JSON("GET", api, nil, &desk).Want(t, 200)
		if len(desk.Matches) == 0 {
			t.Fatal("the desk is told of no match")
		}
		says(t, chie.Get(page).Want(t, 200), "Name on a sanctions list", "/desk/sanctions/"+desk.Matches[0])

		mine := rosa.Get("/registration").Want(t, 200)
		says(t, mine, "A check by the house is open")
		if strings.Contains(strings.ToLower(world.Words(mine.Body)), "sanction") {
			t.Error("the expert is told what is looked at")
		}
		var seller struct {
			HouseCheck bool `json:"house_check"`
		}
		if rosa.JSON("GET", "/seller", nil, &seller).Want(t, 200); !seller.HouseCheck {
			t.Error("the API does not say that a check is open")
		}

		for _, m := range desk.Matches {
			chie.Post("/desk/sanctions/"+m+"/clear", "reason", "Born in another year.").Want(t, 303)
		}
		chie.Post(page+"/activate", "reason", "").Want(t, 303)
		if is, err := registration.IsActive(ctx, h.DB, rosa.Org); err != nil || !is {
			t.Errorf("active: %v, %v", is, err)
		}

		// A suspension is not ended over a match either: not by the desk, nor on its day.
		chie.Post(page+"/suspend", "reason", "Looked at anew.", "rule", "untrue", "until", "2026-06-10").Want(t, 303)
		_, err = h.Sanctions.Load(ctx, s.Chie, sanctions.LoadInput{Code: "TEST2", File: strings.NewReader("name\nRosa Quintanilla\n")}, nil)
		must(err)
		says(t, chie.Post(page+"/restore", "reason", "Mended.").Want(t, 409), "not decided to be another")
		must(h.Sweeper.Advance(ctx, s.Chie, sweep.By(12*24*time.Hour)))
		mine = rosa.Get("/registration").Want(t, 200)
		says(t, mine, "Your registration is suspended")
		if said := world.Words(mine.Body); strings.Contains(strings.ToLower(said), "sanction") || strings.Contains(said, "ends by itself") {
			t.Error("the expert is told what is looked at, or of an end that is past")
		}
		letters(t, w, chie, "rosa@example.com", "goes on for now", 1)
		chie.JSON("GET", api, nil, &desk).Want(t, 200)
		for _, m := range desk.Matches {
			chie.Post("/desk/sanctions/"+m+"/clear", "reason", "Born in another year.").Want(t, 303)
		}
		chie.Post(page+"/restore", "reason", "Another person.").Want(t, 303)
	})
}
