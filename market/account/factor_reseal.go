package account

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

var (
	factorSealed = db.Read("account.factor.sealed", `SELECT id, secret FROM account_factor WHERE secret IS NOT NULL AND id > $1 ORDER BY id LIMIT 200`)
	factorReseal = db.Write("account.factor.reseal", `UPDATE account_factor SET secret = $2 WHERE id = $1 AND secret IS NOT NULL`)
)

// Reseal seals the secrets of authenticator apps again that an older key sealed, and
// tells how many those were.
func (r *Room) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	did := 0
	var after id.ID
	for {
		page, err := db.All(ctx, r.journal.DB, factorSealed, func(row db.Scanner) (Factor, error) {
			var f Factor
			err := row.Scan(&f.ID, &f.secret)
			return f, err
		}, after[:])
		if err != nil || len(page) == 0 {
			return did, err
		}
		for _, f := range page {
			after = f.ID
			sealed, changed, err := ring.Reseal(f.secret, totpContext(f.ID))
			if err != nil {
				return did, err
			}
			if !changed {
				continue
			}
			err = r.journal.Change(ctx, policy.As(policy.System, "keys.rotate"), func(ctx context.Context, tx *journal.Tx) error {
				if _, err := tx.Exec(ctx, factorReseal, f.ID, sealed); err != nil {
					return err
				}
				return tx.Record(ctx, journal.Event{Name: "factor.reseal", Subject: f.ID})
			})
			if err != nil {
				return did, err
			}
			did++
		}
	}
}
