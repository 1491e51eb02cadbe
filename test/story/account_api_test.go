package story_test

import (
	"net/http"
	"strings"
	"testing"

	"guildhall/market/account"
	"guildhall/test/world"
)

type listOf[T any] struct{ Items []T }

type apiMember struct {
	Person, Name, Role string
	WriteSelf          bool `json:"may_write_self"`
}

func TestAccountsOverTheAPI(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		aiko := w.Join(t, account.NewPerson{Name: "Aiko", Email: "aiko@example.org"})
		ben := w.Join(t, account.NewPerson{Name: "Ben", Email: "ben@example.org"})
		var me struct{ ID, Name, Email, Zone string }
		aiko.JSON("PATCH", "/me", map[string]any{"name": "田中 愛子"}, &me).Want(t, 200)
		if me.Name != "田中 愛子" || me.Zone != "Asia/Tokyo" || me.Email != "aiko@example.org" {
			t.Errorf("she is %+v", me)
		}
		aiko.JSON("PATCH", "/me", map[string]any{"zone": "Mars/Base"}, nil).Want(t, 422)
		aiko.JSON("PATCH", "/me", map[string]any{"surname": "x"}, nil).Want(t, 422)

		var company struct{ ID, Role string }
		aiko.JSON("POST", "/organisations", map[string]any{"name": "Harbour", "country": "JP"}, &company).Want(t, 201)
		base := "/organisations/" + company.ID
		ben.JSON("GET", base, nil, nil).Want(t, 404)
		ben.JSON("GET", "/organisations/org_nonsense", nil, nil).Want(t, 404)
		var made struct{ ID string }
		aiko.JSON("POST", base+"/invitations", map[string]any{"email": "ben@example.org", "role": "member"}, &made).Want(t, 201)
		var open listOf[struct{ ID, State string }]
		ben.JSON("GET", "/me/invitations", nil, &open).Want(t, 200)
		if len(open.Items) != 1 || open.Items[0].ID != made.ID {
			t.Fatalf("Ben sees %+v", open)
		}
		aiko.JSON("POST", "/invitations/"+made.ID+"/accept", nil, nil).Want(t, 404)
		ben.JSON("POST", "/invitations/"+made.ID+"/accept", nil, nil).Want(t, 204)
		ben.JSON("POST", "/invitations/"+made.ID+"/decline", nil, nil).Want(t, 409)
		var members listOf[apiMember]
		aiko.JSON("GET", base+"/members", nil, &members).Want(t, 200)
		if len(members.Items) != 2 {
			t.Fatalf("members are %+v", members)
		}
		benID := members.Items[1].Person
		aiko.JSON("PUT", base+"/members/"+benID, map[string]any{"role": "viewer", "may_propose": true, "may_access": true,
			"may_write_self": true, "may_write_company": true, "default_voice": "company"}, &members).Want(t, 200)
		if m := members.Items[1]; m.Role != "viewer" || m.WriteSelf {
			t.Errorf("Ben became %+v", m)
		}
		ben.JSON("DELETE", base+"/members/"+benID, nil, nil).Want(t, 204)
		ben.JSON("POST", base+"/leave", nil, nil).Want(t, 404)
		aiko.JSON("POST", base+"/leave", nil, nil).Want(t, 409)
		aiko.JSON("POST", base+"/close", nil, nil).Want(t, 204)
	})
}

func TestAKeyIsHeldToItsScopesAndItsEnd(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		aiko := w.Join(t, account.NewPerson{Name: "Aiko", Email: "aiko@example.org"})
		var key struct{ ID, Key string }
		once := http.Header{"Idempotency-Key": {"once"}}
		body := `{"name":"report","scopes":["account:read"],"days":30}`
		for try := range 2 {
			a := aiko.Do("POST", "/api/v1/me/keys", "application/json", strings.NewReader(body), once).Want(t, 201)
			if shown := strings.Contains(a.Body, `"key":"ghk_`); shown != (try == 0) {
				t.Errorf("try %d shows %s", try, a.Body)
			}
		}
		aiko.JSON("POST", "/me/keys", map[string]any{"name": "second", "scopes": []string{"account:read"}, "days": 1}, &key).Want(t, 201)
		program := w.Visitor(t)
		as := func(method, path, body string) world.Answer {
			return program.Do(method, "/api/v1"+path, "application/json", strings.NewReader(body), http.Header{"Authorization": {"Bearer " + key.Key}})
		}
		as("GET", "/me", "").Want(t, 200)
		refused := as("PATCH", "/me", `{"name":"Eve"}`).Want(t, 403)
		if !strings.Contains(refused.Body, "api.scope") {
			t.Errorf("refused with %s", refused.Body)
		}
		aiko.JSON("POST", "/me/keys/"+key.ID+"/revoke", nil, nil).Want(t, 204)
		if a := as("GET", "/me", "").Want(t, 401); a.Header.Get("WWW-Authenticate") == "" {
			t.Error("nobody says how to sign in")
		}
		program.JSON("GET", "/me", nil, nil).Want(t, 401)
	})
}
