package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"golang.org/x/text/width"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// What every authenticator app does (RFC 6238): six digits of SHA-1, a new code each
// 30 seconds. One step before and after is taken too, for clocks that differ.
const (
	totpStep      = 30
	totpSkew      = 1
	totpDigits    = 6
	totpSecretLen = 20 // bytes, as long as the hash (RFC 4226, section 4, R6)
	// totpOffered is how long a key may wait on its page to be confirmed.
	totpOffered = time.Hour
)

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewTOTP is a key offered to an authenticator app. Nothing is stored until a code of
// it was typed: Sealed goes through the page and back.
type NewTOTP struct {
	Key    seal.Secret // base32, as apps take it by hand
	URL    seal.Secret // otpauth://, as they read it from a picture
	Sealed string
}

// OfferTOTP makes a key for the actor's authenticator app. House names this
// installation in the app.
func (r *Room) OfferTOTP(ctx context.Context, who policy.Actor, house string) (NewTOTP, error) {
	secret := make([]byte, totpSecretLen)
	_, _ = rand.Read(secret)                                            // crypto/rand does not fail: it ends the program instead.
	stamped := binary.BigEndian.AppendUint64(nil, uint64(clock.Wall())) //nolint:gosec // after 1970
	sealed := r.Ring.Seal(append(stamped, secret...), offerContext(who.Person))
	return r.shownTOTP(ctx, who, house, secret, base64.RawURLEncoding.EncodeToString(sealed))
}

// TOTPAgain shows an offered key once more, after a wrong code.
func (r *Room) TOTPAgain(ctx context.Context, who policy.Actor, house, sealed string) (NewTOTP, error) {
	secret, err := r.offered(who.Person, sealed)
	if err != nil {
		return NewTOTP{}, err
	}
	return r.shownTOTP(ctx, who, house, secret, sealed)
}

func (r *Room) shownTOTP(ctx context.Context, who policy.Actor, house string, secret []byte, sealed string) (NewTOTP, error) {
	p, err := r.Me(ctx, who)
	if err != nil {
		return NewTOTP{}, err
	}
	key := base32Plain.EncodeToString(secret)
	label := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + house + ":" + p.Email}
	label.RawQuery = "secret=" + key + "&issuer=" + url.PathEscape(house)
	return NewTOTP{Key: seal.Hide(key), URL: seal.Hide(label.String()), Sealed: sealed}, nil
}

func offerContext(person id.ID) string { return "account.totp.offer:" + person.String() }

func totpContext(factor id.ID) string { return "account.factor:" + factor.String() }

// offered opens a key that a page brought back; one too old or somebody else's is
// gone.
func (r *Room) offered(person id.ID, sealed string) ([]byte, error) {
	gone := fault.Conflict("factor.offer_gone")
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(raw) > 400 {
		return nil, gone
	}
	plain, err := r.Ring.Open(raw, offerContext(person))
	if err != nil || len(plain) != 8+totpSecretLen {
		return nil, gone
	}
	at := clock.Micros(binary.BigEndian.Uint64(plain)) //nolint:gosec // written above
	if clock.Wall().Sub(at) > totpOffered {
		return nil, gone
	}
	return plain[8:], nil
}

// AddTOTP keeps the offered key once a code of it was typed. Who has another app
// removes that one first.
func (r *Room) AddTOTP(ctx context.Context, who policy.Actor, s Session, sealed, name, code string) (AddedFactor, error) {
	if err := MayAdd(s); err != nil {
		return AddedFactor{}, err
	}
	var form fault.Form
	name = factorName(&form, name)
	secret, err := r.offered(who.Person, sealed)
	if err != nil {
		return AddedFactor{}, err
	}
	if err := r.takeProof(ctx, who.Person); err != nil {
		return AddedFactor{}, err
	}
	step, right := matchTOTP(secret, plainCode(code), clock.Wall())
	switch {
	case plainCode(code) == "":
		form.Add("code", "required")
	case !right:
		form.Add("code", "factor_code")
	}
	if err := form.Err(); err != nil {
		return AddedFactor{}, err
	}
	var added AddedFactor
	err = r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if err := guardPerson(ctx, tx, who.Person); err != nil {
			return err
		}
		list, err := FactorsOf(ctx, tx, who.Person)
		if err != nil {
			return err
		}
		for _, f := range list {
			if f.Kind == TOTP {
				return fault.Conflict("factor.already")
			}
		}
		// The context of the seal is the row, whose id is made there.
		added, err = r.addFactor(ctx, tx, s.ID, Factor{Person: who.Person, Kind: TOTP, Name: name, Counter: step, secret: secret}, nil)
		return err
	})
	if err != nil {
		return AddedFactor{}, err
	}
	return added, r.forgiveProofs(ctx, who.Person)
}

// MayAdd refuses to add a factor to a session that has not proved itself lately: by
// the factor there is, or as one signs in where there is none yet.
func MayAdd(s Session) error {
	if s.Fresh || !s.HasFactor && s.FactorAt.IsZero() && clock.Wall().Sub(s.FreshAt) <= FreshFor {
		return nil
	}
	return fault.Forbidden("factor.again")
}

// factorName is the person's own word for a factor.
func factorName(form *fault.Form, name string) string {
	return prose.Check(form, prose.Rule{Field: "name", Max: 40, SingleLine: true}, name)
}

// plainCode takes what people type for a code: any width, spaces and dashes between.
func plainCode(code string) string {
	if len(code) > 200 {
		return ""
	}
	return strings.ToUpper(strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '-' || r == '\u3000' || r == '‐' || r == 'ー' || r == '\t':
			return -1
		}
		return r
	}, width.Fold.String(code)))
}

// matchTOTP finds the time step whose code this is.
func matchTOTP(secret []byte, code string, now clock.Micros) (step int64, right bool) {
	if len(code) != totpDigits {
		return 0, false
	}
	current := now.Time().Unix() / totpStep
	for _, at := range []int64{current, current - totpSkew, current + totpSkew} {
		want, err := totpAt(secret, at)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return at, true
		}
	}
	return 0, false
}

func totpAt(secret []byte, step int64) (string, error) {
	return hotp.GenerateCodeCustom(base32Plain.EncodeToString(secret), uint64(step), //nolint:gosec // after 1970
		hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}
