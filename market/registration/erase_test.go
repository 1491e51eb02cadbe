package registration_test

import (
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/market/registration"
	"guildhall/test/cast"
)

var identityKept = db.Read("registration.test.identity", `SELECT 1 FROM registration_check WHERE registration_id = $1 AND kind = 'identity' AND answer_sealed IS NOT NULL`)

func TestAJapaneseIndividualNumberIsNeverTaken(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ben := c.Person("Ben")
		_, err := c.Registrations.Start(t.Context(), ben, details)
		want(t, err, "")
		seller(c, ben).Show(registration.Identity)
		for number, code := range map[string]string{"１２３４ ５６７８ ９０１８": "my_number", "TK1234567": ""} {
			in := cast.Answers(registration.Identity, "JP")
			in["number"] = number
			_, err := c.Registrations.Give(t.Context(), ben, registration.GiveInput{Kind: registration.Identity, Answer: in})
			if code == "" {
				want(t, err, "")
			} else if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Code != code {
				t.Errorf("%s: %v", number, err)
			}
		}
	})
}

func TestWhatWasShownForTheIdentityIsErasedThirtyDaysAfterTheDecision(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx := t.Context()
		decided, waiting := seller(c, c.Person("Ben")).Register(details), seller(c, c.Person("Dai")).Hand(details)
		now := c.Now()
		for _, w := range []struct {
			after time.Duration
			kept  bool
		}{{29 * 24 * time.Hour, true}, {30*24*time.Hour + time.Hour, false}} {
			want(t, c.Registrations.EraseIdentities(ctx, now.Add(w.after)), "")
			if kept, err := db.Exists(ctx, c.DB, identityKept, decided); err != nil || kept != w.kept {
				t.Errorf("after %s it is kept: %v %v", w.after, kept, err)
			}
			if papers, err := registration.PapersOf(ctx, c.DB, state(t, c, decided, registration.Identity).ID); err != nil || len(papers) > 0 != w.kept {
				t.Errorf("after %s %d papers are kept: %v", w.after, len(papers), err)
			}
		}
		if kept, _ := db.Exists(ctx, c.DB, identityKept, waiting); !kept {
			t.Error("it is gone before anybody decided")
		}
		if check := state(t, c, decided, registration.Identity); check.State != registration.Passed || check.Judge.IsNone() || check.JudgedAt.IsZero() {
			t.Errorf("the verdict is lost: %+v", check)
		}
	})
}

func TestWhoWithdrewIsErasedToo(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		g := seller(c, ben).Hand(details)
		_, err := c.Registrations.Withdraw(ctx, ben)
		want(t, err, "")
		want(t, c.Registrations.EraseIdentities(ctx, c.Now().Add(31*24*time.Hour)), "")
		if kept, err := db.Exists(ctx, c.DB, identityKept, g); err != nil || kept {
			t.Errorf("it is kept: %v %v", kept, err)
		}
	})
}

// What was asked for again after a decision waits for the desk, however old that is.
func TestWhatWasGivenAgainIsNotErasedUnseen(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx, ben := t.Context(), c.Person("Ben")
		g := seller(c, ben).Register(details)
		identity := state(t, c, g, registration.Identity)
		want(t, c.Registrations.Reopen(ctx, c.Desk("Chie"), registration.JudgeInput{Check: identity.ID, Because: "run_out"}), "")
		_, err := c.Registrations.Give(ctx, ben, registration.GiveInput{Kind: registration.Identity, Answer: cast.Answers(registration.Identity, "JP")})
		want(t, err, "")
		want(t, c.Registrations.EraseIdentities(ctx, c.Now().Add(31*24*time.Hour)), "")
		if kept, err := db.Exists(ctx, c.DB, identityKept, g); err != nil || !kept {
			t.Errorf("it is gone before anybody looked: %v", err)
		}
	})
}
