package view

import (
	"context"
	"slices"
	"strings"
	"time"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/ledger"
	"guildhall/market/payout"
)

// PayoutStatement says what a payout is made of, to the cent of the bank's line:
// what was collected since the payout before it, corrections (what came back, from
// customers or from the bank), and what was taken for what the expert owes.
type PayoutStatement struct {
	payout.Payout
	Lines []Movement
	// Price, Fee and Net are the sums of what was collected: what customers paid, what
	// the house kept, what is the expert's.
	Price, Fee, Net money.Amount
	// Corrections is the sum of the other lines but Netted, signed.
	Corrections money.Amount
}

var payoutLines = db.Read("view.payout.lines", `SELECT `+movementColumns+` FROM payout_item m`+movementJoins+
	` WHERE m.payout_id = $1 ORDER BY p.at, p.id`)

// PayoutStatementOf gathers a payout's statement; whoever asks has been let in.
func PayoutStatementOf(ctx context.Context, r db.Reader, p payout.Payout) (PayoutStatement, error) {
	zero := money.Of(0, p.Amount.Currency)
	s := PayoutStatement{Payout: p, Price: zero, Fee: zero, Net: zero, Corrections: zero}
	var err error
	s.Lines, err = db.All(ctx, r, payoutLines, scanMovement, p.ID)
	for _, m := range s.Lines {
		switch {
		case m.Collected():
			s.Price.Minor += m.Price.Minor
			s.Fee.Minor += m.Fee.Minor
			s.Net.Minor += m.Change.Minor
		case m.Kind != ledger.Netted.Name:
			s.Corrections.Minor += m.Change.Minor
		}
	}
	return s, err
}

// Sum is what all lines come to: the line of the bank.
func (s PayoutStatement) Sum() money.Amount {
	return money.Of(s.Net.Minor+s.Corrections.Minor-s.Netted.Minor, s.Amount.Currency)
}

// StatementMonth is one month of one currency in which something moved.
type StatementMonth struct {
	Month    string // YYYY-MM in the house's zone
	Currency string
	// Earned is what was collected less the fee; Corrections all that came back or was
	// taken, signed; Paid what was sent to the bank less what came back; Closing what
	// was owed at the end of the month.
	Earned, Corrections, Paid, Closing money.Amount
}

// StatementMonths lists the months in which something moved, newest first, of every
// currency; whoever asks belongs to the organisation.
func StatementMonths(ctx context.Context, r db.Reader, organisation id.ID, zone *time.Location) ([]StatementMonth, error) {
	balances, err := ledger.PartyBalances(ctx, r, ledger.ExpertPayable, organisation)
	var list []StatementMonth
	for _, b := range balances {
		lines, err := ledger.PartyLines(ctx, r, ledger.ExpertPayable, organisation, b.Amount.Currency, 0, 1<<62)
		if err != nil {
			return nil, err
		}
		list = append(list, months(lines, b.Amount.Currency, zone)...)
	}
	slices.SortStableFunc(list, func(a, b StatementMonth) int {
		if c := strings.Compare(b.Month, a.Month); c != 0 {
			return c
		}
		return strings.Compare(a.Currency, b.Currency)
	})
	return list, err
}

func months(lines []ledger.PartyLine, currency string, zone *time.Location) []StatementMonth {
	var list []StatementMonth
	zero := money.Of(0, currency)
	closing := zero
	for _, l := range lines {
		month := l.At.Date(zone)[:len("2006-01")]
		if len(list) == 0 || list[len(list)-1].Month != month {
			list = append(list, StatementMonth{Month: month, Currency: currency, Earned: zero, Corrections: zero, Paid: zero})
		}
		m := &list[len(list)-1]
		closing.Minor += l.Change.Minor
		m.Closing = closing
		switch {
		case Movement{Kind: l.Template}.Collected():
			m.Earned.Minor += l.Change.Minor
		case strings.HasPrefix(l.Template, "payout_"):
			m.Paid.Minor -= l.Change.Minor
		default:
			m.Corrections.Minor += l.Change.Minor
		}
	}
	return list
}
