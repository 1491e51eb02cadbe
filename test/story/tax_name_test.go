package story_test

import (
	"strings"
	"testing"
	"time"

	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/market/tax"
	"guildhall/outside/sandbox"
	"guildhall/test/cast"
	"guildhall/test/world"
)

// The desk loads the list of issuers on the page of tax numbers and over the API, and reads
// how many numbers there were and which lines were left out.
func TestTheDeskLoadsTheListOfIssuers(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		ben, chie := world.At(t, w.Address, s.BenToken), world.At(t, w.Address, s.ChieToken)
		list := `1,"T7000012050002",01,0,2,1,1,2023-10-01,2023-10-01,,,"東京都",,,,,,,"国税庁",,,,,` + "\n" + "odd\n"
		says(t, hand(chie, "/desk/tax-issuers", "list.csv", []byte("a,b\n")).Want(t, 422), "not the list of the National Tax Agency")
		hand(chie, "/desk/tax-issuers", "list.csv", []byte(list)).Want(t, 303)
		says(t, chie.Get("/desk/tax-numbers").Want(t, 200), "2 lines read, 1 number written", "1 line left out", "Line 2: too few columns")
		chie.Do("PUT", "/api/v1/desk/tax-issuers", "application/octet-stream", strings.NewReader(list), nil).Want(t, 200)
		ben.Do("PUT", "/api/v1/desk/tax-issuers", "application/octet-stream", strings.NewReader(list), nil).Want(t, 404)
		var loads struct{ Items []struct{ Kept int } }
		chie.JSON("GET", "/desk/tax-issuers", nil, &loads).Want(t, 200)
		if len(loads.Items) != 2 || loads.Items[0].Kept != 1 {
			t.Errorf("%+v", loads)
		}
	})
}

// A register that knows a number as somebody else's confirms nothing: the seller and the
// desk are told and see both names. One that it confirmed is asked again after 90 days.
func TestATaxNumberOfSomebodyElseIsToldAndAConfirmedOneIsAskedAgain(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		ben, chie := world.At(t, w.Address, s.BenToken), world.At(t, w.Address, s.ChieToken)
		firm, err := w.House.Accounts.MakeCompany(t.Context(), s.Ben, account.OrganisationInput{Name: "Wolken Werk", Country: "DE"})
		if err != nil {
			t.Fatal(err)
		}
		ben.Post("/hat", "hat", "expert:"+account.OrganisationID.Text(firm)).Want(t, 303)
		ben.Post("/registration", "legal_name", "Wolken Werk GmbH", "country", "DE", "not_employed", "1", "terms_accepted", "1", "seller", "company").Want(t, 303)
		page := "/registration/checks/tax"
		answer := cast.TaxAnswers("Wolken Werk GmbH", "DE")
		answer["us_form"], answer["signature"], answer["vat"] = registration.FormBENE, "Ben Carter", "yes"
		number := func() (n tax.Number) {
			list, err := tax.NumbersOf(t.Context(), w.House.DB, firm)
			if err == nil && len(list) == 1 {
				n = list[0]
			}
			return n
		}
		ben.Post(page, pairs(answer, "vat_number", "DE136696311")...).Want(t, 303)
		w.Until(t, "the register names somebody else", func() bool { return number().State == tax.Differs })
		says(t, ben.Get(page).Want(t, 200), "Known under another name", sandbox.Stranger)
		says(t, chie.Get("/desk/tax-numbers?state=differs").Want(t, 200), "Wolken Werk")
		g, err := registration.Of(t.Context(), w.House.DB, firm)
		if err != nil {
			t.Fatal(err)
		}
		says(t, chie.Get("/desk/registrations/"+registration.ID.Text(g.ID)).Want(t, 200), "The register names: "+sandbox.Stranger, "legal name: Wolken Werk GmbH")
		w.Until(t, "both are told", func() bool {
			return len(mailTo(t, w, "ben@example.org", "mail.tax_number_differs")) == 1 && len(mailTo(t, w, "chie@example.org", "mail.tax_number_to_decide")) == 1
		})

		ben.Post(page, pairs(answer, "vat_number", "DE 136 695 976")...).Want(t, 303)
		w.Until(t, "the register knows the other", func() bool { return number().State == tax.Confirmed })
		first := number().AskedAt
		if err := w.House.Sweeper.Advance(t.Context(), s.Chie, sweep.By((tax.AskedEvery+1)*24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		w.Until(t, "the register is asked again", func() bool { return number().AskedAt > first })
		if n := number(); n.State != tax.Confirmed {
			t.Errorf("%+v", n)
		}
	})
}
