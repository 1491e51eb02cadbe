package payment

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/seal"
	"guildhall/engine/keys"
)

var (
	methodSealed = db.Read("payment.method.sealed", `SELECT id, token_sealed FROM payment_method WHERE id > $1 ORDER BY id LIMIT 200`)
	methodReseal = db.Write("payment.method.reseal", `UPDATE payment_method SET token_sealed = $2 WHERE id = $1 AND token_sealed = $3`)
)

// Reseal seals the tokens of cards again that an older key sealed, and tells how
// many those were.
func (r *Room) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	return keys.Column{Journal: r.Journal, Read: methodSealed, Write: methodReseal, Context: sealContext, Event: "payment_method.reseal"}.Reseal(ctx, ring)
}
