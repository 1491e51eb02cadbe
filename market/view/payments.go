package view

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
	"guildhall/market/payment"
)

// PaymentRow is one payment request in a list of what an organisation buys or
// sells.
type PaymentRow struct {
	ID         id.ID
	State      flow.State
	Engagement id.ID
	Other      string // the other side's name; blank once erased
	Kind       string // asked, upfront, scheduled
	Work       string
	WorkLang   string
	Amount     money.Amount
	Net        money.Amount // once approved
	Invoice    id.ID
	Number     string // the invoice's, once numbered
	MadeAt     clock.Micros
	StateSince clock.Micros
	Disputed   bool // taken back by the customer's bank, and nobody has decided yet
}

// paymentFirst and paymentColumns stand around the name of the other side.
const paymentFirst = `q.id, q.state, q.engagement_id, `

const paymentColumns = `, q.kind, q.work, q.work_lang, q.amount, q.net, q.currency,
	i.id, COALESCE(i.series, ''), COALESCE(i.number, 0), q.made_at, q.state_since,
	EXISTS (SELECT 1 FROM payment_charge x WHERE x.request_id = q.id AND x.state = 'charged_back')`

var (
	paymentsBought = db.Read("view.payments.bought", `SELECT `+paymentFirst+sellerOfPayment+paymentColumns+` FROM payment_request q
		JOIN account_organisation o ON o.id = q.seller_id LEFT JOIN payment_invoice i ON i.request_id = q.id
		WHERE q.customer_id = $1 AND q.id < $2 ORDER BY q.id DESC LIMIT $3`)
	paymentsSold = db.Read("view.payments.sold", `SELECT `+paymentFirst+customerOfPayment+paymentColumns+` FROM payment_request q
		JOIN account_organisation o ON o.id = q.customer_id LEFT JOIN payment_invoice i ON i.request_id = q.id
		WHERE q.seller_id = $1 AND q.id < $2 ORDER BY q.id DESC LIMIT $3`)
)

// scan reads paymentColumns, and what follows them.
func (p *PaymentRow) scan(row db.Scanner, more ...any) error {
	var series string
	var number int64
	err := row.Scan(append([]any{&p.ID, &p.State, &p.Engagement, &p.Other, &p.Kind, &p.Work, &p.WorkLang, &p.Amount.Minor, &p.Net.Minor, &p.Amount.Currency,
		&p.Invoice, &series, &number, &p.MadeAt, &p.StateSince, &p.Disputed}, more...)...)
	p.Net.Currency = p.Amount.Currency
	p.Number = invoiceNumber(series, number)
	return err
}

func scanPaymentRow(row db.Scanner) (p PaymentRow, err error) {
	err = p.scan(row)
	return p, err
}

func invoiceNumber(series string, number int64) string {
	return payment.Invoice{Series: series, Number: number}.NumberText()
}

// PaymentsOf lists the payment requests an organisation pays (side customer) or is
// paid (side expert), newest first, before the one given; more tells whether there
// are others.
func PaymentsOf(ctx context.Context, r db.Reader, organisation id.ID, side flow.Role, before id.ID, limit int) (rows []PaymentRow, more bool, err error) {
	query := paymentsBought
	if side == flow.Expert {
		query = paymentsSold
	}
	rows, err = db.All(ctx, r, query, scanPaymentRow, organisation, before.OrLast(), limit+1)
	if len(rows) > limit {
		rows, more = rows[:limit], true
	}
	return rows, more, err
}
