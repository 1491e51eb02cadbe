package naughty_test

import (
	"fmt"
	"strings"

	"guildhall/base/id"
	"guildhall/market/sanctions"
)

// sanctionsList is a list of names that nobody has.
func (s *stage) sanctionsList() string { return s.loaded("Vantablack Shipping") }

func (s *stage) loaded(name string) string {
	s.Helper()
	who := s.s.Chie
	l, err := s.w.House.Sanctions.Load(s.Context(), who, sanctions.LoadInput{Code: fmt.Sprintf("N-%d", s.next()), File: strings.NewReader("name\n" + name + "\n")}, nil)
	if err != nil {
		s.Fatal(err)
	}
	return sanctions.ListID.Text(l.ID)
}

// sanctionsMatch is somebody new whose name is on a list.
func (s *stage) sanctionsMatch() string {
	s.Helper()
	who := s.join()
	name := id.New().String()[12:] // like nobody else's
	s.call(who, "PATCH", "/me", fields{"name": name, "language": "en"})
	s.loaded(name)
	if err := s.w.House.Sanctions.Look(s.Context(), sanctions.Party{Kind: sanctions.Person, ID: who.Person}); err != nil {
		s.Fatal(err)
	}
	list, err := sanctions.Matches(s.Context(), s.w.House.DB, "", id.None, 1)
	if err != nil || len(list) == 0 || list[0].Party.ID != who.Person {
		s.Fatal(err, list)
	}
	return sanctions.MatchID.Text(list[0].ID)
}
