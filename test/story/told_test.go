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

// letters are the bodies of what somebody was written under a subject, once there are
// at least as many as wanted.
func letters(t *testing.T, w *world.World, chie *world.Browser, to, subject string, wanted int) (texts []string) {
	t.Helper()
	w.Until(t, "a mail about "+subject, func() bool {
		var list struct {
			Items []struct{ ID, To, Subject string }
		}
		chie.JSON("GET", "/desk/mail?limit=100", nil, &list)
		texts = nil
		for _, m := range list.Items {
			if m.To == to && strings.Contains(m.Subject, subject) {
				var one struct{ Text string }
				chie.JSON("GET", "/desk/mail/"+m.ID, nil, &one).Want(t, 200)
				texts = append([]string{one.Text}, texts...)
			}
		}
		return len(texts) >= wanted
	})
	return texts
}

// Nobody is told that nothing is charged when something is: what a customer reads of a
// proposal, in the conversation and by mail, is true of its kind and of its day.
func TestWhatAProposalChargesIsSaidAsItIs(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben, chie := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken), world.At(t, w.Address, s.ChieToken)
		chie.Post("/hat", "hat", "operator:").Want(t, 303)
		con := "/conversations/" + talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "000123456789").Want(t, 303)
		aiko.Post("/settings/payment/card", "number", "4242424242424242", "expires", "1/39").Want(t, 303)
		proposals := regexp.MustCompile(`/proposals/prop_[0-9a-z]+`)
		nothing := "この時点では請求されません"
		for i, one := range []struct {
			offer        []string
			page, letter string
			ben          string
		}{
			{[]string{"kind", "milestone", "total", "80"}, nothing, "承諾の時点では請求されません", "When work is delivered, ask for the payment"},
			{[]string{"kind", "upfront", "total", "80"}, "承諾すると、全額が請求されます", "承諾すると、全額が請求されます", "You need not ask for it."},
			{[]string{"kind", "schedule", "lines.0.due_on", dbtest.Monday.AddDate(0, 1, 0).Format(time.DateOnly), "lines.0.amount", "80"},
				"それぞれの支払日に請求されます", "支払日に請求されます", "Each payment is charged on its date"},
		} {
			ben.Post(con+"/propose", append(one.offer, "currency", "USD", "terms", "x", "expires_days", "7")...).Want(t, 303)
			page := aiko.Get(con).Want(t, 200).Body
			if !strings.Contains(page, one.page) || one.page != nothing && strings.Contains(page, nothing) {
				t.Errorf("of %v the conversation says %s", one.offer, world.Words(page))
			}
			texts := letters(t, w, chie, "aiko@example.org", "の提案が届きました", i+1)
			path, letter := proposals.FindString(page), texts[i]
			if !strings.Contains(letter, one.letter) || strings.Contains(letter, "30日間") || !strings.Contains(letter, path) {
				t.Errorf("of %v the mail says %s", one.offer, letter)
			}
			aiko.Post(path+"/accept", "approval", "automatic").Want(t, 303)
			if said := letters(t, w, chie, "ben@example.org", "Proposal accepted", i+1)[i]; !strings.Contains(said, one.ben) {
				t.Errorf("of %v the expert is told %s", one.offer, said)
			}
		}
	})
}

// The way to pay that was agreed to stands on every page of the customer, and is chosen
// already when a payment is approved; what is paid on invoice is the customer's turn
// until it is here, however late.
func TestWhoPaysReadsByWhatAndWhen(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben, chie := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken), world.At(t, w.Address, s.ChieToken)
		chie.Post("/hat", "hat", "operator:").Want(t, 303)
		con := "/conversations/" + talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "000123456789").Want(t, 303)
		aiko.Post("/settings/payment/card", "number", "4242424242424242", "expires", "1/39").Want(t, 303)
		aiko.Post("/settings/payment/terms", "number", "000100000045").Want(t, 303)
		chie.Post(regexp.MustCompile(`/desk/money/terms/pm_[0-9a-z]+/grant`).FindString(chie.Get("/desk/money").Want(t, 200).Body)).Want(t, 303)
		ben.Post(con+"/propose", "kind", "milestone", "total", "80", "currency", "USD", "terms", "x").Want(t, 303)
		accept := regexp.MustCompile(`/proposals/prop_[0-9a-z]+`).FindString(aiko.Get(con).Body) + "/accept"
		terms := regexp.MustCompile(`name="method" value="(pm_[0-9a-z]+)"`).FindAllStringSubmatch(aiko.Get(accept).Want(t, 200).Body, -1)[1][1]
		aiko.Post(accept, "approval", "automatic", "method", terms).Want(t, 303)
		page := aiko.Get(con).Body
		if strings.Contains(page, "1件ずつ承認") || !strings.Contains(page, "10日後に自動承認されます") {
			t.Errorf("who chose automatic approval reads %s", world.Words(page))
		}
		engagement := regexp.MustCompile(`/engagements/eng_[0-9a-z]+`).FindString(page)
		ben.Post(engagement+"/ask", "amount", "80", "work", "All of it.", "final", "1").Want(t, 303)
		request := requestPath.FindString(aiko.Get(con).Body)
		for _, path := range []string{engagement, request} {
			if page := aiko.Get(path).Want(t, 200).Body; !strings.Contains(page, "請求書払い (口座 末尾0045)") || strings.Count(page, `value="`+terms+`" selected`) != 1 {
				t.Errorf("%s does not choose what was agreed: %s", path, world.Words(page))
			}
		}
		if letter := letters(t, w, chie, "aiko@example.org", "支払いリクエストが届きました", 1)[0]; !strings.Contains(letter, request) {
			t.Errorf("the mail does not lead to the payment: %s", letter)
		}
		aiko.Post(request+"/approve", "method", terms).Want(t, 303)
		turn := func(after time.Duration, who *world.Browser, want ...string) {
			t.Helper()
			if after > 0 {
				if err := w.House.Sweeper.Advance(t.Context(), s.Chie, sweep.By(after)); err != nil {
					t.Fatal(err)
				}
			}
			for _, path := range []string{con, engagement, request} {
				page := who.Get(path).Want(t, 200).Body
				for _, words := range want {
					if !strings.Contains(page, words) {
						t.Errorf("%s does not say %q: %s", path, words, world.Words(page))
					}
				}
			}
		}
		money := func(who *world.Browser, path string, want ...string) {
			t.Helper()
			page := who.Get(path).Want(t, 200).Body
			for _, words := range want {
				if !strings.Contains(page, words) {
					t.Errorf("%s does not say %q: %s", path, words, world.Words(page))
				}
			}
		}
		turn(time.Hour, aiko, "あなたの番", "お支払いください", "お振り込みください")
		turn(0, ben, "pays $80.00 on invoice", "It is to be paid by")
		money(aiko, "/payments", "まだ済んでいない支払い", "までにお振り込みください", request)
		money(ben, "/payouts", "Not collected yet", "The customer transfers it by", "$78.00", request)
		money(ben, "/payments?side=expert", "Payments to you", "Approved, being collected", request)
		turn(31*24*time.Hour, aiko, "支払期限を過ぎています", "至急お振り込みください")
		turn(0, ben, "$80.00 is overdue", "What has not arrived cannot be paid out")
		money(aiko, "/payments", "至急お振り込みください")
		money(ben, "/payouts", "the customer is reminded every week")
		turn(15*24*time.Hour, ben, "Paid")
		if page := ben.Get("/payouts").Want(t, 200).Body; strings.Contains(page, "Not collected yet") {
			t.Errorf("what is collected is still to come: %s", world.Words(page))
		}
	})
}
