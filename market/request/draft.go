package request

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/seal"
	"guildhall/engine/limit"
)

// draftKept is how long a draft waits for its writer to come back. Wall time.
const draftKept = 7 * 24 * time.Hour

const draftsPerNetwork = 200

var (
	draftFind = db.Read("request.draft.find", `SELECT data FROM request_draft WHERE token_hash = $1 AND ends_at > $2`)
	draftKeep = db.Keep("request.draft.keep", `INSERT INTO request_draft (token_hash, data, ends_at) VALUES ($1, $2, $3)
		ON CONFLICT (token_hash) DO UPDATE SET data = excluded.data, ends_at = excluded.ends_at`)
	draftDrop  = db.Keep("request.draft.drop", `DELETE FROM request_draft WHERE token_hash = $1`)
	draftPrune = db.Keep("request.draft.prune", `DELETE FROM request_draft WHERE ends_at < $1`)
)

// KeepDraft keeps what a visitor typed under a token that only their browser holds,
// and gives the token: the one they have, or a new one. A network keeps at most so
// many in an hour.
func (r *Room) KeepDraft(ctx context.Context, network, token string, in Input) (string, error) {
	if err := limit.Take(ctx, r.journal, "draft.network:"+network, draftsPerNetwork, time.Hour); err != nil {
		return "", err
	}
	data, err := json.Marshal(in)
	if err != nil {
		return "", err
	}
	if token == "" {
		token = seal.Token()
	}
	return token, r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, draftKeep, seal.HashToken(token), string(data), int64(clock.Wall().Add(draftKept)))
		return err
	})
}

// Draft gives what was kept under a token, or Missing.
func Draft(ctx context.Context, r db.Reader, token string) (Input, error) {
	var in Input
	if token == "" {
		return in, fault.Missing("request.draft_missing")
	}
	data, err := db.Value[string](ctx, r, draftFind, seal.HashToken(token), int64(clock.Wall()))
	if errors.Is(err, db.ErrNone) {
		return in, fault.Missing("request.draft_missing")
	}
	if err != nil {
		return in, err
	}
	return in, json.Unmarshal([]byte(data), &in)
}

// DropDraft forgets a draft, once it is posted or not wanted.
func (r *Room) DropDraft(ctx context.Context, token string) error {
	return r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, draftDrop, seal.HashToken(token))
		return err
	})
}

// PruneDrafts forgets drafts nobody came back to.
func (r *Room) PruneDrafts(ctx context.Context) error {
	return r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, draftPrune, int64(clock.Wall()))
		return err
	})
}
