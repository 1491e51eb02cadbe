package story_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"guildhall/market/talk"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

// Every kind of proposal, with forms alone: rows are added without script, what was
// sent is shown again when it is refused, a new one replaces an earlier one and shows
// what changed, and a schedule is stopped.
func TestEveryKindOfProposalGoesItsWayByFormsAlone(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken)
		con := "/conversations/" + talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "000123456789").Want(t, 303)
		aiko.Post("/settings/payment/card", "number", "4242424242424242", "expires", "1/39").Want(t, 303)
		say := func(where, body string, words ...string) {
			t.Helper()
			for _, word := range words {
				if !strings.Contains(body, word) {
					t.Errorf("%s does not say %q", where, word)
				}
			}
		}
		next := func(by int) string { return dbtest.Monday.AddDate(0, by, 0).Format(time.DateOnly) }

		more := ben.Post(con+"/propose", "kind", "schedule", "currency", "USD", "then", "add", "lines.0.due_on", next(1), "lines.0.amount", "333.33").Want(t, 200).Body
		say("a form with another row", more, `name="lines.1.amount"`, `value="333.33"`, "$325.00")
		ben.Post(con+"/propose", "kind", "schedule", "currency", "USD", "lines.0.due_on", "2020-01-01", "lines.0.amount", "1", "terms", "x").Want(t, 422)

		ben.Post(con+"/propose", "kind", "milestone", "currency", "USD", "lines.0.title", "Find it", "lines.0.amount", "400",
			"lines.1.title", "Mend it", "lines.1.amount", "600", "terms", "- look\n- mend", "expires_days", "7").Want(t, 303)
		proposals := regexp.MustCompile(`/proposals/prop_[0-9a-z]+`)
		first := proposals.FindString(aiko.Get(con).Body)
		say("the form that replaces", ben.Get(con+"/propose?supersedes="+strings.TrimPrefix(first, "/proposals/")).Want(t, 200).Body, `value="Mend it"`, `value="600.00"`, "$1,000.00")
		ben.Post(con+"/propose", "kind", "milestone", "currency", "USD", "lines.0.title", "Find it", "lines.0.amount", "400",
			"lines.1.title", "Mend it", "lines.1.amount", "550", "terms", "- look\n- mend well", "supersedes", strings.TrimPrefix(first, "/proposals/")).Want(t, 303)
		aiko.Post(first+"/accept", "approval", "manual").Want(t, 409)
		second := proposals.FindString(aiko.Get(con).Body)
		say("the one that was replaced", aiko.Get(first).Want(t, 200).Body, `href="`+second+`"`, "差し替え日")
		say("the one that replaced", aiko.Get(second).Want(t, 200).Body, "<del>", "$1,000.00", "$950.00", "- mend well")
		say("the acceptance", aiko.Get(second+"/accept").Want(t, 200).Body, "/agreement/", `value="automatic"`)
		aiko.Post(second+"/accept").Want(t, 422)
		aiko.Post(second+"/accept", "approval", "automatic", "agreement", "2020-01-01").Want(t, 409)
		aiko.Post(second+"/accept", "approval", "automatic", "purchase_order", "PO-7").Want(t, 303)
		engagements := regexp.MustCompile(`/engagements/eng_[0-9a-z]+`)
		say("the engagement", ben.Get(engagements.FindString(ben.Get(con).Body)).Want(t, 200).Body, "Find it", "/ask?milestone=mile_", "PO-7")

		ben.Post(con+"/propose", "kind", "schedule", "currency", "USD", "lines.0.due_on", next(2), "lines.0.amount", "100",
			"lines.1.due_on", next(1), "lines.1.amount", "100", "terms", "Watch it.").Want(t, 303)
		third := proposals.FindString(aiko.Get(con).Body)
		aiko.Post(third+"/accept", "approval", "manual").Want(t, 303)
		schedule := engagements.FindString(aiko.Get(con).Body)
		say("a schedule's engagement", aiko.Get(schedule).Want(t, 200).Body, schedule+"/stop")
		ben.Post(schedule+"/stop").Want(t, 403)
		aiko.Post(schedule+"/stop").Want(t, 303)
		say("a stopped one", ben.Get(schedule).Want(t, 200).Body, "Stopped", schedule+"/ask")

		ben.Post(con+"/propose", "kind", "upfront", "currency", "USD", "total", "80", "terms", "At once.").Want(t, 303)
		fourth := proposals.FindString(aiko.Get(con).Body)
		upfront := aiko.Get(fourth+"/accept").Want(t, 200).Body
		say("accepting upfront", upfront, "承諾して$80.00を支払う")
		if strings.Contains(upfront, `value="automatic"`) {
			t.Error("accepting upfront asks how payments are approved, though none is asked for")
		}
		aiko.Post(fourth+"/accept", "approval", "manual").Want(t, 303)
		visitor := w.Visitor(t)
		say("the agreement", visitor.Get("/agreement").Want(t, 200).Body, "Engagement Agreement", "not a party")
		visitor.Get("/agreement/2020-01-01").Want(t, 404)
	})
}

// The same over the API, under AWS IQ's names.
func TestEveryKindOfProposalGoesItsWayOverTheAPI(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		p := &pair{T: t, w: w, s: s, aiko: world.At(t, w.Address, s.AikoToken), ben: world.At(t, w.Address, s.BenToken)}
		conversation := talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
		p.call(p.ben, 201, "POST", "/payout-accounts", map[string]any{"currency": "USD", "bank": "Test Bank", "holder": "Ben Carter", "number": "000123456789"})
		p.call(p.aiko, 201, "POST", "/payment-methods", map[string]any{"number": "4242 4242 4242 4242", "expires": "12/39"})
		offer := func(more map[string]any) map[string]any {
			out := map[string]any{"conversation": conversation, "currency": "USD", "terms": "Find it, **mend** it."}
			for k, v := range more {
				out[k] = v
			}
			return out
		}
		month := dbtest.Monday.AddDate(0, 1, 0).Format(time.DateOnly)
		accept := map[string]any{"approval": "automatic", "purchase_order": "PO-7", "lang": "ja"}

		for path, body := range map[string]map[string]any{
			"/proposals":           {"milestones": []any{map[string]any{"title": "Find it", "amount": "400", "due_on": "2020-01-01"}}},
			"/proposals/scheduled": {"payments": []any{map[string]any{"amount": "100", "due_on": "2020-01-01"}}},
		} {
			var refused struct {
				Errors []struct{ Field, Pointer, Code string }
			}
			if err := json.Unmarshal([]byte(p.ben.JSON("POST", path, offer(body), nil).Want(t, 422).Body), &refused); err != nil {
				t.Fatal(err)
			}
			want := "payments.0.due_on"
			if path == "/proposals" {
				want = "milestones.0.due_on"
			}
			if len(refused.Errors) != 1 || refused.Errors[0].Field != want || refused.Errors[0].Pointer != "#/"+strings.ReplaceAll(want, ".", "/") || refused.Errors[0].Code != "date_past" {
				t.Errorf("%s is refused with %+v, want %s", path, refused.Errors, want)
			}
		}
		first := p.call(p.ben, 201, "POST", "/proposals", offer(map[string]any{"milestones": []any{map[string]any{"title": "Find it", "amount": "400", "due_on": month}}}))
		second := p.call(p.ben, 201, "POST", "/proposals", offer(map[string]any{"total": "500", "supersedes": first.ID}))
		p.call(p.aiko, 409, "POST", "/proposals/"+first.ID+"/accept", accept)
		p.call(p.aiko, 422, "POST", "/proposals/"+second.ID+"/accept", map[string]any{"approval": "perhaps"})
		p.call(p.aiko, 409, "POST", "/proposals/"+second.ID+"/accept", map[string]any{"approval": "manual", "agreement": "2020-01-01"})

		upfront := p.call(p.ben, 201, "POST", "/proposals/upfront", offer(map[string]any{"total": "80"}))
		if e := p.call(p.aiko, 200, "POST", "/proposals/"+upfront.ID+"/accept", accept); e.State != "active" {
			t.Errorf("%+v", e)
		}
		schedule := p.call(p.ben, 201, "POST", "/proposals/scheduled", offer(map[string]any{"payments": []any{map[string]any{"amount": "100", "due_on": month}}}))
		e := p.call(p.aiko, 200, "POST", "/proposals/"+schedule.ID+"/accept", accept)
		if !e.may("stop") {
			t.Errorf("the customer of a schedule may %+v", e.Moves)
		}
		p.call(p.ben, 403, "POST", "/engagements/"+e.ID+"/stop", nil)
		if got := p.call(p.aiko, 200, "POST", "/engagements/"+e.ID+"/stop", nil); got.State != "stopping" || got.may("stop") {
			t.Errorf("%+v", got)
		}
		p.call(p.ben, 200, "GET", "/agreements/current?lang=ja", nil)
		p.call(p.ben, 404, "GET", "/agreements/2020-01-01", nil)
	})
}
