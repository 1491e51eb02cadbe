package desk

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/test/world"
	"guildhall/web"
)

func TestTheSetUpLinkMakesOneOperator(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		var said strings.Builder
		if err := w.House.OfferSetup(t.Context(), &said); err != nil {
			t.Fatal(err)
		}
		link := said.String()[strings.Index(said.String(), "/setup/"):]
		link = strings.TrimSpace(link)
		typed := func(n int) []string {
			return []string{"email", fmt.Sprintf("chie%d@example.org", n), "name", "Chie", "lang", "en", "zone", "Asia/Tokyo", "password", "a quiet harbour at noon"}
		}
		var made sync.Map
		var all sync.WaitGroup
		for n := range 5 {
			b := w.Visitor(t)
			all.Go(func() { made.Store(n, b.Post(link, typed(n)...).Status) })
		}
		all.Wait()
		operators := 0
		made.Range(func(n, status any) bool {
			if status == http.StatusSeeOther {
				operators++
			} else if status != http.StatusConflict {
				t.Errorf("try %v was answered %v", n, status)
			}
			return true
		})
		if operators != 1 {
			t.Errorf("%d operators by one link", operators)
		}
		late := w.Visitor(t)
		for _, a := range []world.Answer{late.Get(link).Want(t, 409), late.Post(link, typed(9)...).Want(t, 409), late.Get(link+"x").Want(t, 404)} {
			if !strings.Contains(world.Words(a.Body), "guildhall operator invite") {
				t.Errorf("a dead link says %s", world.Words(a.Body))
			}
		}
		said.Reset()
		if err := w.House.OfferSetup(t.Context(), &said); err != nil || said.Len() > 0 {
			t.Errorf("a house with an operator offers %q, %v", said.String(), err)
		}
	})
}

func TestAnInvitedOperatorComesToTheDesk(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		dai := w.Join(t, account.NewPerson{Name: "Dai", Email: "dai@example.org"})
		dai.Get("/desk").Want(t, 404)
		path, err := w.House.Accounts.InviteOperator(t.Context(), policy.As(policy.System, "operator_invite"), "dai@example.org", "en")
		if err != nil {
			t.Fatal(err)
		}
		dai.Get(path).Want(t, 200)
		dai.Post(path+"/accept").Want(t, 303)
		dai.Get("/desk").Want(t, 200)
		dai.Post(path+"/accept").Want(t, 409)
	})
}

// filled puts something that may exist into each place of a route.
func filled(pattern string) string {
	i := id.New()
	return strings.NewReplacer("{id}", i.String(), "{certification}", i.String(), "{job}", "1", "{follower}", "notify", "{position}", "1").Replace(pattern)
}

func TestNobodyButAnOperatorFindsTheDesk(t *testing.T) {
	w := world.Start(t, world.Config(t, ""))
	aiko, visitor := w.Join(t, account.NewPerson{Name: "Aiko", Email: "aiko@example.org"}), w.Visitor(t)
	desk := 0
	for _, r := range (&web.Face{}).Routes() {
		method, path, _ := strings.Cut(r.Pattern, " ")
		if !strings.HasPrefix(path, "/desk") {
			if r.Need == web.Desk {
				t.Errorf("%s is for the desk and does not stand there", r.Pattern)
			}
			continue
		}
		if r.Need != web.Desk {
			t.Errorf("%s is open to %s", r.Pattern, r.Need)
		}
		desk++
		if path = filled(path); method == "GET" {
			aiko.Get(path).Want(t, 404)
			if a := visitor.Get(path); a.Status != 303 || !strings.HasPrefix(a.Location, "/sign-in") {
				t.Errorf("a visitor of %s gets %d %s", path, a.Status, a.Location)
			}
			continue
		}
		aiko.Post(path, "reason", "Because I can.").Want(t, 404)
		if a := visitor.Post(path, "reason", "Because I can."); a.Status != 401 && a.Status != 303 {
			t.Errorf("a visitor posting to %s gets %d", path, a.Status)
		}
	}
	if desk < 30 {
		t.Errorf("only %d routes of the desk", desk)
	}
}

func TestAKeyAtTheDeskIsHeldToItsScopes(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		b := chie(t, w)
		aiko := w.Join(t, account.NewPerson{Name: "Aiko", Email: "aiko@example.org"})
		key := func(of *world.Browser, scopes ...string) func(method, path string) int {
			var made struct{ Key string }
			of.JSON("POST", "/me/keys", map[string]any{"name": "report", "scopes": scopes, "days": 1}, &made).Want(t, 201)
			return func(method, path string) int {
				body := strings.NewReader("")
				if method == "POST" {
					body = strings.NewReader(`{"reason":"Asked by the court."}`)
				}
				return w.Visitor(t).Do(method, "/api/v1"+path, "application/json", body, http.Header{"Authorization": {"Bearer " + made.Key}}).Status
			}
		}
		person := "/desk/people/" + account.PersonID.Text(aiko.Person)
		reads, account := key(b, "desk:read"), key(b, "account:read")
		for _, path := range []string{"/desk/people", "/desk/events", "/desk/health", person} {
			if got := reads("GET", path); got != 200 {
				t.Errorf("a reading key gets %d at %s", got, path)
			}
			if got := account("GET", path); got != 403 {
				t.Errorf("a key for the account gets %d at %s", got, path)
			}
		}
		if got := reads("POST", person+"/erase"); got != 403 {
			t.Errorf("a reading key erases with %d", got)
		}
		refused := aiko.JSON("POST", "/me/keys", map[string]any{"name": "mine", "scopes": []string{"desk:read"}, "days": 1}, nil).Want(t, 422)
		has(t, refused, "operator_only")
		has(t, b.Get(person).Want(t, 200), "Aiko") // She is still there.
	})
}
