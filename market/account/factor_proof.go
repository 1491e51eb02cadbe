package account

import (
	"context"
	"fmt"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
)

// Proof is what somebody proves themselves with: one of these.
type Proof struct {
	// Code is of an authenticator app, or a recovery code.
	Code string
	// Passkey is the browser's answer to a question put to a passkey, JSON.
	Passkey string
	// Password and Mailed are for who has no second factor: the password, or the
	// digits of a letter.
	Password seal.Secret
	Mailed   string
}

// spend uses a proof up, inside the change that it is for; a change that is run again
// spends it again.
type spend func(ctx context.Context, tx *journal.Tx) error

func proofBucket(person id.ID) string { return "factor.person:" + person.String() }

// takeProof counts a try; ten wrong ones in half an hour are enough.
func (r *Room) takeProof(ctx context.Context, person id.ID) error {
	return limit.Take(ctx, r.journal, proofBucket(person), provesMax, provesWindow)
}

func (r *Room) forgiveProofs(ctx context.Context, person id.ID) error {
	return limit.Reset(ctx, r.journal, proofBucket(person))
}

// checkFactor looks at a proof by second factor and gives how to use it up. Wrong
// ones are counted.
func (r *Room) checkFactor(ctx context.Context, person id.ID, p Proof) (spend, error) {
	if err := r.takeProof(ctx, person); err != nil {
		return nil, err
	}
	list, err := FactorsOf(ctx, r.journal.DB, person)
	if err != nil {
		return nil, err
	}
	if p.Passkey != "" {
		found, answered, err := r.answerOf(ctx, p.Passkey)
		if err != nil {
			return nil, err
		}
		if found.Person != person {
			return nil, fault.Invalid("form.invalid", fault.At("passkey", "passkey_refused"))
		}
		return answered, nil
	}
	code := plainCode(p.Code)
	switch {
	case code == "":
		return nil, fault.Invalid("form.invalid", fault.At("code", "required"))
	case len(code) == totpDigits:
		return r.checkTOTP(list, code)
	}
	known, err := db.Exists(ctx, r.journal.DB, recoveryKnown, person, recoveryHash(person, code))
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, fault.Invalid("form.invalid", fault.At("code", "factor_code"))
	}
	return func(ctx context.Context, tx *journal.Tx) error { return r.spendCode(ctx, tx, person, code) }, nil
}

func (r *Room) checkTOTP(list []Factor, code string) (spend, error) {
	for _, f := range list {
		if f.Kind != TOTP {
			continue
		}
		secret, err := r.Ring.Open(f.secret, totpContext(f.ID))
		if err != nil {
			return nil, fmt.Errorf("open factor %s: %w", f.ID, err)
		}
		step, right := matchTOTP(secret, code, clock.Wall())
		if !right {
			break
		}
		return func(ctx context.Context, tx *journal.Tx) error {
			n, err := tx.Exec(ctx, factorSpend, f.ID, step, int64(tx.Wall))
			if err == nil && n == 0 { // A code is used once (RFC 6238, section 5.2).
				err = fault.Invalid("form.invalid", fault.At("code", "factor_code_used"))
			}
			return err
		}, nil
	}
	return nil, fault.Invalid("form.invalid", fault.At("code", "factor_code"))
}

// signedIn ends the first step of a sign-in, in a change: a session, or for who has a
// second factor half a sign-in that asks for it.
func (r *Room) signedIn(ctx context.Context, tx *journal.Tx, person id.ID, b Browser, done *SignedIn) error {
	has, err := HasFactor(ctx, tx, person)
	if err != nil {
		return err
	}
	if !has {
		done.Token, err = r.beginSession(ctx, tx, person, b, 0)
		return err
	}
	p, err := FindPerson(ctx, tx, person)
	if fault.IsKind(err, fault.KindMissing) {
		return fault.Unauthenticated("account.sign_in_refused")
	}
	if err != nil {
		return err
	}
	done.Half, err = issue(ctx, tx, ForFactor, p.Email, person, tokenData{Next: done.Next})
	if err != nil {
		return err
	}
	return tx.Record(ctx, journal.Event{Name: "sign_in.half", Subject: person})
}

// HalfSignedIn is somebody between the two steps of a sign-in.
type HalfSignedIn struct {
	Person   Person
	App      bool // has an authenticator app
	Passkeys bool
}

// PeekHalf looks at half a sign-in without using it.
func (r *Room) PeekHalf(ctx context.Context, half string) (HalfSignedIn, error) {
	t, err := peek(ctx, r.journal.DB, ForFactor, half)
	if err != nil {
		return HalfSignedIn{}, err
	}
	p, err := FindPerson(ctx, r.journal.DB, t.Person)
	if err != nil {
		return HalfSignedIn{}, err
	}
	list, err := FactorsOf(ctx, r.journal.DB, t.Person)
	h := HalfSignedIn{Person: p}
	for _, f := range list {
		h.App = h.App || f.Kind == TOTP
		h.Passkeys = h.Passkeys || f.Kind == Passkey
	}
	return h, err
}

// SignInFactor is the second step: the half is used up with the proof, and a session
// begins. A wrong proof leaves the half usable until it ends.
func (r *Room) SignInFactor(ctx context.Context, who policy.Actor, half string, p Proof, b Browser) (SignedIn, error) {
	if err := limit.Take(ctx, r.journal, "link.network:"+limit.Network(b.Address), linkTriesPerNet, linksWindow); err != nil {
		return SignedIn{}, err
	}
	t, err := peek(ctx, r.journal.DB, ForFactor, half)
	if err != nil {
		return SignedIn{}, err
	}
	use1, err := r.checkFactor(ctx, t.Person, p)
	if err != nil {
		return SignedIn{}, err
	}
	done := SignedIn{Person: t.Person, Next: t.Data.Next}
	who.Kind, who.Person = policy.Person, t.Person
	err = r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if err := guardPerson(ctx, tx, t.Person); err != nil {
			return err
		}
		if _, err := use(ctx, tx, ForFactor, half); err != nil {
			return err
		}
		if err := use1(ctx, tx); err != nil {
			return err
		}
		done.Token, err = r.beginSession(ctx, tx, t.Person, b, tx.Wall)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	return done, r.forgiveProofs(ctx, t.Person)
}

// ProveFactor lets a signed-in person prove themselves once more; the session counts
// as fresh for five minutes then.
func (r *Room) ProveFactor(ctx context.Context, who policy.Actor, s Session, p Proof) error {
	spent, err := r.checkAgain(ctx, who, s, p)
	if err != nil {
		return err
	}
	err = r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if err := guardPerson(ctx, tx, who.Person); err != nil {
			return err
		}
		if err := spent(ctx, tx); err != nil {
			return err
		}
		mark := sessionAgain
		if s.HasFactor {
			mark = sessionProved
		}
		if _, err := tx.Exec(ctx, mark, int64(tx.Wall), s.ID); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "session.prove", Subject: s.ID})
	})
	if err != nil {
		return err
	}
	return r.forgiveProofs(ctx, who.Person)
}

// checkAgain takes the second factor where there is one, else the password or the
// digits of a letter.
func (r *Room) checkAgain(ctx context.Context, who policy.Actor, s Session, p Proof) (spend, error) {
	if s.HasFactor {
		return r.checkFactor(ctx, who.Person, p)
	}
	if err := r.takeProof(ctx, who.Person); err != nil {
		return nil, err
	}
	if !p.Password.IsEmpty() {
		hash, err := db.Value[string](ctx, r.journal.DB, passwordOf, who.Person)
		if err != nil {
			return nil, err
		}
		if _, err := r.verify(ctx, p.Password, hash); err != nil {
			if fault.Is(err, "account.sign_in_refused") {
				return nil, fault.Invalid("form.invalid", fault.At("password", "password_wrong"))
			}
			return nil, err
		}
		return func(context.Context, *journal.Tx) error { return nil }, nil
	}
	code := plainCode(p.Mailed)
	if code == "" {
		return nil, fault.Invalid("form.invalid", fault.At("mailed", "required"))
	}
	wrong := fault.Invalid("form.invalid", fault.At("mailed", "mailed_code"))
	if _, err := peek(ctx, r.journal.DB, ForConfirm, mailedText(who.Person, code)); err != nil {
		if fault.Of(err).Kind != fault.KindInternal {
			return nil, wrong
		}
		return nil, err
	}
	return func(ctx context.Context, tx *journal.Tx) error {
		_, err := use(ctx, tx, ForConfirm, mailedText(who.Person, code))
		if fault.Of(err) != nil && fault.Of(err).Kind == fault.KindConflict {
			return wrong
		}
		return err
	}, nil
}
