package story_test

import (
	"net/http"
	"testing"
	"time"

	"guildhall/engine/sweep"
	"guildhall/market/talk"
	"guildhall/test/world"
)

// bare is what the story reads of an answer.
type bare struct {
	ID     string `json:"id"`
	State  string `json:"state"`
	Waits  string `json:"waits_for"`
	Amount struct {
		Decimal string `json:"decimal"`
	} `json:"amount"`
	Remaining struct {
		Decimal string `json:"decimal"`
	} `json:"remaining"`
	Invoice string `json:"invoice"`
	Number  string `json:"number"`
	Charges []bare `json:"charges"`
	Items   []bare `json:"items"`
	Moves   []struct {
		Move string `json:"move"`
	} `json:"moves"`
	Closing struct {
		Minor int64 `json:"amount_minor"`
	} `json:"closing"`
	Paid struct {
		Decimal string `json:"decimal"`
	} `json:"paid"`
}

func (b bare) may(move string) bool {
	for _, m := range b.Moves {
		if m.Move == move {
			return true
		}
	}
	return false
}

type pair struct {
	*testing.T
	w         *world.World
	s         *world.Street
	aiko, ben *world.Browser
}

func (p *pair) call(who *world.Browser, status int, method, path string, in any) bare {
	p.Helper()
	var out bare
	who.JSON(method, path, in, &out).Want(p, status)
	return out
}

func (p *pair) advance(d time.Duration) {
	p.Helper()
	if err := p.w.House.Sweeper.Advance(p.Context(), p.s.Chie, sweep.By(d)); err != nil {
		p.Fatal(err)
	}
}

// The straight line of money over the API: from a proposal to a payout and a
// review. Every answer is held to the served document.
func TestMoneyGoesItsWholeWayOverTheAPI(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		p := &pair{T: t, w: w, s: s, aiko: world.At(t, w.Address, s.AikoToken), ben: world.At(t, w.Address, s.BenToken)}
		conversation := talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))

		offer := map[string]any{"conversation": conversation, "total": "120,000", "currency": "JPY", "terms": "Find it, **mend** it."}
		p.call(p.ben, 403, "POST", "/proposals", offer) // There is nowhere to be paid yet.
		p.call(p.ben, 422, "POST", "/payout-accounts", map[string]any{"currency": "JPY", "bank": "Test Bank", "holder": "Ben Carter", "number": "1234567"})
		p.call(p.ben, 201, "POST", "/payout-accounts", map[string]any{"currency": "JPY", "bank": "Test Bank", "holder": "Ben Carter", "number": "000123456789"})
		if got := p.call(p.ben, 200, "GET", "/payout-accounts", nil); len(got.Items) != 2 { // One of them since the registration.
			t.Errorf("%d accounts", len(got.Items))
		}
		proposal := p.call(p.ben, 201, "POST", "/proposals", offer)
		if proposal.State != "proposed" || proposal.Waits != "customer" || !proposal.may("withdraw") {
			t.Errorf("%+v", proposal)
		}
		p.call(p.aiko, 403, "POST", "/proposals/"+proposal.ID+"/accept", map[string]any{"approval": "manual"}) // No card yet.
		if got := p.call(p.aiko, 200, "GET", "/payment-methods", nil); len(got.Items) != 0 {
			t.Errorf("ways to pay: %+v", got.Items)
		}
		p.call(p.aiko, 201, "POST", "/payment-methods", map[string]any{"number": "4242 4242 4242 4242", "expires": "12/39"})
		if got := p.call(p.aiko, 200, "GET", "/payment-methods", nil); len(got.Items) != 1 || got.Items[0].State != "active" {
			t.Errorf("ways to pay: %+v", got.Items)
		}
		if seen := p.call(p.aiko, 200, "GET", "/proposals/"+proposal.ID, nil); !seen.may("accept") || seen.may("withdraw") {
			t.Errorf("the customer may %+v", seen.Moves)
		}
		engagement := p.call(p.aiko, 200, "POST", "/proposals/"+proposal.ID+"/accept", map[string]any{"approval": "manual"})
		p.call(p.aiko, 409, "POST", "/proposals/"+proposal.ID+"/decline", map[string]any{})
		if list := p.call(p.ben, 200, "GET", "/engagements?conversation="+conversation, nil); len(list.Items) != 1 || list.Items[0].ID != engagement.ID {
			t.Errorf("%+v", list)
		}
		p.paid(engagement.ID)
		p.reviewed(engagement.ID)
	})
}

// paid asks twice, sends one back, and follows the other to the bank.
func (p *pair) paid(engagement string) {
	p.Helper()
	p.call(p.ben, 422, "POST", "/payment-requests", map[string]any{"engagement": engagement, "amount": "120001", "work": "All."})
	back := p.call(p.ben, 201, "POST", "/payment-requests", map[string]any{"engagement": engagement, "amount": "20000", "work": "Half."})
	p.call(p.aiko, 422, "POST", "/payment-requests/"+back.ID+"/decline", map[string]any{})
	if got := p.call(p.aiko, 200, "POST", "/payment-requests/"+back.ID+"/decline", map[string]any{"reason": "The report is missing."}); got.State != "declined" {
		p.Errorf("%+v", got)
	}
	last := p.call(p.ben, 201, "POST", "/payment-requests", map[string]any{"engagement": engagement, "amount": "60,000", "work": "直しました。", "final": true})
	p.call(p.ben, 403, "POST", "/engagements/"+engagement+"/complete", nil)
	key := http.Header{"Idempotency-Key": {"approve-once"}}
	for range 2 { // The same key twice: one effect, the same answer.
		p.aiko.Do("POST", "/api/v1/payment-requests/"+last.ID+"/approve", "application/json", nil, key).Want(p, 200)
	}
	p.advance(49 * time.Hour)
	got := p.call(p.ben, 200, "GET", "/payment-requests/"+last.ID, nil)
	if got.State != "collected" || len(got.Charges) != 1 || got.Charges[0].State != "settled" || got.Invoice == "" {
		p.Errorf("%+v", got)
	}
	invoice := p.call(p.aiko, 200, "GET", "/invoices/"+got.Invoice, nil)
	if invoice.Number == "" {
		p.Error("the invoice has no number")
	}
	if list := p.call(p.aiko, 200, "GET", "/invoices", nil); len(list.Items) != 1 || list.Items[0].Number != invoice.Number {
		p.Errorf("%+v", list)
	}
	if list := p.call(p.ben, 200, "GET", "/payment-requests?side=expert&limit=1", nil); len(list.Items) != 1 {
		p.Errorf("%+v", list)
	}
	p.advance(48 * time.Hour)
	payouts := p.call(p.ben, 200, "GET", "/payouts", nil)
	if len(payouts.Items) != 1 || payouts.Items[0].State != "arrived" || payouts.Items[0].Amount.Decimal != "58500" {
		p.Fatalf("%+v", payouts)
	}
	p.call(p.aiko, 404, "GET", "/payouts/"+payouts.Items[0].ID, nil)
	now, err := p.w.House.Journal.Now(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	month := now.Time().In(p.w.House.Payouts.Zone).Format("2006-01")
	if st := p.call(p.ben, 200, "GET", "/statements/JPY/"+month, nil); st.Closing.Minor != 0 {
		p.Errorf("the statement closes at %d", st.Closing.Minor)
	}
}

func (p *pair) reviewed(engagement string) {
	p.Helper()
	e := p.call(p.aiko, 200, "GET", "/engagements/"+engagement, nil)
	if e.State != "completed" || e.Remaining.Decimal != "60000" {
		p.Errorf("%+v", e)
	}
	p.call(p.ben, 403, "POST", "/reviews", map[string]any{"engagement": engagement, "succeeded": "yes", "again": true, "stars": 5})
	v := p.call(p.aiko, 201, "POST", "/reviews", map[string]any{"engagement": engagement, "succeeded": "yes", "again": true, "stars": 5, "body": "Quick and clear."})
	p.call(p.aiko, 409, "POST", "/reviews", map[string]any{"engagement": engagement, "succeeded": "no", "again": false, "stars": 1})
	public := p.w.Visitor(p)
	p.call(public, 200, "GET", "/reviews/"+v.ID, nil)
	report, err := p.w.House.VerifyBooks(p.Context())
	if err != nil || len(report.Problems) > 0 {
		p.Errorf("the books are wrong: %v %v", report.Problems, err)
	}
}
