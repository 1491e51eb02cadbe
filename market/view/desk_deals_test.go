package view_test

import (
	"testing"
	"time"

	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/view"
	"guildhall/test/till"
)

// onInvoice lets Aiko pay on invoice, as the sandbox's number says.
func onInvoice(c *till.Till, number string) {
	c.T.Helper()
	c.NoMethod(c.Aiko)
	m, err := c.Payments.AskTerms(c.T.Context(), c.Aiko, payment.TermsInput{Number: seal.Hide(number)})
	c.Must(err)
	c.Must(c.Payments.GrantTerms(c.T.Context(), policy.As(policy.Operator, "test"), m))
}

func TestTheDeskSeesWhatIsOverdueAndNothingElse(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		overdue := func(kind, words string) ([]view.DeskOverdue, []view.DeskOwed) {
			t.Helper()
			today := c.Now().Date(time.UTC)
			owed, err := view.DeskOwedNow(t.Context(), c.DB, today, kind, words)
			must(t, err)
			var all []view.DeskOverdue
			var after id.ID
			for {
				list, more, err := view.DeskOverdues(t.Context(), c.DB, today, kind, words, after, 1)
				must(t, err)
				all = append(all, list...)
				if !more {
					return all, owed
				}
				after = list[len(list)-1].Invoice
			}
		}
		c.Pay(c.Ask(c.Engage("USD", "7"), "7", true)) // By card: on its way, not late.
		onInvoice(c, "000100000045")                  // Paid on day 45.
		late := c.Engage("USD", "300")
		c.Pay(c.Ask(late, "100", false))
		c.Advance(24 * time.Hour)
		c.Pay(c.Ask(late, "200", false))
		if list, owed := overdue("", ""); len(list) != 0 || len(owed) != 0 {
			t.Errorf("before its day: %+v %+v", list, owed)
		}
		c.Advance(35 * 24 * time.Hour)
		list, owed := overdue("", "")
		if len(list) != 2 || list[0].Amount.Minor != 10000 || list[1].Amount.Minor != 20000 || list[0].DueOn >= list[1].DueOn || list[0].Engagement != late {
			t.Errorf("overdue: %+v", list)
		}
		if len(owed) != 1 || owed[0].Count != 2 || owed[0].Amount.Minor != 30000 {
			t.Errorf("they come to %+v", owed)
		}
		if list, owed := overdue(payment.KindCard, ""); len(list)+len(owed) != 0 {
			t.Errorf("by card: %+v %+v", list, owed)
		}
		if list, owed := overdue(payment.KindNetTerms, "nobody of that name"); len(list)+len(owed) != 0 {
			t.Errorf("of nobody: %+v %+v", list, owed)
		}
		c.Advance(15 * 24 * time.Hour)
		if list, owed := overdue("", ""); len(list)+len(owed) != 0 {
			t.Errorf("once paid: %+v %+v", list, owed)
		}
	})
}

func TestTheDeskFindsEngagementsAndChargesByStateKindAndParty(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		first, second := c.Engage("USD", "10"), c.Engage("JPY", "500")
		c.Pay(c.Ask(first, "10", true))
		c.Advance(72 * time.Hour)
		c.Pay(c.Ask(second, "100", false))
		for _, one := range []struct {
			state flow.State
			words string
			found int
		}{{"", "", 2}, {deal.Active, "", 1}, {deal.Completed, "", 1}, {"", "nobody of that name", 0}} {
			list, more, err := view.DeskEngagements(t.Context(), c.DB, one.state, one.words, id.None, 10)
			if err != nil || more || len(list) != one.found {
				t.Errorf("%q %q: %d, %v", one.state, one.words, len(list), err)
			}
		}
		list, more, err := view.DeskEngagements(t.Context(), c.DB, "", "", id.None, 1)
		if err != nil || !more || list[0].ID != second || list[0].Total.Minor != 500 || list[0].Asked.Minor != 100 {
			t.Errorf("the newest: %+v %v %v", list, more, err)
		}
		rest, more, err := view.DeskEngagements(t.Context(), c.DB, "", "", list[0].ID, 1)
		if err != nil || more || len(rest) != 1 || rest[0].ID != first {
			t.Errorf("the rest: %+v %v %v", rest, more, err)
		}
		for _, one := range []struct {
			state, kind string
			engagement  id.ID
		}{{string(payment.Settled), "", first}, {string(payment.Succeeded), payment.KindCard, second}, {"", payment.KindACH, id.None}} {
			list, _, err := view.DeskCharges(t.Context(), c.DB, flow.State(one.state), one.kind, "", id.None, 10)
			must(t, err)
			if one.engagement.IsNone() != (len(list) == 0) || len(list) > 0 && (len(list) != 1 || list[0].Engagement != one.engagement) {
				t.Errorf("%s %s: %+v", one.state, one.kind, list)
			}
		}
	})
}
