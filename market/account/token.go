package account

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
)

// Purpose is what a token in a link is for; one made for one thing opens no other.
type Purpose string

// The purposes, and how long a link works (wall time).
const (
	ForSignIn   Purpose = "sign_in"
	ForSetup    Purpose = "setup"
	ForOperator Purpose = "operator"
	ForPassword Purpose = "password"
	ForEmail    Purpose = "email_change"
	ForMailbox  Purpose = "mailbox"
	// ForMessage confirms the address of a visitor who wrote to one expert or company.
	ForMessage Purpose = "message"
	// ForFactor is half a sign-in that asks for the second factor, ForConfirm the digits
	// of a letter, ForNotMe and ForStopReset what somebody presses who did not do it.
	ForFactor    Purpose = "factor"
	ForConfirm   Purpose = "confirm"
	ForNotMe     Purpose = "not_me"
	ForStopReset Purpose = "stop_reset"
	// ForStopPayout stops a change of where an organisation is paid to.
	ForStopPayout Purpose = "stop_payout"
)

var purposeLasts = map[Purpose]time.Duration{
	ForSignIn:   15 * time.Minute,
	ForPassword: 15 * time.Minute,
	ForEmail:    24 * time.Hour,
	ForMailbox:  24 * time.Hour,
	ForMessage:  15 * time.Minute, // It signs in, as ForSignIn does.
	ForSetup:    24 * time.Hour,
	ForOperator: 72 * time.Hour,

	ForFactor:    15 * time.Minute,
	ForConfirm:   15 * time.Minute,
	ForNotMe:     7 * 24 * time.Hour,
	ForStopReset: 7 * 24 * time.Hour,

	ForStopPayout: 7 * 24 * time.Hour,
}

// token is a link that was sent and may be used once.
type token struct {
	Hash    []byte
	Email   string
	Person  id.ID
	Data    tokenData
	EndsAt  clock.Micros
	UsedAt  clock.Micros
	Purpose Purpose
}

// tokenData is what the link remembers beside the address.
type tokenData struct {
	// Next is where to go afterwards: a path of this site.
	Next string `json:"next,omitempty"`
	Lang string `json:"lang,omitempty"`
	Zone string `json:"zone,omitempty"`
	// Stops is what a link stops: a reset, a payout account.
	Stops string `json:"reset,omitempty"`
}

var (
	tokenInsert = db.Keep("account.token.insert", `INSERT INTO account_token (token_hash, purpose, email, data, ends_at, person_id)
		VALUES ($1, $2, $3, $4, $5, $6)`)
	tokenFind = db.Read("account.token.find", `SELECT token_hash, purpose, email, data, ends_at, used_at, person_id
		FROM account_token WHERE token_hash = $1 AND purpose = $2`)
	tokenUse = db.Keep("account.token.use", `UPDATE account_token SET used_at = $1
		WHERE token_hash = $2 AND used_at IS NULL AND ends_at > $1`)
	tokenVoid = db.Keep("account.token.void", `UPDATE account_token SET used_at = $1
		WHERE purpose = $2 AND email = $3 AND used_at IS NULL`)
	tokenVoidPerson = db.Keep("account.token.void_person", `UPDATE account_token SET used_at = $1
		WHERE person_id = $2 AND used_at IS NULL AND purpose NOT IN ('not_me', 'stop_reset', 'stop_payout')`)
	tokenPrune = db.Keep("account.token.prune", `DELETE FROM account_token WHERE ends_at < $1`)
	tokenErase = db.Keep("account.token.erase", `DELETE FROM account_token WHERE email = $1 OR person_id = $2`)
)

func scanToken(row db.Scanner) (token, error) {
	var t token
	var data string
	if err := row.Scan(&t.Hash, &t.Purpose, &t.Email, &data, &t.EndsAt, &t.UsedAt, &t.Person); err != nil {
		return t, err
	}
	return t, json.Unmarshal([]byte(data), &t.Data)
}

// issue writes a token down and gives the text for the link.
func issue(ctx context.Context, tx *journal.Tx, purpose Purpose, email string, person id.ID, data tokenData) (string, error) {
	text := seal.Token()
	return text, issueText(ctx, tx, purpose, text, email, person, data)
}

// issueText is issue for a text that was chosen before.
func issueText(ctx context.Context, tx *journal.Tx, purpose Purpose, text, email string, person id.ID, data tokenData) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, tokenInsert, seal.HashToken(text), string(purpose), email, string(raw),
		int64(tx.Wall.Add(purposeLasts[purpose])), person)
	return err
}

// peek looks at a link without using it: mail scanners open every address.
func peek(ctx context.Context, r db.Reader, purpose Purpose, text string) (token, error) {
	t, err := db.One(ctx, r, tokenFind, scanToken, seal.HashToken(text), string(purpose))
	if errors.Is(err, db.ErrNone) {
		return t, fault.Missing("account.link_unknown")
	}
	switch {
	case err != nil:
		return t, err
	case !t.UsedAt.IsZero():
		return t, fault.Conflict("account.link_used")
	case clock.Wall() >= t.EndsAt:
		return t, fault.Conflict("account.link_expired")
	}
	return t, nil
}

// use consumes a link; of two at once one succeeds.
func use(ctx context.Context, tx *journal.Tx, purpose Purpose, text string) (token, error) {
	n, err := tx.Exec(ctx, tokenUse, int64(tx.Wall), seal.HashToken(text))
	if err != nil {
		return token{}, err
	}
	if n == 0 {
		if t, err := peek(ctx, tx, purpose, text); err != nil {
			return t, err
		}
		return token{}, fault.Conflict("account.link_used")
	}
	t, err := db.One(ctx, tx, tokenFind, scanToken, seal.HashToken(text), string(purpose))
	if errors.Is(err, db.ErrNone) { // Of another purpose: the change is undone.
		return t, fault.Missing("account.link_unknown")
	}
	return t, err
}
