package desk

import (
	"regexp"
	"testing"
	"time"

	"guildhall/engine/policy"
	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/market/talk"
	"guildhall/test/world"
)

// A suspension says before the click what goes on whatever it decides. Meanwhile
// nothing new is agreed with the expert, what was agreed is paid for and paid out, the
// expert reads rule, reason, end and figures, and appeals once to somebody else; on its
// day it ends by itself.
func TestASuspensionLeavesRunningWorkAndEarnedMoneyAlone(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben, chie := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken), browser(t, w, s.Chie)
		made := w.Join(t, account.NewPerson{Name: "Dora Lind", Email: "dora@example.org", Operator: true})
		dora := browser(t, w, policy.Actor{Kind: policy.Operator, Person: made.Person, Organisation: made.Org})
		pass := func(days int) {
			t.Helper()
			if err := w.House.Sweeper.Advance(t.Context(), s.Chie, sweep.By(time.Duration(days)*24*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		g, err := registration.Of(t.Context(), w.House.DB, s.Ben.Organisation)
		if err != nil {
			t.Fatal(err)
		}
		path := "/desk/registrations/" + registration.ID.Text(g.ID)
		has(t, chie.Get(path).Want(t, 200), "No work, payment or payout is under way.")

		con := "/conversations/" + talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
		propose := func(total string) string {
			t.Helper()
			ben.Post(con+"/propose", "kind", "milestone", "total", total, "currency", "USD", "terms", "The work of "+total).Want(t, 303)
			all := regexp.MustCompile(`/proposals/prop_[0-9a-z]+`).FindAllString(aiko.Get(con).Want(t, 200).Body, -1)
			return all[len(all)-1]
		}
		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "0001 2345 6789").Want(t, 303)
		aiko.Post("/settings/payment/card", "number", "4242424242424242", "expires", "1/99").Want(t, 303)
		aiko.Post(propose("1,000")+"/accept", "approval", "manual").Want(t, 303)
		engagement := regexp.MustCompile(`/engagements/eng_[0-9a-z]+`).FindString(ben.Get(con).Body)
		ben.Post(engagement+"/ask", "amount", "1000", "work", "All of it.", "final", "1").Want(t, 303)
		payment := regexp.MustCompile(`/payment-requests/pr_[0-9a-z]+`).FindString(aiko.Get(con).Body)
		waiting := propose("2,000")

		has(t, chie.Get(path).Want(t, 200), "1 engagement goes on as agreed.", "1 payment is approved and collected as always.", "1 proposal waits")
		chie.Post(path+"/suspend", "reason", "A customer was asked to pay elsewhere.", "rule", "conduct", "until", "2028-01-01").Want(t, 422)
		chie.Post(path+"/suspend", "reason", "A customer was asked to pay elsewhere.", "rule", "conduct", "until", "2026-06-20").Want(t, 303)
		mailed(t, w, s.Ben.Person, "mail.registration_suspended")
		has(t, ben.Get("/registration").Want(t, 200), "A customer was asked to pay elsewhere.", "/eligibility#conduct", "It ends by itself on", "1 engagement goes on", "/registration/contest")

		// Nothing new is agreed; what was agreed goes on.
		has(t, aiko.Post(waiting+"/accept", "approval", "manual").Want(t, 403), "停止中")
		has(t, aiko.Get(waiting).Want(t, 200), "停止中")
		lacks(t, aiko.Get(waiting+"/accept").Want(t, 200), `name="purchase_order"`)
		ben.Post(con+"/propose", "kind", "milestone", "total", "5", "currency", "USD", "terms", "More.").Want(t, 403)
		ben.Post(con+"/messages", "text", "The work goes on.").Want(t, 303)
		aiko.Post(payment+"/approve").Want(t, 303)
		pass(5)
		var seller struct {
			State          string
			SuspendedUntil string `json:"suspended_until"`
			UnderWay       []struct {
				Kind   string
				Count  int64
				Amount *struct {
					Minor int64 `json:"amount_minor"`
				}
			} `json:"under_way"`
		}
		ben.JSON("GET", "/seller", nil, &seller).Want(t, 200)
		if seller.State != "suspended" || seller.SuspendedUntil == "" || len(seller.UnderWay) == 0 {
			t.Errorf("the API says %+v", seller)
		}
		pass(5)
		has(t, ben.Get(payment).Want(t, 200), "It arrived at the bank of the expert on")

		// One appeal, decided by somebody else.
		ben.Post("/registration/contest", "appeal", "No.").Want(t, 422)
		ben.Post("/registration/contest", "appeal", "It was a quote for other work, see the message.").Want(t, 303)
		mailed(t, w, s.Chie.Person, "mail.registration_contested")
		has(t, chie.Get(path).Want(t, 200), "It was a quote for other work, see the message.")
		chie.Post(path+"/keep-suspension", "reason", "I am still right.").Want(t, 403)
		dora.Post(path+"/keep-suspension", "reason", "The message names a bank account.").Want(t, 303)
		mailed(t, w, s.Ben.Person, "mail.registration_kept")
		has(t, ben.Get("/registration").Want(t, 200), "The message names a bank account.", "It ends by itself on")
		has(t, ben.Post("/registration/contest", "appeal", "Please look once more at it.").Want(t, 403), "already")

		pass(12)
		mailed(t, w, s.Ben.Person, "mail.registration_restored")
		if is, err := registration.IsActive(t.Context(), w.House.DB, s.Ben.Organisation); err != nil || !is {
			t.Errorf("after its day: %v, %v", is, err)
		}
		aiko.Post(waiting+"/accept", "approval", "manual").Want(t, 303)
	})
}
