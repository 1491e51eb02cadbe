package payout

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

var (
	heldKeep = db.Keep("payout.held.keep", `INSERT INTO payout_held (organisation_id, currency, since) VALUES ($1, $2, $3)
		ON CONFLICT (organisation_id, currency) DO NOTHING`)
	heldAny  = db.Read("payout.held.any", `SELECT 1 FROM payout_held LIMIT 1`)
	heldPaid = db.Keep("payout.held.paid", `DELETE FROM payout_held WHERE organisation_id = $1 AND currency = $2`)
)

// errHeld ends a change in which somebody turned out to be held.
var errHeld = errors.New("payout: held")

func organisationsOf(to []target) []id.ID {
	list := make([]id.ID, len(to))
	for i, t := range to {
		list[i] = t.organisation
	}
	return list
}

// sift leaves out whose money has to wait, and remembers them: the first run after it
// goes on pays them, whatever day they chose.
func (r *Room) sift(ctx context.Context, to []target) ([]target, error) {
	if r.Holds == nil {
		return to, nil
	}
	all := organisationsOf(to)
	if err := r.Holds.BeforePaying(ctx, all); err != nil {
		return nil, err
	}
	held, err := r.Holds.Held(ctx, r.Journal.DB, all...)
	if err != nil || len(held) == 0 {
		return to, err
	}
	now, err := r.Journal.Now(ctx)
	if err != nil {
		return nil, err
	}
	var free []target
	var waiting [][]any
	for _, t := range to {
		if held[t.organisation] {
			waiting = append(waiting, []any{t.organisation, t.currency, int64(now)})
			continue
		}
		free = append(free, t)
	}
	return free, r.Journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, row := range waiting {
			if _, err := tx.Exec(ctx, heldKeep, row...); err != nil {
				return err
			}
		}
		return nil
	})
}

// noneHeld looks again inside the change that pays, after the balances are held.
func (r *Room) noneHeld(ctx context.Context, tx *journal.Tx, to []target) error {
	if r.Holds == nil {
		return nil
	}
	held, err := r.Holds.Held(ctx, tx, organisationsOf(to)...)
	if err == nil && len(held) > 0 {
		err = errHeld
	}
	return err
}

// paid forgets that somebody who is being paid had to wait.
func paid(ctx context.Context, tx *journal.Tx, to []target) error {
	if any, err := db.Exists(ctx, tx, heldAny); err != nil || !any {
		return err
	}
	rows := make([][]any, len(to))
	for i, t := range to {
		rows[i] = []any{t.organisation, t.currency}
	}
	_, err := tx.ExecMany(ctx, heldPaid, rows)
	return err
}
