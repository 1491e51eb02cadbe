package account

import (
	"context"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
)

var sessionAge = db.Keep("test.session.age", `UPDATE account_session SET seen_at = seen_at - $1, ends_at = ends_at - $1, made_at = made_at - $1`)

func (h *house) age(by time.Duration) {
	h.t.Helper()
	err := h.j.Keep(h.t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sessionAge, by.Microseconds())
		return err
	})
	ok(h.t, err)
}

func TestASessionIsTheSameUntilItIsEnded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		token := must[string](t)(h.BeginSession(t.Context(), aiko.Person, "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "192.0.2.7"))
		s := must[Session](t)(h.Session(t.Context(), token))
		if s.Person.Name != "Aiko" || s.Organisation != aiko.Organisation || s.Hat != HatCustomer || s.Device != "Firefox, Linux" {
			t.Errorf("got %+v", s)
		}
		if who := s.Actor("r1"); who.Person != aiko.Person || who.Organisation != aiko.Organisation || who.IsOperator() {
			t.Errorf("acts as %+v", who)
		}
		ben := h.join("Ben", "ben@example.com")
		wantFault(t, h.EndSession(t.Context(), ben, s.ID), "session.missing")
		ok(t, h.EndSession(t.Context(), aiko, s.ID))
		_, err := h.Session(t.Context(), token)
		wantFault(t, err, "account.sign_in_first")
		wantFault(t, h.EndSession(t.Context(), aiko, s.ID), "session.missing")
	})
}

func TestUnknownTokensOpenNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, token := range []string{"", "x", "\x00", "ÿ", string(make([]byte, 100_000))} {
			_, err := h.Session(t.Context(), token)
			if !fault.IsKind(err, fault.KindUnauthenticated) {
				t.Errorf("%.20q: %v", token, err)
			}
			_, err = h.KeyActor(t.Context(), token)
			if !fault.IsKind(err, fault.KindUnauthenticated) {
				t.Errorf("key %.20q: %v", token, err)
			}
		}
	})
}

func TestASessionIsTouchedAtMostOnceAMinuteAndEndsWhenIdle(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		token := must[string](t)(h.BeginSession(t.Context(), aiko.Person, "", ""))
		first := must[Session](t)(h.Session(t.Context(), token))
		if again := must[Session](t)(h.Session(t.Context(), token)); again.SeenAt != first.SeenAt {
			t.Error("touched within the minute")
		}
		h.age(2 * time.Minute)
		must[Session](t)(h.Session(t.Context(), token))
		if later := must[Session](t)(h.Session(t.Context(), token)); later.SeenAt < first.SeenAt || later.EndsAt < first.EndsAt {
			t.Errorf("not touched after two minutes: %+v", later)
		}
		h.age(31 * 24 * time.Hour)
		_, err := h.Session(t.Context(), token)
		wantFault(t, err, "account.sign_in_first")
	})
}

func TestAUsedSessionStillEndsAfterHalfAYear(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		token := must[string](t)(h.BeginSession(t.Context(), aiko.Person, "", ""))
		for range 8 {
			h.age(25 * 24 * time.Hour)
			if _, err := h.Session(t.Context(), token); err != nil {
				wantFault(t, err, "account.sign_in_first")
				return
			}
		}
		t.Error("a session lasts for ever")
	})
}

func TestHatsAreWornOnlyWhereOneBelongs(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko, ben := h.join("Aiko", "aiko@example.com"), h.join("Ben", "ben@example.com")
		token := must[string](t)(h.BeginSession(t.Context(), aiko.Person, "", ""))
		s := must[Session](t)(h.Session(t.Context(), token))
		wantFault(t, h.SwitchHat(t.Context(), s, ben.Organisation, HatCustomer), "organisation.missing")
		wantFault(t, h.SwitchHat(t.Context(), s, id.New(), HatExpert), "organisation.missing")
		wantFault(t, h.SwitchHat(t.Context(), s, s.Organisation, HatOperator), "account.not_operator")
		wantFault(t, h.SwitchHat(t.Context(), s, s.Organisation, "crown"), "form.invalid")
		ok(t, h.SwitchHat(t.Context(), s, s.Organisation, HatExpert))
		if s = must[Session](t)(h.Session(t.Context(), token)); s.Hat != HatExpert {
			t.Errorf("wears %s", s.Hat)
		}
	})
}

func TestBrowsersAreNamedAsPeopleKnowThem(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0": "Edge, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1":   "Safari, iPhone",
		"Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36":              "Chrome, Android",
		"curl/8.5.0":   "curl",
		"":             "",
		"\xff":         "",
		"Teapot/1 <b>": "Teapot/1",
	} {
		if got := DeviceName(agent); got != want {
			t.Errorf("%q is called %q, want %q", agent, got, want)
		}
	}
}
