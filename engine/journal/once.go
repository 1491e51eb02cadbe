package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/engine/policy"
)

// keyKept is how long an idempotency key is remembered. Wall time.
const keyKept = 30 * 24 * time.Hour

var (
	keyFind   = db.Read("journal.key.find", `SELECT input_hash, result FROM journal_key WHERE actor = $1 AND operation = $2 AND key = $3`)
	keyInsert = db.Keep("journal.key.insert", `INSERT INTO journal_key (actor, operation, key, input_hash, result, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (actor, operation, key) DO NOTHING`)
	keyPrune  = db.Keep("journal.key.prune", `DELETE FROM journal_key WHERE at < $1`)
)

type kept struct {
	hash   []byte
	result string
}

func scanKept(row db.Scanner) (kept, error) {
	var k kept
	err := row.Scan(&k.hash, &k.result)
	return k, err
}

// Do is Change with a result. When the actor brought an idempotency key, the
// result is kept with it in the same change: the same key and input gives the same
// result without doing anything again; the same key with other input is a
// conflict. A refused command is not kept. A visitor has no name under which a result
// could lie without another visitor finding it, so a visitor's key is not remembered:
// what a visitor may send twice (a draft, a sign-in) has its own token.
func Do[R any](ctx context.Context, j *Journal, who policy.Actor, operation string, input any,
	fn func(ctx context.Context, tx *Tx) (R, error)) (R, error) {
	var result R
	if who.Key == "" || who.Kind == policy.Visitor {
		err := j.Change(ctx, who, func(ctx context.Context, tx *Tx) (err error) {
			result, err = fn(ctx, tx)
			return err
		})
		return result, err
	}
	raw, err := json.Marshal(input)
	if err != nil {
		return result, fmt.Errorf("%s: %w", operation, err)
	}
	hash := sha256.Sum256(raw)
	err = j.change(ctx, who, func(ctx context.Context, tx *Tx) error {
		var again R
		result = again
		before, err := db.One(ctx, tx, keyFind, scanKept, who.Label(), operation, who.Key)
		if err == nil {
			if !bytes.Equal(before.hash, hash[:]) {
				return fault.Conflict("key.reused")
			}
			return json.Unmarshal([]byte(before.result), &result)
		}
		if !errors.Is(err, db.ErrNone) {
			return err
		}
		if result, err = fn(ctx, tx); err != nil {
			return err
		}
		if len(tx.events) == 0 {
			return errors.New("journal: a change without an event")
		}
		out, err := json.Marshal(result)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, keyInsert, who.Label(), operation, who.Key, hash[:], string(out), int64(tx.Wall))
		if err == nil && n == 0 { // The twin committed first.
			return fault.Conflict("key.in_flight")
		}
		return err
	}, true)
	if err != nil && !fault.Is(err, "key.reused") {
		// The twin may have committed first, and whatever refused this one (the thing has
		// moved, the row is there, the answer was lost) its result is ours.
		before, e := db.One(ctx, j.DB, keyFind, scanKept, who.Label(), operation, who.Key)
		if e != nil {
			return result, err
		}
		if !bytes.Equal(before.hash, hash[:]) {
			return result, fault.Conflict("key.reused")
		}
		return result, json.Unmarshal([]byte(before.result), &result)
	}
	return result, err
}

// PruneKeys forgets idempotency keys older than 30 days.
func (j *Journal) PruneKeys(ctx context.Context) error {
	return j.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, keyPrune, int64(clock.Wall().Add(-keyKept)))
		return err
	})
}
