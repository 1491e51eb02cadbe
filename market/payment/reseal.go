package payment

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

var (
	methodSealed = db.Read("payment.method.sealed", `SELECT id, token_sealed FROM payment_method WHERE id > $1 ORDER BY id LIMIT 200`)
	methodReseal = db.Write("payment.method.reseal", `UPDATE payment_method SET token_sealed = $2 WHERE id = $1`)
)

type sealedToken struct {
	id     id.ID
	sealed []byte
}

// Reseal seals the tokens of cards again that an older key sealed, and tells how
// many those were.
func (r *Room) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	did := 0
	var after id.ID
	for {
		page, err := db.All(ctx, r.Journal.DB, methodSealed, func(row db.Scanner) (sealedToken, error) {
			var s sealedToken
			err := row.Scan(&s.id, &s.sealed)
			return s, err
		}, after[:])
		if err != nil || len(page) == 0 {
			return did, err
		}
		for _, s := range page {
			after = s.id
			sealed, changed, err := ring.Reseal(s.sealed, sealContext(s.id))
			if err != nil {
				return did, err
			}
			if !changed {
				continue
			}
			err = r.Journal.Change(ctx, policy.As(policy.System, "keys.rotate"), func(ctx context.Context, tx *journal.Tx) error {
				if _, err := tx.Exec(ctx, methodReseal, s.id, sealed); err != nil {
					return err
				}
				return tx.Record(ctx, journal.Event{Name: "payment_method.reseal", Subject: s.id})
			})
			if err != nil {
				return did, err
			}
			did++
		}
	}
}
