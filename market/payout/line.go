package payout

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// States of a payout.
const (
	Started  flow.State = "started"
	Sent     flow.State = "sent" // the bank has taken it
	Arrived  flow.State = "arrived"
	Rejected flow.State = "rejected" // the bank would not pay it
	Returned flow.State = "returned" // it came back after it had arrived
	Netted   flow.State = "netted"   // all of it went to what the expert owes
)

// Flow is the life of one payout.
var Flow = flow.Define("payout", "payout_line",
	flow.Stops(
		flow.Waits(Started, flow.System),
		flow.Waits(Sent, flow.Processor),
		flow.Rest(Arrived),
		flow.End(Rejected, Returned, Netted),
	),
	flow.Rows{
		{Move: "start", To: Started, By: flow.System},
		{Move: "net", To: Netted, By: flow.System},
		{Move: "send", From: Started, To: Sent, By: flow.System},
		{Move: "arrive", From: Sent, To: Arrived, By: flow.Processor},
		{Move: "reject", From: Sent, To: Rejected, By: flow.Processor},
		{Move: "return", From: Arrived, To: Returned, By: flow.Processor},
	}).Carries("arrives_at")

// Payout is what one organisation receives by one run in one currency.
type Payout struct {
	ID           id.ID
	State        flow.State
	StateSince   clock.Micros
	Run          id.ID
	Organisation id.ID
	Account      id.ID
	Amount       money.Amount // what goes to the bank; zero once all of it was netted
	Netted       money.Amount // what was taken before for what the expert owes
	Charge       money.Amount // the bank's for a return; the house bears it
	Failure      string       // a code, once rejected or returned
	ArrivesAt    clock.Micros
	MadeAt       clock.Micros
}

const lineColumns = `id, state, state_since, run_id, organisation_id, account_id, amount, netted, charge, currency, failure, arrives_at, made_at`

func scanPayout(row db.Scanner) (Payout, error) {
	var p Payout
	err := scanPayoutAnd(row, &p)
	return p, err
}

// scanPayoutAnd reads a payout and the columns behind it.
func scanPayoutAnd(row db.Scanner, p *Payout, behind ...any) error {
	err := row.Scan(append([]any{&p.ID, &p.State, &p.StateSince, &p.Run, &p.Organisation, &p.Account, &p.Amount.Minor, &p.Netted.Minor, &p.Charge.Minor,
		&p.Amount.Currency, &p.Failure, &p.ArrivesAt, &p.MadeAt}, behind...)...)
	p.Netted.Currency, p.Charge.Currency = p.Amount.Currency, p.Amount.Currency
	return err
}

var (
	lineFind = db.Read("payout.line.find", `SELECT `+lineColumns+` FROM payout_line WHERE id = $1`)
	lineHold = db.Write("payout.line.hold", `UPDATE payout_line SET version = version + 1 WHERE id = $1 RETURNING `+lineColumns)
	linesOf  = db.Read("payout.line.of", `SELECT `+lineColumns+` FROM payout_line
		WHERE organisation_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`)
	lineFailed = db.Write("payout.line.failed", `UPDATE payout_line SET failure = $2, charge = $3 WHERE id = $1`)

	sender = policy.As(policy.System, "payout.send")
	bank   = policy.As(policy.Processor, "bank")
)

// PayoutsOf lists an organisation's payouts, newest first, before the one given
// (None for the newest); whoever asks belongs to it.
func PayoutsOf(ctx context.Context, r db.Reader, organisation, before id.ID, limit int) ([]Payout, error) {
	return db.All(ctx, r, linesOf, scanPayout, organisation, before.OrLast(), limit)
}

// FindPayout gives a payout to the members of its organisation or the operator, or
// Missing.
func FindPayout(ctx context.Context, r db.Reader, who policy.Actor, payout id.ID) (Payout, error) {
	p, err := onePayout(db.One(ctx, r, lineFind, scanPayout, payout))
	if err != nil || who.IsOperator() {
		return p, err
	}
	if p.Organisation != who.Organisation {
		return p, fault.Missing("payout.missing")
	}
	_, err = account.Hat(ctx, r, who)
	return p, err
}

// Load gives a payout to whoever has been let in by another thing that names it.
func Load(ctx context.Context, r db.Reader, payout id.ID) (Payout, error) {
	return onePayout(db.One(ctx, r, lineFind, scanPayout, payout))
}

func onePayout(p Payout, err error) (Payout, error) {
	if errors.Is(err, db.ErrNone) {
		return p, fault.Missing("payout.missing")
	}
	return p, err
}

func holdPayout(ctx context.Context, tx *journal.Tx, payout id.ID) (Payout, error) {
	return onePayout(db.One(ctx, tx, lineHold, scanPayout, payout))
}

func (p Payout) step(move string, by flow.Role) flow.Step {
	return flow.Step{Move: move, ID: p.ID, From: p.State, By: by, Organisation: p.Organisation,
		Data: map[string]any{"amount": p.Amount.Minor, "currency": p.Amount.Currency, "account": p.Account.String()}}
}
