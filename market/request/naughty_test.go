package request_test

import (
	"testing"

	"guildhall/base/fault"
	"guildhall/base/prose"
	"guildhall/base/services"
	"guildhall/market/expert"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/test/cast"
	"guildhall/test/naughty"
)

// refusedProperly tells that a text was refused as wrong input, never as a failure.
func refusedProperly(t *testing.T, s string, err error) bool {
	t.Helper()
	if err == nil {
		return false
	}
	if f := fault.Of(err); f.Kind != fault.KindInvalid || len(f.Fields) == 0 {
		t.Errorf("%.60q: %v", s, err)
	}
	return true
}

// Every field of requests, profiles, companies and registrations keeps what was
// meant or says why not; searching for it breaks nothing.
func TestNaughtyStringsAreKeptOrRefused(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Company(c.Expert("Ben"), "Kumo Works")
		c.Register(ben)
		q := c.Request(ben, good.Title)
		dai := c.Expert("Dai")
		if _, err := c.Experts.UpdateCompany(ctx, ben, expert.CompanyInput{CompanyDetails: expert.CompanyDetails{Name: "Kumo"}}); err != nil {
			t.Fatal(err)
		}
		for _, s := range naughty.Strings() {
			services.Find(s, s)
			in := good
			in.Title, in.Description = "A title: "+s, "A long enough description: "+s
			err := c.Requests.Edit(ctx, ben, q, request.EditInput{Input: in})
			if !refusedProperly(t, s, err) {
				got, _ := request.Find(ctx, c.DB, q)
				title, _ := prose.Line(in.Title)
				text, _ := prose.Clean(in.Description)
				if got.Title != title || got.Description != text {
					t.Errorf("%.60q became %.60q and %.60q", s, got.Title, got.Description)
				}
			}
			in = good
			in.PreferredName, in.Email, in.Country, in.Services, in.BudgetCurrency, in.BudgetBand = s, s, s, []string{s}, s, 1
			refusedProperly(t, s, c.Requests.Edit(ctx, ben, q, request.EditInput{Input: in}))

			details := expert.Details{Name: "B " + s, Biography: s, Experience: s, Handle: "ben-kumo"}
			if _, err := c.Experts.Update(ctx, ben, expert.UpdateInput{Details: details}); !refusedProperly(t, s, err) {
				p, _ := expert.FindByPerson(ctx, c.DB, ben.Person)
				if text, _ := prose.Clean(s); p.Biography != text || p.Experience != text {
					t.Errorf("%.60q became %.60q", s, p.Biography)
				}
			}
			details = expert.Details{Name: "Ben", Handle: s, Country: s, Languages: []string{s}, RateFrom: s, RateTo: s, RateCurrency: "USD"}
			_, err = c.Experts.Update(ctx, ben, expert.UpdateInput{Details: details})
			refusedProperly(t, s, err)
			_, err = c.Experts.UpdateCompany(ctx, ben, expert.CompanyInput{CompanyDetails: expert.CompanyDetails{Name: "K " + s, Description: s, Website: s, Handle: s, Country: s}})
			refusedProperly(t, s, err)
			_, err = registration.New(c.Journal).Start(ctx, ben, registration.Details{LegalName: s, Country: s, Answer: s})
			refusedProperly(t, s, err)
			for _, f := range []request.Filter{{Words: s}, {Service: s}, {Lang: s}, {Country: s}} {
				titles(t, c, dai, f, 5)
			}
			if _, err := expert.FindByHandle(ctx, c.DB, s); err != nil && !fault.IsKind(err, fault.KindMissing) {
				t.Errorf("%.60q: %v", s, err)
			}
			if _, err := expert.FindCompanyByHandle(ctx, c.DB, s); err != nil && !fault.IsKind(err, fault.KindMissing) {
				t.Errorf("%.60q: %v", s, err)
			}
		}
	})
}
