package registration

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/file"
)

var (
	papersSealed = db.Read("registration.papers.sealed", `SELECT `+paperColumns+` FROM registration_paper WHERE state = 'kept' AND id > $1 ORDER BY id LIMIT 50`)
	paperReseal  = db.Write("registration.paper.reseal", `UPDATE registration_paper SET blob = $3, name_sealed = $4 WHERE id = $1 AND blob = $2 AND state = 'kept'`)
)

// Papers are the room's papers for a rotation of the keys (keys.Resealer).
type Papers struct{ room *Room }

// Papers gives them.
func (r *Room) Papers() Papers { return Papers{r} }

// Reseal seals the papers again that an older key sealed, each under a new key of the
// store, and tells how many those were.
func (p Papers) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	did := 0
	var after id.ID
	for {
		page, err := db.All(ctx, p.room.journal.DB, papersSealed, scanPaper, after[:])
		if err != nil || len(page) == 0 || p.room.Files == nil {
			return did, err
		}
		for _, one := range page {
			after = one.ID
			changed, err := p.room.resealPaper(ctx, ring, one)
			if err != nil {
				return did, err
			}
			if changed {
				did++
			}
		}
	}
}

func (r *Room) resealPaper(ctx context.Context, ring *seal.Keyring, p Paper) (bool, error) {
	sealed, err := r.Files.OpenSealed(ctx, p.blob)
	if fault.IsKind(err, fault.KindMissing) { // Erased a moment ago.
		return false, nil
	}
	if err != nil {
		return false, err
	}
	again, changed, err := ring.Reseal(sealed, paperContext(p.ID))
	if err != nil {
		return false, err
	}
	name, renamed, err := ring.Reseal(p.name, paperNameContext(p.ID))
	if err != nil || !changed && !renamed {
		return false, err
	}
	key := p.blob
	if changed {
		if key, err = r.Files.PutSealed(ctx, again); err != nil {
			return false, err
		}
	}
	still := false
	err = r.journal.Change(ctx, policy.As(policy.System, "keys.rotate"), func(ctx context.Context, tx *journal.Tx) error {
		n, err := tx.Exec(ctx, paperReseal, p.ID, p.blob, key, name)
		if still = n > 0; err != nil || !still {
			return err
		}
		if key != p.blob {
			if err := file.KeepSealed(ctx, tx, key); err != nil {
				return err
			}
			if err := file.LetGoSealed(ctx, tx, p.blob); err != nil {
				return err
			}
		}
		return tx.Record(ctx, journal.Event{Name: "paper.reseal", Subject: p.ID})
	})
	if err == nil && still && key != p.blob {
		r.Files.DropSealed(ctx, p.blob)
	}
	return still, err
}
