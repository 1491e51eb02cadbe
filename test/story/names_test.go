package story_test

import (
	"regexp"
	"strings"
	"testing"

	"guildhall/market/talk"
	"guildhall/test/world"
)

// An expert is called by the name of the profile wherever the customer meets them, and
// the customer by the name given with the request; only papers carry the names of the
// organisations.
func TestBothSidesHaveOneNameEachOnEveryPage(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		aiko, ben := world.At(t, w.Address, s.AikoToken), world.At(t, w.Address, s.BenToken)
		ben.JSON("PUT", "/me/expert", map[string]any{"name": "Doctor Database", "biography": "Databases, mostly."}, nil).Want(t, 200)
		con := "/conversations/" + talk.ConversationID.Text(s.Talk(s.Post("RDS bill doubled in October")))
		ben.Post("/settings/payment/accounts", "currency", "USD", "bank", "Test Bank", "holder", "Ben Carter", "number", "000123456789").Want(t, 303)
		aiko.Post("/settings/payment/card", "number", "4242424242424242", "expires", "1/99").Want(t, 303)
		ben.Post(con+"/propose", "kind", "milestone", "total", "1000", "currency", "USD", "terms", "x").Want(t, 303)
		proposal := regexp.MustCompile(`/proposals/prop_[0-9a-z]+`).FindString(aiko.Get(con).Want(t, 200).Body)
		called := func(paths ...string) {
			t.Helper()
			for _, path := range paths {
				body := world.Words(aiko.Get(path).Want(t, 200).Body)
				if strings.Contains(body, "Ben Carter") || !strings.Contains(body, "Doctor Database") {
					t.Errorf("%s does not call the expert by the one name: %s", path, body)
				}
			}
		}
		called(con, "/conversations", proposal, proposal+"/accept")
		aiko.Post(proposal+"/accept", "approval", "manual").Want(t, 303)
		engagement := regexp.MustCompile(`/engagements/eng_[0-9a-z]+`).FindString(ben.Get(con).Body)
		ben.Post(engagement+"/ask", "amount", "1000", "work", "All of it.", "final", "1").Want(t, 303)
		request := requestPath.FindString(aiko.Get(con).Body)
		called(con, engagement, "/payments")
		aiko.Post(request+"/approve").Want(t, 303)
		called(con, engagement, "/payments")
		if body := world.Words(ben.Get("/payments?side=expert").Want(t, 200).Body); !strings.Contains(body, "Aiko") {
			t.Errorf("the list of what the expert is paid does not name the customer: %s", body)
		}
	})
}
