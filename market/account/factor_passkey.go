package account

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
)

// How long a question put to a passkey stands, and how many one network may ask for.
const (
	challengeLasts  = 10 * time.Minute
	challengesPerIP = 120
)

var (
	challengeInsert = db.Keep("account.challenge.insert", `INSERT INTO account_challenge (challenge_hash, person_id, data, ends_at) VALUES ($1, $2, $3, $4)`)
	challengeTake   = db.Keep("account.challenge.take", `DELETE FROM account_challenge WHERE challenge_hash = $1 RETURNING person_id, data, ends_at`)
	challengePrune  = db.Keep("account.challenge.prune", `DELETE FROM account_challenge WHERE ends_at < $1`)
	challengeErase  = db.Keep("account.challenge.erase", `DELETE FROM account_challenge WHERE person_id = $1`)
	factorByKey     = db.Read("account.factor.by_credential", `SELECT `+factorColumns+` FROM account_factor WHERE credential_id = $1 AND state = 'active'`)
)

// challenge is a question put to a passkey, waiting for its one answer.
type challenge struct {
	Person id.ID
	EndsAt clock.Micros
	Data   webauthn.SessionData
}

// holder is a person as the library wants to see one.
type holder struct {
	person Person
	list   []Factor
}

func (h holder) WebAuthnID() []byte          { return h.person.ID[:] }
func (h holder) WebAuthnName() string        { return h.person.Email }
func (h holder) WebAuthnDisplayName() string { return h.person.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential {
	var out []webauthn.Credential
	for _, f := range h.list {
		var c webauthn.Credential
		if f.Kind == Passkey && json.Unmarshal([]byte(f.credential), &c) == nil {
			c.Authenticator.SignCount = uint32(f.Counter) //nolint:gosec // written from one
			out = append(out, c)
		}
	}
	return out
}

// RelyingParty is the name passkeys of this house are tied to: the host of its public
// address. Browsers take no bare network address; a house that is only reached on its
// own machine is localhost to them.
func RelyingParty(base string) (name string, origins []string) {
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" {
		return "", nil
	}
	ip := net.ParseIP(u.Hostname())
	switch {
	case ip == nil:
		return u.Hostname(), []string{u.Scheme + "://" + u.Host}
	case ip.IsLoopback():
		local := "localhost"
		if u.Port() != "" {
			local += ":" + u.Port()
		}
		return "localhost", []string{u.Scheme + "://" + local}
	}
	return "", nil
}

// PasskeysAt tells whether a page opened at this host can use passkeys of the house.
func (r *Room) PasskeysAt(host string) bool {
	name, _ := RelyingParty(r.baseURL())
	bare, _, err := net.SplitHostPort(host)
	if err != nil {
		bare = host
	}
	return name != "" && strings.EqualFold(bare, name)
}

func (r *Room) baseURL() string {
	if r.BaseURL == nil {
		return ""
	}
	return r.BaseURL()
}

func (r *Room) relyingParty() (*webauthn.WebAuthn, error) {
	name, origins := RelyingParty(r.baseURL())
	if name == "" {
		return nil, fault.Unavailable("factor.no_passkeys")
	}
	return webauthn.New(&webauthn.Config{RPID: name, RPDisplayName: "Guildhall", RPOrigins: origins})
}

// OfferPasskey puts the question by which the actor's device makes a passkey; the
// answer is JSON for navigator.credentials.create.
func (r *Room) OfferPasskey(ctx context.Context, who policy.Actor, s Session) ([]byte, error) {
	if err := MayAdd(s); err != nil {
		return nil, err
	}
	rp, err := r.relyingParty()
	if err != nil {
		return nil, err
	}
	h, err := r.holder(ctx, r.journal.DB, who.Person)
	if err != nil {
		return nil, err
	}
	var known []protocol.CredentialDescriptor
	for _, c := range h.WebAuthnCredentials() {
		known = append(known, c.Descriptor())
	}
	creation, data, err := rp.BeginRegistration(h, webauthn.WithExclusions(known), webauthn.WithAuthenticatorSelection(protocol.AuthenticatorSelection{
		ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}))
	if err != nil {
		return nil, fmt.Errorf("offer passkey: %w", err)
	}
	return r.ask(ctx, who.Person, data, creation)
}

// AskPasskey puts the question by which a passkey proves who holds it: any passkey of
// the house for a visitor, the actor's own for who is signed in.
func (r *Room) AskPasskey(ctx context.Context, who policy.Actor, network string) ([]byte, error) {
	if err := limit.Take(ctx, r.journal, "passkey.network:"+limit.Network(network), challengesPerIP, provesWindow); err != nil {
		return nil, err
	}
	rp, err := r.relyingParty()
	if err != nil {
		return nil, err
	}
	assertion, data, err := rp.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, fmt.Errorf("ask passkey: %w", err)
	}
	return r.ask(ctx, who.Person, data, assertion)
}

func (r *Room) ask(ctx context.Context, person id.ID, data *webauthn.SessionData, question any) ([]byte, error) {
	kept, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	err = r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, challengeInsert, seal.HashToken(data.Challenge), person, string(kept), int64(clock.Wall().Add(challengeLasts)))
		return err
	})
	if err != nil {
		return nil, err
	}
	return json.Marshal(question)
}

// take uses a question up, whatever comes of the answer.
func (r *Room) take(ctx context.Context, text string) (challenge, error) {
	var c challenge
	err := r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = db.One(ctx, tx, challengeTake, func(row db.Scanner) (challenge, error) {
			var one challenge
			var data string
			if err := row.Scan(&one.Person, &data, &one.EndsAt); err != nil {
				return one, err
			}
			return one, json.Unmarshal([]byte(data), &one.Data)
		}, seal.HashToken(text))
		return err
	})
	if errors.Is(err, db.ErrNone) || err == nil && clock.Wall() >= c.EndsAt {
		return c, fault.Conflict("factor.question_gone")
	}
	return c, err
}

func (r *Room) holder(ctx context.Context, q db.Reader, person id.ID) (holder, error) {
	p, err := FindPerson(ctx, q, person)
	if err != nil {
		return holder{}, err
	}
	list, err := FactorsOf(ctx, q, person)
	return holder{p, list}, err
}

func passkeyRefused() error {
	return fault.Invalid("form.invalid", fault.At("passkey", "passkey_refused"))
}

// AddPasskey keeps the passkey that the actor's device made. It must have asked who
// holds it (user verification), for it is both factors at once.
func (r *Room) AddPasskey(ctx context.Context, who policy.Actor, s Session, name, answer string) (AddedFactor, error) {
	if err := MayAdd(s); err != nil {
		return AddedFactor{}, err
	}
	var form fault.Form
	name = factorName(&form, name)
	if err := form.Err(); err != nil {
		return AddedFactor{}, err
	}
	rp, err := r.relyingParty()
	if err != nil {
		return AddedFactor{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return AddedFactor{}, passkeyRefused()
	}
	c, err := r.take(ctx, parsed.Response.CollectedClientData.Challenge)
	if err != nil {
		return AddedFactor{}, err
	}
	h, err := r.holder(ctx, r.journal.DB, who.Person)
	if err != nil {
		return AddedFactor{}, err
	}
	made, err := rp.CreateCredential(h, c.Data, parsed)
	if err != nil || c.Person != who.Person {
		return AddedFactor{}, passkeyRefused()
	}
	kept, err := json.Marshal(made)
	if err != nil {
		return AddedFactor{}, err
	}
	var added AddedFactor
	err = r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if err := guardPerson(ctx, tx, who.Person); err != nil {
			return err
		}
		now, err := r.holder(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		if len(now.WebAuthnCredentials()) >= passkeysMax {
			return fault.Conflict("factor.too_many").With("Max", passkeysMax)
		}
		added, err = r.addFactor(ctx, tx, s.ID, Factor{Person: who.Person, Kind: Passkey, Name: name,
			Counter: int64(made.Authenticator.SignCount), credential: string(kept)}, made.ID)
		return err
	})
	return added, err
}

// answerOf checks a passkey's answer: whose it is, and how to use it up.
func (r *Room) answerOf(ctx context.Context, answer string) (Factor, spend, error) {
	rp, err := r.relyingParty()
	if err != nil {
		return Factor{}, nil, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return Factor{}, nil, passkeyRefused()
	}
	c, err := r.take(ctx, parsed.Response.CollectedClientData.Challenge)
	if err != nil {
		return Factor{}, nil, err
	}
	f, err := db.One(ctx, r.journal.DB, factorByKey, scanFactor, parsed.RawID)
	if errors.Is(err, db.ErrNone) {
		return f, nil, passkeyRefused()
	}
	if err != nil {
		return f, nil, err
	}
	h, err := r.holder(ctx, r.journal.DB, f.Person)
	if err != nil {
		return f, nil, err
	}
	_, used, err := rp.ValidatePasskeyLogin(func(raw, user []byte) (webauthn.User, error) {
		if !bytes.Equal(user, h.person.ID[:]) || !bytes.Equal(raw, parsed.RawID) {
			return nil, errors.New("somebody else's passkey")
		}
		return h, nil
	}, c.Data, parsed)
	if err != nil {
		return f, nil, passkeyRefused()
	}
	// A count that does not grow says that the passkey was copied (WebAuthn, 6.1.1).
	if used.Authenticator.CloneWarning {
		return f, nil, fault.Conflict("factor.passkey_copied")
	}
	return f, func(ctx context.Context, tx *journal.Tx) error {
		count := int64(parsed.Response.AuthenticatorData.Counter)
		query, args := factorSpend, []any{f.ID, count, int64(tx.Wall)}
		if count == 0 { // It counts nothing, as passkeys that are carried between devices do.
			query, args = factorTouch, []any{f.ID, int64(tx.Wall)}
		}
		n, err := tx.Exec(ctx, query, args...)
		if err == nil && n == 0 {
			err = passkeyRefused()
		}
		return err
	}, nil
}

// SignInPasskey signs somebody in by a passkey alone: the device says who it is.
func (r *Room) SignInPasskey(ctx context.Context, who policy.Actor, answer string, b Browser) (SignedIn, error) {
	if err := limit.Take(ctx, r.journal, "link.network:"+limit.Network(b.Address), linkTriesPerNet, linksWindow); err != nil {
		return SignedIn{}, err
	}
	f, spent, err := r.answerOf(ctx, answer)
	if err != nil {
		return SignedIn{}, err
	}
	done := SignedIn{Person: f.Person}
	who.Kind, who.Person = policy.Person, f.Person
	err = r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if err := guardPerson(ctx, tx, f.Person); err != nil {
			return err
		}
		if err := spent(ctx, tx); err != nil {
			return err
		}
		done.Token, err = r.beginSession(ctx, tx, f.Person, b, tx.Wall)
		return err
	})
	return done, err
}
