package registration

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

var (
	checkSealed = db.Read("registration.check.sealed", `SELECT id, answer_sealed FROM registration_check WHERE id > $1 AND answer_sealed IS NOT NULL ORDER BY id LIMIT 200`)
	checkReseal = db.Write("registration.check.reseal", `UPDATE registration_check SET answer_sealed = $2 WHERE id = $1`)
)

type sealedAnswer struct {
	id     id.ID
	sealed []byte
}

// Reseal seals the answers to checks again that an older key sealed, and tells how many
// those were.
func (r *Room) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	did := 0
	var after id.ID
	for {
		page, err := db.All(ctx, r.journal.DB, checkSealed, func(row db.Scanner) (sealedAnswer, error) {
			var s sealedAnswer
			err := row.Scan(&s.id, &s.sealed)
			return s, err
		}, after[:])
		if err != nil || len(page) == 0 {
			return did, err
		}
		for _, s := range page {
			after = s.id
			sealed, changed, err := ring.Reseal(s.sealed, answerContext(s.id))
			if err != nil {
				return did, err
			}
			if !changed {
				continue
			}
			err = r.journal.Change(ctx, policy.As(policy.System, "keys.rotate"), func(ctx context.Context, tx *journal.Tx) error {
				if _, err := tx.Exec(ctx, checkReseal, s.id, sealed); err != nil {
					return err
				}
				return tx.Record(ctx, journal.Event{Name: "check.reseal", Subject: s.id})
			})
			if err != nil {
				return did, err
			}
			did++
		}
	}
}
