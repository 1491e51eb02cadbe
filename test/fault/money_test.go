package fault

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/app"
	"guildhall/base/config"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/ledger"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/outside/sandbox"
	"guildhall/test/world"
	"guildhall/web"
)

// stalls is how many customers and experts trade at the same time, each pair with an
// engagement of its own.
const stalls = 3

// fair is a house in which money moves while it is killed.
type fair struct {
	street      *world.Street
	engagements []id.ID
	mu          sync.Mutex
	approved    map[string]bool // payment requests whose approval was acknowledged
}

// TestKilledAtAnyMomentWhileMoneyMovesTheBooksAreRight: experts ask, customers approve
// with every kind of method, the operator moves the clock, so that charges settle, come
// back and are disputed and payouts run, and the program is killed at random moments.
// In the end every approval that was acknowledged counts, the books balance, nobody was
// charged or paid too much, and the sandbox's own record agrees to the cent.
func TestKilledAtAnyMomentWhileMoneyMovesTheBooksAreRight(t *testing.T) {
	kills := 30
	if soaking() {
		kills = 300
	}
	onBoth(t, func(t *testing.T, c config.Config) {
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		chance := rand.New(rand.NewPCG(seed, 2))
		f := &fair{approved: map[string]bool{}}
		world.Inside(t, c, func(h *app.House) { f.open(t, h) })
		for round := range kills {
			p := world.Serve(t, c.Data, c.Database, "--messages-per-minute", "0")
			var wait sync.WaitGroup
			for n := range stalls {
				wait.Go(func() { f.trade(t, p.Address, round, n) })
			}
			hours := 6 + chance.IntN(72)
			wait.Go(func() {
				_, _ = call(t, p.Address, f.street.ChieToken, "/desk/clock", map[string]any{"hours": hours}, web.NewKey())
			})
			moment := time.NewTimer(time.Duration(50+chance.IntN(350)) * time.Millisecond)
			<-moment.C
			p.Kill()
			wait.Wait()
			if round%5 == 4 { // Another method for each, sometimes an account that bounces.
				world.Inside(t, c, func(h *app.House) { f.change(t, h, chance) })
			}
		}
		p := world.Serve(t, c.Data, c.Database)
		f.finish(t, p)
		p.Kill()
		world.Inside(t, c, func(h *app.House) { f.prove(t, h) })
		t.Logf("%d payments were approved over %d kills", len(f.approved), kills)
		if len(f.approved) < kills/3 {
			t.Errorf("only %d payments got through; the load was no load", len(f.approved))
		}
	})
}

// open makes the engagements: Aiko buys from Ben in one currency, in three parts.
func (f *fair) open(t *testing.T, h *app.House) {
	ctx := t.Context()
	f.street = world.People(t, h)
	conversation := f.street.Talk(f.street.Post("Our RDS bill doubled in October"))
	must(t, f.card(ctx, h, "4242424242424242"))
	must(t, f.account(ctx, h, "000123456789"))
	for range stalls {
		p, err := h.Deals.Propose(ctx, f.street.Ben, deal.ProposeInput{Conversation: conversation, Currency: "USD", Total: "1000000", Terms: "Find and mend it."})
		must(t, err)
		e, err := h.Deals.Accept(ctx, f.street.Aiko, deal.AcceptInput{Proposal: p, Approval: deal.ApprovalManual})
		must(t, err)
		f.engagements = append(f.engagements, e)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (f *fair) card(ctx context.Context, h *app.House, number string) error {
	_, err := h.Payments.AddCard(ctx, f.street.Aiko, payment.CardInput{Number: seal.Hide(number), Expires: "12/99"})
	return err
}

func (f *fair) account(ctx context.Context, h *app.House, number string) error {
	_, err := h.Payouts.AddAccount(ctx, f.street.Ben, payout.AccountInput{Currency: "USD", Bank: "Test Bank", Holder: "Ben Carter", Number: seal.Hide(number)})
	return err
}

// change gives Aiko another way to pay, of any kind, and Ben another account.
func (f *fair) change(t *testing.T, h *app.House, chance *rand.Rand) {
	ctx := t.Context()
	list, err := payment.MethodsOf(ctx, h.DB, f.street.Aiko.Organisation)
	must(t, err)
	for _, m := range list {
		must(t, h.Payments.RemoveMethod(ctx, f.street.Aiko, m.ID))
	}
	switch chance.IntN(4) {
	case 0:
		_, err = h.Payments.AddDebit(ctx, f.street.Aiko, payment.DebitInput{Routing: sandbox.TestRouting,
			Number: seal.Hide(sandbox.TestDebits[chance.IntN(len(sandbox.TestDebits))].Number)})
	case 1:
		var m id.ID
		if m, err = h.Payments.AskTerms(ctx, f.street.Aiko, payment.TermsInput{Number: seal.Hide(sandbox.TestPayers[chance.IntN(len(sandbox.TestPayers))].Number)}); err == nil {
			err = h.Payments.GrantTerms(ctx, f.street.Chie, m)
		}
	default:
		err = f.card(ctx, h, sandbox.TestCards[chance.IntN(len(sandbox.TestCards))].Number)
	}
	must(t, err)
	must(t, f.account(ctx, h, sandbox.TestAccounts[chance.IntN(len(sandbox.TestAccounts))].Number))
}

// call posts to the API, with a key; an error says that no answer was heard, or that
// the house said "not now".
func call(t *testing.T, address, token, path string, in any, key string) (answer map[string]any, err error) {
	raw, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/api/v1"+path, strings.NewReader(string(raw)))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", key)
	r.AddCookie(&http.Cookie{Name: web.SessionCookie, Value: token})
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
		return nil, err
	}
	if res.StatusCode >= 300 {
		return answer, fmt.Errorf("%s answers %d: %v", path, res.StatusCode, answer["code"])
	}
	return answer, nil
}

// trade asks and approves under one engagement until the house is gone.
func (f *fair) trade(t *testing.T, address string, round, n int) {
	engagement := deal.EngagementID.Text(f.engagements[n])
	for {
		asked, err := call(t, address, f.street.BenToken, "/payment-requests", map[string]any{"engagement": engagement,
			"amount": fmt.Sprintf("%d.%02d", 1+round%50, n), "work": "Part."}, web.NewKey())
		if err != nil {
			return
		}
		request, _ := asked["id"].(string)
		if _, err := call(t, address, f.street.AikoToken, "/payment-requests/"+request+"/approve", map[string]any{}, web.NewKey()); err != nil {
			return
		}
		f.mu.Lock()
		f.approved[request] = true
		f.mu.Unlock()
	}
}

// finish lets everything come to its end: longer than the longest of the processor's
// and the bank's stories.
func (f *fair) finish(t *testing.T, p *world.Process) {
	for days := 0; days < 100; days += 20 {
		stood := ""
		for end := time.Now().Add(2 * time.Minute); ; {
			answer, err := call(t, p.Address, f.street.ChieToken, "/desk/clock", map[string]any{"hours": 20 * 24}, web.NewKey())
			if err == nil && answer["state"] == "done" {
				break
			}
			// It may take long to play 20 days of much trade; it may not stand still.
			if now := fmt.Sprint(answer["reached"], answer["moments"]); now != stood {
				stood, end = now, time.Now().Add(2*time.Minute)
			}
			if time.Now().After(end) {
				t.Fatalf("the clock does not move: %v %v", answer, err)
			}
			wait := time.NewTimer(50 * time.Millisecond)
			<-wait.C
		}
	}
}

// prove lays books, requests and the sandbox's own record beside each other.
func (f *fair) prove(t *testing.T, h *app.House) {
	ctx := t.Context()
	checkAll(t, h, nil)
	report, err := h.VerifyBooks(ctx)
	must(t, err)
	for _, problem := range report.Problems {
		t.Error(problem)
	}
	var net, fee int64
	for _, i := range f.engagements {
		e, err := deal.FindEngagement(ctx, h.DB, f.street.Ben, i)
		must(t, err)
		var asked, charged int64
		var after id.ID
		for {
			list, err := payment.RequestsAfter(ctx, h.DB, i, after, 100)
			must(t, err)
			if len(list) == 0 {
				break
			}
			after = list[len(list)-1].ID
			for _, q := range list {
				asked += q.Amount.Minor
				if f.approved[payment.RequestID.Text(q.ID)] && q.State == payment.Awaiting {
					t.Errorf("an acknowledged approval is lost: %s", payment.RequestID.Text(q.ID))
				}
				if q.State == payment.Collected {
					net, fee = net+q.Net.Minor, fee+q.Fee.Minor
				}
				charges, err := payment.ChargesOf(ctx, h.DB, q.ID)
				must(t, err)
				var once int64
				for _, c := range charges {
					if c.State == payment.Settled || c.State == payment.Won {
						once += c.Amount.Minor
					}
				}
				if once > q.Amount.Minor {
					t.Errorf("%s was charged for a request of %s", charges[0].Amount, q.Amount)
				}
				charged += once
			}
		}
		if asked != e.Asked.Minor || charged > e.Total.Minor {
			t.Errorf("asked %d, counted %s, charged %d of %s", asked, e.Asked, charged, e.Total)
		}
	}
	totals, err := h.Sandbox.Totals(ctx)
	must(t, err)
	for _, total := range totals {
		bank, err := ledger.HouseBalance(ctx, h.DB, ledger.Bank, "USD")
		must(t, err)
		clearing, err := ledger.HouseBalance(ctx, h.DB, ledger.ProcessorClearing, "USD")
		must(t, err)
		owed, err := ledger.PartyBalance(ctx, h.DB, ledger.ExpertPayable, f.street.Ben.Organisation, "USD")
		must(t, err)
		owes, err := ledger.PartyBalance(ctx, h.DB, ledger.ExpertReceivable, f.street.Ben.Organisation, "USD")
		must(t, err)
		share := total.Paid.Minor + owed.Minor - owes.Minor
		if bank != total.Held || !clearing.IsZero() || share != net || total.Collected.Minor != net+fee {
			t.Errorf("the bank holds %s, the books say %s (%s on the way); collected %s for %d and %d; Ben has %d", total.Held, bank, clearing, total.Collected, net, fee, share)
		}
	}
}
