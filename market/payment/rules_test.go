package payment_test

import (
	"testing"

	"guildhall/base/fault"
	"guildhall/base/money"
	"guildhall/engine/ledger"
	"guildhall/market/deal"
	"guildhall/market/expert"
	"guildhall/market/payment"
	"guildhall/test/till"
)

// AWS_IQ.md section 8 item 15, R11: an hourly rate is decoration. Every agreement is on
// a price, and neither the rate nor a change of it moves an amount.
func TestItem15AnHourlyRateIsNeverBilled(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		ctx := t.Context()
		rate := func(from, to string) expert.Details {
			return expert.Details{Name: "Ben Carter", Country: "GB", Languages: []string{"en"}, Biography: "Databases.", RateFrom: from, RateTo: to, RateCurrency: "USD"}
		}
		_, err := c.Experts.Update(ctx, c.Ben, expert.UpdateInput{Details: rate("90", "120")})
		c.Must(err)
		_, err = c.Deals.Propose(ctx, c.Ben, deal.ProposeInput{Conversation: c.Conversation, Currency: "USD", Terms: "By the hour."})
		if !fault.IsKind(err, fault.KindInvalid) {
			t.Errorf("a proposal without a price: %v", err)
		}
		e := c.Engage("USD", "100")
		q := c.Ask(e, "70", false)
		_, err = c.Experts.Update(ctx, c.Ben, expert.UpdateInput{Details: rate("900", "1200")})
		c.Must(err)
		c.Pay(q)
		c.Pay(c.Ask(e, "30", true))
		if err := ask(c, e, "1"); err == nil {
			t.Error("more than the price could be asked for")
		}
		c.Advance(3 * day)
		b, err := ledger.HouseBalance(ctx, c.DB, ledger.FeeRevenue, "USD")
		c.Must(err)
		if b != money.Of(250, "USD") || c.Payable("USD") != 9750 {
			t.Errorf("the house earned %s, Ben %d, of a price of 100", b, c.Payable("USD"))
		}
		c.Balanced()
	})
}

// AWS_IQ.md R13a: the customer is billed on the ordinary invoice: one for each approved
// payment, however it is paid, over what is charged and no more.
func TestR13TheCustomerIsBilledOnOneInvoiceForEachApprovedPayment(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for kind, use := range map[string]func(){
			payment.KindCard:     func() { c.Card(c.Aiko, "4242 4242 4242 4242") },
			payment.KindACH:      func() { c.NoMethod(c.Aiko); debit(c, "000123456789") },
			payment.KindNetTerms: func() { c.NoMethod(c.Aiko); terms(c, "000100000030") },
		} {
			use()
			e := c.Engage("USD", "100")
			declined := c.Ask(e, "40", false)
			c.Must(c.Payments.Decline(t.Context(), c.Aiko, payment.DeclineInput{Request: declined, Reason: "Not done yet."}))
			q := c.Ask(e, "100", true)
			if _, found, err := payment.InvoiceOf(t.Context(), c.DB, q); err != nil || found {
				t.Errorf("%s: billed before anybody approved it (%v)", kind, err)
			}
			c.Pay(q)
			c.Advance(31 * day)
			v, found, err := payment.InvoiceOf(t.Context(), c.DB, q)
			c.Must(err)
			charge := chargeOf(c, q)
			if !found || v.Total != money.Of(10000, "USD") || v.Customer != c.Aiko.Organisation || v.Issuer != c.Ben.Organisation ||
				charge.Invoice != v.ID || charge.Amount != v.Total || charge.Kind != kind || charge.State != payment.Settled {
				t.Errorf("%s: invoice %+v, charge %+v", kind, v, charge)
			}
			if _, found, err := payment.InvoiceOf(t.Context(), c.DB, declined); err != nil || found {
				t.Errorf("%s: billed for what was declined (%v)", kind, err)
			}
			proveEmpty(c, e)
		}
	})
}

// AWS_IQ.md R26, section 8 item 11: the operator tries, guarantees nothing and owes
// nothing for what could not be collected; the books show it as uncollected.
func TestR26WhatIsNotCollectedIsShownAsSuchAndOwedToNobody(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		c.Card(c.Aiko, "4000 0000 0000 0002")
		before := stand(c)
		e := c.Engage("USD", "100")
		q := c.Ask(e, "100", true)
		c.Pay(q)
		c.Advance(60 * day)
		if c.RequestState(q) != "uncollected" {
			t.Fatalf("it is %s", c.RequestState(q))
		}
		if owed, held := balance(c, ledger.ExpertUncollected, e, "USD"), balance(c, ledger.CustomerReceivable, e, "USD"); owed != 10000 || held != 10000 {
			t.Errorf("the books show %d as uncollected and %d as owed by the customer", owed, held)
		}
		if list := c.PayOut(); len(list) != 0 {
			t.Errorf("paid out: %+v", list)
		}
		c.Must(c.Payments.WriteOff(t.Context(), chie, payment.WriteOffInput{Request: q, Reason: "They closed their doors."}))
		c.Advance(60 * day)
		if list := c.PayOut(); len(list) != 0 || stand(c) != before {
			t.Errorf("after it was given up: %+v, %+v before %+v", list, stand(c), before)
		}
		proveEmpty(c, e)
	})
}
