package payment_test

import (
	"strings"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/ledger"
	"guildhall/engine/policy"
	"guildhall/market/payment"
	"guildhall/outside/sandbox"
	"guildhall/test/till"
)

var chie = policy.As(policy.Operator, "test")

// debit lets Aiko pay by a bank account in the United States.
func debit(c *till.Till, number string) id.ID {
	c.T.Helper()
	m, err := c.Payments.AddDebit(c.T.Context(), c.Aiko, payment.DebitInput{Routing: sandbox.TestRouting, Number: seal.Hide(number)})
	c.Must(err)
	return m
}

// terms lets Aiko pay on invoice, granted.
func terms(c *till.Till, number string) id.ID {
	c.T.Helper()
	m, err := c.Payments.AskTerms(c.T.Context(), c.Aiko, payment.TermsInput{Number: seal.Hide(number)})
	c.Must(err)
	c.Must(c.Payments.GrantTerms(c.T.Context(), chie, m))
	return m
}

func TestEveryTestAccountEndsWithTheBooksEmpty(t *testing.T) {
	ends := map[string]struct {
		kind            string
		waits           time.Duration // until the money is there, or known not to come
		charge, request string
	}{
		"sandbox.ach.pays":         {payment.KindACH, 7 * day, "settled", "collected"},
		"sandbox.ach.returns":      {payment.KindACH, 4 * day, "returned", "uncollected"},
		"sandbox.ach.returns_late": {payment.KindACH, 20 * day, "returned", "uncollected"},
		"sandbox.ach.closed":       {payment.KindACH, 0, "failed", "uncollected"},
		"sandbox.terms.on_time":    {payment.KindNetTerms, 30 * day, "settled", "collected"},
		"sandbox.terms.late":       {payment.KindNetTerms, 45 * day, "settled", "collected"},
		"sandbox.terms.never":      {payment.KindNetTerms, 60 * day, "returned", "uncollected"},
	}
	till.Each(t, func(t *testing.T, c *till.Till) {
		for _, number := range append(append([]sandbox.TestNumber{}, sandbox.TestDebits...), sandbox.TestPayers...) {
			want, known := ends[number.Hint]
			if !known {
				t.Errorf("nobody says how %s ends", number.Hint)
				continue
			}
			for _, paidOut := range []bool{false, true} {
				c.Monday() // Banks are open on each of the days that count.
				before := stand(c)
				c.NoMethod(c.Aiko)
				if want.kind == payment.KindACH {
					debit(c, number.Number)
				} else {
					terms(c, number.Number)
				}
				e := c.Engage("USD", "1000")
				q := c.Ask(e, "1000", true)
				c.Pay(q)
				if want.waits > 0 {
					c.AdvanceTo(c.Now().Add(want.waits - time.Hour))
					if got := c.RequestState(q); got == want.request {
						t.Errorf("%s: %s before its time", number.Hint, got)
					}
					if paidOut {
						c.PayOut()
					}
					c.AdvanceTo(c.Now().Add(time.Hour + time.Minute))
					tick(c)
				}
				if got := chargeOf(c, q); string(got.State) != want.charge || c.RequestState(q) != want.request {
					t.Errorf("%s: the charge is %s, the request %s", number.Hint, got.State, c.RequestState(q))
				}
				if want.request == "uncollected" { // The operator gives it up.
					c.Must(c.Payments.WriteOff(t.Context(), chie, payment.WriteOffInput{Request: q, Reason: "They closed their doors."}))
				}
				c.Advance(25 * time.Hour) // What was paid out arrives.
				after := stand(c)
				if want.request == "collected" && (after.fee-before.fee != 2500 || after.share-before.share != 97500) ||
					want.request != "collected" && after != before {
					t.Errorf("%s, paid out %v: the house earned %d, Ben %d", number.Hint, paidOut, after.fee-before.fee, after.share-before.share)
				}
				proveEmpty(c, e)
			}
		}
	})
}

func TestWhatWasWrittenOffCanStillBePaid(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.Card(c.Aiko, "4000 0000 0000 0002")
		e := c.Engage("USD", "1000")
		q := c.Ask(e, "1000", true)
		c.Pay(q)
		if err := c.Payments.WriteOff(t.Context(), c.Aiko, payment.WriteOffInput{Request: q, Reason: "I will not pay."}); err == nil {
			t.Error("written off by the customer")
		}
		if err := c.Payments.WriteOff(t.Context(), chie, payment.WriteOffInput{Request: q}); err == nil {
			t.Error("written off without a reason")
		}
		for range 2 { // Given up, tried in vain, given up again.
			c.Must(c.Payments.WriteOff(t.Context(), chie, payment.WriteOffInput{Request: q, Reason: "Nothing comes."}))
			proveEmpty(c, e)
			c.Must(c.Payments.Retry(t.Context(), c.Aiko, payment.PayInput{Request: q}))
			if balance(c, ledger.CustomerReceivable, e, "USD") != 100000 {
				t.Error("it is not owed again")
			}
			c.Collect(q)
		}
		c.Card(c.Aiko, "4242424242424242")
		c.Must(c.Payments.Retry(t.Context(), c.Aiko, payment.PayInput{Request: q}))
		c.Collect(q)
		c.Advance(3 * day)
		if c.RequestState(q) != "collected" || c.Payable("USD") != 97500 {
			t.Errorf("it is %s, payable %d", c.RequestState(q), c.Payable("USD"))
		}
		proveEmpty(c, e)
	})
}

func TestTheCustomerChoosesAmongSeveralMethods(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		list, err := payment.MethodsOf(t.Context(), c.DB, c.Aiko.Organisation)
		c.Must(err)
		card, account := list[0].ID, debit(c, "000123456789")
		if m, _, err := payment.PreferredMethod(t.Context(), c.DB, c.Aiko.Organisation); err != nil || m.ID != account {
			t.Errorf("the newest is not preferred: %+v, %v", m, err)
		}
		e := c.Engage("USD", "100")
		q := c.Ask(e, "40", false)
		c.Must(c.Payments.Approve(t.Context(), c.Aiko, payment.PayInput{Request: q, Method: card, PurchaseOrder: "PO-9"}))
		c.Collect(q)
		if got := chargeOf(c, q); got.Method != card || got.Kind != payment.KindCard {
			t.Errorf("charged %+v", got)
		}
		v, _, err := payment.InvoiceOf(t.Context(), c.DB, q)
		if err != nil || v.PurchaseOrder != "PO-9" {
			t.Errorf("the invoice names %q, %v", v.PurchaseOrder, err)
		}
		yen := c.Ask(c.Engage("JPY", "1000"), "1000", false)
		if err := c.Payments.Approve(t.Context(), c.Aiko, payment.PayInput{Request: yen, Method: account}); err == nil {
			t.Error("an account in the United States pays yen")
		}
		c.Pay(yen) // The preferred one cannot; the card can.
		if got := chargeOf(c, yen); got.Method != card {
			t.Errorf("charged %+v", got)
		}
		c.Must(c.Payments.PreferMethod(t.Context(), c.Aiko, card))
		c.Must(c.Payments.RemoveMethod(t.Context(), c.Aiko, card))
		if m, _, err := payment.PreferredMethod(t.Context(), c.DB, c.Aiko.Organisation); err != nil || m.ID != account {
			t.Errorf("after removing it: %+v, %v", m, err)
		}
		if err := c.Payments.RemoveMethod(t.Context(), c.Ben, account); !fault.Is(err, "payment_method.missing") {
			t.Errorf("removed by another organisation: %v", err)
		}
		if err := c.Payments.PreferMethod(t.Context(), c.Aiko, card); !fault.Is(err, "payment_method.moved_already") {
			t.Errorf("prefers a removed one: %v", err)
		}
	})
}

func TestNetTermsAreAskedForAndGrantedOrRefused(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	c.NoMethod(c.Aiko)
	m, err := c.Payments.AskTerms(t.Context(), c.Aiko, payment.TermsInput{Number: seal.Hide("0001 0000 0030")})
	c.Must(err)
	if ok, err := payment.AnyMethod(t.Context(), c.DB, c.Aiko.Organisation, "USD"); ok || err != nil {
		t.Errorf("usable before it was granted: %v", err)
	}
	if _, err := c.Payments.AskTerms(t.Context(), c.Aiko, payment.TermsInput{Number: seal.Hide("000100000045")}); !fault.Is(err, "payment_method.terms_already") {
		t.Errorf("asked twice: %v", err)
	}
	if err := c.Payments.GrantTerms(t.Context(), c.Aiko, m); !fault.Is(err, "payment_method.desk_only") {
		t.Errorf("granted by the customer: %v", err)
	}
	if err := c.Payments.RefuseTerms(t.Context(), chie, m, ""); err == nil || !strings.Contains(err.Error(), "reason") {
		t.Errorf("refused without a reason: %v", err)
	}
	c.Must(c.Payments.RefuseTerms(t.Context(), chie, m, "We do not know you yet."))
	list, err := payment.MethodsOf(t.Context(), c.DB, c.Aiko.Organisation)
	if err != nil || list[0].State != payment.MethodRefused || list[0].Reason == "" {
		t.Errorf("%+v, %v", list, err)
	}
	terms(c, "000100000030")
	e := c.Engage("JPY", "1000")
	q := c.Ask(e, "1000", false)
	c.Pay(q)
	v, _, err := payment.InvoiceOf(t.Context(), c.DB, q)
	if err != nil || v.DueOn != date(c.Now(), 30) {
		t.Errorf("due on %s, %v", v.DueOn, err)
	}
}

func TestAccountsToDebitAreChecked(t *testing.T) {
	c := till.Open(t, till.SQLite(t))
	for name, in := range map[string]struct{ routing, number, want string }{
		"empty":        {"", "", "routing: required"},
		"check digit":  {"110000001", "000123456789", "routing: routing_number"},
		"a real bank":  {"021000021", "000123456789", "routing: routing_not_test"},
		"letters":      {sandbox.TestRouting, "abc", "number: account_number"},
		"not for test": {sandbox.TestRouting, "12345678", "number: account_not_test"},
	} {
		_, err := c.Payments.AddDebit(t.Context(), c.Aiko, payment.DebitInput{Routing: in.routing, Number: seal.Hide(in.number)})
		if err == nil || !strings.Contains(err.Error(), in.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
