package account

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Scopes are all that a key may be given, in the order of the form. A key never
// does more than its person may; the desk's are for operators.
var Scopes = []string{
	"account:read", "account:write", "experts:read", "experts:write", "requests:read", "requests:write",
	"conversations:read", "conversations:write", "deals:read", "deals:write", "payments:read", "payments:write",
	"payouts:read", "payouts:write", ScopeConfirmed, "desk:read", "desk:write",
}

// ScopeConfirmed lets a key do what otherwise wants a fresh proof of its person: keys
// carry no second factor (RULES.md 6).
const ScopeConfirmed = "account:confirmed"

// IsDeskScope tells whether only an operator's key may have the scope.
func IsDeskScope(scope string) bool { return strings.HasPrefix(scope, "desk:") }

// A key works for a year at most (RULES.md 6); a person has at most 20 that work.
const (
	keyDaysMax = 365
	keysMax    = 20
	keyPrefix  = "ghk_"
)

// Revoked is the end of a key. One that is past its day is still active here and
// refused by the wall clock, like a session.
const Revoked flow.State = "revoked"

// KeyFlow is the life of an API key.
var KeyFlow = flow.Define("api_key", "account_key",
	flow.Stops(flow.Waits(Active, "self"), flow.End(Revoked)),
	flow.Rows{
		{Move: "make", To: Active, By: "self", Op: "createApiKey"},
		{Move: "revoke", From: Active, To: Revoked, By: "self", Op: "revokeApiKey"},
		{Move: "stop", From: Active, To: Revoked, By: flow.System},
	})

// Key is an API key as its owner sees it again: without the key itself.
type Key struct {
	ID           id.ID
	State        flow.State
	Person       id.ID
	Organisation id.ID
	Name         string
	Hint         string // last four characters
	Scopes       []string
	Operator     bool
	UsedAt       clock.Micros
	MadeAt       clock.Micros
	EndsAt       clock.Micros // wall time
}

// Works tells whether the key opens anything at this moment of wall time.
func (k Key) Works(now clock.Micros) bool { return k.State == Active && now < k.EndsAt }

const keyColumns = `k.id, k.state, k.person_id, k.organisation_id, k.name, k.hint, k.scopes, k.operator, k.used_at, k.made_at, k.ends_at`

var (
	keyInsert = db.Write("account.key.insert", `INSERT INTO account_key
		(id, state, state_since, version, person_id, organisation_id, name, token_hash, hint, scopes, operator, made_at, ends_at)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $3, $11)`)
	keyFind  = db.Read("account.key.find", `SELECT `+keyColumns+` FROM account_key k WHERE k.id = $1 AND k.person_id = $2`)
	keyOpens = db.Read("account.key.opens", `SELECT `+keyColumns+` FROM account_key k
		JOIN account_person p ON p.id = k.person_id AND p.state = 'active' AND (p.operator OR NOT k.operator)
		JOIN account_membership m ON m.organisation_id = k.organisation_id AND m.person_id = k.person_id AND m.left_at IS NULL
		WHERE k.token_hash = $1 AND k.state = 'active' AND k.ends_at > $2`)
	keysOf   = db.Read("account.key.of", `SELECT `+keyColumns+` FROM account_key k WHERE k.person_id = $1 ORDER BY k.made_at DESC, k.id LIMIT 200`)
	keysWork = db.Read("account.key.work", `SELECT COUNT(*) FROM account_key WHERE person_id = $1 AND state = 'active' AND ends_at > $2`)
	keysAt   = db.Read("account.key.at", `SELECT `+keyColumns+` FROM account_key k
		WHERE k.person_id = $1 AND k.organisation_id = $2 AND k.state = 'active' ORDER BY k.id LIMIT 500`)
	keysErase  = db.Write("account.key.erase", `UPDATE account_key SET name = '' WHERE person_id = $1`)
	keyTouched = db.Keep("account.key.touch", `UPDATE account_key SET used_at = $1 WHERE id = $2`)
)

func scanKey(row db.Scanner) (Key, error) {
	var k Key
	var scopes string
	err := row.Scan(&k.ID, &k.State, &k.Person, &k.Organisation, &k.Name, &k.Hint, &scopes, &k.Operator, &k.UsedAt, &k.MadeAt, &k.EndsAt)
	k.Scopes = strings.Fields(scopes)
	return k, err
}

// KeyActor gives who acts with this API key, or Unauthenticated: unknown, revoked,
// past its day, its person gone or no longer a member, all look the same.
func (r *Room) KeyActor(ctx context.Context, bearer string) (policy.Actor, error) {
	refused := fault.Unauthenticated("account.key_refused")
	if !strings.HasPrefix(bearer, keyPrefix) || len(bearer) > 100 {
		return policy.Actor{}, refused
	}
	now := clock.Wall()
	k, err := db.One(ctx, r.journal.DB, keyOpens, scanKey, seal.HashToken(bearer), int64(now))
	if errors.Is(err, db.ErrNone) {
		return policy.Actor{}, refused
	}
	if err != nil {
		return policy.Actor{}, err
	}
	if now.Sub(k.UsedAt) >= sessionTouch {
		err = r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, keyTouched, int64(now), k.ID)
			return err
		})
		if err != nil && !fault.IsKind(err, fault.KindUnavailable) {
			return policy.Actor{}, err
		}
	}
	kind := policy.Person
	if k.Operator {
		kind = policy.Operator
	}
	return policy.Actor{Kind: kind, Person: k.Person, Organisation: k.Organisation, Scopes: k.Scopes,
		Fresh: slices.Contains(k.Scopes, ScopeConfirmed)}, nil
}

// NewKey is what somebody asks of a new key.
type NewKey struct {
	Name   string
	Scopes []string
	Days   int // until it ends, 1 to 365
}

// MadeKey is a new key, shown this once. A repeated command gives the id without it.
type MadeKey struct {
	ID    id.ID
	Token seal.Secret
}

// MakeKey makes an API key for the actor in the organisation whose hat is worn.
func (r *Room) MakeKey(ctx context.Context, who policy.Actor, in NewKey) (MadeKey, error) {
	if err := who.Proved(); err != nil {
		return MadeKey{}, err
	}
	var form fault.Form
	in.Name = prose.Check(&form, prose.Rule{Field: "name", Min: 1, Max: 60, SingleLine: true}, in.Name)
	in.Scopes = knownScopes(&form, who, in.Scopes)
	if in.Days < 1 || in.Days > keyDaysMax {
		form.Add("days", "range", "Min", 1, "Max", keyDaysMax)
	}
	if err := form.Err(); err != nil {
		return MadeKey{}, err
	}
	token := keyPrefix + seal.Token()
	made, err := journal.Do(ctx, r.journal, who, "api_key.make", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if err := guardPerson(ctx, tx, who.Person); err != nil {
			return id.None, err
		}
		if _, err := Hat(ctx, tx, who); err != nil {
			return id.None, err
		}
		working, err := db.Value[int64](ctx, tx, keysWork, who.Person, int64(tx.Wall))
		if err != nil {
			return id.None, err
		}
		if working >= keysMax {
			return id.None, fault.Conflict("api_key.too_many").With("Max", keysMax)
		}
		key := id.New()
		state, _, err := KeyFlow.Make(ctx, tx, flow.Step{Move: "make", ID: key, By: "self", Organisation: who.Organisation,
			Data: map[string]any{"scopes": strings.Join(in.Scopes, " ")}})
		if err != nil {
			return id.None, err
		}
		ends := tx.Wall.Add(time.Duration(in.Days) * 24 * time.Hour)
		_, err = tx.Exec(ctx, keyInsert, key, string(state), int64(tx.Wall), who.Person, who.Organisation, in.Name,
			seal.HashToken(token), token[len(token)-4:], strings.Join(in.Scopes, " "), slices.ContainsFunc(in.Scopes, IsDeskScope), int64(ends))
		return key, err
	})
	if err != nil {
		return MadeKey{}, err
	}
	// A repeated command finds the first key; only the first answer could show it.
	if k, err := r.KeyActor(ctx, token); err != nil || k.Person != who.Person {
		token = ""
	}
	return MadeKey{ID: made, Token: seal.Hide(token)}, nil
}

func knownScopes(form *fault.Form, who policy.Actor, asked []string) []string {
	var scopes []string
	for _, s := range Scopes {
		if slices.Contains(asked, s) {
			scopes = append(scopes, s)
		}
	}
	switch {
	case len(asked) == 0:
		form.Add("scopes", "required")
	case len(scopes) != len(slices.Compact(slices.Sorted(slices.Values(asked)))):
		form.Add("scopes", "choice")
	case slices.ContainsFunc(scopes, IsDeskScope) && !who.IsOperator():
		form.Add("scopes", "operator_only")
	}
	for _, s := range scopes {
		if !who.May(s) { // A key makes no key that may more than itself.
			form.Add("scopes", "beyond_yours")
			break
		}
	}
	return scopes
}

// Keys lists the actor's keys, the newest first.
func (r *Room) Keys(ctx context.Context, who policy.Actor) ([]Key, error) {
	if !who.IsSignedIn() {
		return nil, fault.Unauthenticated("account.sign_in_first")
	}
	return db.All(ctx, r.journal.DB, keysOf, scanKey, who.Person)
}

// RevokeKey ends one of the actor's keys at once.
func (r *Room) RevokeKey(ctx context.Context, who policy.Actor, key id.ID) error {
	return r.once(ctx, who, "api_key.revoke", key, func(ctx context.Context, tx *journal.Tx) error {
		k, err := db.One(ctx, tx, keyFind, scanKey, key, who.Person)
		if errors.Is(err, db.ErrNone) {
			return fault.Missing("api_key.missing")
		}
		if err != nil {
			return err
		}
		_, err = KeyFlow.Move(ctx, tx, flow.Step{Move: "revoke", ID: k.ID, From: k.State, By: "self", Organisation: k.Organisation})
		return err
	})
}

// stopKeys ends a person's keys for an organisation they leave, in a change.
func stopKeys(ctx context.Context, tx *journal.Tx, person, organisation id.ID) error {
	keys, err := db.All(ctx, tx, keysAt, scanKey, person, organisation)
	if err != nil {
		return err
	}
	for _, k := range keys {
		_, err := KeyFlow.Move(ctx, tx, flow.Step{Move: "stop", ID: k.ID, From: k.State, By: flow.System, Organisation: organisation})
		if err != nil {
			return err
		}
	}
	return nil
}

// stopDeskKeys ends a person's keys for the desk, in a change.
func stopDeskKeys(ctx context.Context, tx *journal.Tx, person id.ID) error {
	keys, err := db.All(ctx, tx, keysOf, scanKey, person)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if !k.Operator || k.State != Active {
			continue
		}
		if _, err := KeyFlow.Move(ctx, tx, flow.Step{Move: "stop", ID: k.ID, From: k.State, By: flow.System, Organisation: k.Organisation}); err != nil {
			return err
		}
	}
	return nil
}
