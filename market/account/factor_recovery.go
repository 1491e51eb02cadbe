package account

import (
	"context"
	"crypto/rand"
	"strings"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Ten codes of 80 bits each: as many as fit a card, and too many to guess even for
// who has stolen their hashes.
const (
	recoveryCodes = 10
	recoveryBytes = 10
	recoveryGroup = 4
	// recoveryFew is how many are left when the person is told to make new ones.
	recoveryFew = 3
)

var (
	recoveryInsert = db.Write("account.recovery.insert", `INSERT INTO account_recovery (person_id, code_hash, made_at) VALUES ($1, $2, $3)`)
	recoveryUse    = db.Write("account.recovery.use", `UPDATE account_recovery SET used_at = $3 WHERE person_id = $1 AND code_hash = $2 AND used_at IS NULL`)
	recoveryForget = db.Write("account.recovery.forget", `DELETE FROM account_recovery WHERE person_id = $1`)
	recoveryKnown  = db.Read("account.recovery.known", `SELECT 1 FROM account_recovery WHERE person_id = $1 AND code_hash = $2`)
	recoveryLeft   = db.Read("account.recovery.left", `SELECT COUNT(*) FROM account_recovery WHERE person_id = $1 AND used_at IS NULL`)
)

// newCodes makes ten codes in place of those there were, in a change.
func newCodes(ctx context.Context, tx *journal.Tx, person id.ID) ([]string, error) {
	if _, err := tx.Exec(ctx, recoveryForget, person); err != nil {
		return nil, err
	}
	codes := make([]string, recoveryCodes)
	for i := range codes {
		raw := make([]byte, recoveryBytes)
		_, _ = rand.Read(raw) // crypto/rand does not fail: it ends the program instead.
		text := base32Plain.EncodeToString(raw)
		var groups []string
		for at := 0; at < len(text); at += recoveryGroup {
			groups = append(groups, text[at:at+recoveryGroup])
		}
		codes[i] = strings.Join(groups, "-")
		if _, err := tx.Exec(ctx, recoveryInsert, person, recoveryHash(person, text), int64(tx.Wall)); err != nil {
			return nil, err
		}
	}
	return codes, nil
}

// recoveryHash is of the code as it is written without dashes, and of whose it is.
func recoveryHash(person id.ID, plain string) []byte {
	return seal.HashToken("recovery:" + person.String() + ":" + plain)
}

// NewRecoveryCodes makes ten new codes for the actor, shown this once; those before
// stop working.
func (r *Room) NewRecoveryCodes(ctx context.Context, who policy.Actor) ([]string, error) {
	if err := who.Proved(); err != nil {
		return nil, err
	}
	var codes []string
	err := r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if err := guardPerson(ctx, tx, who.Person); err != nil {
			return err
		}
		has, err := HasFactor(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		if !has {
			return fault.Conflict("factor.none")
		}
		if codes, err = newCodes(ctx, tx, who.Person); err != nil {
			return err
		}
		if err := tx.Record(ctx, journal.Event{Name: "factor.new_codes", Subject: who.Person}); err != nil {
			return err
		}
		return r.tellFactor(ctx, tx, who.Person, LetterCodesNew, "")
	})
	return codes, err
}

// CodesLeft counts the actor's recovery codes that still work.
func (r *Room) CodesLeft(ctx context.Context, who policy.Actor) (int, error) {
	n, err := db.Value[int64](ctx, r.journal.DB, recoveryLeft, who.Person)
	return int(n), err
}

// spendCode uses a recovery code, in a change: of twenty at once one succeeds.
func (r *Room) spendCode(ctx context.Context, tx *journal.Tx, person id.ID, plain string) error {
	n, err := tx.Exec(ctx, recoveryUse, person, recoveryHash(person, plain), int64(tx.Wall))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Invalid("form.invalid", fault.At("code", "factor_code_used"))
	}
	left, err := db.Value[int64](ctx, tx, recoveryLeft, person)
	if err != nil {
		return err
	}
	if err := tx.Record(ctx, journal.Event{Name: "factor.use_code", Subject: person, Data: map[string]any{"left": left}}); err != nil {
		return err
	}
	letter := LetterCodeUsed
	if left <= recoveryFew {
		letter = LetterCodesFew
	}
	return r.tellFactorArgs(ctx, tx, person, letter, map[string]any{"Count": left})
}
