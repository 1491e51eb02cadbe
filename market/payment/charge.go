package payment

import (
	"context"
	"errors"
	"slices"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/market/deal"
)

// Charge is one attempt at one method.
type Charge struct {
	ID         id.ID
	State      flow.State
	StateSince clock.Micros
	Request    id.ID
	Invoice    id.ID
	Method     id.ID
	Kind       string // of the method: card, ach, net_terms
	Amount     money.Amount
	Failure    string // a code, once failed, returned or charged back
	SettlesAt  clock.Micros
	Dispute    id.ID // once charged back
	Frozen     int64 // of the expert's share, while the dispute is open; minor units
	MadeAt     clock.Micros
}

const chargeColumns = `id, state, state_since, request_id, invoice_id, method_id, kind, amount, currency, failure,
	settles_at, dispute_id, frozen, made_at`

func scanCharge(row db.Scanner) (Charge, error) {
	var c Charge
	err := row.Scan(&c.ID, &c.State, &c.StateSince, &c.Request, &c.Invoice, &c.Method, &c.Kind, &c.Amount.Minor, &c.Amount.Currency,
		&c.Failure, &c.SettlesAt, &c.Dispute, &c.Frozen, &c.MadeAt)
	return c, err
}

var (
	chargeFind    = db.Read("payment.charge.find", `SELECT `+chargeColumns+` FROM payment_charge WHERE id = $1`)
	chargeHold    = db.Write("payment.charge.hold", `UPDATE payment_charge SET version = version + 1 WHERE id = $1 RETURNING `+chargeColumns)
	chargesOf     = db.Read("payment.charge.of_request", `SELECT `+chargeColumns+` FROM payment_charge WHERE request_id = $1 ORDER BY id LIMIT 200`)
	chargesNewest = db.Read("payment.charge.newest", `SELECT `+chargeColumns+` FROM payment_charge c WHERE request_id IN (`+db.Places(1, someRequests)+`)
		AND id = (SELECT n.id FROM payment_charge n WHERE n.request_id = c.request_id ORDER BY n.id DESC LIMIT 1)`).Once()
	chargeOpen   = db.Read("payment.charge.open", `SELECT `+chargeColumns+` FROM payment_charge WHERE request_id = $1 AND state IN ('started', 'unknown', 'succeeded')`)
	chargeInsert = db.Write("payment.charge.insert", `INSERT INTO payment_charge (id, state, state_since, version, request_id, invoice_id, method_id,
		kind, amount, currency, failure, frozen, made_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, '', 0, $3)`)
	chargeAnswer  = db.Write("payment.charge.answer", `UPDATE payment_charge SET settles_at = $2 WHERE id = $1`)
	chargeFailure = db.Write("payment.charge.failure", `UPDATE payment_charge SET failure = $2 WHERE id = $1`)
	chargeDispute = db.Write("payment.charge.dispute", `UPDATE payment_charge SET dispute_id = $2, frozen = $3 WHERE id = $1`)
)

// ChargesOf lists the attempts at a payment request, oldest first.
func ChargesOf(ctx context.Context, r db.Reader, request id.ID) ([]Charge, error) {
	return db.All(ctx, r, chargesOf, scanCharge, request)
}

// NewestCharges gives the newest attempt at each of these payment requests, by request.
func NewestCharges(ctx context.Context, r db.Reader, requests []id.ID) (map[id.ID]Charge, error) {
	found := map[id.ID]Charge{}
	for some := range slices.Chunk(requests, someRequests) {
		list, err := db.All(ctx, r, chargesNewest, scanCharge, db.Padded(some, someRequests)...)
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			found[c.Request] = c
		}
	}
	return found, nil
}

// holdCharge takes engagement, payment request and charge for this change, in
// this order.
func holdCharge(ctx context.Context, tx *journal.Tx, charge id.ID) (e deal.Engagement, q Request, c Charge, err error) {
	if c, err = oneCharge(db.One(ctx, tx, chargeFind, scanCharge, charge)); err != nil {
		return e, q, c, err
	}
	if e, q, err = hold(ctx, tx, c.Request); err != nil {
		return e, q, c, err
	}
	c, err = oneCharge(db.One(ctx, tx, chargeHold, scanCharge, charge))
	return e, q, c, err
}

func oneCharge(c Charge, err error) (Charge, error) {
	if errors.Is(err, db.ErrNone) {
		return c, fault.Missing("charge.missing")
	}
	return c, err
}

// move makes a move of a charge that this change holds; failure is kept with it
// when there is one.
func (c *Charge) move(ctx context.Context, tx *journal.Tx, q Request, move string, by flow.Role, failure string) (err error) {
	var more map[string]any
	if failure != "" && failure != c.Failure {
		more = map[string]any{"failure": failure}
		if _, err := tx.Exec(ctx, chargeFailure, c.ID, failure); err != nil {
			return err
		}
		c.Failure = failure
	}
	c.State, err = ChargeFlow.Move(ctx, tx, c.step(q, move, by, more))
	return err
}

// step is a move of a charge, with what its event says.
func (c Charge) step(q Request, move string, by flow.Role, more map[string]any) flow.Step {
	data := map[string]any{"request": q.ID.String(), "amount": c.Amount.Minor, "currency": c.Amount.Currency}
	for k, v := range more {
		data[k] = v
	}
	return flow.Step{Move: move, ID: c.ID, From: c.State, By: by, Stream: q.Conversation, Organisation: q.Customer, Data: data}
}
