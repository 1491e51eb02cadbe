package registration

import (
	"context"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
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

// IdentityKeptFor is how long what was shown for the identity is kept after the last
// decision about it.
const IdentityKeptFor = 30 * 24 * time.Hour

var identityDue = db.Read("registration.check.identity_due", `SELECT c.id FROM registration_check c
	JOIN registration_seller g ON g.id = c.registration_id
	WHERE c.kind = 'identity' AND c.answer_sealed IS NOT NULL AND c.judged_at <= $1 AND g.state_since <= $1
		AND g.state IN ('active', 'suspended', 'closed', 'withdrawn') ORDER BY c.id LIMIT 200`)

// EraseIdentities blanks what was answered for the identity once it is decided and the
// time to appeal is over; the verdict, who decided and when stay.
func (r *Room) EraseIdentities(ctx context.Context, now clock.Micros) error {
	for {
		due, err := db.All(ctx, r.journal.DB, identityDue, db.ScanValue[id.ID], int64(now.Add(-IdentityKeptFor)))
		if err != nil || len(due) == 0 {
			return err
		}
		for _, c := range due {
			err := r.journal.Change(ctx, policy.As(policy.System, "identities"), func(ctx context.Context, tx *journal.Tx) error {
				if _, err := tx.Exec(ctx, checkWipe, c, int64(tx.Now)); err != nil {
					return err
				}
				return tx.Record(ctx, journal.Event{Name: "check.blank", Subject: c, Data: map[string]any{"kind": string(Identity)}})
			})
			if err != nil {
				return err
			}
		}
	}
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
		answer, err := r.answer(ctx, d, c)
		if err != nil {
			return nil, err
		}
		out = append(out, map[string]any{"id": CheckID.Text(c.ID), "check": c.Kind, "state": c.State, "answer": answer, "reason": c.Reason})
	}
	return out, nil
}
