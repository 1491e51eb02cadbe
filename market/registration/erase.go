package registration

import (
	"context"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// IdentityKeptFor is how long what was shown for the identity is kept after the final
// decision, or the end of an appeal. The papers of a company go with it, and what was
// said of the people behind it, but for the names of its owners: they are compared with
// the lists of sanctions as long as the company sells (AWS_IQ.md 5).
const IdentityKeptFor = 30 * 24 * time.Hour

// identityDue are the checks of which something is still kept that is to be erased: the
// registration was decided long enough ago, nobody decides it now, and what was given
// last is not waiting for the desk (unless nobody will look any more).
var identityDue = db.Read("registration.check.identity_due", `SELECT c.id FROM registration_check c
	JOIN registration_seller g ON g.id = c.registration_id
	WHERE g.decided_at <= $1 AND g.state NOT IN ('checking', 'refused', 'appealed')
		AND (c.state <> 'given' OR g.state IN ('withdrawn', 'closed')) AND COALESCE(c.judged_at, g.decided_at) <= $1
		AND (c.kind IN ('identity', 'people') AND c.answer_sealed IS NOT NULL AND c.erased_at IS NULL
			OR EXISTS (SELECT 1 FROM registration_paper p WHERE p.check_id = c.id AND p.state = 'kept'))
	ORDER BY c.id LIMIT 200`)

// EraseIdentities blanks what was shown and answered for the identity, and the papers
// of companies, once it is decided and the time to appeal is over. The verdict, who
// decided and when stay.
func (r *Room) EraseIdentities(ctx context.Context, now clock.Micros) error {
	for {
		due, err := db.All(ctx, r.journal.DB, identityDue, db.ScanValue[id.ID], int64(now.Add(-IdentityKeptFor)))
		if err != nil || len(due) == 0 {
			return err
		}
		for _, c := range due {
			if err := r.eraseShown(ctx, c); err != nil {
				return err
			}
		}
	}
}

func (r *Room) eraseShown(ctx context.Context, check id.ID) error {
	var gone []string
	err := r.journal.Change(ctx, policy.As(policy.System, "identities"), func(ctx context.Context, tx *journal.Tx) error {
		gone = nil
		c, err := FindCheck(ctx, tx, check)
		if err != nil {
			return err
		}
		g, err := one(ctx, tx, guard, c.Registration)
		if err != nil {
			return err
		}
		papers, err := PapersOf(ctx, tx, check)
		if err != nil {
			return err
		}
		for _, p := range papers {
			if err := r.erasePaper(ctx, tx, g, c, p, "erase", flow.System); err != nil {
				return err
			}
			gone = append(gone, p.blob)
		}
		if c.Kind != Identity && c.Kind != People {
			return nil
		}
		if err := r.wipe(ctx, tx, c); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "check.blank", Subject: check, Data: map[string]any{"kind": string(c.Kind)}})
	})
	if err == nil && len(gone) > 0 {
		r.Files.DropSealed(ctx, gone...)
	}
	return err
}

// wipe takes away what was answered to a check, but for what its form says has to stay.
func (r *Room) wipe(ctx context.Context, tx *journal.Tx, c Check) error {
	left := forms[c.Kind].Left
	if left == nil {
		_, err := tx.Exec(ctx, checkWipe, c.ID, int64(tx.Now))
		return err
	}
	a, err := r.answer(ctx, tx, c)
	if err != nil {
		return err
	}
	if a = left(a); len(a) == 0 {
		_, err := tx.Exec(ctx, checkWipe, c.ID, int64(tx.Now))
		return err
	}
	sealed, err := r.sealAnswer(c.ID, a)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, checkThin, c.ID, sealed, int64(tx.Now))
	return err
}
