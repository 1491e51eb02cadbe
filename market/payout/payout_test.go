package payout_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/ledger"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/test/till"
)

var update = flag.Bool("update", false, "write the golden files")

func TestWhoMayDoWhatIsGolden(t *testing.T) {
	for _, f := range []*flow.Flow{payout.AccountFlow, payout.RunFlow, payout.Flow} {
		path := filepath.Join("testdata", f.Noun+".flow.golden")
		if *update {
			if err := os.WriteFile(path, []byte(f.Matrix()), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || string(want) != f.Matrix() {
			t.Errorf("%s differs from %s (%v):\n%s", f.Noun, path, err, f.Matrix())
		}
	}
}

// earn brings Ben this much, less the fee, collected.
func earn(c *till.Till, currency, amount string) {
	c.T.Helper()
	c.Pay(c.Ask(c.Engage(currency, amount), amount, true))
	c.Advance(48 * time.Hour)
}

func TestR20OnlyWhatIsCollectedIsPaidOut(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.Pay(c.Ask(c.Engage("USD", "100"), "100", false))
		if list := c.PayOut(); len(list) != 0 {
			t.Fatalf("paid before it settled: %+v", list)
		}
		c.Advance(48 * time.Hour)
		list := c.PayOut()
		if len(list) != 1 || list[0].Amount != money.Of(9750, "USD") || list[0].State != payout.Sent {
			t.Fatalf("%+v", list)
		}
		if again := c.PayOut(); len(again) != 1 {
			t.Errorf("the same day paid again: %+v", again)
		}
		c.Advance(25 * time.Hour)
		p, err := payout.FindPayout(t.Context(), c.DB, c.Ben, list[0].ID)
		c.Must(err)
		if p.State != payout.Arrived || c.Payable("USD") != 0 {
			t.Errorf("%s, payable %d", p.State, c.Payable("USD"))
		}
		c.Must(c.Payouts.Arrive(t.Context(), p.ID)) // Reported again: nothing.
		if _, err := payout.FindPayout(t.Context(), c.DB, c.Aiko, p.ID); !fault.Is(err, "payout.missing") {
			t.Errorf("seen by another organisation: %v", err)
		}
		c.Balanced()
	})
}

func TestARunPaysEveryCurrencyApart(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	earn(c, "USD", "100")
	earn(c, "JPY", "10000")
	earn(c, "KWD", "1.234")
	got := map[string]int64{}
	for _, p := range c.PayOut() {
		got[p.Amount.Currency] = p.Amount.Minor
	}
	if fmt.Sprint(got) != "map[JPY:9750 KWD:1203 USD:9750]" {
		t.Errorf("%v", got)
	}
	c.Advance(25 * time.Hour)
	c.Balanced()
}

func TestARefusedAccountGivesTheMoneyBackAndIsNotTriedAgain(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.Account(c.Ben, "USD", "000111111113")
		earn(c, "USD", "100")
		list := c.PayOut()
		c.Advance(25 * time.Hour)
		p, err := payout.FindPayout(t.Context(), c.DB, c.Ben, list[0].ID)
		c.Must(err)
		if p.State != payout.Rejected || p.Failure != "account_closed" || c.Payable("USD") != 9750 {
			t.Fatalf("%+v, payable %d", p, c.Payable("USD"))
		}
		if list = c.PayOut(); len(list) != 1 {
			t.Errorf("tried again: %+v", list)
		}
		if ok, _ := payout.PaidIn(t.Context(), c.DB, c.Ben.Organisation, "USD"); ok {
			t.Error("the refused account still counts")
		}
		c.Account(c.Ben, "USD", "000123456789")
		if list = c.PayOut(); len(list) != 2 {
			t.Fatalf("with a new account: %+v", list)
		}
		c.Advance(25 * time.Hour)
		if c.Payable("USD") != 0 {
			t.Errorf("payable %d", c.Payable("USD"))
		}
		c.Balanced()
	})
}

func TestTwentyRunsAtOncePayOnce(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		earn(c, "USD", "100")
		earn(c, "JPY", "10000")
		now := c.Now()
		var wait sync.WaitGroup
		for range 20 {
			wait.Go(func() {
				if err := c.Payouts.RunDaily(t.Context(), now); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if list := c.PayOut(); len(list) != 2 {
			t.Errorf("%d payouts", len(list))
		}
		c.Advance(25 * time.Hour)
		c.Balanced()
	})
}

func TestAccountsAreCheckedAndBelongToTheirOrganisation(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	for name, in := range map[string]struct {
		in   payout.AccountInput
		want string
	}{
		"closed currency": {payout.AccountInput{Currency: "EUR", Bank: "B", Holder: "H", Number: seal.Hide("000123456789")}, "currency: currency"},
		"no holder":       {payout.AccountInput{Currency: "USD", Bank: "B", Number: seal.Hide("000123456789")}, "holder: required"},
		"letters":         {payout.AccountInput{Currency: "USD", Country: "US", Code: "021000021", Bank: "B", Holder: "H", Number: seal.Hide("12ab")}, "number: account_number"},
		"unknown":         {payout.AccountInput{Currency: "USD", Country: "US", Code: "021000021", Bank: "B", Holder: "H", Number: seal.Hide("99999999")}, "number: account_not_test"},
	} {
		if _, err := c.Payouts.AddAccount(t.Context(), c.Ben, in.in); err == nil || !strings.Contains(err.Error(), in.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	list, err := c.AccountsOf(c.Ben)
	c.Must(err)
	if err := c.Payouts.RemoveAccount(t.Context(), c.Aiko, list[0].ID); !fault.Is(err, "payout_account.missing") {
		t.Errorf("removed by another organisation: %v", err)
	}
}

// TestRandomLivesEndBalanced lets both sides, the processor, the bank and the
// clock do what they may, in a random order, and proves the books after every
// life: nobody is paid more than was collected less the fee, and the sandbox's own
// record agrees to the cent.
func TestRandomLivesEndBalanced(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		life := &life{c, rand.New(rand.NewPCG(seed, 7)), nil}
		for range 6 {
			life.live()
		}
		c.Card(c.Aiko, "4242424242424242")
		for _, currency := range till.Currencies {
			c.Account(c.Ben, currency, "000123456789")
		}
		life.settleAll()
		c.Balanced()
		for _, currency := range till.Currencies {
			if c.Payable(currency) != 0 {
				t.Errorf("%s: %d is still owed", currency, c.Payable(currency))
			}
			life.proveShares(currency)
		}
	})
}

type life struct {
	*till.Till
	dice     *rand.Rand
	requests []id.ID
}

func (l *life) pick(n int) int { return l.dice.IntN(n) }

// live is one engagement with up to a dozen things done to it.
func (l *life) live() {
	currency := till.Currencies[l.pick(3)]
	total := money.Of(1+l.dice.Int64N(1_000_000), currency)
	// Without an account that can be paid nobody may propose; a rejected one is replaced.
	l.Account(l.Ben, currency, "000123456789")
	e := l.Engage(currency, total.Decimal())
	cards := []string{"4242424242424242", "4000000000000002", "4000000000000119", "4000000000005126"}
	accounts := []string{"000123456789", "000123456789", "000111111113"}
	for range 12 {
		switch l.pick(9) {
		case 0, 1, 2:
			amount := money.Of(1+l.dice.Int64N(total.Minor), currency)
			q, err := l.Payments.Ask(l.T.Context(), l.Ben, payment.AskInput{Engagement: e, Amount: amount.Decimal(), Work: "Part.", Final: l.pick(6) == 0})
			if err == nil {
				l.requests = append(l.requests, q)
			}
		case 3, 4:
			l.decide()
		case 5:
			l.Card(l.Aiko, cards[l.pick(len(cards))])
		case 6:
			l.Account(l.Ben, currency, accounts[l.pick(len(accounts))])
		case 7:
			l.Advance(time.Duration(l.pick(60)) * time.Hour)
		case 8:
			l.PayOut()
		}
	}
	if l.pick(2) == 0 {
		_ = l.Deals.Complete(l.T.Context(), l.Ben, e) // It may be refused.
	}
}

// decide does something that may be refused to a payment request.
func (l *life) decide() {
	if len(l.requests) == 0 {
		return
	}
	ctx, q := l.T.Context(), l.requests[l.pick(len(l.requests))]
	switch l.pick(5) {
	case 0:
		_ = l.Payments.Decline(ctx, l.Aiko, payment.DeclineInput{Request: q, Reason: "Not yet."})
	case 1:
		_ = l.Payments.Withdraw(ctx, l.Ben, q)
	case 2:
		_ = l.Payments.Retry(ctx, l.Aiko, payment.PayInput{Request: q})
	default:
		_ = l.Payments.Approve(ctx, l.Aiko, payment.PayInput{Request: q})
	}
	_ = l.Payments.Collect(ctx, q) // The answer may be lost.
}

// settleAll brings everything to its end: what awaits is approved, what failed is
// tried again with a good card, and everything is paid out.
func (l *life) settleAll() {
	for _, q := range l.requests {
		switch l.RequestState(q) {
		case "awaiting":
			l.Pay(q)
		case "approved":
			l.Collect(q)
		}
	}
	for range 3 {
		l.Advance(49 * time.Hour)
		for _, q := range l.requests {
			if l.RequestState(q) == "uncollected" {
				l.Must(l.Payments.Retry(l.T.Context(), l.Aiko, payment.PayInput{Request: q}))
				l.Collect(q)
			}
		}
	}
	l.PayOut()
	l.Advance(25 * time.Hour)
	for _, currency := range till.Currencies { // A payout may have been on its way to a bad account.
		l.Account(l.Ben, currency, "000123456789")
	}
	l.PayOut()
	l.Advance(25 * time.Hour)
}

// proveShares lays what arrived beside what was collected less the fee.
func (l *life) proveShares(currency string) {
	var net, fee, price, arrived int64
	for _, q := range l.requests {
		got, err := payment.FindRequest(l.T.Context(), l.DB, l.Ben, q)
		l.Must(err)
		if got.Amount.Currency != currency || got.State != payment.Collected {
			continue
		}
		split := deal.SplitOf(got.Amount, deal.FeeRate)
		price, fee, net = price+got.Amount.Minor, fee+split.Fee.Minor, net+split.Net.Minor
	}
	payouts, err := payout.PayoutsOf(l.T.Context(), l.DB, l.Ben.Organisation, id.None, 500)
	l.Must(err)
	for _, p := range payouts {
		if p.Amount.Currency == currency && p.State == payout.Arrived {
			arrived += p.Amount.Minor
		}
	}
	revenue, err := ledger.HouseBalance(l.T.Context(), l.DB, ledger.FeeRevenue, currency)
	l.Must(err)
	if arrived != net || revenue.Minor != fee || price != fee+net {
		l.T.Errorf("%s: price %d, fee %d (books %d), net %d, arrived %d", currency, price, fee, revenue.Minor, net, arrived)
	}
}
