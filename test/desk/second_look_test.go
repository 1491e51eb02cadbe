package desk

import (
	"testing"

	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/test/world"
)

// With a second pair of eyes a refusal is proposed on the page, read by another person
// there, and told to the expert once it is confirmed; their page and their days say the
// truth meanwhile.
func TestTwoPeopleOfTheDeskRefuse(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		chie := browser(t, w, s.Chie)
		on := []string{"edition", "0", "second_look", "1"}
		has(t, chie.Post("/desk/seller-settings", on...).Want(t, 422), "one operator only")
		made := w.Join(t, account.NewPerson{Name: "Dora Lind", Email: "dora@example.org", Operator: true})
		dora := browser(t, w, policy.Actor{Kind: policy.Operator, Person: made.Person, Organisation: made.Org})
		chie.Post("/desk/seller-settings", on...).Want(t, 303)

		dai := w.Join(t, account.NewPerson{Name: "Dai Sato", Email: "dai@example.org"})
		g := s.As(dai.Actor()).Hand(registration.Details{LegalName: "Dai Sato", Country: "JP", NotEmployed: true, TermsAccepted: true})
		path := "/desk/registrations/" + registration.ID.Text(g)
		has(t, chie.Get(path).Want(t, 200), "Propose to refuse")
		chie.Post(path+"/refuse", "rule", "identity", "reason", "Of somebody else.").Want(t, 403)
		chie.Post(path+"/propose-refusal", "rule", "identity", "reason", "").Want(t, 422)
		chie.Post(path+"/propose-refusal", "rule", "identity", "reason", "The document is of somebody else.").Want(t, 303)
		mailed(t, w, made.Person, "mail.refusal_proposed")
		lacks(t, chie.Get(path).Want(t, 200), path+"/confirm-refusal")
		has(t, dora.Get(path).Want(t, 200), "proposes to refuse", "The document is of somebody else.", path+"/confirm-refusal", path+"/reject-refusal")
		page := dai.Get("/registration").Want(t, 200)
		has(t, page, "A second person is looking at it", "Being checked")
		lacks(t, page, "somebody else")
		var seen struct {
			State      string
			SecondLook bool   `json:"second_look"`
			DecideBy   string `json:"decide_by"`
			Reason     string
		}
		dai.JSON("GET", "/seller", nil, &seen).Want(t, 200)
		if seen.State != "checking" || !seen.SecondLook || seen.DecideBy == "" || seen.Reason != "" {
			t.Errorf("over the API: %+v", seen)
		}
		chie.Post(path+"/confirm-refusal").Want(t, 403)
		dora.Post(path+"/reject-refusal", "reason", "It is the maiden name.").Want(t, 303)
		has(t, chie.Get(path).Want(t, 200), "was not confirmed", "It is the maiden name.")
		lacks(t, dai.Get("/registration").Want(t, 200), "A second person", "maiden")
		chie.Post(path+"/propose-refusal", "rule", "identity", "reason", "The register knows no such name.").Want(t, 303)
		dora.Post(path+"/confirm-refusal").Want(t, 303)
		mailed(t, w, dai.Person, "mail.registration_refused")
		has(t, dai.Get("/registration").Want(t, 200), "Not met: You are who you say", "The register knows no such name.")
	})
}
