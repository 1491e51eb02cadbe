package account

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/policy"
)

func TestAKeyActsForItsPersonWithinItsScopes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		made := must[MadeKey](t)(h.MakeKey(t.Context(), aiko, NewKey{Name: "報告 bot", Scopes: []string{"deals:read", "requests:read", ScopeConfirmed}, Days: 30}))
		token := made.Token.Reveal()
		if !strings.HasPrefix(token, keyPrefix) || strings.Contains(fmt.Sprintf("%v %+v", made, made), token) {
			t.Errorf("the key prints itself: %v", made)
		}
		who := must[policy.Actor](t)(h.KeyActor(t.Context(), token))
		if who.Person != aiko.Person || who.Organisation != aiko.Organisation || who.IsOperator() {
			t.Errorf("acts as %+v", who)
		}
		if !who.May("requests:read") || who.May("requests:write") || who.May("desk:read") {
			t.Errorf("may %v", who.Scopes)
		}
		_, err := h.MakeKey(t.Context(), who, NewKey{Name: "bigger", Scopes: []string{"payments:write"}, Days: 30})
		wantFault(t, err, "form.invalid") // A key makes no key that may more.
		list := must[[]Key](t)(h.Keys(t.Context(), aiko))
		if len(list) != 1 || list[0].UsedAt.IsZero() || list[0].Hint != token[len(token)-4:] {
			t.Errorf("the list shows %+v", list)
		}
		ben := h.join("Ben", "ben@example.com")
		wantFault(t, h.RevokeKey(t.Context(), ben, made.ID), "api_key.missing")
		ok(t, h.RevokeKey(t.Context(), aiko, made.ID))
		_, err = h.KeyActor(t.Context(), token)
		wantFault(t, err, "account.key_refused")
		wantFault(t, h.RevokeKey(t.Context(), aiko, made.ID), "api_key.moved_already")
	})
}

func TestWrongKeysAreNotMade(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		for field, in := range map[string]NewKey{
			"name":   {Name: "", Scopes: []string{"deals:read"}, Days: 30},
			"scopes": {Name: "x", Scopes: nil, Days: 30},
			"days":   {Name: "x", Scopes: []string{"deals:read"}, Days: 366},
		} {
			_, err := h.MakeKey(t.Context(), aiko, in)
			if f := fault.Of(err); f == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		_, unknown := h.MakeKey(t.Context(), aiko, NewKey{Name: "x", Scopes: []string{"deals"}, Days: 1})
		if f := fault.Of(unknown); len(f.Fields) != 1 || f.Fields[0].Code != "choice" {
			t.Errorf("a scope that there is not: %v", unknown)
		}
		for _, scope := range []string{"everything", "desk:read"} {
			_, err := h.MakeKey(t.Context(), aiko, NewKey{Name: "x", Scopes: []string{"deals:read", scope}, Days: 1})
			wantFault(t, err, "form.invalid")
		}
		_, err := h.MakeKey(t.Context(), wearing(aiko, id.New()), NewKey{Name: "x", Scopes: []string{"deals:read"}, Days: 1})
		wantFault(t, err, "organisation.missing")
		for i := range keysMax {
			must[MadeKey](t)(h.MakeKey(t.Context(), aiko, NewKey{Name: fmt.Sprint(i), Scopes: []string{"deals:read"}, Days: 1}))
		}
		_, err = h.MakeKey(t.Context(), aiko, NewKey{Name: "one more", Scopes: []string{"deals:read"}, Days: 1})
		wantFault(t, err, "api_key.too_many")
	})
}

var keyAge = db.Keep("test.key.age", `UPDATE account_key SET ends_at = ends_at - $1`)

func TestAKeyEndsOnItsDay(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		made := must[MadeKey](t)(h.MakeKey(t.Context(), aiko, NewKey{Name: "x", Scopes: []string{"deals:read"}, Days: 7}))
		h.ahead(30 * 24 * time.Hour) // Business time does not matter to a key.
		must[policy.Actor](t)(h.KeyActor(t.Context(), made.Token.Reveal()))
		ok(t, h.j.Keep(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, keyAge, (7*24*time.Hour + time.Second).Microseconds())
			return err
		}))
		_, err := h.KeyActor(t.Context(), made.Token.Reveal())
		wantFault(t, err, "account.key_refused")
	})
}

func TestARepeatedFormMakesOneKeyAndShowsItOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		aiko := h.join("Aiko", "aiko@example.com")
		aiko.Key = "form-1"
		in := NewKey{Name: "x", Scopes: []string{"deals:read"}, Days: 7}
		first := must[MadeKey](t)(h.MakeKey(t.Context(), aiko, in))
		again := must[MadeKey](t)(h.MakeKey(t.Context(), aiko, in))
		if first.ID != again.ID || first.Token.IsEmpty() || !again.Token.IsEmpty() {
			t.Errorf("made %v, then %v", first, again)
		}
	})
}
