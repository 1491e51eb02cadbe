package registration

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/seal"
	"guildhall/engine/keys"
)

var (
	checkSealed = db.Read("registration.check.sealed", `SELECT id, answer_sealed FROM registration_check WHERE id > $1 AND answer_sealed IS NOT NULL ORDER BY id LIMIT 200`)
	checkReseal = db.Write("registration.check.reseal", `UPDATE registration_check SET answer_sealed = $2 WHERE id = $1 AND answer_sealed = $3`)
)

// Reseal seals the answers to checks again that an older key sealed, and tells how many
// those were. An answer given at the same time stays.
func (r *Room) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	return keys.Column{Journal: r.journal, Read: checkSealed, Write: checkReseal, Context: answerContext, Event: "check.reseal"}.Reseal(ctx, ring)
}
