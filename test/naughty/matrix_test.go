package naughty_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/test/world"
)

// circumstances are those of whoever calls: their place in every organisation they
// belong to, how the registrations of these stand, and whose certification there is.
type circumstances struct {
	role                         account.Role
	propose, access, self, house bool // the four switches
	registration, certification  string
}

// The best anybody can be: each column of the matrix differs from this in one thing.
var best = circumstances{account.Owner, true, true, true, true, "active", "own"}

// roles, registrations and certifications are every value a circumstance can have.
var (
	roles          = []account.Role{account.Owner, account.Admin, account.Member, account.Billing, account.Viewer}
	registrations  = []string{"none", "started", "checking", "action_required", "active", "suspended", "contested", "refused", "appealed", "closed", "withdrawn"}
	certifications = []string{"own", "own associate", "own specialty", "own foundational", "own lapsed", "own withdrawn", "colleague", "colleague foundational", "none"}
)

func (c circumstances) String() string {
	text := string(c.role)
	for name, on := range map[string]bool{"propose": c.propose, "access": c.access, "write as self": c.self, "write as company": c.house} {
		if !on {
			text += ", may not " + name
		}
	}
	return text + ", registration " + c.registration + ", certification " + c.certification
}

// inPlaces are the roles, each with every switch on, and a member, an admin and an owner
// with one off.
func inPlaces() (list []circumstances) {
	for _, r := range roles {
		c := best
		c.role = r
		list = append(list, c)
	}
	for _, r := range []account.Role{account.Member, account.Admin, account.Owner} {
		for i := range 4 {
			c := best
			c.role = r
			*[]*bool{&c.propose, &c.access, &c.self, &c.house}[i] = false
			list = append(list, c)
		}
	}
	return list
}

// along differs in one thing at a time. Across is everything with everything where
// whole is wanted, and else the registrations with the places and with the certifications.
func along() []circumstances {
	list := inPlaces()
	for _, r := range registrations {
		c := best
		c.registration = r
		list = append(list, c)
	}
	for _, o := range certifications {
		c := best
		c.certification = o
		list = append(list, c)
	}
	return list
}

func across(whole bool) (list []circumstances) {
	for i, c := range inPlaces() {
		for _, c.registration = range registrations {
			for j, o := range certifications {
				if whole || i == 0 || j == 0 {
					c.certification = o
					list = append(list, c)
				}
			}
		}
	}
	return list
}

// put writes circumstances down without asking the rooms: their moves are held
// elsewhere, here it is what a command asks of them.
func (s *stage) put(p principal, c circumstances) {
	s.Helper()
	if p.person.IsNone() {
		return
	}
	db := s.w.House.DB.Handle()
	exec := func(query string, args ...any) {
		s.Helper()
		if _, err := db.ExecContext(s.Context(), query, args...); err != nil {
			s.Fatal(query, err)
		}
	}
	exec(`UPDATE account_membership SET role = $1, may_propose = $2, may_access = $3, may_write_self = $4, may_write_company = $5 WHERE person_id = $6 AND left_at IS NULL`,
		string(c.role), c.propose, c.access, c.self, c.house, p.person)
	for org, nowhere := range p.nowhere {
		if c.registration == "" {
			break // It stays as it is.
		}
		if c.registration == "none" {
			exec(`UPDATE registration_seller SET organisation_id = $1 WHERE organisation_id = $2`, nowhere, org)
			continue
		}
		exec(`UPDATE registration_seller SET organisation_id = $1 WHERE organisation_id = $2`, org, nowhere)
		exec(`UPDATE registration_seller SET state = $1 WHERE organisation_id = $2`, c.registration, org)
	}
	owner, level, state := p.person, "professional", "valid"
	if strings.HasPrefix(c.certification, "colleague") {
		owner = p.colleague
	}
	switch _, how, _ := strings.Cut(c.certification, " "); how {
	case "lapsed":
		state = "expired"
	case "withdrawn":
		state = how
	case "":
	default:
		level = how
	}
	if c.certification == "none" {
		state = "withdrawn"
	}
	exec(`UPDATE expert_certification SET person_id = $1, level = $2, state = $3 WHERE person_id IN ($4, $5)`, owner, level, state, p.person, p.colleague)
}

// principal is somebody whose circumstances are put otherwise, with a colleague who
// belongs where they belong, and for each of these an organisation without anything.
type principal struct {
	person, colleague id.ID
	nowhere           map[id.ID]id.ID
}

func (s *stage) principal(who *world.Browser) principal {
	s.Helper()
	person, known := map[*world.Browser]id.ID{s.aiko: s.s.Aiko.Person, s.ben: s.s.Ben.Person, s.kumo: s.s.Ben.Person, s.chie: s.s.Chie.Person}[who]
	if !known {
		person = who.Person
	}
	if p, has := s.principals[person]; has {
		return p
	}
	list, err := account.MembershipsOf(s.Context(), s.w.House.DB, person)
	if err != nil {
		s.Fatal(err)
	}
	colleague := s.join()
	p := principal{person, colleague.Person, map[id.ID]id.ID{}}
	for _, m := range list {
		p.nowhere[m.Organisation] = s.join().Org
		err := s.w.House.Journal.Change(s.Context(), policy.As(policy.System, "test"), func(ctx context.Context, tx *journal.Tx) error {
			return account.Enrol(ctx, tx, account.Membership{Organisation: m.Organisation, Person: colleague.Person, Role: account.Viewer, DefaultVoice: account.VoiceSelf})
		})
		if err != nil {
			s.Fatal(err)
		}
	}
	if person == s.s.Ben.Person { // Whoever is asked for again and again is remembered.
		s.principals = map[id.ID]principal{person: p}
	}
	return p
}

// verdict is what came back: allowed, or the code of the refusal.
func verdict(a world.Answer) string {
	if a.Status < 300 {
		return "allowed"
	}
	var p struct{ Code string }
	_ = json.Unmarshal([]byte(a.Body), &p) // Its form is held elsewhere.
	return fmt.Sprint(a.Status, " ", p.Code)
}

// Every operation of the API against the matrix: who may, and in which words everybody
// else is refused. What the table says is written by hand from the rules.
func TestTheCapabilityMatrixHoldsForEveryOperation(t *testing.T) {
	each(t, func(t *testing.T, w *world.World) {
		s := newStage(t, w)
		things := s.others()
		visitor := s.w.Visitor(t)
		roam(visitor)
		named := map[string]bool{}
		asked, allowed := 0, 0
		for _, o := range ways(served(t, s.aiko).operations) {
			named[o.id] = true
			line, has := matrix[o.id]
			if !has {
				t.Errorf("operation %s %s %s has no line in the capability matrix", o.id, o.method, o.path)
				continue
			}
			words := strings.Fields(line)
			make := s.maker(o, words, things)
			if make == nil {
				t.Errorf("operation %s %s %s: say in rightly how it is called", o.id, o.method, o.path)
				continue
			}
			c := make(s)
			try := func(who *world.Browser, what, want string) {
				t.Helper()
				asked++
				got := s.matrixSend(who, o, c)
				if !agrees(o.id, want, got) {
					t.Errorf("%s, %s: the matrix says %s, and it is answered %s", o.id, what, want, got)
				}
			}
			if !slices.Contains(words, "anybody") && !slices.Contains(words, "shown") {
				try(visitor, "a visitor", "401 account.sign_in_first")
			}
			if slices.Contains(words, "desk") {
				try(s.aiko, "a customer", outsideDesk)
				try(s.ben, "an expert", outsideDesk)
				hat(s, s.chie, "customer:"+account.OrganisationID.Text(s.s.Chie.Organisation))
				try(s.chie, "an operator who does not wear that hat", outsideDesk)
				hat(s, s.chie, "operator")
				try(c.who, "an operator", "allowed")
				continue
			}
			list := along()
			if slices.Contains(words, "pool") || slices.Contains(words, "registered") {
				whole := slices.Contains(words, "whole") && !s.isPostgres()
				list = append(list, across(whole)...)
			}
			if slices.Contains(words, "anybody") || slices.Contains(words, "once") {
				list = []circumstances{best}
			}
			for _, now := range list {
				before := best
				if slices.Contains(words, "life") {
					if now.registration != best.registration {
						continue // It is a move of the registration itself, and its flow is held elsewhere.
					}
					now.registration, before.registration = "", ""
				}
				var p principal
				switch {
				case slices.Contains(words, "once"):
				case c.of != nil:
					p = s.principal(c.of)
				default:
					p = s.principal(c.who)
				}
				s.put(p, now)
				want := expected(words, now)
				asked++
				got := s.matrixSend(c.who, o, c)
				s.put(p, before)
				if !agrees(o.id, want, got) {
					t.Errorf("%s, %s: the matrix says %s, and it is answered %s", o.id, now, want, got)
				}
				if got == "allowed" || want == "allowed" {
					allowed++
					if o.method != "GET" {
						c = make(s)
					}
				}
			}
		}
		for op := range matrix {
			if !named[op] {
				t.Errorf("the capability matrix has a line for %s, which is no operation", op)
			}
		}
		s.whole()
		t.Logf("%d calls of %d operations, %d allowed", asked, len(named), allowed)
	})
}

// ways are the operations, and after some of them the other ways they are used in.
func ways(list []operation) (all []operation) {
	for _, o := range list {
		all = append(all, o)
		for _, name := range sorted(rightly) {
			if strings.HasPrefix(name, o.id+" ") {
				other := o
				other.id = name
				all = append(all, other)
			}
		}
	}
	return all
}

func hat(s *stage, who *world.Browser, name string) {
	s.Helper()
	who.Post("/hat", "hat", name).Want(s, 303)
}
