package view

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/ledger"
)

// Movement is one change of what the house owes an organisation, with what it is
// about.
type Movement struct {
	At       clock.Micros
	Kind     string       // the template of the books that moved it
	Change   money.Amount // signed
	Payout   id.ID        // of a payout's own movement, and of one that came back
	Request  id.ID        // the payment request, of a collection and what takes it back
	Customer string       // of its invoice: as known to the expert
	Invoice  string       // its number; blank before it is numbered
	Price    money.Amount // what the customer paid; zero unless Collected
	Fee      money.Amount // what the house kept of it; zero unless Collected
}

// Collected tells whether the movement is a payment that arrived.
func (m Movement) Collected() bool {
	switch m.Kind {
	case ledger.Collected.Name, ledger.CollectedBank.Name, ledger.ReceiptMatched.Name, ledger.Released.Name:
		return true
	}
	return false
}

// What a movement is about hangs on its reference: a charge, a dispute over one, or
// a payout.
const (
	movementColumns = `p.at, p.template, p.currency, m.amount, l.id, q.id, COALESCE(v.customer_name, ''), COALESCE(v.series, ''),
		COALESCE(v.number, 0), COALESCE(q.amount, 0), COALESCE(q.fee, 0)`
	movementJoins = ` JOIN ledger_posting p ON p.id = m.posting_id
		LEFT JOIN payout_line l ON l.id = p.reference
		LEFT JOIN payment_charge c ON c.id = p.reference
		LEFT JOIN payment_charge d ON d.dispute_id = p.reference AND d.dispute_id IS NOT NULL
		LEFT JOIN payment_request q ON q.id = COALESCE(c.request_id, d.request_id)
		LEFT JOIN payment_invoice v ON v.id = COALESCE(c.invoice_id, d.invoice_id)`
)

func scanMovement(row db.Scanner) (Movement, error) {
	var m Movement
	var series, currency string
	var number int64
	err := row.Scan(&m.At, &m.Kind, &currency, &m.Change.Minor, &m.Payout, &m.Request, &m.Customer, &series, &number, &m.Price.Minor, &m.Fee.Minor)
	m.Change.Currency, m.Price.Currency, m.Fee.Currency = currency, currency, currency
	if number != 0 {
		m.Invoice = invoiceNumber(series, number)
	}
	if !m.Collected() {
		m.Price.Minor, m.Fee.Minor = 0, 0
	}
	return m, err
}

// Statement is what the house owed an organisation in one currency over a time,
// from what it owed before to what it owes after.
type Statement struct {
	Opening, Closing money.Amount
	Lines            []StatementLine
	// Price, Fee and Paid are the sums of the lines: what customers paid, what the
	// house kept, what was sent to the bank less what came back.
	Price, Fee, Paid money.Amount
}

// StatementLine is one movement. Balance is what is owed after it.
type StatementLine struct {
	Movement
	Balance money.Amount
}

var (
	statementBefore = db.Read("view.statement.before", `SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM (
		SELECT n.amount AS amount FROM ledger_line n JOIN ledger_posting p ON p.id = n.posting_id
			WHERE n.credit = 'expert_payable' AND n.credit_party = $1 AND p.currency = $2 AND p.at < $3
		UNION ALL
		SELECT -n.amount FROM ledger_line n JOIN ledger_posting p ON p.id = n.posting_id
			WHERE n.debit = 'expert_payable' AND n.debit_party = $1 AND p.currency = $2 AND p.at < $3) sides`)
	statementLines = db.Read("view.statement.lines", `SELECT `+movementColumns+` FROM (
		SELECT posting_id, CAST(SUM(amount) AS BIGINT) AS amount FROM (
			SELECT posting_id, amount FROM ledger_line WHERE credit = 'expert_payable' AND credit_party = $1
			UNION ALL
			SELECT posting_id, -amount FROM ledger_line WHERE debit = 'expert_payable' AND debit_party = $1) sides GROUP BY posting_id) m`+
		movementJoins+` WHERE p.currency = $2 AND p.at >= $3 AND p.at < $4 ORDER BY p.at, p.id`)
)

// StatementOf gathers it from the books, from one moment until before another;
// whoever asks belongs to the organisation. It adds up, or the books are wrong.
func StatementOf(ctx context.Context, r db.Reader, organisation id.ID, currency string, from, until clock.Micros) (Statement, error) {
	zero := money.Of(0, currency)
	s := Statement{Opening: zero, Price: zero, Fee: zero, Paid: zero}
	var err error
	if s.Opening.Minor, err = db.Value[int64](ctx, r, statementBefore, organisation, currency, int64(from)); err != nil {
		return s, err
	}
	s.Closing = s.Opening
	moves, err := db.All(ctx, r, statementLines, scanMovement, organisation, currency, int64(from), int64(until))
	for _, m := range moves {
		s.Closing.Minor += m.Change.Minor
		s.Price.Minor += m.Price.Minor
		s.Fee.Minor += m.Fee.Minor
		switch m.Kind {
		case ledger.PayoutStarted.Name, ledger.PayoutRejected.Name, ledger.PayoutReturned.Name:
			s.Paid.Minor -= m.Change.Minor
		}
		s.Lines = append(s.Lines, StatementLine{Movement: m, Balance: s.Closing})
	}
	return s, err
}
