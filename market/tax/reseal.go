package tax

import (
	"context"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

var (
	recordSealed = db.Read("tax.record.sealed", `SELECT id, content_sealed FROM tax_record WHERE id > $1 AND content_sealed IS NOT NULL ORDER BY id LIMIT 200`)
	recordReseal = db.Write("tax.record.reseal", `UPDATE tax_record SET content_sealed = $2 WHERE id = $1`)
	numberSealed = db.Read("tax.number.sealed", `SELECT id, number_sealed FROM tax_number WHERE id > $1 ORDER BY id LIMIT 200`)
	numberReseal = db.Write("tax.number.reseal", `UPDATE tax_number SET number_sealed = $2 WHERE id = $1`)
)

type sealedRow struct {
	id     id.ID
	sealed []byte
}

// Reseal seals again what an older key sealed, and tells how many those were.
func (r *Room) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	records, err := r.resealEach(ctx, ring, recordSealed, recordReseal, "tax_record.reseal", recordContext)
	if err != nil {
		return records, err
	}
	numbers, err := r.resealEach(ctx, ring, numberSealed, numberReseal, "tax_number.reseal", numberContext)
	return records + numbers, err
}

func (r *Room) resealEach(ctx context.Context, ring *seal.Keyring, read, write *db.Query, event string, sealContext func(id.ID) string) (int, error) {
	did := 0
	var after id.ID
	for {
		page, err := db.All(ctx, r.Journal.DB, read, func(row db.Scanner) (sealedRow, error) {
			var s sealedRow
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
				if _, err := tx.Exec(ctx, write, s.id, sealed); err != nil {
					return err
				}
				return tx.Record(ctx, journal.Event{Name: event, Subject: s.id})
			})
			if err != nil {
				return did, err
			}
			did++
		}
	}
}

// ErasePast blanks the records whose time is over: form and dates stay.
func (r *Room) ErasePast(ctx context.Context, now clock.Micros) error {
	before := clock.Of(time.Date(now.Time().In(r.Zone).Year()-KeptYears, 1, 1, 0, 0, 0, 0, r.Zone))
	for {
		past, err := db.All(ctx, r.Journal.DB, recordsPast, db.ScanValue[id.ID], int64(before))
		if err != nil || len(past) == 0 {
			return err
		}
		for _, c := range past {
			err := r.Journal.Change(ctx, policy.As(policy.System, "tax_records"), func(ctx context.Context, tx *journal.Tx) error {
				if _, err := tx.Exec(ctx, recordBlank, c, int64(tx.Now)); err != nil {
					return err
				}
				return tx.Record(ctx, journal.Event{Name: "tax_record.blank", Subject: c})
			})
			if err != nil {
				return err
			}
		}
	}
}
