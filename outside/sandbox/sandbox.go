// Package sandbox is a card processor and a bank that move no real money: they
// stand where a real processor and bank will, behind the interfaces that the rooms
// payment and payout declare.
//
// They are somebody else's machines: their records are in tables of their own,
// written in transactions of their own, never inside a change of the house, and
// know ids and amounts only. What they do is decided by well-known test numbers
// (cards.go, accounts.go). A charge settles two days later and a transfer arrives
// one day later, in business time; RunDue lets that happen and reports it by the
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

// ErrInside is a call from inside a change: nothing outside may be called there.
var ErrInside = errors.New("sandbox: called from inside a change")

// Reports are the rooms' commands by which the sandbox tells what happened.
type Reports struct {
	Settled  func(ctx context.Context, charge id.ID) error
	Returned func(ctx context.Context, charge id.ID, failure string) error
	Arrived  func(ctx context.Context, payout id.ID) error
	Rejected func(ctx context.Context, payout id.ID, failure string) error
}

// Sandbox is both machines.
type Sandbox struct {
	journal *journal.Journal
	// Reports must be set before RunDue.
	Reports Reports
}

// New switches the machines on.
func New(j *journal.Journal) *Sandbox { return &Sandbox{journal: j} }

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
		SELECT due_at FROM sandbox_charge WHERE reported_at IS NULL AND due_at IS NOT NULL
		UNION ALL SELECT due_at FROM sandbox_transfer WHERE reported_at IS NULL) waiting ORDER BY due_at LIMIT 1`)
	dueList = db.Read("sandbox.due", `SELECT kind, id, failure FROM (
		SELECT CASE WHEN ends = 'settle' THEN 'settle' ELSE 'return' END AS kind, id, CASE WHEN ends = 'settle' THEN '' ELSE 'returned' END AS failure, due_at
			FROM sandbox_charge WHERE reported_at IS NULL AND due_at <= $1
		UNION ALL
		SELECT CASE WHEN failure = '' THEN 'arrive' ELSE 'reject' END, id, failure, due_at
			FROM sandbox_transfer WHERE reported_at IS NULL AND due_at <= $1) waiting ORDER BY due_at, id LIMIT 200`)
	chargeDone       = db.Keep("sandbox.charge.done", `UPDATE sandbox_charge SET done_at = $2 WHERE id = $1 AND done_at IS NULL`)
	chargeReported   = db.Keep("sandbox.charge.reported", `UPDATE sandbox_charge SET reported_at = $2 WHERE id = $1`)
	transferDone     = db.Keep("sandbox.transfer.done", `UPDATE sandbox_transfer SET done_at = $2 WHERE id = $1 AND done_at IS NULL`)
	transferReported = db.Keep("sandbox.transfer.reported", `UPDATE sandbox_transfer SET reported_at = $2 WHERE id = $1`)
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
	kind    string
	id      id.ID
	failure string
}

// RunDue lets everything happen that is due until now, in order, and reports it.
// What could not be reported is reported again by the next call.
func (s *Sandbox) RunDue(ctx context.Context, now clock.Micros) error {
	for {
		list, err := db.All(ctx, s.journal.DB, dueList, func(row db.Scanner) (dueThing, error) {
			var d dueThing
			err := row.Scan(&d.kind, &d.id, &d.failure)
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
	done, reported := chargeDone, chargeReported
	var report func() error
	switch d.kind {
	case "settle":
		report = func() error { return s.Reports.Settled(ctx, d.id) }
	case "return":
		report = func() error { return s.Reports.Returned(ctx, d.id, d.failure) }
	case "arrive":
		done, reported = transferDone, transferReported
		report = func() error { return s.Reports.Arrived(ctx, d.id) }
	default:
		done, reported = transferDone, transferReported
		report = func() error { return s.Reports.Rejected(ctx, d.id, d.failure) }
	}
	note := func(q *db.Query) error {
		return s.write(ctx, func(ctx context.Context, tx *db.Tx, now clock.Micros) error {
			_, err := tx.Exec(ctx, q, d.id, int64(now))
			return err
		})
	}
	if err := note(done); err != nil {
		return err
	}
	if err := report(); err != nil {
		return err
	}
	return note(reported)
}
