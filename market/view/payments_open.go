package view

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
	"guildhall/market/deal"
)

// OpenPayment is a payment that has not come yet, with what it waits for.
type OpenPayment struct {
	PaymentRow
	// Deadline is when it is approved or charged by itself; zero for neither.
	Deadline clock.Micros
	// Charge is how the newest attempt stands, blank before the first; SettlesAt when
	// its money is expected, Failure why it brought none.
	Charge              flow.State
	ChargeKind, Failure string
	SettlesAt           clock.Micros
	// Share is what the expert receives of it.
	Share money.Amount
}

// openOf and openOrder are those in the states of a payment that can still come, as an index knows them; the
// first to act upon come first.
const openOf = paymentColumns + `, q.deadline, COALESCE(c.state, ''), COALESCE(c.kind, ''), COALESCE(c.failure, ''), c.settles_at, e.fee_rate
	FROM payment_request q JOIN deal_engagement e ON e.id = q.engagement_id
	LEFT JOIN payment_invoice i ON i.request_id = q.id
	LEFT JOIN payment_charge c ON c.request_id = q.id
		AND NOT EXISTS (SELECT 1 FROM payment_charge d WHERE d.request_id = q.id AND d.id > c.id)`

const openOrder = ` AND q.state IN ('scheduled', 'awaiting', 'approved', 'uncollected')
	ORDER BY CASE q.state WHEN 'uncollected' THEN 0 WHEN 'awaiting' THEN 1 WHEN 'approved' THEN 2 ELSE 3 END, COALESCE(q.due_on, ''), q.id LIMIT $2`

var (
	openBought = db.Read("view.payments.open.bought", `SELECT `+paymentFirst+sellerOfPayment+openOf+` JOIN account_organisation o ON o.id = q.seller_id WHERE q.customer_id = $1`+openOrder)
	openSold   = db.Read("view.payments.open.sold", `SELECT `+paymentFirst+customerOfPayment+openOf+` JOIN account_organisation o ON o.id = q.customer_id WHERE q.seller_id = $1`+openOrder)
)

func scanOpenPayment(row db.Scanner) (OpenPayment, error) {
	var p OpenPayment
	var rate int64
	err := p.scan(row, &p.Deadline, &p.Charge, &p.ChargeKind, &p.Failure, &p.SettlesAt, &rate)
	p.Share = deal.SplitOf(p.Amount, money.Rate(rate)).Net
	return p, err
}

// OpenPayments lists what an organisation still has to pay (side customer) or to be
// paid (side expert): what failed, what waits for an answer, what is on its way, and
// what is scheduled, by date; more tells whether there are others.
func OpenPayments(ctx context.Context, r db.Reader, organisation id.ID, side flow.Role, limit int) (list []OpenPayment, more bool, err error) {
	query := openBought
	if side == flow.Expert {
		query = openSold
	}
	list, err = db.All(ctx, r, query, scanOpenPayment, organisation, limit+1)
	if len(list) > limit {
		list, more = list[:limit], true
	}
	return list, more, err
}
