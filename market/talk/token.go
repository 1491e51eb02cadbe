package talk

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/file"
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

// Prune forgets tokens that have ended, what visitors wrote and did not confirm, and files that were uploaded to a
// conversation and not sent within a day. A schedule calls it.
func (r *Room) Prune(ctx context.Context) error {
	return errors.Join(r.pruneTokens(ctx), r.pruneFiles(ctx))
}

func (r *Room) pruneTokens(ctx context.Context) error {
	return r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		now := int64(clock.Wall())
		if _, err := tx.Exec(ctx, waitingPrune, now); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, tokenPrune, now)
		return err
	})
}

var filesForgotten = db.Read("talk.files.forgotten", `SELECT a.id, a.owner_id FROM file_attachment a
	LEFT JOIN talk_message_file f ON f.attachment_id = a.id
	WHERE a.owner_kind = '`+file.OnConversation+`' AND a.state = '`+string(file.Kept)+`' AND a.made_at < $1 AND f.attachment_id IS NULL
	ORDER BY a.made_at LIMIT 200`)

func (r *Room) pruneFiles(ctx context.Context) error {
	now, err := r.journal.Now(ctx)
	if err != nil {
		return err
	}
	type unsent struct{ file, conversation id.ID }
	old, err := db.All(ctx, r.journal.DB, filesForgotten, func(row db.Scanner) (u unsent, err error) {
		return u, row.Scan(&u.file, &u.conversation)
	}, int64(file.Forgotten(now)))
	if err != nil {
		return err
	}
	var problems error
	for _, u := range old {
		err := r.journal.Change(ctx, policy.As(policy.System, "files"), func(ctx context.Context, tx *journal.Tx) error {
			if _, err := guard(ctx, tx, u.conversation); err != nil {
				return err
			}
			if sent, err := db.Exists(ctx, tx, messageOfFile, u.file); err != nil {
				return err
			} else if sent {
				return fault.Conflict("attachment.sent_already")
			}
			return file.Forget(ctx, tx, u.file, file.Owner{Kind: file.OnConversation, ID: u.conversation})
		})
		if !fault.Is(err, "attachment.moved_already") && !fault.Is(err, "attachment.sent_already") {
			problems = errors.Join(problems, err)
		}
	}
	return problems
}
