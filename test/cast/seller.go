package cast

import (
	"testing"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/registration"
)

// Seller is somebody on the way to selling.
type Seller struct {
	T    testing.TB
	Room *registration.Room
	DB   *db.DB
	Who  policy.Actor
	Desk policy.Actor
	// Elsewhere does what a check without questions asks for: a photo, a second factor.
	// Needed where the house answers such checks (app/checks.go).
	Elsewhere func(kind registration.Kind)
}

// Answers are what a seller in a country types, by kind of check.
func Answers(kind registration.Kind, country string) registration.Answer {
	switch kind {
	case registration.Contact:
		return registration.Answer{"street": "1-2-3 Minato", "city": "Tokyo", "postcode": "105-0001", "country": country, "phone": "+81 3 1234 5678"}
	case registration.Identity:
		return registration.Answer{"name": "Ben Carter", "born": "1980-04-01", "nationality": country, "document": "passport", "issuer": country, "number": "TK1234567"}
	case registration.Antisocial:
		return registration.Answer{"none": "1", "people": "1"}
	}
	return nil
}

func (s Seller) ok(err error) {
	s.T.Helper()
	if err != nil {
		s.T.Fatal(err)
	}
}

// Hand starts the registration, answers every check and hands it in.
func (s Seller) Hand(in registration.Details) id.ID {
	s.T.Helper()
	g, err := s.Room.Start(s.T.Context(), s.Who, in)
	s.ok(err)
	s.Give(g, in.Country)
	_, err = s.Room.Submit(s.T.Context(), s.Who, in)
	s.ok(err)
	return g
}

// Give answers every check that waits for the seller, here or elsewhere.
func (s Seller) Give(g id.ID, country string) {
	s.T.Helper()
	checks, err := registration.ChecksOf(s.T.Context(), s.DB, g)
	s.ok(err)
	for _, c := range checks {
		if c.State != registration.Todo {
			continue
		}
		if _, asked := registration.FormOf(c.Kind); !asked {
			if s.Elsewhere != nil {
				s.Elsewhere(c.Kind)
			}
			continue
		}
		_, err := s.Room.Give(s.T.Context(), s.Who, registration.GiveInput{Kind: c.Kind, Answer: Answers(c.Kind, country)})
		s.ok(err)
	}
}

// Pass lets the desk pass every check that waits for it.
func (s Seller) Pass(g id.ID) {
	s.T.Helper()
	checks, err := registration.ChecksOf(s.T.Context(), s.DB, g)
	s.ok(err)
	for _, c := range checks {
		if c.State == registration.Given {
			s.ok(s.Room.Pass(s.T.Context(), s.Desk, registration.JudgeInput{Check: c.ID}))
		}
	}
}

// Register goes the whole way to selling.
func (s Seller) Register(in registration.Details) id.ID {
	s.T.Helper()
	g := s.Hand(in)
	s.Pass(g)
	s.ok(s.Room.Activate(s.T.Context(), s.Desk, g, ""))
	return g
}
