package view

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
)

// DeskPayment is a payment request that waits for somebody, for the desk.
type DeskPayment struct {
	ID               id.ID
	State            flow.State
	Customer, Seller string
	Amount           money.Amount
	Since            clock.Micros
}

// DeskPayout is a payout that is not at rest, or came back, for the desk.
type DeskPayout struct {
	ID           id.ID
	State        flow.State
	Organisation string
	Amount       money.Amount
	Failure      string
	Since        clock.Micros
}

// deskMoneyMax is how many rows each list of the desk shows.
const deskMoneyMax = 50

var (
	deskPayments = db.Read("view.desk_money.payments", `SELECT q.id, q.state, c.name, s.name, q.amount, q.currency, q.state_since
		FROM payment_request q JOIN account_organisation c ON c.id = q.customer_id JOIN account_organisation s ON s.id = q.seller_id
		WHERE q.state IN ('uncollected', 'approved') ORDER BY CASE q.state WHEN 'uncollected' THEN 0 ELSE 1 END, q.state_since, q.id LIMIT $1`)
	deskPayouts = db.Read("view.desk_money.payouts", `SELECT p.id, p.state, o.name, p.amount, p.currency, p.failure, p.state_since
		FROM payout_line p JOIN account_organisation o ON o.id = p.organisation_id
		WHERE p.state IN ('started', 'sent') OR p.state IN ('rejected', 'returned') AND NOT EXISTS (SELECT 1 FROM ledger_posting g
			JOIN payout_item i ON i.posting_id = g.id WHERE g.reference = p.id AND g.template IN ('payout_rejected', 'payout_returned'))
		ORDER BY p.state_since DESC, p.id LIMIT $1`)
)

// DeskPayments lists payments that are uncollected, and those on their way.
func DeskPayments(ctx context.Context, r db.Reader) ([]DeskPayment, error) {
	return db.All(ctx, r, deskPayments, func(row db.Scanner) (DeskPayment, error) {
		var p DeskPayment
		err := row.Scan(&p.ID, &p.State, &p.Customer, &p.Seller, &p.Amount.Minor, &p.Amount.Currency, &p.Since)
		return p, err
	}, deskMoneyMax)
}

// DeskPayouts lists payouts on their way, and those that came back and whose money has
// not gone out again, newest first.
func DeskPayouts(ctx context.Context, r db.Reader) ([]DeskPayout, error) {
	return db.All(ctx, r, deskPayouts, func(row db.Scanner) (DeskPayout, error) {
		var p DeskPayout
		err := row.Scan(&p.ID, &p.State, &p.Organisation, &p.Amount.Minor, &p.Amount.Currency, &p.Failure, &p.Since)
		return p, err
	}, deskMoneyMax)
}
