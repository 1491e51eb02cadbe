package story_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"guildhall/base/id"
	"guildhall/engine/sweep"
	"guildhall/market/notify"
	"guildhall/market/talk"
	"guildhall/outside/sandbox"
	"guildhall/test/dbtest"
	"guildhall/test/world"
)

var requestPath = regexp.MustCompile(`/payment-requests/pr_[0-9a-z]+`)

// A customer who chose automatic approval sees on which day silence approves, pays on
// invoice once the operator has granted it, and both sides read in one sentence where
// the money is; what never comes the operator writes off.
func TestR20APaymentSaysWhereItIsOnEveryDay(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben, chie := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken), world.At(t, w.Address, s.ChieToken)
		chie.Post("/hat", "hat", "operator:").Want(t, 303)
		con := "/conversations/" + talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "0001 2345 6789").Want(t, 303)

		aiko.Post("/settings/payment/debit", "routing", "123", "number", "1").Want(t, 422)
		aiko.Post("/settings/payment/terms", "number", "000100000099").Want(t, 303)
		asked := regexp.MustCompile(`/desk/money/terms/pm_[0-9a-z]+/grant`).FindString(chie.Get("/desk/money").Want(t, 200).Body)
		aiko.Post(asked).Want(t, 404)
		w.House.Payments.PayTo = "" // As in a real house that names no account.
		chie.Post(asked).Want(t, 409)
		if page := chie.Get("/desk/money").Want(t, 200).Body; strings.Contains(page, asked) || !strings.Contains(page, "--pay-to") {
			t.Error("the desk offers net terms that nobody could pay, or does not say why it does not")
		}
		w.House.Payments.PayTo = sandbox.PayTo
		chie.Post(asked).Want(t, 303)

		ben.Post(con+"/propose", "kind", "milestone", "total", "1,000", "currency", "USD", "terms", "x").Want(t, 303)
		proposal := regexp.MustCompile(`/proposals/prop_[0-9a-z]+`).FindString(aiko.Get(con).Want(t, 200).Body)
		aiko.Post(proposal+"/accept", "approval", "automatic", "purchase_order", "PO-7").Want(t, 303)
		engagement := regexp.MustCompile(`/engagements/eng_[0-9a-z]+`).FindString(ben.Get(con).Body)
		ben.Post(engagement+"/ask", "amount", "1000", "work", "All of it.", "final", "1").Want(t, 303)
		request := requestPath.FindString(aiko.Get(con).Body)

		says := func(who *world.Browser, want string) {
			t.Helper()
			if body := who.Get(request).Want(t, 200).Body; !strings.Contains(body, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
		pass := func(d time.Duration) {
			t.Helper()
			if err := w.House.Sweeper.Advance(t.Context(), s.Chie, sweep.By(d)); err != nil {
				t.Fatal(err)
			}
		}
		says(aiko, "あなたの回答を待っています。回答がないときは")
		says(ben, "The customer has not answered yet. Without an answer it is approved automatically on")
		says(ben, "PO-7")
		pass(241 * time.Hour)
		says(ben, "The invoice was sent. It is to be paid by")
		says(ben, "Approved automatically")
		says(aiko, "Sandbox Bank")
		paysWhere(t, w, aiko, request)
		pass(33 * 24 * time.Hour) // The day, a weekend, and one more.
		says(ben, "has not arrived yet")
		seesOverdue(t, chie, request, engagement)
		w.Until(t, "mail", w.Quiet)
		mails, _, err := notify.List(t.Context(), w.House.DB, notify.Filter{}, id.None, 50)
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, m := range mails {
			if strings.HasPrefix(m.Kind, "mail.payment_") && m.Person == s.Aiko.Person && strings.Contains(m.Body, sandbox.PayTo) {
				told++
			}
		}
		if told < 2 { // A week before, and on the day.
			t.Errorf("%d of the mails about it say where to pay", told)
		}
		pass(30 * 24 * time.Hour)
		says(ben, "It could not be collected. Nothing was paid within thirty days")
		chie.Post("/desk"+request+"/write-off").Want(t, 422)
		ben.Post("/desk"+request+"/write-off", "reason", "x").Want(t, 404)
		chie.Post("/desk"+request+"/write-off", "reason", "They closed their doors.").Want(t, 303)
		says(ben, "The operator has given up collecting it.")

		aiko.Post("/settings/payment/card", "number", "4242424242424242", "expires", "1/99").Want(t, 303)
		aiko.Post(request+"/retry").Want(t, 303)
		pass((4*24 + 1 + 4*24) * time.Hour) // With a weekend on both ways.
		says(ben, "It arrived at the bank of the expert on")
		reviewsOnce(t, aiko, ben, engagement)
	})
}

// paysWhere finds on the invoice, and over the API, where it is paid and what to quote.
func paysWhere(t *testing.T, w *world.World, aiko *world.Browser, request string) {
	t.Helper()
	var path string
	w.Until(t, "the invoice's number", func() bool {
		path = regexp.MustCompile(`/invoices/ivc_[0-9a-z]+`).FindString(aiko.Get(request).Body)
		return path != ""
	})
	var paper struct {
		PayTo     string `json:"pay_to"`
		Reference string
	}
	aiko.JSON("GET", path, nil, &paper).Want(t, 200)
	page := aiko.Get(path).Want(t, 200).Body
	if paper.PayTo != sandbox.PayTo || len(paper.Reference) != 10 || !strings.Contains(page, paper.PayTo) || !strings.Contains(page, paper.Reference) {
		t.Errorf("%s does not say where to pay: %+v, %s", path, paper, world.Words(page))
	}
}

// reviewsOnce writes a review of completed work, which is asked for once and read by all.
func reviewsOnce(t *testing.T, aiko, ben *world.Browser, engagement string) {
	t.Helper()
	form := engagement + "/review"
	if page := ben.Get(form).Want(t, 200); strings.Contains(page.Body, `name="stars"`) {
		t.Error("the expert is offered a review of their own work")
	}
	aiko.Get(form).Want(t, 200)
	aiko.Post(form, "stars", "4", "again", "no").Want(t, 422)
	aiko.Post(form, "succeeded", "partly", "stars", "4", "again", "no", "body", strings.Repeat("良", 501)).Want(t, 422)
	aiko.Post(form, "succeeded", "partly", "stars", "4", "again", "no", "body", "丁寧でした。").Want(t, 303)
	there := aiko.Get(form).Want(t, 303).Location
	if page := ben.Get(there).Want(t, 200); !strings.HasPrefix(there, "/reviews/rev_") || !strings.Contains(page.Body, "丁寧でした。") || strings.Contains(page.Body, "would not work together") {
		t.Errorf("%s does not show the review, or shows its private part: %s", there, world.Words(page.Body))
	}
	if page := aiko.Post(form, "succeeded", "yes", "stars", "5", "again", "yes").Want(t, 409); !strings.Contains(page.Body, "すでに投稿されています") || strings.Contains(page.Body, `name="stars"`) {
		t.Errorf("a second review is offered: %s", world.Words(page.Body))
	}
}

// seesOverdue finds a payment that is late in the desk's lists, on the pages and over
// the API, each with the way to what it is about.
func seesOverdue(t *testing.T, chie *world.Browser, request, engagement string) {
	t.Helper()
	for path, want := range map[string][]string{
		"/desk/overdue": {"1 invoice in USD", "$1,000.00", request, engagement, "/desk/explain" + strings.TrimPrefix(request, "/payment-requests"), "/desk/organisations/org_"},
		"/desk/charges?state=succeeded&kind=net_terms": {"$1,000.00", request, engagement, "/invoices/ivc_"},
		"/desk/engagements":                            {"$1,000.00", engagement, "RDS bill doubled in October"},
		"/desk/overdue?kind=card":                      {"Nothing found"},
		"/desk/charges?state=failed":                   {"Nothing found"},
		"/desk/engagements?q=nobody+of+that+name":      {"Nothing found"},
	} {
		page := chie.Get(path).Want(t, 200)
		for _, one := range want {
			if !strings.Contains(page.Body, one) {
				t.Errorf("%s does not say %q: %s", path, one, world.Words(page.Body))
			}
		}
	}
	var late struct {
		Items  []struct{ PaymentRequest, Engagement string }
		Totals []struct {
			Count  int64
			Amount struct{ Decimal string }
		}
	}
	chie.JSON("GET", "/desk/overdue", nil, &late).Want(t, 200)
	if len(late.Items) != 1 || len(late.Totals) != 1 || late.Totals[0].Count != 1 || late.Totals[0].Amount.Decimal != "1000.00" || !strings.HasSuffix(engagement, late.Items[0].Engagement) {
		t.Errorf("over the API %+v is overdue", late)
	}
	var found struct{ Items []struct{ Engagement string } }
	for _, list := range []string{"/desk/charges?kind=net_terms", "/desk/engagements?state=completed", "/desk/engagements?state=active"} {
		chie.JSON("GET", list, nil, &found).Want(t, 200)
		if want := !strings.Contains(list, "active"); want != (len(found.Items) == 1) {
			t.Errorf("over the API %s gives %+v", list, found)
		}
	}
}

// The expert chose a day of the month: the payment says that day while the money is on
// its way and when it is there, and the customer is not told (AWS_IQ.md R20c, R20d).
func TestAPaymentSaysOnWhichDayItIsPaidOut(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken)
		con := "/conversations/" + talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "0001 2345 6789").Want(t, 303)
		day := strconv.Itoa(min(28, dbtest.Monday.AddDate(0, 0, 15).Day())) // At least twelve days away.
		ben.Post("/settings/payment/preferences/USD", "day", day).Want(t, 303)
		aiko.Post("/settings/payment/card", "number", "4242424242424242", "expires", "1/99").Want(t, 303)
		ben.Post(con+"/propose", "kind", "milestone", "total", "1,000", "currency", "USD", "terms", "x").Want(t, 303)
		proposal := regexp.MustCompile(`/proposals/prop_[0-9a-z]+`).FindString(aiko.Get(con).Want(t, 200).Body)
		aiko.Post(proposal+"/accept", "approval", "manual").Want(t, 303)
		engagement := regexp.MustCompile(`/engagements/eng_[0-9a-z]+`).FindString(ben.Get(con).Body)
		ben.Post(engagement+"/ask", "amount", "1000", "work", "All of it.").Want(t, 303)
		request := requestPath.FindString(aiko.Get(con).Body)
		says := func(want string) {
			t.Helper()
			if body := ben.Get(request).Want(t, 200).Body; !strings.Contains(body, want) {
				t.Errorf("the page does not say %q", want)
			}
			if body := aiko.Get(request).Want(t, 200).Body; regexp.MustCompile(`[^0-9]` + day + `日`).MatchString(body) {
				t.Error("the customer is told when the expert is paid out")
			}
		}
		says("on day " + day + " of a month")
		aiko.Post(request+"/approve").Want(t, 303)
		w.Until(t, "the card is charged", func() bool { return strings.Contains(ben.Get(request).Body, "Card charged") })
		says(" " + day + " ")
		if err := w.House.Sweeper.Advance(t.Context(), s.Chie, sweep.By(49*time.Hour)); err != nil {
			t.Fatal(err)
		}
		says("It goes out with the payout of")
		says(" " + day + " ")
	})
}

// While the customer's bank has taken a payment back and nobody has decided, no list
// calls it paid, and afterwards its way says when it came, when it was taken back and
// when it was lost.
func TestADisputedPaymentIsCalledPaidOnNoList(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben, chie := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken), world.At(t, w.Address, s.ChieToken)
		chie.Post("/hat", "hat", "operator:").Want(t, 303)
		con := "/conversations/" + talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "000123456789").Want(t, 303)
		aiko.Post("/settings/payment/card", "number", "4000000000000259", "expires", "1/99").Want(t, 303)
		ben.Post(con+"/propose", "kind", "milestone", "currency", "USD", "lines.0.title", "All of it", "lines.0.amount", "1000", "terms", "x").Want(t, 303)
		proposal := regexp.MustCompile(`/proposals/prop_[0-9a-z]+`).FindString(aiko.Get(con).Want(t, 200).Body)
		aiko.Post(proposal+"/accept", "approval", "manual").Want(t, 303)
		engagement := regexp.MustCompile(`/engagements/eng_[0-9a-z]+`).FindString(ben.Get(con).Body)
		milestone := regexp.MustCompile(`mile_[0-9a-z]+`).FindString(ben.Get(engagement).Body)
		ben.Post(engagement+"/ask", "milestone", milestone, "work", "All of it.", "final", "1").Want(t, 303)
		request := requestPath.FindString(aiko.Get(con).Body)
		aiko.Post(request+"/approve").Want(t, 303)
		pass := func(d time.Duration) {
			t.Helper()
			if err := w.House.Sweeper.Advance(t.Context(), s.Chie, sweep.By(d)); err != nil {
				t.Fatal(err)
			}
		}
		pass(9 * 24 * time.Hour)
		if body := ben.Get("/payments?side=expert").Want(t, 200).Body; !strings.Contains(body, ">Paid<") {
			t.Fatal("before the dispute it is not called paid")
		}
		pass(3 * 24 * time.Hour)
		for who, paid := range map[*world.Browser][2]string{ben: {">Paid<", "Taken back, being decided"}, chie: {">Paid<", "Taken back, being decided"}, aiko: {">支払い済み<", "チャージバックの審査中"}} {
			for _, path := range []string{"/payments", "/payments?side=expert", con, engagement, request} {
				a := who.Get(path)
				if a.Status != 200 || path == "/payments" && who != aiko || path == "/payments?side=expert" && who != ben {
					continue
				}
				if strings.Contains(a.Body, paid[0]) || !strings.Contains(a.Body, paid[1]) {
					t.Errorf("%s calls it paid during the dispute, or says nothing of it: %s", path, world.Words(a.Body))
				}
			}
		}
		var list struct {
			Items []struct {
				State    string
				Disputed bool
			}
		}
		for _, path := range []string{"/payment-requests?side=expert", "/payment-requests?engagement=" + strings.TrimPrefix(engagement, "/engagements/")} {
			ben.JSON("GET", path, nil, &list).Want(t, 200)
			if len(list.Items) != 1 || !list.Items[0].Disputed {
				t.Errorf("over the API %s says %+v", path, list)
			}
		}
		pass(30 * 24 * time.Hour)
		body := world.Words(ben.Get(request).Want(t, 200).Body)
		if !regexp.MustCompile(`Money received \(done\) \w+ \d.* the customer \(failed\) \w+ \d.*Decided for the customer \(failed\) \w+ \d`).MatchString(body) {
			t.Errorf("a lost one does not say when it came, was taken back and was lost: %s", body)
		}
	})
}
