package registration_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/test/cast"
	"guildhall/test/golden"
)

var details = registration.Details{LegalName: "Kumo Works KK", Country: "JP", NotEmployed: true, TermsAccepted: true}

func TestTheLifeOfARegistrationIsAsReviewed(t *testing.T) {
	golden.Check(t, "testdata/registration.flow.golden", registration.Flow.Matrix())
	golden.Check(t, "testdata/check.flow.golden", registration.CheckFlow.Matrix())
}

func seller(c *cast.Cast, who policy.Actor) cast.Seller {
	return cast.Seller{T: c.T, Room: c.Registrations, DB: c.DB, Who: who, Desk: c.Desk("Chie")}
}

func want(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Errorf("got %v, want %q", err, code)
	}
}

// The matrix of AWS_IQ.md 1.8, each cell through the real rooms.
func TestCapabilitiesFollowTheMatrix(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		for _, w := range []struct {
			registered, colleague, own            bool
			public, pool, proposes, enters, admit bool
		}{
			{false, false, false, false, false, false, false, false},
			{false, true, true, false, false, false, false, false},
			{true, false, false, true, false, true, false, false},
			{true, true, false, true, true, true, false, true},
			{true, false, true, true, true, true, true, true},
			{true, true, true, true, true, true, true, true},
		} {
			t.Run(fmt.Sprintf("registered %v, colleague %v, own %v", w.registered, w.colleague, w.own), func(t *testing.T) {
				ben := c.Company(c.Person("Ben"), "Kumo Works")
				dai := c.Enrol(ben, c.Person("Dai"), account.Member)
				if w.registered {
					c.Register(ben)
				}
				if w.own {
					c.Certify(ben)
				}
				if w.colleague {
					c.Certify(dai)
				}
				can, err := registration.Capabilities(t.Context(), c.DB, ben.Organisation, ben.Person)
				want(t, err, "")
				if can.PublicPage != w.public || can.SeesPool != w.pool || can.Proposes != w.proposes || can.EntersAccounts != w.enters {
					t.Errorf("%+v", can)
				}
				if (can.NeedPool() == nil) != w.admit {
					t.Errorf("the pool says %v", can.NeedPool())
				}
			})
		}
	})
}

func TestTheLastCertificationTakesThePoolWithIt(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Company(c.Person("Ben"), "Kumo Works")
		c.Register(ben)
		first, second := c.Certify(ben), c.Certify(c.Enrol(ben, c.Person("Dai"), account.Member))
		for i, cer := range []id.ID{first, second} {
			can, _ := registration.Capabilities(ctx, c.DB, ben.Organisation, ben.Person)
			if !can.SeesPool || can.EntersAccounts != (i == 0) {
				t.Errorf("with certification %d: %+v", i, can)
			}
			want(t, c.Experts.WithdrawCertification(ctx, c.Desk("Chie"), cer, "Gone."), "")
		}
		can, _ := registration.Capabilities(ctx, c.DB, ben.Organisation, ben.Person)
		want(t, can.NeedPool(), "pool.not_certified")
	})
}

// openIn are the open countries of a test.
type openIn []string

func (o openIn) IsOpen(_ context.Context, _ db.Reader, country string) (bool, error) {
	return slices.Contains(o, country), nil
}

func TestARegistrationNeedsItsDeclarationsAndAnOpenCountry(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Company(c.Person("Ben"), "Kumo Works")
		c.Registrations.Countries = openIn{"JP", "DE"}
		for field, code := range map[string]string{"legal_name": "required", "country": "country_closed", "not_employed": "must_declare", "terms_accepted": "must_accept"} {
			in := details
			switch field {
			case "legal_name":
				in.LegalName = " \u200b"
			case "country":
				in.Country = "FR"
			case "not_employed":
				in.NotEmployed = false
			default:
				in.TermsAccepted = false
			}
			_, err := c.Registrations.Start(ctx, ben, in)
			if f := fault.Of(err).Fields; len(f) != 1 || f[0].Name != field || f[0].Code != code {
				t.Errorf("%s: %v", field, err)
			}
		}
		member := c.Enrol(ben, c.Person("Dai"), account.Member)
		_, err := c.Registrations.Start(ctx, member, details)
		want(t, err, "registration.managers_only")
		_, err = c.Registrations.Start(ctx, ben, details)
		want(t, err, "")
		_, err = c.Registrations.Start(ctx, ben, details)
		want(t, err, "registration.exists")
	})
}

func TestDaysOfCheckingStopWhileTheExpertMustAct(t *testing.T) {
	day := clock.Micros(24 * time.Hour / time.Microsecond)
	g := registration.Registration{State: registration.Checking, Since: 100 * day, Spent: 5 * 24 * time.Hour}
	due, last := g.DecideBy()
	if due != 109*day || last != 116*day {
		t.Errorf("due on day %d, at last on day %d", due/day, last/day)
	}
	g.State = registration.ActionRequired
	if due, _ := g.DecideBy(); due != 0 {
		t.Error("the days run on while the expert must act")
	}
}

func TestTheDeskAsksActivatesSuspendsAndRestores(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben, chie := t.Context(), c.Person("Ben"), c.Desk("Chie")
		reg, err := c.Registrations.Start(ctx, ben, details)
		want(t, err, "")
		want(t, c.Registrations.Activate(ctx, chie, reg, ""), "registration.moved_already")
		_, err = c.Registrations.Submit(ctx, ben, details)
		want(t, err, "need.every_check_given")
		seller(c, ben).Give(reg, "JP")
		_, err = c.Registrations.Submit(ctx, ben, details)
		want(t, err, "")
		want(t, c.Registrations.Activate(ctx, ben, reg, ""), "registration.desk_only")
		want(t, c.Registrations.AskMore(ctx, chie, reg, ""), "form.invalid")
		want(t, c.Registrations.AskMore(ctx, chie, reg, "Which legal form?"), "")
		again := details
		again.Answer = "A kabushiki kaisha."
		_, err = c.Registrations.Submit(ctx, ben, again)
		want(t, err, "")
		want(t, c.Registrations.Activate(ctx, chie, reg, ""), "need.every_check_passed")
		seller(c, ben).Pass(reg)
		want(t, c.Registrations.Activate(ctx, chie, reg, ""), "")
		want(t, c.Registrations.Suspend(ctx, chie, registration.SuspendInput{Registration: reg, Rule: "conduct", Reason: "Complaints."}), "")
		if is, _ := registration.IsPersonActive(ctx, c.DB, ben.Person); is {
			t.Error("a suspended seller is active")
		}
		want(t, c.Registrations.Restore(ctx, chie, reg, "Solved."), "")
		g, err := registration.Of(ctx, c.DB, ben.Organisation)
		if err != nil || g.State != registration.Active || g.Answer != again.Answer || g.SubmittedAt == 0 {
			t.Errorf("%+v %v", g, err)
		}
	})
}

func TestOneOfTwentyAtOnceActivates(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben, chie := t.Context(), c.Person("Ben"), c.Desk("Chie")
		reg := seller(c, ben).Hand(details)
		seller(c, ben).Pass(reg)
		results := make([]error, 20)
		var wait sync.WaitGroup
		for i := range results {
			wait.Go(func() {
				if i%2 == 0 {
					results[i] = c.Registrations.Activate(ctx, chie, reg, "")
				} else {
					results[i] = c.Registrations.AskMore(ctx, chie, reg, "More, please.")
				}
			})
		}
		wait.Wait()
		won := 0
		for _, err := range results {
			if err == nil {
				won++
			} else if !fault.Is(err, "registration.moved_already") {
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d of 20 decided", won)
		}
	})
}
