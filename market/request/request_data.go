package request

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
)

// Erase blanks what a leaving person wrote in requests and ends those still open.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	list, err := db.All(ctx, tx, ofPerson, scan, person)
	if err != nil {
		return err
	}
	for _, seen := range list {
		q, err := one(ctx, tx, guard, seen.ID)
		if err != nil {
			return err
		}
		if q.State != Closed {
			_, err := Flow.Move(ctx, tx, flow.Step{Move: "end", ID: q.ID, From: q.State, By: flow.System, Organisation: q.Organisation})
			if err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, blank, q.ID, int64(tx.Now)); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, asideClear, person)
	return err
}

// Export gives what this room holds about a person, for "download my data".
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	list, err := db.All(ctx, r, ofPerson, scan, person)
	if err != nil {
		return nil, err
	}
	out := []map[string]any{}
	for _, q := range list {
		out = append(out, map[string]any{"id": RequestID.Text(q.ID), "state": q.State, "title": q.Title, "description": q.Description,
			"language": q.Lang, "services": q.Services, "country": q.Country, "budget_currency": q.BudgetCurrency,
			"budget_band": q.BudgetBand, "preferred_name": q.PreferredName, "email": q.Email, "posted_at": q.PostedAt.Time()})
	}
	return out, nil
}
