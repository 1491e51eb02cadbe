package payout

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/seal"
	"guildhall/engine/keys"
)

var (
	accountSealed = db.Read("payout.account.sealed", `SELECT id, token_sealed FROM payout_account WHERE id > $1 ORDER BY id LIMIT 200`)
	accountReseal = db.Write("payout.account.reseal", `UPDATE payout_account SET token_sealed = $2 WHERE id = $1 AND token_sealed = $3`)
)

// Reseal seals the tokens of accounts again that an older key sealed, and tells how
// many those were.
func (r *Room) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	return keys.Column{Journal: r.Journal, Read: accountSealed, Write: accountReseal, Context: sealContext, Event: "payout_account.reseal"}.Reseal(ctx, ring)
}
