package account

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

var personGuard = db.Write("account.person.guard", `UPDATE account_person SET version = version + 1
	WHERE id = $1 AND state = 'active' RETURNING version`)

// guardPerson holds the person's row until the change ends, so that what is read
// afterwards is the newest; a person who left is Missing.
func guardPerson(ctx context.Context, tx *journal.Tx, person id.ID) error {
	found, err := db.Exists(ctx, tx, personGuard, person)
	if err == nil && !found {
		return fault.Missing("person.missing")
	}
	return err
}

// Hold holds a person's row until the change ends, for rooms that write down words
// to them or of them: either they see the erasure, or the erasure sees those words.
// Who left is Missing.
func Hold(ctx context.Context, tx *journal.Tx, person id.ID) error {
	return guardPerson(ctx, tx, person)
}

// once is a change without a result: sent again with the same key, it does nothing
// and succeeds as the first did.
func (r *Room) once(ctx context.Context, who policy.Actor, operation string, input any, fn func(ctx context.Context, tx *journal.Tx) error) error {
	_, err := journal.Do(ctx, r.journal, who, operation, input, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		return true, fn(ctx, tx)
	})
	return err
}

// tellNewBrowser writes to somebody who signs in where they never did before. The
// very first sign-in is news to nobody.
func (r *Room) tellNewBrowser(ctx context.Context, tx *journal.Tx, p Person, b Browser) error {
	before, err := db.Exists(ctx, tx, sessionAny, p.ID)
	if err != nil || !before || b.Token == "" {
		return err
	}
	known, err := db.Exists(ctx, tx, sessionBrowser, p.ID, seal.HashToken(b.Token))
	if err != nil || known {
		return err
	}
	return r.letter(ctx, tx, addressOf(p), LetterNewBrowser, map[string]any{
		"Device": DeviceName(b.Device), "At": int64(tx.Wall), "Path": "/settings/sessions",
	})
}
