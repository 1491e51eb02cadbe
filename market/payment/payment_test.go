package payment_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/ledger"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/test/till"
)

var update = flag.Bool("update", false, "write the golden files")

func TestWhoMayDoWhatIsGolden(t *testing.T) {
	for _, f := range []*flow.Flow{payment.MethodFlow, payment.RequestFlow, payment.ChargeFlow} {
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

func ask(c *till.Till, engagement id.ID, amount string) error {
	_, err := c.Payments.Ask(c.T.Context(), c.Ben, payment.AskInput{Engagement: engagement, Amount: amount, Work: "Done."})
	return err
}

func balance(c *till.Till, account ledger.Account, party id.ID, currency string) int64 {
	b, err := ledger.PartyBalance(c.T.Context(), c.DB, account, party, currency)
	c.Must(err)
	return b.Minor
}

func TestAPaymentGoesFromAskedToCollected(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := c.Engage("USD", "1,200.00")
		q := c.Ask(e, "400", false)
		c.Must(c.Payments.Approve(t.Context(), c.Aiko, payment.PayInput{Request: q}))
		if got := balance(c, ledger.CustomerReceivable, e, "USD"); got != 40000 {
			t.Errorf("invoiced: the customer owes %d", got)
		}
		c.Collect(q)
		charges, err := payment.ChargesOf(t.Context(), c.DB, q)
		c.Must(err)
		if len(charges) != 1 || charges[0].State != payment.Succeeded || c.Payable("USD") != 0 {
			t.Fatalf("the card said yes: %+v, payable %d", charges, c.Payable("USD"))
		}
		c.Advance(47 * time.Hour)
		if c.RequestState(q) != "approved" {
			t.Error("collected before it settled")
		}
		c.Advance(2 * time.Hour)
		if c.RequestState(q) != "collected" || c.Payable("USD") != 39000 || balance(c, ledger.CustomerReceivable, e, "USD") != 0 {
			t.Errorf("after two days: %s, payable %d", c.RequestState(q), c.Payable("USD"))
		}
		charge := charges[0].ID
		c.Must(c.Payments.Settle(t.Context(), charge)) // Reported again: nothing.
		if c.Payable("USD") != 39000 {
			t.Errorf("settled twice: payable %d", c.Payable("USD"))
		}
		c.Balanced()
	})
}

func TestOnlyWhatRemainsCanBeAskedFor(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := c.Engage("USD", "100")
		first := c.Ask(e, "60", false)
		if err := ask(c, e, "40.01"); err == nil || !strings.Contains(err.Error(), "above_remaining") {
			t.Errorf("more than remains: %v", err)
		}
		c.Must(c.Payments.Decline(t.Context(), c.Aiko, payment.DeclineInput{Request: first, Reason: "Please add the report."}))
		c.Must(ask(c, e, "100"))
		got, err := deal.FindEngagement(t.Context(), c.DB, c.Ben, e)
		c.Must(err)
		if got.Remaining() != money.Of(0, "USD") {
			t.Errorf("remains %s", got.Remaining())
		}
	})
}

func race(t *testing.T, n int, lost func(error) bool, do func(n int) error) int64 {
	t.Helper()
	var wait sync.WaitGroup
	var won atomic.Int64
	for i := range n {
		wait.Go(func() {
			switch err := do(i); {
			case err == nil:
				won.Add(1)
			case !lost(err):
				t.Errorf("refused with %v", err)
			}
		})
	}
	wait.Wait()
	return won.Load()
}

func TestOfApprovingAndWithdrawingAtOnceOneWins(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		q := c.Ask(c.Engage("USD", "100"), "60", false)
		late := func(err error) bool { return fault.Is(err, "payment_request.moved_already") }
		won := race(t, 20, late, func(n int) error {
			if n%4 == 3 {
				return c.Payments.Withdraw(t.Context(), c.Ben, q)
			}
			return c.Payments.Approve(t.Context(), c.Aiko, payment.PayInput{Request: q})
		})
		if state := c.RequestState(q); won != 1 || state != "approved" && state != "withdrawn" {
			t.Fatalf("%d won, and it is %s", won, state)
		}
	})
}

func TestTwentyApprovalsAreOneInvoiceAndOneCharge(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		q := c.Ask(c.Engage("USD", "100"), "60", false)
		late := func(err error) bool { return fault.Is(err, "payment_request.moved_already") }
		if won := race(t, 20, late, func(int) error { return c.Payments.Approve(t.Context(), c.Aiko, payment.PayInput{Request: q}) }); won != 1 {
			t.Fatalf("%d won", won)
		}
		race(t, 20, func(error) bool { return false }, func(int) error { return c.Payments.Collect(t.Context(), q) })
		charges, err := payment.ChargesOf(t.Context(), c.DB, q)
		if err != nil || len(charges) != 1 {
			t.Errorf("%d charges, %v", len(charges), err)
		}
		c.Advance(72 * time.Hour)
		c.Balanced()
	})
}

func TestTheSameKeyApprovesOnce(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		q := c.Ask(c.Engage("USD", "100"), "60", false)
		aiko := c.Aiko
		aiko.Key = "one-form"
		won := race(t, 8, func(err error) bool { return fault.Is(err, "key.in_flight") },
			func(int) error { return c.Payments.Approve(t.Context(), aiko, payment.PayInput{Request: q}) })
		if won == 0 {
			t.Error("nobody was told that it is done")
		}
		c.Collect(q)
		c.Advance(72 * time.Hour)
		if c.Payable("USD") != 5850 {
			t.Errorf("payable %d", c.Payable("USD"))
		}
		c.Balanced()
	})
}

func TestARefusedCardLeavesTheRequestUncollectedAndCanBeTriedAgain(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.Card(c.Aiko, "4000 0000 0000 0002")
		e := c.Engage("JPY", "60000")
		q := c.Ask(e, "60000", true)
		c.Pay(q)
		if c.RequestState(q) != "uncollected" {
			t.Fatalf("it is %s", c.RequestState(q))
		}
		c.Card(c.Aiko, "４２４２ ４２４２ ４２４２ ４２４２")
		c.Must(c.Payments.Retry(t.Context(), c.Aiko, payment.PayInput{Request: q}))
		c.Collect(q)
		c.Advance(48 * time.Hour)
		charges, err := payment.ChargesOf(t.Context(), c.DB, q)
		c.Must(err)
		if len(charges) != 2 || charges[0].Failure != "card_declined" || charges[1].State != payment.Settled || c.Payable("JPY") != 58500 {
			t.Errorf("%+v, payable %d", charges, c.Payable("JPY"))
		}
		c.Balanced()
	})
}

func TestALostAnswerIsFoundByAskingNotByChargingAgain(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.Card(c.Aiko, "4000 0000 0000 0119")
		q := c.Ask(c.Engage("USD", "100"), "100", false)
		c.Must(c.Payments.Approve(t.Context(), c.Aiko, payment.PayInput{Request: q}))
		if err := c.Payments.Collect(t.Context(), q); err == nil {
			t.Fatal("the answer was not lost")
		}
		charges, err := payment.ChargesOf(t.Context(), c.DB, q)
		c.Must(err)
		if charges[0].State != payment.Unknown {
			t.Errorf("it is %s", charges[0].State)
		}
		c.Must(c.Payments.Collect(t.Context(), q))
		c.Advance(48 * time.Hour)
		charges, err = payment.ChargesOf(t.Context(), c.DB, q)
		c.Must(err)
		if len(charges) != 1 || charges[0].State != payment.Settled {
			t.Errorf("%+v", charges)
		}
		totals, err := c.Sandbox.Totals(t.Context())
		c.Must(err)
		if len(totals) != 1 || totals[0].Collected != money.Of(10000, "USD") {
			t.Errorf("the processor took %+v", totals)
		}
		c.Balanced()
	})
}

func TestASettlementMayOvertakeTheLostAnswer(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	c.Card(c.Aiko, "4000 0000 0000 0119")
	q := c.Ask(c.Engage("USD", "100"), "100", false)
	c.Must(c.Payments.Approve(t.Context(), c.Aiko, payment.PayInput{Request: q}))
	_ = c.Payments.Collect(t.Context(), q) // lost
	c.Advance(49 * time.Hour)
	if c.RequestState(q) != "collected" {
		t.Errorf("it is %s", c.RequestState(q))
	}
	c.Must(c.Payments.Collect(t.Context(), q)) // The job comes late and finds it done.
	c.Balanced()
}

func TestAChargeThatComesBackPostsNothing(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.Card(c.Aiko, "4000 0000 0000 5126")
		e := c.Engage("KWD", "1.234")
		q := c.Ask(e, "1.234", false)
		c.Pay(q)
		c.Advance(48 * time.Hour)
		if c.RequestState(q) != "uncollected" || c.Payable("KWD") != 0 || balance(c, ledger.CustomerReceivable, e, "KWD") != 1234 {
			t.Errorf("%s, payable %d", c.RequestState(q), c.Payable("KWD"))
		}
		c.Card(c.Aiko, "4242424242424242")
		c.Must(c.Payments.Retry(t.Context(), c.Aiko, payment.PayInput{Request: q}))
		c.Collect(q)
		c.Advance(48 * time.Hour)
		if c.Payable("KWD") != 1203 { // 1.234 less 0.031
			t.Errorf("payable %d", c.Payable("KWD"))
		}
		c.Balanced()
	})
}

func TestARemovedCardLeavesTheRequestUncollected(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	q := c.Ask(c.Engage("USD", "100"), "100", false)
	c.Must(c.Payments.Approve(t.Context(), c.Aiko, payment.PayInput{Request: q}))
	c.NoMethod(c.Aiko)
	c.Must(c.Payments.Collect(t.Context(), q))
	if c.RequestState(q) != "uncollected" {
		t.Errorf("it is %s", c.RequestState(q))
	}
	if err := c.Payments.Retry(t.Context(), c.Aiko, payment.PayInput{Request: q}); !fault.Is(err, "need.can_pay") {
		t.Errorf("tried again without a card: %v", err)
	}
}

func TestTheFinalRequestEndsTheEngagement(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := c.Engage("USD", "100")
		q := c.Ask(e, "10", false)
		_, err := c.Payments.Ask(t.Context(), c.Ben, payment.AskInput{Engagement: e, Amount: "10", Work: "All.", Final: true})
		if !fault.Is(err, "payment_request.others_await") {
			t.Errorf("a final one beside another: %v", err)
		}
		c.Pay(q)
		last := c.Ask(e, "20", true)
		if err := ask(c, e, "5"); !fault.Is(err, "need.no_final_awaits") {
			t.Errorf("one more after the final: %v", err)
		}
		c.Pay(last)
		got, err := deal.FindEngagement(t.Context(), c.DB, c.Aiko, e)
		c.Must(err)
		if got.State != deal.Completed {
			t.Errorf("it is %s", got.State)
		}
		c.Advance(49 * time.Hour)
		c.Balanced()
	})
}

func TestOnlyThoseWhoMayPayApprove(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	q := c.Ask(c.Engage("USD", "100"), "10", false)
	member := c.Enrol(c.Aiko, c.Person("Emi"), account.Member)
	if err := c.Payments.Approve(t.Context(), member, payment.PayInput{Request: q}); !fault.Is(err, "need.may_pay") {
		t.Errorf("a member: %v", err)
	}
	billing := c.Enrol(c.Aiko, c.Person("Fumi"), account.Billing)
	c.Must(c.Payments.Approve(t.Context(), billing, payment.PayInput{Request: q}))
	if err := c.Payments.Withdraw(t.Context(), c.Person("Dora"), q); !fault.Is(err, "payment_request.missing") {
		t.Errorf("a stranger: %v", err)
	}
}

func TestCardsAreCheckedAndNeverKept(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	for name, in := range map[string]struct{ number, expires, want string }{
		"empty":         {"", "", "number: required"},
		"not a number":  {"my card", "12/30", "number: card_number"},
		"a real number": {"4111 1111 1111 1111", "12/30", "number: card_not_test"},
		"over":          {"4242424242424242", "01/20", "expires: card_expired"},
		"no month":      {"4242424242424242", "13/30", "expires: card_expiry"},
	} {
		_, err := c.Payments.AddCard(t.Context(), c.Aiko, payment.CardInput{Number: seal.Hide(in.number), Expires: in.expires})
		if err == nil || !strings.Contains(err.Error(), in.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	rows, err := c.DB.Handle().Query(`SELECT data FROM event UNION ALL SELECT hex(token_sealed) FROM payment_method UNION ALL SELECT token FROM sandbox_card UNION ALL SELECT result FROM journal_key`)
	c.Must(err)
	defer rows.Close()
	for rows.Next() {
		var text string
		c.Must(rows.Scan(&text))
		if strings.Contains(text, "4242424242424242") {
			t.Errorf("the number stands in %q", text)
		}
	}
	c.Must(rows.Err())
}
