package keys

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Column is a sealed column of a room's table. What somebody writes there while it is
// sealed again stays: the row is then read and looked at once more.
type Column struct {
	Journal *journal.Journal
	// Read gives id and sealed value of some rows behind the id $1, in order of the id;
	// none is NULL.
	Read *db.Query
	// Write sets $2 in row $1 where the value is still $3.
	Write *db.Query
	// Context is what the value of a row is sealed to.
	Context func(row id.ID) string
	// Event tells of a row that was sealed again.
	Event string
}

// rotator seals again.
var rotator = policy.As(policy.System, "keys.rotate")

// errChanged ends a change that came too late.
var errChanged = errors.New("keys: the row was changed meanwhile")

type sealedRow struct {
	id     id.ID
	sealed []byte
}

// Reseal seals again what an older key sealed, and tells how many rows those were.
func (c Column) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	did := 0
	var after id.ID
	for {
		page, err := db.All(ctx, c.Journal.DB, c.Read, func(row db.Scanner) (sealedRow, error) {
			var s sealedRow
			err := row.Scan(&s.id, &s.sealed)
			return s, err
		}, after[:])
		if err != nil || len(page) == 0 {
			return did, err
		}
		for _, row := range page {
			again, changed, err := ring.Reseal(row.sealed, c.Context(row.id))
			if err == nil && changed {
				err = c.write(ctx, row, again)
			}
			if errors.Is(err, errChanged) {
				break // Reads on behind the row before.
			}
			if err != nil {
				return did, err
			}
			after = row.id
			if changed {
				did++
			}
		}
	}
}

func (c Column) write(ctx context.Context, row sealedRow, again []byte) error {
	return c.Journal.Change(ctx, rotator, func(ctx context.Context, tx *journal.Tx) error {
		n, err := tx.Exec(ctx, c.Write, row.id, again, row.sealed)
		if err == nil && n == 0 {
			err = errChanged
		}
		if err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: c.Event, Subject: row.id})
	})
}
