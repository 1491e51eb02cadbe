package account

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/seal"
	"guildhall/engine/keys"
)

var (
	factorSealed = db.Read("account.factor.sealed", `SELECT id, secret FROM account_factor WHERE secret IS NOT NULL AND id > $1 ORDER BY id LIMIT 200`)
	factorReseal = db.Write("account.factor.reseal", `UPDATE account_factor SET secret = $2 WHERE id = $1 AND secret = $3`)
)

// Reseal seals the secrets of authenticator apps again that an older key sealed, and
// tells how many those were.
func (r *Room) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	return keys.Column{Journal: r.journal, Read: factorSealed, Write: factorReseal, Context: totpContext, Event: "factor.reseal"}.Reseal(ctx, ring)
}
