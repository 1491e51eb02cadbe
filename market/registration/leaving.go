package registration

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/market/account"
)

// Erase blanks the words a leaving person wrote or were written about them. The
// legal name of a personal organisation is the person's own and goes too; a
// company's stays.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	list, err := db.All(ctx, tx, exported, scan, person)
	if err != nil {
		return err
	}
	for _, g := range list {
		o, err := account.FindOrganisation(ctx, tx, g.Organisation)
		if err != nil {
			return err
		}
		if o.Kind == account.KindPersonal {
			if _, err := tx.Exec(ctx, blankName, g.Organisation, person); err != nil {
				return err
			}
		}
	}
	if _, err = tx.Exec(ctx, blankWords, person, int64(tx.Now)); err != nil {
		return err
	}
	checks, err := db.All(ctx, tx, checksBy, scanCheck, person)
	if err != nil {
		return err
	}
	for _, c := range checks {
		if forms[c.Kind].Keep {
			continue
		}
		if _, err := tx.Exec(ctx, checkWipe, c.ID, int64(tx.Now)); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, checkHush, person, int64(tx.Now))
	return err
}

// Export gives what this room holds about a person, for "download my data".
func (r *Room) Export(ctx context.Context, d db.Reader, person id.ID) (any, error) {
	list, err := db.All(ctx, d, exported, scan, person)
	if err != nil {
		return nil, err
	}
	checks, err := db.All(ctx, d, checksBy, scanCheck, person)
	if err != nil {
		return nil, err
	}
	out := []map[string]any{}
	for _, g := range list {
		out = append(out, map[string]any{"id": ID.Text(g.ID), "state": g.State, "legal_name": g.LegalName, "country": g.Country,
			"answer": g.Answer, "reason": g.Reason, "appeal": g.Appeal, "submitted_at": g.SubmittedAt.Time()})
	}
	for _, c := range checks {
		answer, err := r.answer(ctx, d, c.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, map[string]any{"id": CheckID.Text(c.ID), "check": c.Kind, "state": c.State, "answer": answer, "reason": c.Reason})
	}
	return out, nil
}
