package payout_test

import (
	"testing"
	"time"

	"guildhall/base/i18n"
	"guildhall/engine/ledger"
	"guildhall/market/view"
	"guildhall/test/till"
	_ "guildhall/text"
)

// TestAStatementComesToTheBanksLineToTheCent: every payout of a life with a debt, a
// netting, a rejection and a return adds up, and so does the month.
func TestAStatementComesToTheBanksLineToTheCent(t *testing.T) {
	till.Each(t, func(t *testing.T, c *till.Till) {
		from := c.Now()
		for _, currency := range till.Currencies {
			owe(c, currency, "100")
			earn(c, currency, "33")
			c.PayOut()
			c.Account(c.Ben, currency, "000111111113") // The next is rejected.
			earn(c, currency, "200")
			earn(c, currency, "17")
			c.PayOut()
			c.Advance(25 * time.Hour)
			c.Account(c.Ben, currency, "000222222227") // The next comes back.
			c.PayOut()
			c.Advance(5 * 24 * time.Hour)
			c.Account(c.Ben, currency, "000123456789")
			c.PayOut()
			c.Advance(25 * time.Hour)
		}
		for _, p := range lines(c) {
			s, err := view.PayoutStatementOf(t.Context(), c.DB, p)
			c.Must(err)
			var sum int64
			for _, m := range s.Lines {
				sum += m.Change.Minor
				if m.Collected() && (m.Customer == "" || m.Request.IsNone() || m.Price.Minor-m.Fee.Minor != m.Change.Minor) {
					t.Errorf("a collected payment says %+v", m)
				}
			}
			if s.Sum() != p.Amount || sum != p.Amount.Minor || len(s.Lines) == 0 {
				t.Errorf("%s of %s: the lines come to %d, the statement to %s", p.State, p.Amount, sum, s.Sum())
			}
		}
		for _, currency := range till.Currencies {
			month, err := view.StatementOf(t.Context(), c.DB, c.Ben.Organisation, currency, from, c.Now()+1)
			c.Must(err)
			if month.Opening.Minor != 0 || month.Closing.Minor != c.Payable(currency) {
				t.Errorf("%s: from %s to %s, owed %d", currency, month.Opening, month.Closing, c.Payable(currency))
			}
		}
		c.Balanced()
	})
}

// TestEveryMovementOfWhatIsOwedHasWords on the statement, in both languages.
func TestEveryMovementOfWhatIsOwedHasWords(t *testing.T) {
	for _, template := range ledger.Templates {
		for _, line := range template.Lines {
			if line.Debit != ledger.ExpertPayable && line.Credit != ledger.ExpertPayable {
				continue
			}
			if !i18n.Exists("statement." + template.Name) {
				t.Errorf("no words for %s", template.Name)
			}
		}
	}
}
