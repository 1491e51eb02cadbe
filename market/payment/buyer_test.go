package payment_test

import (
	"testing"

	"guildhall/base/seal"
	"guildhall/market/payment"
	"guildhall/test/till"
)

// AWS_IQ.md 6, item 3: what an expert may know before the work begins.
func TestAnExpertSeesHowACustomerHasPaidAndNothingPersonal(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		standing := func() payment.Buyer {
			t.Helper()
			b, err := payment.StandingOfBuyer(t.Context(), c.DB, c.Aiko.Organisation, c.Now())
			c.Must(err)
			return b
		}
		buy := func() {
			t.Helper()
			c.Pay(c.Ask(c.Engage("USD", "100"), "100", true))
		}
		if b := standing(); b != (payment.Buyer{CanPay: true, Kind: payment.KindCard, DaysFrom: 1, DaysTo: 3}) {
			t.Errorf("at first: %+v", b)
		}
		buy()
		if b := standing(); b.Paid != 0 || b.Unpaid != 0 {
			t.Errorf("while the money is on its way: %+v", b)
		}
		c.Advance(3 * day)
		if b := standing(); b.Paid != 1 || b.OnTime() != 1 || b.Unpaid != 0 {
			t.Errorf("paid: %+v", b)
		}

		c.Card(c.Aiko, "4000 0000 0000 0002") // Declined.
		e := c.Engage("USD", "100")
		q := c.Ask(e, "100", true)
		c.Must(c.Payments.Approve(t.Context(), c.Aiko, payment.PayInput{Request: q}))
		c.Must(c.Payments.Collect(t.Context(), q))
		if b := standing(); b.Paid != 1 || b.Unpaid != 1 {
			t.Errorf("declined: %+v", b)
		}
		c.Card(c.Aiko, "4242 4242 4242 4242")
		c.Must(c.Payments.Retry(t.Context(), c.Aiko, payment.PayInput{Request: q}))
		c.Collect(q)
		c.Advance(3 * day)
		if b := standing(); b.Paid != 2 || b.OnTime() != 1 || b.Unpaid != 0 {
			t.Errorf("paid at the second attempt: %+v", b)
		}

		c.NoMethod(c.Aiko)
		if b := standing(); b.CanPay || b.Kind != "" || b.NetTerms {
			t.Errorf("without a way to pay: %+v", b)
		}
		terms(c, "000100000045") // Paid on day 45.
		buy()
		c.Advance(30 * day)
		if b := standing(); b.Unpaid != 0 || !b.NetTerms || b.Kind != payment.KindNetTerms || b.DaysTo != 30 {
			t.Errorf("on the day it is due: %+v", b)
		}
		c.Advance(4 * day)
		if b := standing(); b.Unpaid != 1 {
			t.Errorf("overdue: %+v", b)
		}
		c.Advance(14 * day)
		if b := standing(); b.Paid != 3 || b.OnTime() != 1 || b.Unpaid != 0 {
			t.Errorf("paid late: %+v", b)
		}
		c.NoMethod(c.Aiko)
		terms(c, "000100000030")
		buy()
		c.Advance(31 * day)
		if b := standing(); b.Paid != 4 || b.OnTime() != 2 {
			t.Errorf("on net terms, on time: %+v", b)
		}

		c.NoMethod(c.Aiko)
		_, err := c.Payments.AddCard(t.Context(), c.Aiko, payment.CardInput{Number: seal.Hide("4242 4242 4242 4242"), Expires: c.Now().Time().Format("01/06")})
		c.Must(err)
		c.Advance(40 * day)
		if b := standing(); b.CanPay || b.Kind != payment.KindCard {
			t.Errorf("the card has expired: %+v", b)
		}
	})
}
