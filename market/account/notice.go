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

var (
	personHeld = db.Read("account.person.held", `SELECT 1 FROM account_person WHERE id = $1 AND state = 'active'`)
	// The weakest lock that a FOR UPDATE waits for: it lets every other change through.
	personHold = db.Read("account.person.hold", `SELECT 1 FROM account_person WHERE id = $1 AND state = 'active' FOR KEY SHARE`).On(db.Postgres)
	personLast = db.Read("account.person.last", `SELECT 1 FROM account_person WHERE id = $1 FOR UPDATE`).On(db.Postgres)
)

// Hold keeps a person from being erased until the transaction ends, for whoever
// writes down words of them, to them or about them: either the erasure sees those
// words, or this sees the erasure. Who left is Missing. It stops nobody else; call
// it before another row is held.
func Hold(ctx context.Context, tx *db.Tx, person id.ID) error {
	q := personHeld // SQLite writes one thing at a time.
	if tx.Dialect == db.Postgres {
		q = personHold
	}
	found, err := db.Exists(ctx, tx, q, person)
	if err == nil && !found {
		return fault.Missing("person.missing")
	}
	return err
}

// leavingKey marks the change by which somebody leaves.
type leavingKey struct{}

// present is journal.Present: nobody who has left changes anything. Whoever leaves
// is alone from the start: two that first held together and then wanted to be alone
// would wait for each other.
func present(ctx context.Context, tx *journal.Tx) error {
	if ctx.Value(leavingKey{}) != nil {
		if err := alone(ctx, tx, tx.Who.Person); err != nil {
			return err
		}
	}
	err := Hold(ctx, tx.Tx, tx.Who.Person)
	if fault.IsKind(err, fault.KindMissing) {
		return fault.Unauthenticated("account.sign_in_first")
	}
	return err
}

// alone waits until every change that holds the person has ended, and lets none
// begin: what is erased afterwards is all there will ever be.
func alone(ctx context.Context, tx *journal.Tx, person id.ID) error {
	if tx.Dialect != db.Postgres {
		return nil
	}
	_, err := db.Exists(ctx, tx, personLast, person)
	return err
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
