package view_test

import (
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/ledger"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/view"
	"guildhall/test/till"
)

// total adds what moved an account, read in pages of two.
func total(t *testing.T, c *till.Till, a ledger.Account, party id.ID, currency string) int64 {
	t.Helper()
	var sum int64
	var after id.ID
	for {
		list, more, err := ledger.Movements(t.Context(), c.DB, a, party, currency, after, 2)
		must(t, err)
		for _, m := range list {
			sum += m.Change.Minor
			b, err := ledger.FindPosting(t.Context(), c.DB, m.Posting)
			if err != nil || b.Template != m.Template || len(b.Lines) == 0 {
				t.Errorf("%s leads to %+v, %v", m.Template, b, err)
			}
		}
		if !more {
			return sum
		}
		after = list[len(list)-1].Posting
	}
}

func TestEveryNumberOfTheBooksIsTheSumOfWhatMovedIt(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		for _, currency := range []string{"USD", "JPY"} {
			e := c.Engage(currency, "3000")
			for _, amount := range []string{"1000", "501"} {
				c.Pay(c.Ask(e, amount, false))
			}
			c.Advance(72 * time.Hour)
		}
		c.PayOut()
		sums, err := ledger.Sums(t.Context(), c.DB)
		must(t, err)
		for _, b := range sums {
			entry, _ := ledger.EntryOf(b.Account)
			if !entry.IsParty() {
				if got := total(t, c, b.Account, id.None, b.Amount.Currency); got != b.Amount.Minor {
					t.Errorf("%s: the movements are %d, the balance %s", b.Account, got, b.Amount)
				}
				continue
			}
			parties, err := ledger.StandingIn(t.Context(), c.DB, b.Account, b.Amount.Currency, id.None, 100)
			must(t, err)
			var all int64
			for _, one := range parties {
				all += one.Amount.Minor
				if got := total(t, c, one.Account, one.Party, one.Amount.Currency); got != one.Amount.Minor {
					t.Errorf("%s of %s: the movements are %d, the balance %s", one.Account, one.Party, got, one.Amount)
				}
				name, err := view.PartyName(t.Context(), c.DB, one.Account, one.Party)
				if back, typed := view.ParseParty(one.Account, view.PartyText(one.Account, one.Party)); err != nil || name == "" || !typed || back != one.Party {
					t.Errorf("%s of %s has the name %q (%v)", one.Account, one.Party, name, err)
				}
			}
			if all != b.Amount.Minor {
				t.Errorf("%s: the parties have %d, all %s", b.Account, all, b.Amount)
			}
		}
	})
}

func TestAThingIsExplainedByItsPostings(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		e := c.Engage("USD", "1000")
		q := c.Ask(e, "400", false)
		c.Pay(q)
		c.Advance(72 * time.Hour)
		payouts := c.PayOut()
		invoice, _, err := payment.InvoiceOf(t.Context(), c.DB, q)
		must(t, err)
		charges, err := payment.ChargesOf(t.Context(), c.DB, q)
		must(t, err)
		for thing, want := range map[string]string{
			deal.EngagementID.Text(e):                       "invoiced",
			payment.RequestID.Text(q):                       "collected",
			payment.InvoiceID.Text(invoice.ID):              "invoiced",
			payment.ChargeID.Text(charges[0].ID):            "collected",
			account.OrganisationID.Text(c.Ben.Organisation): "payout_started",
			payout.LineID.Text(payouts[0].ID):               "payout_started",
		} {
			said, err := view.Explain(t.Context(), c.DB, thing, id.None)
			must(t, err)
			found := false
			for _, b := range said.Postings {
				found = found || b.Template == want
				if back := view.Referred(b.Template, b.Reference); back == b.Reference.String() {
					t.Errorf("nobody knows what %s was posted for", b.Template)
				}
			}
			if !found {
				t.Errorf("%s does not lead to %s: %+v", thing, want, said.Postings)
			}
		}
		for _, thing := range []string{"", "eng_", "pr_nonsense", payment.RequestID.Text(id.New()), "req_1"} {
			if _, err := view.Explain(t.Context(), c.DB, thing, id.None); !fault.Is(err, "posting.missing") {
				t.Errorf("%q is explained: %v", thing, err)
			}
		}
	})
}
