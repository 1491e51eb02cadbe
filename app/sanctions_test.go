package app_test

import (
	"strings"
	"testing"

	"guildhall/app"
	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/sanctions"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

// Money that waits for a match goes on by itself once the desk has decided that the two
// are different: the charge, and then the payout on the next day, whatever day of the
// month its receiver has chosen.
func TestMoneyWaitsForAMatchAndNothingIsStranded(t *testing.T) {
	for name, database := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": dbtest.PostgresURL} {
		t.Run(name, func(t *testing.T) {
			h, err := app.Open(t.Context(), world.Config(t, database(t)))
			ok(t, err)
			defer h.Close()
			street := world.People(t, h)
			ctx := t.Context()
			engagement := engaged(t, h, street, street.Talk(street.Post("Our nightly job times out")))
			ben, err := account.FindPerson(ctx, h.DB, street.Ben.Person)
			ok(t, err)

			chie := street.Chie
			l, err := h.Sanctions.Load(ctx, chie, sanctions.LoadInput{Code: "TEST", File: strings.NewReader("name\n" + ben.Name + "\n")}, nil)
			ok(t, err)
			ok(t, h.Sanctions.Walk(ctx, l.ID))
			matches, err := sanctions.Matches(ctx, h.DB, sanctions.Open, id.None, 10)
			ok(t, err)
			if len(matches) == 0 {
				t.Fatal("Ben was not found")
			}
			decide := func(do func(sanctions.Match) error) {
				for _, m := range matches {
					ok(t, do(m))
				}
			}

			q, err := h.Payments.Ask(ctx, street.Ben, payment.AskInput{Engagement: engagement, Amount: "10", Work: "Found it."})
			ok(t, err)
			ok(t, h.Payments.Approve(ctx, street.Aiko, payment.PayInput{Request: q}))
			ok(t, h.Payments.Collect(ctx, q))
			charges, err := payment.ChargesOf(ctx, h.DB, q)
			ok(t, err)
			if len(charges) != 0 {
				t.Fatalf("charged while money waits: %+v", charges)
			}
			decide(func(m sanctions.Match) error {
				return h.Sanctions.Clear(ctx, chie, sanctions.JudgeInput{Match: m.ID, Reason: "Another man."})
			})
			for _, m := range matches {
				all, err := h.Sanctions.Holds(ctx, m)
				ok(t, err)
				for _, o := range all {
					ok(t, h.Payments.Resume(ctx, o))
				}
			}
			queued, err := db.Value[int64](ctx, h.DB, collectJobs)
			ok(t, err)
			if queued < 2 {
				t.Fatalf("%d jobs to collect: nobody queued another", queued)
			}
			ok(t, h.Payments.Collect(ctx, q))
			charges, err = payment.ChargesOf(ctx, h.DB, q)
			ok(t, err)
			if len(charges) != 1 || charges[0].State != payment.Succeeded {
				t.Fatalf("%+v", charges)
			}
			ok(t, h.Payments.Settle(ctx, charges[0].ID))

			decide(func(m sanctions.Match) error {
				return h.Sanctions.Confirm(ctx, chie, sanctions.JudgeInput{Match: m.ID, Reason: "The same man."})
			})
			now, err := h.Journal.Now(ctx)
			ok(t, err)
			day := now.Time().AddDate(0, 0, 1)
			ok(t, h.Payouts.RunDaily(ctx, clock.Of(day)))
			if n := paidOut(t, h, street.Ben); n != 0 {
				t.Fatalf("%d payouts while money waits", n)
			}
			decide(func(m sanctions.Match) error {
				return h.Sanctions.Clear(ctx, chie, sanctions.JudgeInput{Match: m.ID, Reason: "Taken off the list."})
			})
			other := 1 + (day.Day()+10)%28 // not the day that comes
			ok(t, h.Payouts.Prefer(ctx, street.Ben, "USD", other))
			ok(t, h.Payouts.RunDaily(ctx, clock.Of(day.AddDate(0, 0, 1))))
			if n := paidOut(t, h, street.Ben); n != 1 {
				t.Fatalf("%d payouts after money went on", n)
			}
		})
	}
}

var collectJobs = db.Read("test.sanctions.jobs", `SELECT CAST(COUNT(*) AS BIGINT) FROM river_job WHERE kind = 'payment.collect'`)

func paidOut(t *testing.T, h *app.House, who policy.Actor) int {
	t.Helper()
	list, err := payout.PayoutsOf(t.Context(), h.DB, who.Organisation, id.None, 10)
	ok(t, err)
	return len(list)
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
