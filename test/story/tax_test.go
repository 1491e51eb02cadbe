package story_test

import (
	"strings"
	"testing"

	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/market/tax"
	"guildhall/test/cast"
	"guildhall/test/world"
)

// pairs are answers as a form sends them.
func pairs(a registration.Answer, changes ...string) []string {
	for i := 0; i+1 < len(changes); i += 2 {
		a[changes[i]] = changes[i+1]
	}
	var list []string
	for name, said := range a {
		list = append(list, name, said)
	}
	return list
}

// deskCheck is the screen on which the desk decides one check.
func deskCheck(t *testing.T, w *world.World, g id.ID, kind registration.Kind) string {
	t.Helper()
	checks, err := registration.ChecksOf(t.Context(), w.House.DB, g)
	c, found := checks.Of(kind)
	if err != nil || !found {
		t.Fatal(kind, err)
	}
	return "/desk/checks/" + registration.CheckID.Text(c.ID)
}

const listOfIssuers = "1,T7000012050002,01,0,1,1,1,2023-10-01,2023-10-01,,,,,,,,,,,,,,,\n"

func TestAFreelancerInJapanGoesFromTheTaxInterviewToTheAccountInKana(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		dai := w.Join(t, account.NewPerson{Name: "大島 大", Email: "dai@example.org"})
		dai.Post("/registration", "legal_name", "大島 大", "country", "JP", "not_employed", "1", "terms_accepted", "1").Want(t, 303)

		// The account comes after the interview.
		japan := []string{"currency", "JPY", "country", "JP", "bank", "みなと銀行", "code", "0001-001", "kind", "ordinary", "holder", "オオシマ ダイ", "number", "1234567"}
		says(t, dai.Post("/settings/payment/accounts", japan...).Want(t, 409), "The tax interview comes first")

		page := "/registration/checks/tax"
		says(t, dai.Get(page).Want(t, 200), `value="大島 大"`, "Are you a US person?", "Show the next questions")
		says(t, dai.Post(page, "continue", "1", "legal_name", "大島 大", "us_person", "no").Want(t, 200), "W-8BEN: a person who works outside", "registered issuer")
		answer := cast.TaxAnswers("大島 大", "JP")
		answer["legal_kana"] = "オオシマ ダイ"
		says(t, dai.Post(page, pairs(answer, "invoice", "yes", "invoice_number", "1234 5678 9018")...).Want(t, 422), "individual number")
		dai.Post(page, pairs(answer, "invoice", "yes", "invoice_number", "T7000012050002")...).Want(t, 303)
		says(t, dai.Get(page).Want(t, 200), "Being looked at", "ends with 0002", "Not confirmed")
		if _, err := w.House.Tax.LoadIssuers(t.Context(), policy.As(policy.System, "import"), strings.NewReader(listOfIssuers), nil); err != nil {
			t.Fatal(err)
		}
		says(t, dai.Get(page).Want(t, 200), "Confirmed", "List of the National Tax Agency")
		dai.Post(page, pairs(answer)...).Want(t, 303)
		says(t, dai.Get("/registration").Want(t, 200), "Good until")

		says(t, dai.Post("/settings/payment/accounts", append(japan, "holder", "x")...).Want(t, 303)) // The first of two counts.
		dai.Post("/settings/payment/preferences/JPY", "day", "10").Want(t, 303)
		for _, kind := range []registration.Kind{registration.Contact, registration.Identity, registration.Antisocial} {
			if kind == registration.Identity {
				show(t, dai, pairs(cast.Answers(kind, "JP")))
				continue
			}
			dai.Post("/registration/checks/"+string(kind), pairs(cast.Answers(kind, "JP"))...).Want(t, 303)
		}
		world.Elsewhere(t, w.House, dai.Actor(), registration.Individual)
		world.Elsewhere(t, w.House, dai.Actor(), registration.Factor)

		// Everything is there but the questionnaire, and so it cannot be handed in.
		says(t, dai.Post("/registration/submit").Want(t, 403))
		says(t, dai.Post("/registration/checks/dac7", "residence", "JP").Want(t, 422), "Please")
		dai.Post("/registration/checks/dac7", "residence", "JP", "declare", "1").Want(t, 303)
		dai.Post("/registration/submit").Want(t, 303)
		s.Activate(dai.Org)
		says(t, dai.Get("/registration").Want(t, 200), "Active")
	})
}

func TestACompanyInGermanyIsConfirmedByTheRegisterAndPaidInItsName(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		ben := world.At(t, w.Address, s.BenToken)
		firm, err := w.House.Accounts.MakeCompany(t.Context(), s.Ben, account.OrganisationInput{Name: "Wolken Werk", Country: "DE"})
		if err != nil {
			t.Fatal(err)
		}
		ben.Post("/hat", "hat", "expert:"+account.OrganisationID.Text(firm)).Want(t, 303)
		ben.Post("/registration", "legal_name", "Wolken Werk GmbH", "country", "DE", "not_employed", "1", "terms_accepted", "1", "seller", "company").Want(t, 303)
		page := "/registration/checks/tax"
		answer := cast.TaxAnswers("Wolken Werk GmbH", "DE")
		answer["us_form"], answer["signature"], answer["vat"] = registration.FormBENE, "Ben Carter", "yes"
		says(t, ben.Post(page, pairs(answer, "vat_number", "DE136695977")...).Want(t, 422), "The check digit does not fit")
		ben.Post(page, pairs(answer, "vat_number", "DE 136 695 976")...).Want(t, 303)
		w.Until(t, "the register answers", func() bool {
			list, err := tax.NumbersOf(t.Context(), w.House.DB, firm)
			return err == nil && len(list) == 1 && list[0].State == tax.Confirmed
		})
		says(t, ben.Get(page).Want(t, 200), "Confirmed", "ends with 5976", "sandbox&#39;s register was asked on")

		says(t, ben.Post("/registration/checks/dac7", "residence", "DE", "declare", "1").Want(t, 422), "Business registration number")
		ben.Post("/registration/checks/dac7", "residence", "DE", "legal_name", "Wolken Werk GmbH", "tin_none", "1", "register", "HRB 12345", "establishment", "no", "declare", "1").Want(t, 303)

		iban := []string{"currency", "EUR", "country", "DE", "bank", "Hafenbank", "number", "DE89 3704 0044 0532 0130 00"}
		says(t, ben.Post("/settings/payment/accounts", append(iban, "holder", "Wolken Werk AG")...).Want(t, 422), "its legal form does not")
		says(t, ben.Post("/settings/payment/accounts", append(iban, "holder", "Ben Carter")...).Want(t, 422), "in your own legal name")
		ben.Post("/settings/payment/accounts", append(iban, "holder", "WOLKEN WERK GMBH")...).Want(t, 303)
		says(t, ben.Get("/settings/payment/payouts").Want(t, 200), "3000", "In use")

		// At the desk: what was signed, without the numbers of the tax office.
		g, err := registration.Of(t.Context(), w.House.DB, firm)
		if err != nil {
			t.Fatal(err)
		}
		chie := world.At(t, w.Address, s.ChieToken)
		says(t, chie.Get("/desk/registrations/"+registration.ID.Text(g.ID)).Want(t, 200), "Tax numbers", "ends with 5976")
		for kind, words := range map[registration.Kind]string{registration.Tax: "W-8BEN-E", registration.DAC7: "HRB 12345"} {
			says(t, chie.Get(deskCheck(t, w, g.ID, kind)).Want(t, 200), words)
		}
	})
}

func TestTheDeskConfirmsANumberByHandAndLooksAtTheFormsOfIntermediaries(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		ben, chie := world.At(t, w.Address, s.BenToken), world.At(t, w.Address, s.ChieToken)
		firm, err := w.House.Accounts.MakeCompany(t.Context(), s.Ben, account.OrganisationInput{Name: "Kumo Works", Country: "JP"})
		if err != nil {
			t.Fatal(err)
		}
		ben.Post("/hat", "hat", "expert:"+account.OrganisationID.Text(firm)).Want(t, 303)
		ben.Post("/registration", "legal_name", "Kumo Works KK", "country", "JP", "not_employed", "1", "terms_accepted", "1", "seller", "company").Want(t, 303)
		answer := cast.TaxAnswers("Kumo Works KK", "JP")
		ben.Post("/registration/checks/tax", pairs(answer, "us_form", registration.FormIMY, "declare_w8imy", "1", "income", "For our partners.")...).Want(t, 303)
		says(t, ben.Get("/registration").Want(t, 200), "Being looked at")

		list := chie.Get("/desk/tax-numbers").Want(t, 200)
		says(t, list, "Kumo Works", "Corporate number", "Not confirmed")
		numbers, err := tax.NumbersOf(t.Context(), w.House.DB, firm)
		if err != nil || len(numbers) != 1 {
			t.Fatal(numbers, err)
		}
		vouch := "/desk/tax-numbers/" + tax.NumberID.Text(numbers[0].ID) + "/vouch"
		ben.Post(vouch, "reason", "It is mine.").Want(t, 404)
		says(t, chie.Post(vouch, "reason", "").Want(t, 422), "Please fill this in")
		a := chie.Post(vouch, "reason", "Seen in the corporate number register today.").Want(t, 303)
		says(t, chie.Get(strings.Split(a.Location, "#")[0]).Want(t, 200), "Confirmed by hand", "Seen in the corporate number register today.")
		g, err := registration.Of(t.Context(), w.House.DB, firm)
		if err != nil {
			t.Fatal(err)
		}
		says(t, chie.Get(deskCheck(t, w, g.ID, registration.Tax)).Want(t, 200), "For our partners.")
		says(t, chie.Get("/desk/tax-numbers").Want(t, 200), "Every number is confirmed")
	})
}
