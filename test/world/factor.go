package world

import (
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"guildhall/app"
	"guildhall/base/id"
	"guildhall/engine/policy"
)

// Factor is an authenticator app that a test holds.
type Factor struct {
	ID     id.ID
	Secret string
	Codes  []string // recovery codes, when it is the person's first
}

// Code is what the app shows in so many steps of 30 seconds from now. Each is good once
// and one step to either side is taken, so a test sets up with step 0 and proves with
// step 1: however slow it is, both are new and neither is out of reach.
func (f Factor) Code(t testing.TB, steps int) string {
	t.Helper()
	code, err := totp.GenerateCode(f.Secret, time.Now().Add(time.Duration(steps)*30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// SetUpFactor sets an authenticator app up for a person, as its page does.
func SetUpFactor(t testing.TB, h *app.House, person id.ID) Factor {
	t.Helper()
	who := policy.Actor{Kind: policy.Person, Person: person, Request: "test", Fresh: true}
	token, err := h.Accounts.BeginSession(t.Context(), person, "test browser", "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	session, err := h.Accounts.Session(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	offer, err := h.Accounts.OfferTOTP(t.Context(), who, "Guildhall")
	if err != nil {
		t.Fatal(err)
	}
	f := Factor{Secret: offer.Key.Reveal()}
	added, err := h.Accounts.AddTOTP(t.Context(), who, session, offer.Sealed, "Phone", f.Code(t, 0))
	if err != nil {
		t.Fatal(err)
	}
	f.ID, f.Codes = added.ID, added.Codes
	return f
}
