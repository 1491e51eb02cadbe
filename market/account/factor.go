package account

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// FactorID is the typed id of a second factor.
const FactorID id.Prefix = "fac"

// FreshFor is how long a proof counts for what RULES.md 6 asks a fresh one for.
const FreshFor = 5 * time.Minute

// The kinds of second factor.
const (
	TOTP    = "totp"    // an authenticator app (RFC 6238)
	Passkey = "passkey" // WebAuthn; it is both factors at once, for it asks who holds it
)

// How many passkeys somebody may have, and how often one may guess before waiting.
const (
	passkeysMax  = 10
	provesMax    = 10
	provesWindow = 30 * time.Minute
)

// Removed is the end of a factor: its secret is gone.
const Removed flow.State = "removed"

// FactorFlow is the life of a second factor.
var FactorFlow = flow.Define("factor", "account_factor",
	flow.Stops(flow.Waits(Active, "self"), flow.End(Removed)),
	flow.Rows{
		{Move: "add", To: Active, By: "self"},
		{Move: "remove", From: Active, To: Removed, By: "self", Op: "removeFactor"},
		{Move: "reset", From: Active, To: Removed, By: flow.System},
	})

// Factor is something a person proves themselves with, as they see it again:
// without the secret.
type Factor struct {
	ID      id.ID
	State   flow.State
	Person  id.ID
	Kind    string // TOTP, Passkey
	Name    string
	Counter int64
	UsedAt  clock.Micros
	MadeAt  clock.Micros

	secret     []byte
	credential string
}

const factorColumns = `id, state, person_id, kind, name, counter, used_at, made_at, secret, COALESCE(credential, '')`

var (
	factorsOf    = db.Read("account.factor.of", `SELECT `+factorColumns+` FROM account_factor WHERE person_id = $1 AND state = 'active' ORDER BY made_at, id LIMIT 50`)
	factorAny    = db.Read("account.factor.any", `SELECT 1 FROM account_factor WHERE person_id = $1 AND state = 'active' LIMIT 1`)
	factorInsert = db.Write("account.factor.insert", `INSERT INTO account_factor
		(id, state, state_since, version, person_id, kind, name, secret, credential_id, credential, counter, used_at, made_at)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $11)`)
	factorSpend = db.Write("account.factor.spend", `UPDATE account_factor SET counter = $2, used_at = $3
		WHERE id = $1 AND state = 'active' AND counter < $2`)
	factorTouch = db.Write("account.factor.touch", `UPDATE account_factor SET used_at = $2
		WHERE id = $1 AND state = 'active' AND counter = 0`)
	factorBlank = db.Write("account.factor.blank", `UPDATE account_factor SET secret = NULL, credential_id = NULL, credential = NULL WHERE id = $1`)
	factorErase = db.Write("account.factor.erase", `UPDATE account_factor SET name = '', secret = NULL, credential_id = NULL, credential = NULL WHERE person_id = $1`)

	sessionProved   = db.Keep("account.session.proved", `UPDATE account_session SET fresh_at = $1, factor_at = $1 WHERE id = $2 AND ended_at IS NULL`)
	sessionAgain    = db.Keep("account.session.again", `UPDATE account_session SET fresh_at = $1 WHERE id = $2 AND ended_at IS NULL`)
	sessionUnproved = db.Keep("account.session.unproved", `UPDATE account_session SET factor_at = NULL WHERE person_id = $1`)
)

func scanFactor(row db.Scanner) (Factor, error) {
	var f Factor
	err := row.Scan(&f.ID, &f.State, &f.Person, &f.Kind, &f.Name, &f.Counter, &f.UsedAt, &f.MadeAt, &f.secret, &f.credential)
	return f, err
}

// HasFactor tells whether the person has a second factor: what registration's check
// asks.
func HasFactor(ctx context.Context, r db.Reader, person id.ID) (bool, error) {
	return db.Exists(ctx, r, factorAny, person)
}

// FactorsOf lists what a person has, inside or outside a change.
func FactorsOf(ctx context.Context, r db.Reader, person id.ID) ([]Factor, error) {
	return db.All(ctx, r, factorsOf, scanFactor, person)
}

// Factors lists what the actor has, the oldest first.
func (r *Room) Factors(ctx context.Context, who policy.Actor) ([]Factor, error) {
	if !who.IsSignedIn() {
		return nil, fault.Unauthenticated("account.sign_in_first")
	}
	return FactorsOf(ctx, r.journal.DB, who.Person)
}

// MustHave tells whether the person has to have a second factor: operators do, and
// so do experts who sell here (Sells).
func (r *Room) MustHave(ctx context.Context, person id.ID) (bool, error) {
	p, err := FindPerson(ctx, r.journal.DB, person)
	if err != nil || p.Operator || r.Sells == nil {
		return p.Operator, err
	}
	return r.Sells(ctx, r.journal.DB, person)
}

// AddedFactor is what adding one gives: the recovery codes when it is the first,
// shown this once.
type AddedFactor struct {
	ID    id.ID
	Codes []string
}

// addFactor keeps a factor and lets this session count as proved by it, in a change
// that holds the person.
func (r *Room) addFactor(ctx context.Context, tx *journal.Tx, here id.ID, f Factor, credentialID []byte) (AddedFactor, error) {
	added := AddedFactor{ID: id.New()}
	first, err := HasFactor(ctx, tx, f.Person)
	if err != nil {
		return added, err
	}
	first = !first
	state, _, err := FactorFlow.Make(ctx, tx, flow.Step{Move: "add", ID: added.ID, By: "self", Data: map[string]any{"kind": f.Kind, "person": f.Person.String()}})
	if err != nil {
		return added, err
	}
	var credential, secret, credentialKey any
	if f.Kind == Passkey {
		credential, credentialKey = f.credential, credentialID
	} else {
		secret = r.Ring.Seal(f.secret, totpContext(added.ID))
	}
	_, err = tx.Exec(ctx, factorInsert, added.ID, string(state), int64(tx.Now), f.Person, f.Kind, f.Name, secret, credentialKey, credential, f.Counter, int64(tx.Wall))
	if db.IsUnique(err) {
		return added, fault.Conflict("factor.already")
	}
	if err != nil {
		return added, err
	}
	if _, err := tx.Exec(ctx, sessionProved, int64(tx.Wall), here); err != nil {
		return added, err
	}
	if first {
		if added.Codes, err = newCodes(ctx, tx, f.Person); err != nil {
			return added, err
		}
	}
	tx.Wake(f.Person)
	return added, r.tellFactor(ctx, tx, f.Person, LetterFactorAdded, f.Kind)
}

// RemoveFactor takes one of the actor's factors away. With the last one the recovery
// codes go, the desk closes to an operator until there is another, and keys for the
// desk stop; the page says so before.
func (r *Room) RemoveFactor(ctx context.Context, who policy.Actor, factor id.ID) error {
	if err := who.Proved(); err != nil {
		return err
	}
	return r.once(ctx, who, "factor.remove", factor, func(ctx context.Context, tx *journal.Tx) error {
		if err := guardPerson(ctx, tx, who.Person); err != nil {
			return err
		}
		list, err := FactorsOf(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		for _, f := range list {
			if f.ID == factor {
				if err := r.dropFactor(ctx, tx, f, "remove", "self", len(list) == 1); err != nil {
					return err
				}
				return r.tellFactor(ctx, tx, who.Person, LetterFactorRemoved, f.Kind)
			}
		}
		return fault.Missing("factor.missing")
	})
}

// dropFactor ends a factor and forgets its secret; with the last one goes all that
// rests on it.
func (r *Room) dropFactor(ctx context.Context, tx *journal.Tx, f Factor, move string, by flow.Role, last bool) error {
	_, err := FactorFlow.Move(ctx, tx, flow.Step{Move: move, ID: f.ID, From: f.State, By: by, Data: map[string]any{"kind": f.Kind, "person": f.Person.String()}})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, factorBlank, f.ID); err != nil {
		return err
	}
	tx.Wake(f.Person)
	if !last {
		return nil
	}
	for _, q := range []*db.Query{recoveryForget, sessionUnproved} {
		if _, err := tx.Exec(ctx, q, f.Person); err != nil {
			return err
		}
	}
	return stopDeskKeys(ctx, tx, f.Person)
}

// isPersona tells whether the session belongs to somebody of the demonstration's story,
// whom anybody may be with one click: nothing they have could prove anything, and so
// they count as having proved it. In a real house nobody is one.
func (r *Room) isPersona(p Person) bool {
	if !r.Demo {
		return false
	}
	for _, one := range Personas {
		if one.Email == p.Email {
			return true
		}
	}
	return false
}

// fresh tells whether who they are was proved within the last five minutes, by all
// that the person has: a second factor where there is one, else a password or a code
// by mail, unless the person has to have one.
func (r *Room) fresh(ctx context.Context, s *Session, now clock.Micros) error {
	s.Persona = r.isPersona(s.Person)
	at := s.FreshAt
	if s.HasFactor || !s.FactorAt.IsZero() {
		at = s.FactorAt
	}
	s.Fresh = s.Persona || !at.IsZero() && now.Sub(at) <= FreshFor
	if !s.Fresh || s.HasFactor || !s.FactorAt.IsZero() || s.Persona {
		return nil
	}
	must, err := r.MustHave(ctx, s.Person.ID)
	if fault.IsKind(err, fault.KindMissing) || errors.Is(err, db.ErrNone) {
		return nil
	}
	s.Fresh = !must
	return err
}
