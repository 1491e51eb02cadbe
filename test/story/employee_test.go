package story_test

import (
	"testing"

	"guildhall/base/db"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/test/world"
)

// Who works for the operator is told the published rule, over pages and the API, and
// may buy; the desk sees it where somebody was faster than the list.
func TestAnEmployeeOfTheOperatorIsToldTheRuleAndMayBuy(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		chie := w.Visitor(t)
		chie.Person, chie.Org = s.Chie.Person, s.Chie.Organisation
		chie.SignIn()
		early := w.Join(t, account.NewPerson{Name: "Early Bird", Email: "early@agency.example"})
		start := []string{"legal_name", "Dai Sato", "country", "JP", "not_employed", "1", "terms_accepted", "1"}
		early.Post("/registration", start...).Want(t, 303)
		says(t, chie.Get("/desk/registrations").Want(t, 200), "/desk/seller-settings")
		says(t, chie.Post("/desk/seller-settings", "edition", "0", "domains", "parent.example\nco.jp").Want(t, 422), "Line 2", "parent.example")
		chie.Post("/desk/seller-settings", "edition", "0", "domains", "parent.example", "addresses", "Early@Agency.example").Want(t, 303)
		says(t, chie.Post("/desk/seller-settings", "edition", "0").Want(t, 409), "meanwhile")
		says(t, chie.Get("/desk/seller-settings").Want(t, 200), "parent.example", "early@agency.example")

		dai := w.Join(t, account.NewPerson{Name: "Dai Sato", Email: "dai@mail.parent.example"})
		says(t, dai.Get("/registration").Want(t, 200), "Not met: You do not work for the operator", "/eligibility#employee", "/requests/new")
		says(t, dai.Post("/registration", start...).Want(t, 403), "/eligibility#employee")
		says(t, dai.JSON("POST", "/seller", map[string]any{"legal_name": "Dai", "country": "JP", "not_employed": true, "terms_accepted": true}, nil).Want(t, 403),
			"registration.employee", "/eligibility#employee")
		dai.JSON("POST", "/requests", map[string]any{"title": "Our RDS bill doubled in October", "preferred_name": "Dai", "email": "dai@mail.parent.example",
			"description": "Nobody changed anything. Please help us find out why, and what to do about it."}, nil).Want(t, 201)
		says(t, w.Visitor(t).Get("/eligibility").Want(t, 200), "a list of addresses that the operator keeps")

		var seen struct {
			Edition int64
			Domains []string
		}
		chie.JSON("GET", "/desk/seller-settings", nil, &seen).Want(t, 200)
		dai.JSON("GET", "/desk/seller-settings", nil, nil).Want(t, 404)
		if len(seen.Domains) != 1 || seen.Domains[0] != "parent.example" {
			t.Errorf("over the API: %+v", seen)
		}
		g, err := registration.Of(t.Context(), w.House.DB, early.Org)
		if err != nil {
			t.Fatal(err)
		}
		says(t, chie.Get("/desk/registrations/"+registration.ID.Text(g.ID)).Want(t, 200), "On the list of employees", "Early Bird")
		if n, err := db.Value[int64](t.Context(), w.House.DB, toldEvents, "%agency.example%"); err != nil || n > 0 {
			t.Errorf("%d events tell an employee's address: %v", n, err)
		}
	})
}
