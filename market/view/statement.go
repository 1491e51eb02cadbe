package view

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/ledger"
)

// Statement is what the house owed an organisation in one currency over a time,
// from what it owed before to what it owes after.
type Statement struct {
	Opening, Closing money.Amount
	Lines            []StatementLine
	// Price, Fee and Paid are the sums of the lines: what customers paid, what the
	// house kept, what was sent.
	Price, Fee, Paid money.Amount
}

// StatementLine is one movement. Change is signed; Balance is what is owed after.
type StatementLine struct {
	At      clock.Micros
	Kind    string // a template: collected, payout_started, payout_rejected
	Request id.ID  // of a collection
	Payout  id.ID  // of a payout
	Invoice string // its number, of a collection
	Price   money.Amount
	Fee     money.Amount
	Change  money.Amount
	Balance money.Amount
}

type statementCharge struct {
	request id.ID
	series  string
	number  int64
	price   int64
	fee     int64
}

var statementOf = db.Read("view.statement.charge", `SELECT q.id, i.series, COALESCE(i.number, 0), q.amount, q.fee
	FROM payment_charge c JOIN payment_request q ON q.id = c.request_id JOIN payment_invoice i ON i.id = c.invoice_id WHERE c.id = $1`)

// StatementOf gathers it from the books, from one moment until before another;
// whoever asks belongs to the organisation. It adds up, or the books are wrong.
func StatementOf(ctx context.Context, r db.Reader, organisation id.ID, currency string, from, until clock.Micros) (Statement, error) {
	zero := money.Of(0, currency)
	s := Statement{Opening: zero, Price: zero, Fee: zero, Paid: zero}
	before, err := ledger.PartyLines(ctx, r, ledger.ExpertPayable, organisation, currency, 0, from)
	if err != nil {
		return s, err
	}
	for _, l := range before {
		s.Opening.Minor += l.Change.Minor
	}
	s.Closing = s.Opening
	moves, err := ledger.PartyLines(ctx, r, ledger.ExpertPayable, organisation, currency, from, until)
	if err != nil {
		return s, err
	}
	for _, m := range moves {
		s.Closing.Minor += m.Change.Minor
		line := StatementLine{At: m.At, Kind: m.Template, Change: m.Change, Balance: s.Closing, Price: zero, Fee: zero}
		if m.Template == ledger.Collected.Name {
			c, err := db.One(ctx, r, statementOf, func(row db.Scanner) (statementCharge, error) {
				var c statementCharge
				err := row.Scan(&c.request, &c.series, &c.number, &c.price, &c.fee)
				return c, err
			}, m.Reference)
			if err != nil && !errors.Is(err, db.ErrNone) {
				return s, err
			}
			line.Request, line.Price.Minor, line.Fee.Minor = c.request, c.price, c.fee
			line.Invoice = invoiceNumber(c.series, c.number)
			s.Price.Minor += c.price
			s.Fee.Minor += c.fee
		} else {
			line.Payout = m.Reference
			s.Paid.Minor -= m.Change.Minor
		}
		s.Lines = append(s.Lines, line)
	}
	return s, nil
}
