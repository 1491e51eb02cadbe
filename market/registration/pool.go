package registration

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// What was last told about an organisation's pool; nothing before the first time.
const (
	poolOpen   = "open"
	poolClosed = "closed"
)

var (
	poolTold = db.Read("registration.pool_told", `SELECT pool FROM registration_seller WHERE organisation_id = $1`)
	poolTell = db.Write("registration.pool_tell", `UPDATE registration_seller SET pool = $2 WHERE id = $1`)
)

// NotePool tells, after a certification of the person came or went, each registered
// organisation of theirs for which the pool has thereby opened or closed: it is
// recorded as registration.pool_open or registration.pool_close. Whether the pool is
// open is worked out anew each time (Capabilities); this only remembers what was told.
func (r *Room) NotePool(ctx context.Context, who policy.Actor, person id.ID, came bool) error {
	list, err := account.MembershipsOf(ctx, r.journal.DB, person)
	if err != nil {
		return err
	}
	var failed error
	for _, m := range list {
		failed = errors.Join(failed, r.notePool(ctx, who, m.Organisation, came))
	}
	return failed
}

func (r *Room) notePool(ctx context.Context, who policy.Actor, organisation id.ID, came bool) error {
	_, changed, err := poolNews(ctx, r.journal.DB, organisation, came)
	if err != nil || !changed {
		return err
	}
	who.Key = "" // One event of a person may concern several organisations.
	err = r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		g, err := one(ctx, tx, guardOf, organisation)
		if err != nil {
			return err
		}
		now, changed, err := poolNews(ctx, tx, organisation, came)
		if err != nil {
			return err
		}
		if !changed {
			return fault.Conflict("registration.moved_already")
		}
		name := "registration.pool_open"
		if now == poolClosed {
			name = "registration.pool_close"
		}
		if _, err := tx.Exec(ctx, poolTell, g.ID, now); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: name, Subject: g.ID, Organisation: organisation})
	})
	if fault.IsKind(err, fault.KindConflict) {
		return nil
	}
	return err
}

// poolNews is how the organisation's pool stands, and whether that is news.
func poolNews(ctx context.Context, r db.Reader, organisation id.ID, came bool) (now string, changed bool, err error) {
	told, err := db.Value[string](ctx, r, poolTold, organisation)
	if errors.Is(err, db.ErrNone) {
		return "", false, nil // It sells nothing here.
	}
	if err != nil {
		return "", false, err
	}
	can, err := Capabilities(ctx, r, organisation, id.None)
	if err != nil || !can.Registered {
		return "", false, err
	}
	if now = poolClosed; can.SeesPool {
		now = poolOpen
	}
	if told == "" {
		if told = poolOpen; came {
			told = poolClosed
		}
	}
	return now, now != told, nil
}
