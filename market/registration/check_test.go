package registration_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/test/cast"
)

// Which checks follow from who registers and where, as an operator reads the table.
func TestWhatIsAskedFollowsFromWhoRegistersAndWhere(t *testing.T) {
	for _, w := range []struct {
		seller  registration.Seller
		country string
		want    string
	}{
		{registration.Freelancer, "DE", "individual contact factor identity tax dac7 bank preference"},
		{registration.Freelancer, "JP", "individual contact factor identity antisocial tax dac7 bank preference"},
		{registration.Firm, "DE", "company contact factor identity documents people tax dac7 bank preference"},
		{registration.Both, "JP", "individual company contact factor identity documents people antisocial tax dac7 bank preference"},
	} {
		var kinds []string
		for _, a := range registration.Table {
			if a.AppliesTo(w.seller, w.country) {
				kinds = append(kinds, string(a.Kind))
			}
			if !registration.KnownRule(a.Rule) {
				t.Errorf("%s rests on rule %q, which is not published", a.Kind, a.Rule)
			}
		}
		if got := strings.Join(kinds, " "); got != w.want {
			t.Errorf("%s in %s: %s", w.seller, w.country, got)
		}
	}
}

func state(t *testing.T, c *cast.Cast, g id.ID, kind registration.Kind) registration.Check {
	t.Helper()
	checks, err := registration.ChecksOf(t.Context(), c.DB, g)
	want(t, err, "")
	check, _ := checks.Of(kind)
	return check
}

func TestAFactOfAnotherRoomSettlesItsCheckAndUnsettlesIt(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		is := false
		c.Registrations.Facts = map[registration.Kind]registration.Fact{
			registration.Factor: func(context.Context, db.Reader, registration.Registration) (bool, error) { return is, nil },
		}
		ben := c.Person("Ben")
		g, err := c.Registrations.Start(t.Context(), ben, details)
		want(t, err, "")
		seller(c, ben).Give(g, "JP")
		_, err = c.Registrations.Submit(t.Context(), ben, details)
		want(t, err, "need.every_check_given")
		for _, w := range []struct {
			is   bool
			want string
		}{{true, "passed"}, {true, "passed"}, {false, "todo"}, {false, "todo"}, {true, "passed"}} {
			is = w.is
			want(t, c.Registrations.Refresh(t.Context(), ben, ben.Organisation), "")
			if got := state(t, c, g, registration.Factor).State; string(got) != w.want {
				t.Errorf("with %v it is %s", w.is, got)
			}
		}
		_, err = c.Registrations.Submit(t.Context(), ben, details)
		want(t, err, "")
	})
}

func TestAFactThatTheDeskSentBackSettlesOnlyWhenItsRoomHasChangedSomething(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ben, chie := c.Person("Ben"), c.Desk("Chie")
		g, err := c.Registrations.Start(t.Context(), ben, details)
		want(t, err, "")
		c.Registrations.Facts = map[registration.Kind]registration.Fact{
			registration.Individual: func(context.Context, db.Reader, registration.Registration) (bool, error) { return true, nil },
		}
		before, _ := registration.Find(t.Context(), c.DB, g)
		now, err := c.Registrations.Checks(t.Context(), c.DB, before)
		want(t, err, "")
		if asked, there := now.Of(registration.Individual); !there || asked.State != registration.Passed || !asked.ID.IsNone() {
			t.Errorf("what is asked since reads %+v", asked)
		}
		seller(c, ben).Give(g, "JP")
		_, err = c.Registrations.Submit(t.Context(), ben, details)
		want(t, err, "")
		photo := state(t, c, g, registration.Individual)
		want(t, c.Registrations.Reopen(t.Context(), chie, registration.JudgeInput{Check: photo.ID, Reason: "This is a drawing."}), "")
		_, err = c.Registrations.Submit(t.Context(), ben, details)
		want(t, err, "need.every_check_given")
		want(t, c.Registrations.Refresh(t.Context(), ben, ben.Organisation), "")
		if got := state(t, c, g, registration.Individual).State; got != registration.Passed {
			t.Errorf("after a change it is %s", got)
		}
		_, err = c.Registrations.Submit(t.Context(), ben, details)
		want(t, err, "")
	})
}

func TestWhatTheDeskSendsBackWaitsForTheExpertAndStopsTheDays(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben, chie := t.Context(), c.Person("Ben"), c.Desk("Chie")
		g := seller(c, ben).Hand(details)
		identity := state(t, c, g, registration.Identity)
		want(t, c.Registrations.Fail(ctx, ben, registration.JudgeInput{Check: identity.ID, Reason: "No."}), "registration.desk_only")
		want(t, c.Registrations.Fail(ctx, chie, registration.JudgeInput{Check: identity.ID}), "form.invalid")
		want(t, c.Registrations.Fail(ctx, chie, registration.JudgeInput{Check: identity.ID, Rule: "mood", Reason: "I do not like it."}), "form.invalid")
		want(t, c.Registrations.Fail(ctx, chie, registration.JudgeInput{Check: identity.ID, Reason: "The number cannot be read."}), "")
		r, _ := registration.Find(ctx, c.DB, g)
		if due, _ := r.DecideBy(); r.State != registration.ActionRequired || due != 0 {
			t.Errorf("%s, due %d", r.State, due)
		}
		if again := state(t, c, g, registration.Identity); again.State != registration.Failed || again.Rule != "identity" || again.Judge != chie.Person {
			t.Errorf("%+v", again)
		}
		_, err := c.Registrations.Submit(ctx, ben, details)
		want(t, err, "need.every_check_given")
		_, err = c.Registrations.Give(ctx, ben, registration.GiveInput{Kind: registration.Identity, Answer: cast.Answers(registration.Identity, "JP")})
		want(t, err, "")
		_, err = c.Registrations.Submit(ctx, ben, details)
		want(t, err, "")
		want(t, c.Registrations.Activate(ctx, chie, g, ""), "need.every_check_passed")
		seller(c, ben).Pass(g)
		want(t, c.Registrations.Activate(ctx, chie, g, ""), "")
	})
}

func TestARefusalNamesAPublishedRuleAndAnotherOneDecidesTheAppeal(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben, chie := t.Context(), c.Person("Ben"), c.Operator("Chie")
		g := seller(c, ben).Hand(details)
		refuse := registration.RefuseInput{Registration: g, Rule: "employee", Reason: "You work for our parent company."}
		for _, rule := range []string{"", "mood", "bank"} { // A missing account refuses nobody for good.
			bad := refuse
			bad.Rule = rule
			want(t, c.Registrations.Refuse(ctx, chie, bad), "form.invalid")
		}
		want(t, c.Registrations.Refuse(ctx, ben, refuse), "registration.desk_only")
		want(t, c.Registrations.Refuse(ctx, chie, refuse), "")
		_, err := c.Registrations.Appeal(ctx, ben, "No.")
		want(t, err, "form.invalid")
		_, err = c.Registrations.Appeal(ctx, ben, "I left that company in March.")
		want(t, err, "")
		other := c.Operator("Dora")
		want(t, c.Registrations.Uphold(ctx, chie, g, "It is as I said."), "registration.another_judge")
		want(t, c.Registrations.Overturn(ctx, other, g, "He has shown it."), "")
		r, _ := registration.Find(ctx, c.DB, g)
		if r.State != registration.Checking || r.Appeal == "" {
			t.Errorf("%+v", r)
		}
		want(t, c.Registrations.Refuse(ctx, chie, refuse), "")
		_, err = c.Registrations.Appeal(ctx, ben, "I left that company in March, truly.")
		want(t, err, "")
		want(t, c.Registrations.Uphold(ctx, other, g, "The register says otherwise."), "")
		_, err = c.Registrations.Appeal(ctx, ben, "Once more, please look.")
		want(t, err, "registration.moved_already")
		want(t, c.Registrations.ReopenSeller(ctx, chie, g, "He has left now."), "")
		if r, _ := registration.Find(ctx, c.DB, g); r.State != registration.Started || r.Rule != "" || r.SubmittedAt != 0 {
			t.Errorf("%+v", r)
		}
	})
}

func TestARefusalIsFinalWhenNobodyAppeals(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		g := seller(c, ben).Hand(details)
		want(t, c.Registrations.Refuse(ctx, c.Desk("Chie"), registration.RefuseInput{Registration: g, Rule: "age", Reason: "Born too late."}), "")
		r, _ := registration.Find(ctx, c.DB, g)
		if r.Deadline != r.Since.Add(registration.AppealDays*24*time.Hour) {
			t.Errorf("refused at %d, appeal until %d", r.Since, r.Deadline)
		}
		want(t, c.Registrations.Close(ctx, ben, g), "registration.moved_already")
	})
}

func TestOnlyWhoManagesAnswersAndOnlyWhatIsAsked(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Company(c.Person("Ben"), "Kumo Works")
		dai := c.Enrol(ben, c.Person("Dai"), account.Member)
		g, err := c.Registrations.Start(ctx, ben, details)
		want(t, err, "")
		give := func(who registration.GiveInput) error { _, err := c.Registrations.Give(ctx, ben, who); return err }
		_, err = c.Registrations.Give(ctx, dai, registration.GiveInput{Kind: registration.Contact})
		want(t, err, "registration.managers_only")
		want(t, give(registration.GiveInput{Kind: "horoscope"}), "check.missing")
		want(t, give(registration.GiveInput{Kind: registration.Individual}), "check.missing") // A company behind which nobody is shown.
		err = give(registration.GiveInput{Kind: registration.Contact, Answer: registration.Answer{"street": "1", "city": "T", "country": "XX", "phone": "ring me"}})
		var wrong []string
		for _, f := range fault.Of(err).Fields {
			wrong = append(wrong, f.Name+":"+f.Code)
		}
		if !slices.Equal(wrong, []string{"country:country", "phone:phone"}) {
			t.Errorf("complained of %v", wrong)
		}
		want(t, give(registration.GiveInput{Kind: registration.Contact, Answer: cast.Answers(registration.Contact, "JP")}), "")
		sealed, err := db.Value[[]byte](ctx, c.DB, rawAnswer, g)
		want(t, err, "")
		if len(sealed) == 0 || strings.Contains(string(sealed), "Minato") {
			t.Error("what was answered lies open in the database")
		}
	})
}

var rawAnswer = db.Read("registration.test.answer", `SELECT answer_sealed FROM registration_check WHERE registration_id = $1 AND kind = 'contact'`)

func TestTwentyAnswersAtOnceAreOneCheck(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ben := c.Person("Ben")
		g, err := c.Registrations.Start(t.Context(), ben, details)
		want(t, err, "")
		var wait sync.WaitGroup
		for range 20 {
			wait.Go(func() {
				_, err := c.Registrations.Give(t.Context(), ben, registration.GiveInput{Kind: registration.Contact, Answer: cast.Answers(registration.Contact, "JP")})
				want(t, err, "")
			})
		}
		wait.Wait()
		checks, _ := registration.ChecksOf(t.Context(), c.DB, g)
		n := 0
		for _, k := range checks {
			if k.Kind == registration.Contact {
				n++
			}
		}
		if n != 1 || state(t, c, g, registration.Contact).State != registration.Passed {
			t.Errorf("%d checks: %+v", n, checks)
		}
	})
}

func TestWithdrawnIsBegunAnew(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		g := seller(c, ben).Hand(details)
		_, err := c.Registrations.Withdraw(ctx, ben)
		want(t, err, "")
		want(t, c.Registrations.Activate(ctx, c.Desk("Chie"), g, ""), "registration.moved_already")
		_, err = c.Registrations.Restart(ctx, ben)
		want(t, err, "")
		_, err = c.Registrations.Submit(ctx, ben, details) // What was answered stays.
		want(t, err, "")
	})
}
