package registration_test

import (
	"sync"
	"testing"

	"guildhall/base/fault"
	"guildhall/market/registration"
	"guildhall/test/cast"
)

func TestARefusalIsProposedByOneAndConfirmedByAnother(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben, chie := t.Context(), c.Person("Ben"), c.Operator("Chie")
		g := seller(c, ben).Hand(details)
		on := registration.SettingsInput{SecondLook: true}
		_, err := c.Registrations.SetSettings(ctx, chie, on)
		want(t, err, "form.invalid") // She is alone.
		refuse := registration.RefuseInput{Registration: g, Rule: "identity", Reason: "The document is of somebody else."}
		want(t, c.Registrations.ProposeRefusal(ctx, chie, refuse), "need.second_look_on")
		dora := c.Operator("Dora")
		_, err = c.Registrations.SetSettings(ctx, chie, on)
		want(t, err, "")
		before, err := registration.Find(ctx, c.DB, g)
		want(t, err, "")
		due, last := before.DecideBy()

		want(t, c.Registrations.Refuse(ctx, chie, refuse), "need.second_look_off")
		want(t, c.Registrations.ConfirmRefusal(ctx, dora, g), "need.refusal_proposed")
		want(t, c.Registrations.ProposeRefusal(ctx, chie, registration.RefuseInput{Registration: g, Rule: "bank", Reason: "None."}), "form.invalid")
		want(t, c.Registrations.ProposeRefusal(ctx, chie, refuse), "")
		want(t, c.Registrations.ConfirmRefusal(ctx, chie, g), "registration.second_person")
		want(t, c.Registrations.RejectRefusal(ctx, chie, g, "After all not."), "registration.second_person")
		want(t, c.Registrations.RejectRefusal(ctx, dora, g, ""), "form.invalid")
		r, err := registration.Find(ctx, c.DB, g)
		want(t, err, "")
		stillDue, stillLast := r.DecideBy()
		if r.State != registration.Checking || r.Rule != "" || r.Reason != "" || stillDue != due || stillLast != last {
			t.Errorf("while it is proposed: %+v, due %d and %d", r, stillDue-due, stillLast-last)
		}
		want(t, c.Registrations.RejectRefusal(ctx, dora, g, "It is the maiden name."), "")
		if r, _ = registration.Find(ctx, c.DB, g); r.State != registration.Checking || r.ProposedRule != "" || r.RejectedReason != "It is the maiden name." || r.Reason != "" {
			t.Errorf("once it is rejected: %+v", r)
		}
		want(t, c.Registrations.ProposeRefusal(ctx, dora, refuse), "")
		want(t, c.Registrations.ConfirmRefusal(ctx, chie, g), "")
		if r, _ = registration.Find(ctx, c.DB, g); r.State != registration.Refused || r.Rule != "identity" || r.Reason != refuse.Reason || r.Judge != chie.Person || r.ProposedRule != "" {
			t.Errorf("once it is confirmed: %+v", r)
		}

		// Both had a part in it: a third one decides the appeal, where there is one.
		_, err = c.Registrations.Appeal(ctx, ben, "It is my maiden name, as the register says.")
		want(t, err, "")
		eve := c.Operator("Eve")
		want(t, c.Registrations.Uphold(ctx, dora, g, "It stands."), "registration.another_judge")
		want(t, c.Registrations.Uphold(ctx, chie, g, "It stands."), "registration.another_judge")
		want(t, c.Registrations.Overturn(ctx, eve, g, "The register says so."), "")
	})
}

func TestAProposedRefusalEndsWithWhateverElseIsDecided(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben, chie, dora := t.Context(), c.Person("Ben"), c.Operator("Chie"), c.Operator("Dora")
		g := seller(c, ben).Hand(details)
		_, err := c.Registrations.SetSettings(ctx, chie, registration.SettingsInput{SecondLook: true})
		want(t, err, "")
		want(t, c.Registrations.ProposeRefusal(ctx, chie, registration.RefuseInput{Registration: g, Rule: "identity", Reason: "Of somebody else."}), "")
		want(t, c.Registrations.AskMore(ctx, dora, g, "Please show the register."), "")
		want(t, c.Registrations.ConfirmRefusal(ctx, dora, g), "registration.moved_already")
		if r, _ := registration.Find(ctx, c.DB, g); r.State != registration.ActionRequired || r.ProposedRule != "" {
			t.Errorf("%+v", r)
		}
	})
}

func TestOfTwentyAnswersToAProposedRefusalOneCounts(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, chie, dora := t.Context(), c.Operator("Chie"), c.Operator("Dora")
		g := seller(c, c.Person("Ben")).Hand(details)
		_, err := c.Registrations.SetSettings(ctx, chie, registration.SettingsInput{SecondLook: true})
		want(t, err, "")
		want(t, c.Registrations.ProposeRefusal(ctx, chie, registration.RefuseInput{Registration: g, Rule: "identity", Reason: "Of somebody else."}), "")
		var wait sync.WaitGroup
		var counted sync.Map
		for i := range 20 {
			wait.Go(func() {
				var err error
				if i%2 == 0 {
					err = c.Registrations.ConfirmRefusal(ctx, dora, g)
				} else {
					err = c.Registrations.RejectRefusal(ctx, dora, g, "It is the maiden name.")
				}
				if err == nil {
					counted.Store(i, true)
				} else if fault.Of(err) == nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		many := 0
		counted.Range(func(any, any) bool { many++; return true })
		if many != 1 {
			t.Errorf("%d counted", many)
		}
	})
}
