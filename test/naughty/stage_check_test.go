package naughty_test

import (
	"bytes"
	"encoding/json"
	"fmt"

	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/test/cast"
	"guildhall/test/world"
)

// give answers every check, on whatever page.
func (s *stage) give(who *world.Browser) {
	s.Helper()
	for _, c := range s.checks(who, "/seller", "todo") {
		if _, asked := registration.FormOf(registration.Kind(c.Kind)); !asked {
			world.Elsewhere(s, s.w.House, who.Actor(), registration.Kind(c.Kind))
			continue
		}
		if form, _ := registration.FormOf(registration.Kind(c.Kind)); form.Papers != nil {
			s.paper(who, c.Kind)
		}
		s.call(who, "POST", "/seller/checks/"+c.Kind, fields{"answer": cast.Answers(registration.Kind(c.Kind), "JP")})
	}
}

// taxNumber is the number of somebody new that nobody has confirmed.
func (s *stage) taxNumber() string {
	s.Helper()
	who, _ := s.seller("started")
	answer := cast.TaxAnswers("Dai Oshima", "JP")
	answer["us_form"], answer["invoice"], answer["invoice_number"] = "w8ben", "yes", "T7000012050002"
	s.call(who, "POST", "/seller/checks/tax", fields{"answer": answer})
	var got struct{ Items []struct{ ID string } }
	if a := who.JSON("GET", "/seller/tax-numbers", nil, &got); a.Status != 200 || len(got.Items) != 1 {
		s.Fatalf("the seller's numbers: %d %s", a.Status, a.Body)
	}
	return got.Items[0].ID
}

// paper shows a picture for a check and gives its id.
func (s *stage) paper(who *world.Browser, kind string) string {
	s.Helper()
	a := who.Do("POST", "/api/v1/seller/checks/"+kind+"/papers?name=front.png", "application/octet-stream", bytes.NewReader(cast.Specimen()), nil).Want(s, 201)
	var up made
	_ = json.Unmarshal([]byte(a.Body), &up) // Its status was seen.
	return up.ID
}

// judge passes every check that waits for the desk.
func (s *stage) judge(registration string) {
	s.Helper()
	for _, c := range s.checks(s.chie, "/desk/registrations/"+registration, "given") {
		s.call(s.chie, "POST", "/desk/checks/"+c.ID+"/pass", fields{})
	}
}

type aCheck struct{ ID, Kind, State string }

func (s *stage) checks(who *world.Browser, path, state string) (list []aCheck) {
	s.Helper()
	var got struct{ Checks []aCheck }
	a := who.JSON("GET", path, nil, &got)
	if a.Status != 200 {
		s.Fatalf("%s: %d %s", path, a.Status, a.Body)
	}
	for _, c := range got.Checks {
		if c.State == state {
			list = append(list, c)
		}
	}
	return list
}

// check is one check of somebody new, in a state.
func (s *stage) check(state string) string {
	s.Helper()
	_, registration := s.seller("checking")
	if state == "passed" {
		s.judge(registration)
	}
	return s.checks(s.chie, "/desk/registrations/"+registration, state)[0].ID
}

// settings are those for sellers, as they stand.
func (s *stage) settings() (seen struct{ Edition int64 }) {
	s.Helper()
	s.chie.JSON("GET", "/desk/seller-settings", nil, &seen).Want(s, 200)
	return seen
}

// secondLook has a second pair of eyes asked for at the desk, or not; Dora is it.
func (s *stage) secondLook(on bool) {
	s.Helper()
	if s.dora == nil && !on {
		return
	}
	if s.dora == nil {
		s.dora = s.w.Join(s.T, account.NewPerson{Name: "Dora", Email: fmt.Sprintf("dora-%d@example.org", s.next()), Operator: true})
		roam(s.dora)
		s.dora.Post("/hat", "hat", "operator").Want(s, 303)
	}
	s.call(s.chie, "PUT", "/desk/seller-settings", fields{"edition": s.settings().Edition, "domains": []string{}, "addresses": []string{}, "second_look": on})
}

// proposed is the address of a registration that Chie has proposed to refuse.
func (s *stage) proposed() string {
	s.Helper()
	_, registration := s.seller("checking")
	s.secondLook(true)
	s.call(s.chie, "POST", "/desk/registrations/"+registration+"/propose-refusal", fields{"reason": "Not who they say.", "rule": "identity"})
	return "/desk/registrations/" + registration
}

// other is somebody of the desk who had no part in a refusal of Chie's, where there is one.
func (s *stage) other() *world.Browser {
	if s.dora != nil {
		return s.dora
	}
	return s.chie
}
