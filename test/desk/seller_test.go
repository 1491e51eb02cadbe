package desk

import (
	"html"
	"strings"
	"testing"
	"time"

	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/test/world"
)

// browser signs somebody of the street in.
func browser(t *testing.T, w *world.World, who policy.Actor) *world.Browser {
	t.Helper()
	b := w.Visitor(t)
	b.Person, b.Org = who.Person, who.Organisation
	b.SignIn()
	return b
}

func has(t *testing.T, a world.Answer, words ...string) {
	t.Helper()
	for _, one := range words {
		if !strings.Contains(html.UnescapeString(a.Body), one) {
			t.Errorf("%q is not said: %s", one, world.Words(a.Body))
		}
	}
}

func lacks(t *testing.T, a world.Answer, words ...string) {
	t.Helper()
	for _, one := range words {
		if strings.Contains(a.Body, one) {
			t.Errorf("%q is said: %s", one, world.Words(a.Body))
		}
	}
}

// mailed waits for a mail of a kind to somebody: mail follows the journal.
func mailed(t *testing.T, w *world.World, to id.ID, kind string) notify.Mail {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		list, _, err := notify.List(t.Context(), w.House.DB, notify.Filter{Person: to}, id.None, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range list {
			if m.Kind == kind {
				return m
			}
		}
	}
	t.Fatalf("no mail %s came", kind)
	return notify.Mail{}
}

func TestTheDeskDecidesARegistration(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		desk := browser(t, w, s.Chie)
		dai := w.Join(t, account.NewPerson{Name: "大", Email: "dai@example.org"})
		details := registration.Details{LegalName: "大島 大", Country: "JP", NotEmployed: true, TermsAccepted: true}
		seller := s.As(dai.Actor())
		g := seller.Hand(details)
		path := "/desk/registrations/" + registration.ID.Text(g)
		has(t, desk.Get("/desk").Want(t, 200), path)
		has(t, desk.Get("/desk/registrations?q=大島").Want(t, 200), path)
		has(t, desk.Get(path).Want(t, 200), "大島 大", "Japan", "/desk/people/"+account.PersonID.Text(dai.Person))

		desk.Post(path+"/ask-more", "reason", "").Want(t, 422)
		desk.Post(path+"/suspend", "reason", "Not yet active.", "rule", "conduct").Want(t, 409)
		desk.Post(path+"/ask-more", "reason", "Please name your company.").Want(t, 303)
		mailed(t, w, dai.Person, "mail.registration_asked")
		has(t, desk.Get(path).Want(t, 200), "expert", "Please name your company.")
		desk.Post(path+"/activate").Want(t, 409)
		if _, err := w.House.Registrations.Submit(t.Context(), dai.Actor(), registration.Details{LegalName: "大島 大", Country: "JP", NotEmployed: true, TermsAccepted: true, Answer: "None, I work alone."}); err != nil {
			t.Fatal(err)
		}
		has(t, desk.Get(path).Want(t, 200), "None, I work alone.")
		seller.Pass(g)
		done := desk.Post(path+"/activate").Want(t, 303)
		has(t, desk.Get(done.Location).Want(t, 200), "The expert is told by mail.")
		mailed(t, w, dai.Person, "mail.registration_active")

		desk.Post(path+"/suspend", "reason", "no", "rule", "conduct").Want(t, 422)
		desk.Post(path+"/suspend", "reason", "A customer was asked to pay elsewhere.", "rule", "bank").Want(t, 422)
		has(t, desk.Post(path+"/suspend", "reason", "A customer was asked to pay elsewhere.", "rule", "conduct", "until", "2026-01-01").Want(t, 422), "over already", "A customer was asked to pay elsewhere.")
		desk.Post(path+"/suspend", "reason", "A customer was asked to pay elsewhere.", "rule", "conduct").Want(t, 303)
		mailed(t, w, dai.Person, "mail.registration_suspended")
		has(t, desk.Get(path).Want(t, 200), "Suspended", "A customer was asked to pay elsewhere.")
		desk.Post(path+"/suspend", "reason", "Once more.", "rule", "conduct").Want(t, 409)
		desk.Post(path+"/restore", "reason", "It was a mistake of ours.").Want(t, 303)
		mailed(t, w, dai.Person, "mail.registration_restored")
	})
}

func TestACertificationOpensThePoolAndItsEndClosesIt(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		desk := browser(t, w, s.Chie)
		person := "/desk/people/" + account.PersonID.Text(s.Ben.Person)
		pool := func() bool {
			can, err := registration.Capabilities(t.Context(), w.House.DB, s.Ben.Organisation, s.Ben.Person)
			if err != nil {
				t.Fatal(err)
			}
			return can.SeesPool
		}
		var ben struct {
			Certifications []struct{ ID, State, Name string }
		}
		desk.JSON("GET", person, nil, &ben).Want(t, 200)
		if len(ben.Certifications) != 1 || !pool() {
			t.Fatalf("Ben begins with %+v", ben)
		}
		withdraw := person + "/certifications/" + ben.Certifications[0].ID + "/withdraw"
		desk.Post(withdraw, "reason", "").Want(t, 422)
		if !pool() {
			t.Error("a refused deed did something")
		}
		desk.Post(withdraw, "reason", "AWS lists it no more.").Want(t, 303)
		if pool() {
			t.Error("without a certification Ben still sees requests")
		}
		has(t, desk.Get(person).Want(t, 200), "Withdrawn", "AWS lists it no more.")
		desk.Post(withdraw, "reason", "Once more.").Want(t, 409)

		typed := []string{"name", "AWS Certified Security", "level", "specialty", "valid_until", time.Now().AddDate(1, 0, 0).Format(time.DateOnly)}
		desk.Post(person+"/certifications", append(typed, "reason", "")...).Want(t, 422)
		desk.Post(person+"/certifications", "name", "AWS Certified Security", "level", "wizard", "valid_until", "2031-02-30", "reason", "Seen.").Want(t, 422)
		if pool() {
			t.Error("a refused deed did something")
		}
		desk.Post(person+"/certifications", append(typed, "reason", "Seen at AWS's own page.")...).Want(t, 303)
		if !pool() {
			t.Error("the certification opens nothing")
		}
		mailed(t, w, s.Ben.Person, "mail.certification_entered")
	})
}

func TestTheDeskTakesARequestDownWithAReason(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		s := world.People(t, w.House)
		desk, ben := browser(t, w, s.Chie), browser(t, w, s.Ben)
		q := s.Post("請求額が二倍になりました")
		talk := s.Talk(q)
		path := "/desk/requests/" + request.RequestID.Text(q)
		has(t, desk.Get("/desk/requests?q=二倍").Want(t, 200), path)
		lacks(t, desk.Get("/desk/requests?q=三倍").Want(t, 200), path)
		page := desk.Get(path).Want(t, 200)
		has(t, page, "/desk/journal?subject=con_"+talk.String(), "/desk/organisations/"+account.OrganisationID.Text(s.Aiko.Organisation), "Ben Carter")
		has(t, desk.Get("/desk/organisations/"+account.OrganisationID.Text(s.Aiko.Organisation)).Want(t, 200), path)
		desk.Post(path+"/take-down", "reason", " ").Want(t, 422)
		has(t, desk.Get("/desk/requests?state=open").Want(t, 200), path)
		desk.Post(path+"/take-down", "reason", "It asks for somebody else's password.").Want(t, 303)
		has(t, desk.Get(path).Want(t, 200), "It asks for somebody else's password.")
		has(t, desk.Get("/desk/requests?state=closed").Want(t, 200), path)
		lacks(t, desk.Get("/desk/requests?state=open").Want(t, 200), path)
		desk.Post(path+"/take-down", "reason", "Once more.").Want(t, 409)
		m := mailed(t, w, s.Aiko.Person, "mail.request_taken_down")
		has(t, desk.Get("/desk/journal/"+m.Event.String()).Want(t, 200), path, "/desk/mail/"+notify.MailID.Text(m.ID))
		ben.Get("/conversations/con_"+talk.String()).Want(t, 200)
	})
}
