package registration_test

import (
	"strings"
	"sync"
	"testing"

	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/test/cast"
	"guildhall/test/golden"
)

func TestTheLifeOfTheSettingsIsAsReviewed(t *testing.T) {
	golden.Check(t, "testdata/settings.flow.golden", registration.SettingsFlow.Matrix())
}

func TestWhoWorksForTheOperatorCannotSell(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, chie, ben, dai := t.Context(), c.Desk("Chie"), c.Person("Ben"), c.Person("Dai")
		waiting := seller(c, dai).Hand(details)
		_, err := c.Registrations.SetSettings(ctx, ben, registration.SettingsInput{Domains: "example.org"})
		want(t, err, "registration.desk_only")
		proved, err := account.Proved(ctx, c.DB, dai.Person)
		want(t, err, "")
		set := func(domains, addresses string) {
			t.Helper()
			seen, err := registration.SettingsOf(ctx, c.DB)
			want(t, err, "")
			_, err = c.Registrations.SetSettings(ctx, chie, registration.SettingsInput{Domains: domains, Addresses: addresses, Edition: seen.Version})
			want(t, err, "")
		}
		set("elsewhere.example\n", strings.ToUpper(proved[0]))
		_, err = c.Registrations.Start(ctx, ben, details)
		want(t, err, "")
		s := seller(c, dai)
		s.Pass(waiting)
		want(t, c.Registrations.Activate(ctx, chie, waiting, ""), "registration.employee_listed")
		if found, err := registration.EmployeesIn(ctx, c.DB, dai.Organisation); err != nil || len(found) != 1 || found[0] != dai.Person {
			t.Errorf("found %v %v", found, err)
		}
		set(" @Example.org \n\nelsewhere.example", "")
		_, err = c.Registrations.Change(ctx, ben, details)
		want(t, err, "registration.employee")
		_, err = c.Registrations.Start(ctx, c.Person("Eve"), details)
		want(t, err, "registration.employee")
		_, err = c.Registrations.SetSettings(ctx, chie, registration.SettingsInput{Edition: 1})
		want(t, err, "seller_settings.moved_already")
		set("", "")
		want(t, c.Registrations.Activate(ctx, chie, waiting, ""), "")
		if kept, err := registration.SettingsOf(ctx, c.DB); err != nil || len(kept.Domains)+len(kept.Addresses) != 0 {
			t.Errorf("kept %+v %v", kept, err)
		}
	})
}

func TestADomainOfEmployeesIsOneOfTheirOwn(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		for _, wrong := range []registration.SettingsInput{{Domains: "co.jp"}, {Domains: "com"}, {Domains: "a b.example"}, {Domains: "x@example.org"},
			{Addresses: "nobody"}, {Addresses: strings.Repeat("a@example.org\n", registration.AddressesMax+1)}} {
			_, err := c.Registrations.SetSettings(t.Context(), c.Desk("Chie"), wrong)
			want(t, err, "form.invalid")
		}
	})
}

func TestOfTwentyWhoChangeTheSettingsAtOnceOneIsHeard(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		chie := c.Desk("Chie")
		for edition := range int64(2) {
			var wait sync.WaitGroup
			var heard sync.Map
			for i := range 20 {
				wait.Go(func() {
					_, err := c.Registrations.SetSettings(t.Context(), chie, registration.SettingsInput{Domains: strings.Repeat("a", i+1) + ".example", Edition: edition})
					if err == nil {
						heard.Store(i, true)
					}
				})
			}
			wait.Wait()
			many := 0
			heard.Range(func(any, any) bool { many++; return true })
			if many != 1 {
				t.Errorf("at edition %d %d were heard", edition, many)
			}
		}
	})
}
