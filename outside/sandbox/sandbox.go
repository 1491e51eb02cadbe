// Package sandbox is a card processor and a bank that move no real money: they
// stand where a real processor and bank will, behind the interfaces that the rooms
// payment and payout declare.
//
// They are somebody else's machines: their records are in tables of their own,
// written in transactions of their own, never inside a change of the house, and
// know ids and amounts only. What they do is decided by well-known test numbers
// (cards.go, accounts.go). A charge settles two days later and a transfer arrives
// one day later, in business time, and on Monday instead of at a weekend
// (clock.BankDay); RunDue lets that happen and reports it by the
// rooms' commands, again and again until the command has been done.
//
// Totals says what the sandbox itself believes to hold for the house, so that a
// test can lay it beside the books.
package sandbox

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

// How long things take, in business time (AWS_IQ.md 4.3: a card one to three days,
// a transfer one to two).
const (
	SettlesAfter = 48 * time.Hour
	ArrivesAfter = 24 * time.Hour
)

// PayTo is the house's own account at the sandbox bank, as it stands on invoices.
const PayTo = "Sandbox Bank (021 000 021) · 000 900 000 001 · Guildhall"

// ErrInside is a call from inside a change: nothing outside may be called there.
var ErrInside = errors.New("sandbox: called from inside a change")

// Reports are the rooms' commands by which the sandbox tells what happened.
type Reports struct {
	Settled     func(ctx context.Context, charge id.ID) error
	Returned    func(ctx context.Context, charge id.ID, failure string) error
	ChargedBack func(ctx context.Context, charge id.ID, fee int64) error
	Won         func(ctx context.Context, charge id.ID, fee int64) error
	Lost        func(ctx context.Context, charge id.ID, fee int64) error
	Arrived     func(ctx context.Context, payout id.ID) error
	Rejected    func(ctx context.Context, payout id.ID, failure string) error
	Bounced     func(ctx context.Context, payout id.ID, failure string, charge int64) error
}

// Sandbox is both machines.
type Sandbox struct {
	journal *journal.Journal
	zone    *time.Location // whose weekends it keeps
	// Reports must be set before RunDue.
	Reports Reports
}

// New switches the machines on; their weekends are those of the house's zone.
func New(j *journal.Journal, zone *time.Location) *Sandbox { return &Sandbox{journal: j, zone: zone} }

// write runs a transaction of the sandbox's own.
func (s *Sandbox) write(ctx context.Context, fn func(ctx context.Context, tx *db.Tx, now clock.Micros) error) error {
	if journal.Inside(ctx) {
		return ErrInside
	}
	now, err := s.journal.Now(ctx)
	if err != nil {
		return err
	}
	return s.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error { return fn(ctx, tx, now) })
}

var (
	nextDue = db.Read("sandbox.next_due", `SELECT due_at FROM (
		SELECT due_at FROM sandbox_turn WHERE reported_at IS NULL
		UNION ALL SELECT due_at FROM sandbox_transfer WHERE reported_at IS NULL
		UNION ALL SELECT due_at FROM sandbox_bounce WHERE reported_at IS NULL) waiting ORDER BY due_at LIMIT 1`)
	dueList = db.Read("sandbox.due", `SELECT kind, id, number, failure, fee, times FROM (
		SELECT kind, charge_id AS id, number, CASE WHEN kind = 'return' THEN 'returned' ELSE '' END AS failure, fee, times, due_at
			FROM sandbox_turn WHERE reported_at IS NULL AND due_at <= $1
		UNION ALL
		SELECT CASE WHEN failure = '' THEN 'arrive' ELSE 'reject' END, id, 0, failure, 0, 1, due_at
			FROM sandbox_transfer WHERE reported_at IS NULL AND due_at <= $1
		UNION ALL
		SELECT 'bounce', transfer_id, 0, failure, charge, 1, due_at
			FROM sandbox_bounce WHERE reported_at IS NULL AND due_at <= $1) waiting ORDER BY due_at, id, number LIMIT 200`)
	turnDone         = db.Keep("sandbox.turn.done", `UPDATE sandbox_turn SET done_at = $3 WHERE charge_id = $1 AND number = $2 AND done_at IS NULL`)
	turnReported     = db.Keep("sandbox.turn.reported", `UPDATE sandbox_turn SET reported_at = $3 WHERE charge_id = $1 AND number = $2`)
	transferDone     = db.Keep("sandbox.transfer.done", `UPDATE sandbox_transfer SET done_at = $3 WHERE id = $1 AND $2 = 0 AND done_at IS NULL`)
	transferReported = db.Keep("sandbox.transfer.reported", `UPDATE sandbox_transfer SET reported_at = $3 WHERE id = $1 AND $2 = 0`)
	bounceDone       = db.Keep("sandbox.bounce.done", `UPDATE sandbox_bounce SET done_at = $3 WHERE transfer_id = $1 AND $2 = 0 AND done_at IS NULL`)
	bounceReported   = db.Keep("sandbox.bounce.reported", `UPDATE sandbox_bounce SET reported_at = $3 WHERE transfer_id = $1 AND $2 = 0`)
)

// NextDue is the earliest moment at which something happens here, or zero.
func (s *Sandbox) NextDue(ctx context.Context) (clock.Micros, error) {
	at, err := db.Value[clock.Micros](ctx, s.journal.DB, nextDue)
	if errors.Is(err, db.ErrNone) {
		return 0, nil
	}
	return at, err
}

type dueThing struct {
	kind       string
	id         id.ID
	number     int64 // of a charge's turn
	failure    string
	fee, times int64
}

// RunDue lets everything happen that is due until now, in order, and reports it.
// What could not be reported is reported again by the next call.
func (s *Sandbox) RunDue(ctx context.Context, now clock.Micros) error {
	for {
		list, err := db.All(ctx, s.journal.DB, dueList, func(row db.Scanner) (dueThing, error) {
			var d dueThing
			err := row.Scan(&d.kind, &d.id, &d.number, &d.failure, &d.fee, &d.times)
			return d, err
		}, int64(now))
		if err != nil || len(list) == 0 {
			return err
		}
		for _, d := range list {
			if err := s.happen(ctx, d); err != nil {
				return err
			}
		}
	}
}

// happen writes down here that it happened, reports it, and notes that it was heard.
func (s *Sandbox) happen(ctx context.Context, d dueThing) error {
	done, reported := turnDone, turnReported
	switch d.kind {
	case "arrive", "reject":
		done, reported = transferDone, transferReported
	case "bounce":
		done, reported = bounceDone, bounceReported
	}
	note := func(q *db.Query) error {
		return s.write(ctx, func(ctx context.Context, tx *db.Tx, now clock.Micros) error {
			_, err := tx.Exec(ctx, q, d.id, d.number, int64(now))
			return err
		})
	}
	if err := note(done); err != nil {
		return err
	}
	for range d.times {
		if err := s.report(ctx, d); err != nil {
			return err
		}
	}
	return note(reported)
}

func (s *Sandbox) report(ctx context.Context, d dueThing) error {
	switch d.kind {
	case "settle":
		return s.Reports.Settled(ctx, d.id)
	case "return":
		return s.Reports.Returned(ctx, d.id, d.failure)
	case "charge_back":
		return s.Reports.ChargedBack(ctx, d.id, d.fee)
	case "win":
		return s.Reports.Won(ctx, d.id, d.fee)
	case "lose":
		return s.Reports.Lost(ctx, d.id, d.fee)
	case "arrive":
		return s.Reports.Arrived(ctx, d.id)
	case "bounce":
		return s.Reports.Bounced(ctx, d.id, d.failure, d.fee)
	}
	return s.Reports.Rejected(ctx, d.id, d.failure)
}
