package story_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"guildhall/engine/sweep"
	"guildhall/market/talk"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

// A customer without a way to pay fills in the form of accepting, leaves it to add a
// card, finds it as it was, and accepts with the card; another day's schedule says
// what is charged at once before anybody accepts.
func TestAddingAWayToPayKeepsTheFormOfAccepting(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken)
		con := "/conversations/" + talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "000123456789").Want(t, 303)
		ben.Post(con+"/propose", "kind", "milestone", "currency", "USD", "total", "80", "terms", "Mend it.").Want(t, 303)
		proposals := regexp.MustCompile(`/proposals/prop_[0-9a-z]+`)
		accept := proposals.FindString(aiko.Get(con).Body) + "/accept"

		bare := aiko.Get(accept).Want(t, 200).Body
		if !strings.Contains(bare, `name="add"`) || !strings.Contains(bare, `name="purchase_order"`) || strings.Contains(bare, `name="method"`) {
			t.Error("without a way to pay the form is not there with a way to add one")
		}
		left := aiko.Post(accept, "add", "1", "approval", "manual", "purchase_order", "PO & 7").Want(t, 303).Location
		page, _, _ := strings.Cut(left, "#")
		forms := regexp.MustCompile(`action="(/settings/payment/card\?back=[^"]+)"`).FindStringSubmatch(aiko.Get(page).Want(t, 200).Body)
		if forms == nil {
			t.Fatalf("%s has no form that comes back", page)
		}
		action := strings.ReplaceAll(forms[1], "&amp;", "&")
		aiko.Post(action, "number", "4242424242424241", "expires", "1/20").Want(t, 422)
		kept := aiko.Post(action, "number", "4242424242424242", "expires", "1/39").Want(t, 303).Location
		again := aiko.Get(kept).Want(t, 200).Body
		for _, want := range []string{`value="PO &amp; 7"`, `name="method"`, "4242"} {
			if !strings.Contains(again, want) {
				t.Errorf("the form of %s does not say %s", kept, want)
			}
		}
		if !regexp.MustCompile(`value="manual"[^>]*checked`).MatchString(again) {
			t.Error("how payments are approved was forgotten")
		}
		method := regexp.MustCompile(`name="method" value="(pm_[0-9a-z]+)"`).FindStringSubmatch(again)
		if method == nil {
			t.Fatal("no method to choose")
		}
		aiko.Post(accept, "approval", "manual", "method", "pm_nonsense").Want(t, 422)
		aiko.Post(accept, "approval", "manual", "method", method[1], "purchase_order", "PO & 7").Want(t, 303)

		today := dbtest.Monday.AddDate(0, 0, 1).Format(time.DateOnly)
		ben.Post(con+"/propose", "kind", "schedule", "currency", "USD", "lines.0.due_on", today, "lines.0.amount", "33",
			"lines.1.due_on", dbtest.Monday.AddDate(0, 1, 0).Format(time.DateOnly), "lines.1.amount", "44", "terms", "x").Want(t, 303)
		if err := w.House.Sweeper.Advance(t.Context(), s.Chie, sweep.By(48*time.Hour)); err != nil {
			t.Fatal(err)
		}
		schedule := proposals.FindString(aiko.Get(con).Body) + "/accept"
		if body := aiko.Get(schedule).Want(t, 200).Body; !strings.Contains(body, "承諾して$33.00を今すぐ支払う") || !strings.Contains(body, "1件の支払い") {
			t.Error("the page of accepting a late schedule does not say what it charges at once")
		}
		aiko.Post(schedule, "approval", "manual", "at_once", "0.00").Want(t, 409)
		aiko.Post(schedule, "approval", "manual", "at_once", "33.00").Want(t, 303)
	})
}
