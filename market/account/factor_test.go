package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha1" // #nosec G505 -- the algorithm of RFC 6238
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// judge works a code out a second time, as RFC 4226 and RFC 6238 say, so that the
// house does not judge itself.
func judge(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000)
}

// TestCodesAreThoseOfTheStandard goes through the SHA-1 vectors of RFC 6238, appendix
// B (their last six digits), and through the second implementation.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	secret := []byte("12345678901234567890")
	for seconds, want := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471",
		1234567890: "005924", 2000000000: "279037", 20000000000: "353130"} {
		got, err := totpAt(secret, seconds/totpStep)
		if err != nil || got != want || judge(secret, seconds/totpStep) != want {
			t.Errorf("at %d: %s, judged %s, want %s (%v)", seconds, got, judge(secret, seconds/totpStep), want, err)
		}
	}
	now := clock.Micros(1111111111 * 1_000_000)
	step := int64(1111111111 / totpStep)
	for _, one := range []struct {
		code  string
		right bool
	}{{judge(secret, step), true}, {judge(secret, step-1), true}, {judge(secret, step+1), true}, {judge(secret, step-2), false},
		{judge(secret, step+2), false}, {"", false}, {"12345", false}, {"1234567", false}, {"abcdef", false}} {
		if _, right := matchTOTP(secret, one.code, now); right != one.right {
			t.Errorf("code %q: %v", one.code, right)
		}
	}
	if got := plainCode(" １２３ ４５６ "); got != "123456" {
		t.Errorf("a code in wide digits is read as %q", got)
	}
}

// here begins a session and reads it back.
func (h *house) here(person id.ID) Session {
	h.t.Helper()
	token := must[string](h.t)(h.BeginSession(h.t.Context(), person, "", ""))
	return must[Session](h.t)(h.Session(h.t.Context(), token))
}

// app sets an authenticator app up for the person, confirmed by a code of the step
// before this one, and gives its secret and recovery codes.
func (h *house) app(who policy.Actor) (secret []byte, codes []string) {
	h.t.Helper()
	offer := must[NewTOTP](h.t)(h.OfferTOTP(h.t.Context(), who, "Guildhall"))
	secret, err := base32Plain.DecodeString(offer.Key.Reveal())
	ok(h.t, err)
	added := must[AddedFactor](h.t)(h.AddTOTP(h.t.Context(), who, h.here(who.Person), offer.Sealed, "Phone", judge(secret, stepNow())))
	return secret, added.Codes
}

// proved sets an authenticator app up in the session with this token, and gives who
// acts in it then.
func (h *house) proved(token string) policy.Actor {
	h.t.Helper()
	s := must[Session](h.t)(h.Session(h.t.Context(), token))
	who := s.Actor("test")
	offer := must[NewTOTP](h.t)(h.OfferTOTP(h.t.Context(), who, "Guildhall"))
	secret, err := base32Plain.DecodeString(offer.Key.Reveal())
	ok(h.t, err)
	must[AddedFactor](h.t)(h.AddTOTP(h.t.Context(), who, s, offer.Sealed, "", judge(secret, stepNow())))
	return must[Session](h.t)(h.Session(h.t.Context(), token)).Actor("test")
}

// stepNow is the step of this moment. An app is set up with its code and proved with
// the next one's, so that no boundary of a step falls between code and judgement.
func stepNow() int64 { return time.Now().Unix() / totpStep }

// half passes the first step by a letter.
func (h *house) half(email string) string {
	h.t.Helper()
	visitor := policy.Actor{Kind: policy.Visitor}
	ok(h.t, h.AskLink(h.t.Context(), visitor, AskSignIn{Email: email, Lang: "en", Zone: "UTC", Next: "/requests/review", Network: id.New().String()}))
	done := must[SignedIn](h.t)(h.SignIn(h.t.Context(), visitor, UseLink{Token: strings.TrimPrefix(h.last(email, LetterSignIn).Args["Path"].(string), "/sign-in/"), Browser: Browser{Address: id.New().String()}}))
	if done.Token != "" || done.Half == "" {
		h.t.Fatal("the first step alone opened the door")
	}
	return done.Half
}

func TestASecondFactorIsAskedForAfterTheFirstStep(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.org")
		secret, codes := h.app(aiko)
		if len(codes) != recoveryCodes {
			t.Fatalf("%d recovery codes", len(codes))
		}
		if h.count("aiko@example.org", LetterFactorAdded+"_totp") != 1 {
			t.Error("nobody was told")
		}
		half := h.half("aiko@example.org")
		if _, err := h.Session(t.Context(), half); !fault.IsKind(err, fault.KindUnauthenticated) {
			t.Errorf("half a sign-in is a session: %v", err)
		}
		_, err := h.SignInFactor(t.Context(), policy.Actor{}, half, Proof{Code: "000000"}, Browser{})
		wantField(t, err, "code", "factor_code")
		code := judge(secret, stepNow()+1)
		done := must[SignedIn](t)(h.SignInFactor(t.Context(), policy.Actor{}, half, Proof{Code: code[:3] + " " + code[3:]}, Browser{}))
		s := must[Session](t)(h.Session(t.Context(), done.Token))
		if done.Next != "/requests/review" || !s.Fresh || !s.Proved() || !s.HasFactor {
			t.Errorf("after the second step: %+v, fresh %v, proved %v", done.Next, s.Fresh, s.Proved())
		}
		// Used codes and used halves are of no use.
		_, err = h.SignInFactor(t.Context(), policy.Actor{}, half, Proof{Code: code}, Browser{})
		wantFault(t, err, "account.link_used")
		_, err = h.SignInFactor(t.Context(), policy.Actor{}, h.half("aiko@example.org"), Proof{Code: code}, Browser{})
		wantField(t, err, "code", "factor_code_used")
		// A recovery code, in small letters and without dashes.
		typed := strings.ToLower(strings.ReplaceAll(codes[0], "-", ""))
		must[SignedIn](t)(h.SignInFactor(t.Context(), policy.Actor{}, h.half("aiko@example.org"), Proof{Code: typed}, Browser{}))
		_, err = h.SignInFactor(t.Context(), policy.Actor{}, h.half("aiko@example.org"), Proof{Code: typed}, Browser{})
		wantField(t, err, "code", "factor_code_used")
		if h.count("aiko@example.org", LetterCodeUsed) != 1 {
			t.Error("nobody was told of the recovery code")
		}
		if left := must[int](t)(h.CodesLeft(t.Context(), aiko)); left != recoveryCodes-1 {
			t.Errorf("%d codes left", left)
		}
	})
}

func wantField(t *testing.T, err error, field, code string) {
	t.Helper()
	for _, f := range fault.Of(err).Fields {
		if f.Name == field && f.Code == code {
			return
		}
	}
	t.Errorf("got %v, want %s of %s", fault.Of(err), code, field)
}

// TestOfTwentyWithOneCodeOneWins for codes of an app and for recovery codes.
func TestOfTwentyWithOneCodeOneWins(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.org")
		secret, codes := h.app(aiko)
		for _, code := range []string{judge(secret, stepNow()+1), codes[3]} {
			s := h.here(aiko.Person)
			f := must[spend](t)(h.checkFactor(t.Context(), aiko.Person, Proof{Code: code}))
			var wait sync.WaitGroup
			won := make(chan bool, 20)
			for range 20 {
				wait.Go(func() {
					err := h.j.Change(t.Context(), aiko, func(ctx context.Context, tx *journal.Tx) error {
						if err := f(ctx, tx); err != nil {
							return err
						}
						return tx.Record(ctx, journal.Event{Name: "session.prove", Subject: s.ID})
					})
					if err == nil {
						won <- true
					} else if !fault.Is(err, "form.invalid") {
						t.Error(err)
					}
				})
			}
			wait.Wait()
			if len(won) != 1 {
				t.Errorf("%d of twenty used one code", len(won))
			}
		}
	})
}

func TestWrongCodesAreCountedAndTheRightOneForgivesThem(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.org")
		secret, _ := h.app(aiko)
		s := h.here(aiko.Person)
		for range provesMax - 1 {
			wantField(t, h.ProveFactor(t.Context(), aiko, s, Proof{Code: "000000"}), "code", "factor_code")
		}
		ok(t, h.ProveFactor(t.Context(), aiko, s, Proof{Code: judge(secret, stepNow()+1)}))
		for range provesMax {
			wantField(t, h.ProveFactor(t.Context(), aiko, s, Proof{Code: "000000"}), "code", "factor_code")
		}
		if err := h.ProveFactor(t.Context(), aiko, s, Proof{Code: judge(secret, stepNow()+1)}); !fault.IsKind(err, fault.KindLimited) {
			t.Errorf("the eleventh try: %v", err)
		}
	})
}

func TestWhatWantsAFreshProofIsRefusedWithout(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.org")
		secret, _ := h.app(aiko)
		s := h.here(aiko.Person)
		late := aiko
		late.Fresh = false
		_, err := h.MakeKey(t.Context(), late, NewKey{Name: "ci", Scopes: []string{"deals:read"}, Days: 1})
		wantFault(t, err, "factor.needed")
		_, err = h.MyData(t.Context(), late)
		wantFault(t, err, "factor.needed")
		_, err = h.NewRecoveryCodes(t.Context(), late)
		wantFault(t, err, "factor.needed")
		list := must[[]Factor](t)(h.Factors(t.Context(), aiko))
		wantFault(t, h.RemoveFactor(t.Context(), late, list[0].ID), "factor.needed")

		token := must[string](t)(h.BeginSession(t.Context(), aiko.Person, "", ""))
		h.stale(token)
		if s = must[Session](t)(h.Session(t.Context(), token)); s.Fresh || !s.Proved() {
			t.Errorf("after six minutes: fresh %v, proved %v", s.Fresh, s.Proved())
		}
		ok(t, h.ProveFactor(t.Context(), aiko, s, Proof{Code: judge(secret, stepNow()+1)}))
		if s = must[Session](t)(h.Session(t.Context(), token)); !s.Fresh || !s.Actor("x").Fresh {
			t.Error("a fresh proof does not count")
		}
		// Somebody else's factor is missing.
		ben := h.join("Ben", "ben@example.org")
		wantFault(t, h.RemoveFactor(t.Context(), ben, list[0].ID), "factor.missing")
		// A key is never fresh, unless it was made so.
		for scope, fresh := range map[string]bool{"account:write": false, ScopeConfirmed: true} {
			made := must[MadeKey](t)(h.MakeKey(t.Context(), aiko, NewKey{Name: "k", Scopes: []string{scope}, Days: 1}))
			if who := must[policy.Actor](t)(h.KeyActor(t.Context(), made.Token.Reveal())); who.Fresh != fresh {
				t.Errorf("a key with %s: fresh %v", scope, who.Fresh)
			}
		}
	})
}

var sessionAged = db.Keep("account.test.age", `UPDATE account_session SET fresh_at = fresh_at - 360000000, factor_at = factor_at - 360000000 WHERE token_hash = $1`)

// stale makes a session six minutes older than it is.
func (h *house) stale(token string) {
	h.t.Helper()
	ok(h.t, h.j.Keep(h.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sessionAged, seal.HashToken(token))
		return err
	}))
}

func TestWhoHasNoSecondFactorConfirmsByPasswordOrByMail(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.org")
		done := must[SignedIn](t)(h.signInBy("aiko@example.org"))
		s := must[Session](t)(h.Session(t.Context(), done.Token))
		if !s.Fresh || s.Proved() {
			t.Errorf("just signed in: fresh %v, proved %v", s.Fresh, s.Proved())
		}
		h.stale(done.Token)
		s = must[Session](t)(h.Session(t.Context(), done.Token))
		if s.Fresh {
			t.Fatal("still fresh after six minutes")
		}
		wantFault(t, MayAdd(s), "factor.again")
		ok(t, h.MailCode(t.Context(), aiko))
		code := h.last("aiko@example.org", LetterConfirmCode).Args["Code"].(string)
		wantField(t, h.ProveFactor(t.Context(), aiko, s, Proof{Mailed: "00000000"}), "mailed", "mailed_code")
		ok(t, h.ProveFactor(t.Context(), aiko, s, Proof{Mailed: code}))
		wantField(t, h.ProveFactor(t.Context(), aiko, s, Proof{Mailed: code}), "mailed", "mailed_code")
		if s = must[Session](t)(h.Session(t.Context(), done.Token)); !s.Fresh {
			t.Error("the digits do not count")
		}
		// Who must have a factor is not fresh by mail, but may add one.
		h.Sells = func(context.Context, db.Reader, id.ID) (bool, error) { return true, nil }
		s = must[Session](t)(h.Session(t.Context(), done.Token))
		if s.Fresh {
			t.Error("who sells here is fresh without a second factor")
		}
		ok(t, MayAdd(s))
		// Digits are of no use once there is a factor.
		h.app(aiko)
		wantFault(t, h.MailCode(t.Context(), aiko), "factor.use_it")
	})
}

func (h *house) signInBy(email string) (SignedIn, error) {
	visitor := policy.Actor{Kind: policy.Visitor}
	ok(h.t, h.AskLink(h.t.Context(), visitor, AskSignIn{Email: email, Lang: "en", Zone: "UTC", Network: id.New().String()}))
	return h.SignIn(h.t.Context(), visitor, UseLink{Token: strings.TrimPrefix(h.last(email, LetterSignIn).Args["Path"].(string), "/sign-in/"), Browser: Browser{Address: id.New().String()}})
}

func TestAnOfferedKeyIsOnlyForWhomItWasOffered(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko, ben := h.join("Aiko", "aiko@example.org"), h.join("Ben", "ben@example.org")
		offer := must[NewTOTP](t)(h.OfferTOTP(t.Context(), aiko, "Guildhall market.example"))
		secret, err := base32Plain.DecodeString(offer.Key.Reveal())
		ok(t, err)
		if !strings.HasPrefix(offer.URL.Reveal(), "otpauth://totp/Guildhall%20market.example:aiko@example.org?secret=") {
			t.Errorf("apps are offered %s", offer.URL.Reveal())
		}
		_, err = h.AddTOTP(t.Context(), ben, h.here(ben.Person), offer.Sealed, "", judge(secret, stepNow()))
		wantFault(t, err, "factor.offer_gone")
		raw, err := base64.RawURLEncoding.DecodeString(offer.Sealed)
		ok(t, err)
		raw[len(raw)-1] ^= 1
		_, err = h.AddTOTP(t.Context(), aiko, h.here(aiko.Person), base64.RawURLEncoding.EncodeToString(raw), "", judge(secret, stepNow()))
		wantFault(t, err, "factor.offer_gone")
		_, err = h.AddTOTP(t.Context(), aiko, h.here(aiko.Person), offer.Sealed, "", "")
		wantField(t, err, "code", "required")
		h.app(aiko)
		_, err = h.AddTOTP(t.Context(), aiko, h.here(aiko.Person), offer.Sealed, "", judge(secret, stepNow()))
		wantFault(t, err, "factor.already")
	})
}
