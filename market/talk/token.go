package talk

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/seal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// tokenFor is how long a token for the live stream opens it; a stream once open
// stays open. Wall time.
const tokenFor = 5 * time.Minute

var (
	tokenPut   = db.Keep("talk.token.put", `INSERT INTO talk_token (token_hash, person_id, organisation_id, ends_at) VALUES ($1, $2, $3, $4)`)
	tokenPrune = db.Keep("talk.token.prune", `DELETE FROM talk_token WHERE ends_at < $1`)
	tokenFind  = db.Read("talk.token.find", `SELECT person_id, organisation_id FROM talk_token WHERE token_hash = $1 AND ends_at >= $2`)
)

// Token makes a short-lived token for the live stream, for clients that cannot send
// a header when opening it (AWS_IQ.md 2.1, GetChatToken). It opens nothing else.
func (r *Room) Token(ctx context.Context, who policy.Actor) (seal.Secret, clock.Micros, error) {
	if !who.IsSignedIn() {
		return seal.Secret{}, 0, fault.Unauthenticated("account.sign_in_first")
	}
	token, now := seal.Token(), clock.Wall()
	ends := now.Add(tokenFor)
	err := r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := account.Hold(ctx, tx, who.Person); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, tokenPut, seal.HashToken(token), who.Person, who.Organisation, int64(ends))
		return err
	})
	return seal.Hide(token), ends, err
}

// Redeem tells whose a token is; the actor may read the live stream only.
func (r *Room) Redeem(ctx context.Context, token string) (policy.Actor, error) {
	who, err := db.One(ctx, r.journal.DB, tokenFind, func(row db.Scanner) (policy.Actor, error) {
		who := policy.Actor{Kind: policy.Person, Scopes: []string{"live"}}
		err := row.Scan(&who.Person, &who.Organisation)
		return who, err
	}, seal.HashToken(token), int64(clock.Wall()))
	if errors.Is(err, db.ErrNone) {
		return policy.Actor{}, fault.Unauthenticated("account.sign_in_first")
	}
	return who, err
}

// Prune forgets tokens that have ended.
func (r *Room) Prune(ctx context.Context) error {
	return r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, tokenPrune, int64(clock.Wall()))
		return err
	})
}
