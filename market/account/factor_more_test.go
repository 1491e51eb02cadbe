package account

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/descope/virtualwebauthn"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/seal"
	"guildhall/engine/policy"
)

// device is somebody's phone, as the standard's other side.
type device struct {
	party virtualwebauthn.RelyingParty
	holds virtualwebauthn.Authenticator
	key   virtualwebauthn.Credential
}

func newDevice(who policy.Actor) *device {
	return &device{party: virtualwebauthn.RelyingParty{Name: "Guildhall", ID: "market.example", Origin: "https://market.example"},
		holds: virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: who.Person[:]}),
		key:   virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)}
}

// make registers a passkey of the device for the person.
func (d *device) make(h *house, who policy.Actor) AddedFactor {
	h.t.Helper()
	s := h.here(who.Person)
	options, err := virtualwebauthn.ParseAttestationOptions(string(must[[]byte](h.t)(h.OfferPasskey(h.t.Context(), who, s))))
	ok(h.t, err)
	added := must[AddedFactor](h.t)(h.AddPasskey(h.t.Context(), who, s, "Phone", virtualwebauthn.CreateAttestationResponse(d.party, d.holds, d.key, *options)))
	d.holds.AddCredential(d.key)
	return added
}

// answer puts a question to the device.
func (d *device) answer(h *house) string {
	h.t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(string(must[[]byte](h.t)(h.AskPasskey(h.t.Context(), policy.Actor{}, "192.0.2.1"))))
	ok(h.t, err)
	d.key.Counter++
	return virtualwebauthn.CreateAssertionResponse(d.party, d.holds, d.key, *options)
}

func TestAPasskeyAloneOpensTheDoor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.BaseURL = func() string { return "https://market.example" }
		aiko := h.join("Aiko", "aiko@example.org")
		phone := newDevice(aiko)
		if added := phone.make(h, aiko); len(added.Codes) != recoveryCodes {
			t.Errorf("%d recovery codes with the first", len(added.Codes))
		}
		answer := phone.answer(h)
		done := must[SignedIn](t)(h.SignInPasskey(t.Context(), policy.Actor{}, answer, Browser{}))
		if s := must[Session](t)(h.Session(t.Context(), done.Token)); s.Person.ID != aiko.Person || !s.Proved() || !s.Fresh {
			t.Errorf("signed in as %+v", s)
		}
		// An answer is good once.
		_, err := h.SignInPasskey(t.Context(), policy.Actor{}, answer, Browser{})
		wantFault(t, err, "factor.question_gone")
		// The second step by passkey.
		must[SignedIn](t)(h.SignInFactor(t.Context(), policy.Actor{}, h.half("aiko@example.org"), Proof{Passkey: phone.answer(h)}, Browser{}))
		// A count that does not grow is a copy.
		phone.key.Counter = 0
		_, err = h.SignInPasskey(t.Context(), policy.Actor{}, phone.answer(h), Browser{})
		wantFault(t, err, "factor.passkey_copied")
		phone.key.Counter = 40
		list := must[[]Factor](t)(h.Factors(t.Context(), aiko))
		if len(list) != 1 || list[0].Name != "Phone" || list[0].UsedAt.IsZero() || list[0].Counter != 2 {
			t.Errorf("the list shows %+v", list)
		}
		// Removed, it opens nothing, and may be added again.
		ok(t, h.RemoveFactor(t.Context(), aiko, list[0].ID))
		_, err = h.SignInPasskey(t.Context(), policy.Actor{}, phone.answer(h), Browser{})
		wantField(t, err, "passkey", "passkey_refused")
		phone.make(h, aiko)
	})
}

func TestPasskeysOfOthersAndOfOtherHousesAreRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.BaseURL = func() string { return "https://market.example" }
		aiko, ben := h.join("Aiko", "aiko@example.org"), h.join("Ben", "ben@example.org")
		phone, other := newDevice(aiko), newDevice(ben)
		phone.make(h, aiko)
		other.make(h, ben)
		h.SignInFactorWants(h.half("aiko@example.org"), Proof{Passkey: other.answer(h)})
		// Ben's key that says it is Aiko.
		other.holds.Options.UserHandle = aiko.Person[:]
		_, err := h.SignInPasskey(t.Context(), policy.Actor{}, other.answer(h), Browser{})
		wantField(t, err, "passkey", "passkey_refused")
		// A page of somebody else's.
		phone.party.Origin = "https://market.example.evil.test"
		_, err = h.SignInPasskey(t.Context(), policy.Actor{}, phone.answer(h), Browser{})
		wantField(t, err, "passkey", "passkey_refused")
		phone.party.Origin = "https://market.example"
		// A device that did not ask who holds it.
		phone.holds.Options.UserNotVerified = true
		_, err = h.SignInPasskey(t.Context(), policy.Actor{}, phone.answer(h), Browser{})
		wantField(t, err, "passkey", "passkey_refused")
		for _, wrong := range []string{"", "{}", "null", `{"id":"x"}`, strings.Repeat("[", 1000)} {
			_, err = h.SignInPasskey(t.Context(), policy.Actor{}, wrong, Browser{})
			wantField(t, err, "passkey", "passkey_refused")
		}
	})
}

// SignInFactorWants refuses a passkey in the second step.
func (h *house) SignInFactorWants(half string, p Proof) {
	h.t.Helper()
	_, err := h.SignInFactor(h.t.Context(), policy.Actor{}, half, p, Browser{})
	wantField(h.t, err, "passkey", "passkey_refused")
}

func TestPasskeysAreTiedToTheNameOfTheHouse(t *testing.T) {
	for base, want := range map[string]string{"https://market.example": "market.example", "https://market.example:8443": "market.example",
		"http://127.0.0.1:8080": "localhost", "http://[::1]:8080": "localhost", "http://localhost:8080": "localhost",
		"https://192.0.2.7": "", "": "", "no address": ""} {
		if name, _ := RelyingParty(base); name != want {
			t.Errorf("%s: %q, want %q", base, name, want)
		}
	}
	if _, origins := RelyingParty("http://127.0.0.1:8080"); len(origins) != 1 || origins[0] != "http://localhost:8080" {
		t.Errorf("passkeys of a house on its own machine belong to %v", origins)
	}
}

func TestALostFactorIsResetADayLaterUnlessStopped(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko, chie := h.join("Aiko", "aiko@example.org"), h.join("Chie", "chie@example.org")
		chie.Kind = policy.Operator
		_, err := h.AskReset(t.Context(), chie, aiko.Person, "Seen on a video call.")
		wantFault(t, err, "factor.none_there")
		h.app(aiko)
		_, err = h.AskReset(t.Context(), aiko, aiko.Person, "It is me.")
		wantFault(t, err, "account.not_operator")
		_, err = h.AskReset(t.Context(), chie, aiko.Person, "")
		wantFault(t, err, "form.invalid")
		h.app(chie)
		_, err = h.AskReset(t.Context(), chie, chie.Person, "It is me.")
		wantFault(t, err, "factor_reset.not_yours")

		first := must[idOf](t)(h.AskReset(t.Context(), chie, aiko.Person, "Seen on a video call."))
		_, err = h.AskReset(t.Context(), chie, aiko.Person, "Once more.")
		wantFault(t, err, "factor_reset.moved_already")
		wantFault(t, h.FinishReset(t.Context(), policy.As(policy.Clock, "clock"), first), "factor_reset.moved_already")
		link := strings.TrimPrefix(h.last("aiko@example.org", LetterResetAsked).Args["Path"].(string), "/factor-reset/")
		ok(t, h.PeekStop(t.Context(), link))
		ok(t, h.StopByLink(t.Context(), visitor, link))
		wantFault(t, h.FinishReset(t.Context(), policy.As(policy.Clock, "clock"), first), "factor_reset.moved_already")

		second := must[idOf](t)(h.AskReset(t.Context(), chie, aiko.Person, "Seen on a video call, with the passport."))
		token := must[string](t)(h.BeginSession(t.Context(), aiko.Person, "", ""))
		h.ahead(resetWaits)
		ok(t, h.FinishReset(t.Context(), policy.As(policy.Clock, "clock"), second))
		if _, err := h.Session(t.Context(), token); !fault.IsKind(err, fault.KindUnauthenticated) {
			t.Errorf("a session outlives the reset: %v", err)
		}
		if has := must[bool](t)(HasFactor(t.Context(), h.d, aiko.Person)); has {
			t.Error("a factor outlives the reset")
		}
		if done := must[SignedIn](t)(h.signInBy("aiko@example.org")); done.Token == "" {
			t.Error("after the reset a link alone does not open the door")
		}
	})
}

func TestNotMeShutsEveryDoorAndTakesNoFactorAway(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.org")
		token := must[string](t)(h.BeginSession(t.Context(), aiko.Person, "", ""))
		h.app(aiko)
		link := strings.TrimPrefix(h.last("aiko@example.org", LetterFactorAdded+"_totp").Args["Path"].(string), "/not-me/")
		ok(t, h.PeekNotMe(t.Context(), link))
		ok(t, h.NotMe(t.Context(), visitor, link))
		if _, err := h.Session(t.Context(), token); !fault.IsKind(err, fault.KindUnauthenticated) {
			t.Errorf("a session goes on: %v", err)
		}
		if has := must[bool](t)(HasFactor(t.Context(), h.d, aiko.Person)); !has {
			t.Error("whoever reads the mail takes the second factor away")
		}
		wantFault(t, h.NotMe(t.Context(), visitor, link), "account.link_used")
	})
}

func TestWithTheLastFactorGoesWhatRestsOnIt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		token := must[string](t)(h.SetupToken(t.Context()))
		done := must[SignedIn](t)(h.SetUp(t.Context(), visitor, SetUp{Token: token, Email: "chie@example.com", Name: "Chie", Lang: "en", Zone: "UTC", Password: seal.Hide(good)}))
		chie := h.proved(done.Token)
		key := must[MadeKey](t)(h.MakeKey(t.Context(), chie, NewKey{Name: "desk", Scopes: []string{"desk:read"}, Days: 1}))
		list := must[[]Factor](t)(h.Factors(t.Context(), chie))
		ok(t, h.RemoveFactor(t.Context(), chie, list[0].ID))
		if s := must[Session](t)(h.Session(t.Context(), done.Token)); s.Proved() || s.Actor("x").IsOperator() || s.Fresh {
			t.Error("the desk stays open without a second factor")
		}
		if left := must[int](t)(h.CodesLeft(t.Context(), chie)); left != 0 {
			t.Errorf("%d recovery codes stay", left)
		}
		_, err := h.KeyActor(t.Context(), key.Token.Reveal())
		wantFault(t, err, "account.key_refused")
	})
}

var secretsKept = db.Read("account.test.secrets", `SELECT id, secret FROM account_factor WHERE secret IS NOT NULL`)

func TestSecretsAreSealedResealedAndErased(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.org")
		secret, codes := h.app(aiko)
		sealed := func() [][]byte {
			return must[[][]byte](t)(db.All(t.Context(), h.d, secretsKept, func(row db.Scanner) ([]byte, error) {
				var f Factor
				err := row.Scan(&f.ID, &f.secret)
				return f.secret, err
			}))
		}
		before := sealed()
		if len(before) != 1 || strings.Contains(string(before[0]), string(secret)) {
			t.Fatal("the secret can be read")
		}
		must[seal.KeyID](t)(h.Ring.Rotate())
		if n := must[int](t)(h.Reseal(t.Context(), h.Ring)); n != 1 || string(sealed()[0]) == string(before[0]) {
			t.Errorf("%d sealed again", n)
		}
		ok(t, h.ProveFactor(t.Context(), aiko, h.here(aiko.Person), Proof{Code: judge(secret, stepNow()+1)}))
		own, err := json.Marshal(must[any](t)(Export(t.Context(), h.d, aiko.Person)))
		ok(t, err)
		for _, planted := range []string{base32Plain.EncodeToString(secret), codes[0], strings.ReplaceAll(codes[0], "-", "")} {
			if strings.Contains(string(own), planted) {
				t.Errorf("the export gives %s away", planted)
			}
		}
		ok(t, h.CloseAccount(t.Context(), aiko, "aiko@example.org"))
		if len(sealed()) != 0 {
			t.Error("a secret stays after its person has left")
		}
	})
}
