package story_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/talk"
	"guildhall/test/world"
)

var (
	action = regexp.MustCompile(`action="(/(?:payment-requests|engagements|proposals)/[^"]+)"`)
	harm   = regexp.MustCompile(`(?i)<script>alert|onerror=|javascript:`)
)

// Without any script, with forms alone; a stranger meets every address as if
// nothing were there; the same form sent twice has one effect.
func TestMoneyGoesItsWayByFormsAlone(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken)
		dora := w.Join(t, account.NewPerson{Name: "Dora", Email: "dora@example.org"})
		con := "/conversations/" + talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))

		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "12").Want(t, 422)
		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "0001 2345 6789").Want(t, 303)
		preview := ben.Post(con+"/propose", "total", "1,000", "currency", "USD", "terms", "x", "then", "preview").Want(t, 200)
		if !strings.Contains(preview.Body, "$975.00") {
			t.Error("the preview does not show what is received")
		}
		naughty := "<script>alert(1)</script> [x](javascript:alert(1)) **bold**"
		ben.Post(con+"/propose", "total", "1.000", "currency", "USD", "terms", naughty).Want(t, 422)
		ben.Post(con+"/propose", "total", "1,000", "currency", "USD", "terms", naughty).Want(t, 303)
		page := aiko.Get(con).Want(t, 200).Body
		proposal := regexp.MustCompile(`/proposals/prop_[0-9a-z]+`).FindString(page)
		shown := aiko.Get(proposal).Want(t, 200).Body
		if harm.MatchString(shown) || !strings.Contains(shown, "<strong>bold</strong>") {
			t.Error("the terms are not drawn safely")
		}
		aiko.Post(proposal+"/accept", "approval", "manual").Want(t, 403) // No card: the page says so.
		aiko.Post("/settings/payment/card?back="+proposal+"/accept", "number", "4242424242424242", "expires", "1/39").Want(t, 303)
		for range 2 {
			if got := aiko.Post(proposal+"/accept", "approval", "manual", "_key", "the-same-form").Want(t, 303); !strings.HasPrefix(got.Location, "/conversations/") {
				t.Errorf("one goes to %s", got.Location)
			}
		}
		engagement := regexp.MustCompile(`/engagements/eng_[0-9a-z]+`).FindString(ben.Get(con).Body)
		ben.Post(engagement+"/ask", "amount", "1001", "work", "All.").Want(t, 422)
		ben.Post(engagement+"/ask", "amount", "４００", "work", "The first part.").Want(t, 303)
		asked := regexp.MustCompile(`/payment-requests/pr_[0-9a-z]+`).FindString(aiko.Get(con).Body)
		if refused := aiko.Post(asked+"/decline", "reason", " ").Want(t, 422); !strings.Contains(refused.Body, `name="reason"`) {
			t.Error("the reason is not asked for again")
		}
		for _, path := range []string{proposal, proposal + "/accept", engagement, engagement + "/ask", asked, con + "/propose"} {
			dora.Get(path).Want(t, 404)
		}
		for _, path := range []string{proposal + "/accept", proposal + "/withdraw", engagement + "/complete", asked + "/approve", asked + "/decline"} {
			dora.Post(path, "reason", "x").Want(t, 404)
		}
		w.Visitor(t).Post(asked+"/approve").Want(t, 401)
		aiko.Get("/payment-requests/pr_nonsense").Want(t, 404)
		aiko.Post(asked+"/approve", "_back", "https://evil.example/").Want(t, 303)
		paidOut(t, w, s, aiko, ben, asked)
		if len(action.FindAllString(aiko.Get(engagement).Body, -1)) != 0 {
			t.Error("a customer is offered something where nothing is to be done")
		}
	})
}

func paidOut(t *testing.T, w *world.World, s *world.Street, aiko, ben *world.Browser, asked string) {
	t.Helper()
	if err := w.House.Sweeper.Advance(t.Context(), s.Chie, sweep.By(97*time.Hour)); err != nil {
		t.Fatal(err)
	}
	invoice := regexp.MustCompile(`/invoices/ivc_[0-9a-z]+`).FindString(aiko.Get(asked).Want(t, 200).Body)
	if got := aiko.Get(invoice).Want(t, 200); !strings.Contains(got.Body, "The first part.") {
		t.Error("the invoice does not say what for")
	}
	ben.Get(invoice).Want(t, 200)
	if got := ben.Get("/payouts").Want(t, 200); !strings.Contains(got.Body, "$390.00") {
		t.Error("the payout is not listed")
	}
	ben.Get("/payouts/statements/USD").Want(t, 200)
	ben.Get("/payouts/statements/XXX9").Want(t, 404)
	ben.Get("/payouts/statements/USD?month=yesterday").Want(t, 404)
	ben.Get("/desk/money").Want(t, 404)
	chie := world.At(t, w.Address, s.ChieToken)
	chie.Post("/hat", "hat", "operator:").Want(t, 303)
	if got := chie.Get("/desk/money?prove=1").Want(t, 200); !strings.Contains(got.Body, "Fees earned") {
		t.Error("the books are not shown")
	}
	explained(t, chie, asked, invoice)
	chie.Get("/desk/money/books?format=abacus").Want(t, 404)
	for _, format := range []string{"hledger", "beancount", "csv"} {
		if got := chie.Get("/desk/money/books?format="+format).Want(t, 200); !strings.Contains(got.Body, "payout_arrived") && !strings.Contains(got.Body, "PayoutClearing") {
			t.Errorf("the books are not given as %s", format)
		}
	}
}

// explained goes from the trial balance down to one posting and its event, and from
// a payment to its postings.
func explained(t *testing.T, chie *world.Browser, asked, invoice string) {
	t.Helper()
	page := chie.Get("/desk/ledger").Want(t, 200).Body
	for _, link := range []*regexp.Regexp{
		regexp.MustCompile(`/desk/ledger/fee_revenue\?currency=USD`),
		regexp.MustCompile(`/desk/postings/post_[0-9a-z]+`),
		regexp.MustCompile(`/desk/journal/[0-9a-z-]{16,}`),
	} {
		next := link.FindString(page)
		if next == "" {
			t.Fatalf("no link %s", link)
		}
		page = chie.Get(next).Want(t, 200).Body
	}
	for _, path := range []string{asked, invoice} {
		thing := path[strings.LastIndex(path, "/")+1:]
		to := chie.Get("/desk/explain?q="+thing).Want(t, 303).Location
		if got := chie.Get(to).Want(t, 200); !strings.Contains(got.Body, "$400.00") {
			t.Errorf("%s is not explained", thing)
		}
	}
	chie.Get("/desk/ledger/expert_payable?currency=USD").Want(t, 200)
	chie.Get("/desk/ledger/petty_cash?currency=USD").Want(t, 404)
	chie.Get("/desk/ledger/bank?currency=ZZZ").Want(t, 404)
	chie.Get("/desk/explain/pr_nonsense").Want(t, 404)
}
