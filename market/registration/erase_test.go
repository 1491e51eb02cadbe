package registration_test

import (
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/market/registration"
	"guildhall/test/cast"
)

var identityKept = db.Read("registration.test.identity", `SELECT 1 FROM registration_check WHERE registration_id = $1 AND kind = 'identity' AND answer_sealed IS NOT NULL`)

func TestWhatWasShownForTheIdentityIsErasedThirtyDaysAfterTheDecision(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		ctx := t.Context()
		decided, waiting := seller(c, c.Person("Ben")).Register(details), seller(c, c.Person("Dai")).Hand(details)
		now := clock.Wall()
		for _, w := range []struct {
			after time.Duration
			kept  bool
		}{{29 * 24 * time.Hour, true}, {30*24*time.Hour + time.Hour, false}} {
			want(t, c.Registrations.EraseIdentities(ctx, now.Add(w.after)), "")
			if kept, err := db.Exists(ctx, c.DB, identityKept, decided); err != nil || kept != w.kept {
				t.Errorf("after %s it is kept: %v %v", w.after, kept, err)
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
