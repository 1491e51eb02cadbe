package tax

import (
	"context"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/keys"
	"guildhall/engine/policy"
)

var (
	recordSealed = db.Read("tax.record.sealed", `SELECT id, content_sealed FROM tax_record WHERE id > $1 AND content_sealed IS NOT NULL ORDER BY id LIMIT 200`)
	recordReseal = db.Write("tax.record.reseal", `UPDATE tax_record SET content_sealed = $2 WHERE id = $1 AND content_sealed = $3`)
	numberSealed = db.Read("tax.number.sealed", `SELECT id, number_sealed FROM tax_number WHERE id > $1 ORDER BY id LIMIT 200`)
	numberReseal = db.Write("tax.number.reseal", `UPDATE tax_number SET number_sealed = $2 WHERE id = $1 AND number_sealed = $3`)
)

// Reseal seals again what an older key sealed, and tells how many those were.
func (r *Room) Reseal(ctx context.Context, ring *seal.Keyring) (int, error) {
	records, err := keys.Column{Journal: r.Journal, Read: recordSealed, Write: recordReseal, Context: recordContext, Event: "tax_record.reseal"}.Reseal(ctx, ring)
	if err != nil {
		return records, err
	}
	numbers, err := keys.Column{Journal: r.Journal, Read: numberSealed, Write: numberReseal, Context: numberContext, Event: "tax_number.reseal"}.Reseal(ctx, ring)
	return records + numbers, err
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
