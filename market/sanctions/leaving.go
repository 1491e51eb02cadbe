package sanctions

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

var (
	matchBlank = db.Write("sanctions.match.blank", `UPDATE sanctions_match SET said = '', mark = '', reason = '', erased_at = $2 WHERE kind = 'person' AND party_id = $1`)
	partyAt    = db.Read("sanctions.party.at", `SELECT looked_at FROM sanctions_party WHERE party_id = $1`)
)

// Erase blanks what was compared of a leaving person. That a match was raised and what
// was decided stay, by ids.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	_, err := tx.Exec(ctx, matchBlank, person, int64(tx.Now))
	return err
}

// Export tells when a person's name was compared last. Whether it was near another is
// not told: while that is looked into, laws forbid to tell.
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	at, err := db.Value[clock.Micros](ctx, r, partyAt, person)
	if errors.Is(err, db.ErrNone) {
		return map[string]any{}, nil
	}
	return map[string]any{"compared_at": at.Time()}, err
}
