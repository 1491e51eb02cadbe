package sanctions

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/names"
	"guildhall/market/account"
)

// The kinds of parties that this room finds by itself.
const (
	Person  = "person"
	Company = "company"
	Owner   = "owner" // who owns more than a quarter of a company; the party is its registration
)

// Party is somebody of the house who is compared. Organisation is whose money waits
// for a match; None of a person: then of every organisation they own or registered.
type Party struct {
	Kind         string
	ID           id.ID
	Organisation id.ID
}

// Said is what is compared of a party. Born is a date or a year, Country ISO 3166-1;
// both may be blank.
type Said struct {
	Names   []string
	Born    string
	Country string
	Others  []Compared // each with what is known of it alone
}

// all is each name with what is known beside it.
func (s Said) all() []Compared {
	var list []Compared
	for _, n := range s.Names {
		list = append(list, Compared{Name: n, Born: s.Born, Country: s.Country})
	}
	return append(list, s.Others...)
}

// Source gives the parties of one kind, in the order of their ids. Its kind has words
// under "sanctions.kind.<kind>".
type Source interface {
	Kind() string
	Count(ctx context.Context, r db.Reader) (int64, error)
	After(ctx context.Context, r db.Reader, after id.ID, limit int) ([]Party, error)
	// Said is empty for one who has left.
	Said(ctx context.Context, r db.Reader, party id.ID) (Said, error)
}

func (r *Room) source(kind string) Source {
	for _, s := range r.sources {
		if s.Kind() == kind {
			return s
		}
	}
	return nil
}

var (
	peopleAfter  = db.Read("sanctions.people.after", `SELECT id FROM account_person WHERE id > $1 AND state = 'active' ORDER BY id LIMIT $2`)
	peopleCount  = db.Read("sanctions.people.count", `SELECT CAST(COUNT(*) AS BIGINT) FROM account_person WHERE state = 'active'`)
	companyAfter = db.Read("sanctions.companies.after", `SELECT id FROM account_organisation WHERE id > $1 AND kind = 'company' AND state = 'active' ORDER BY id LIMIT $2`)
	companyCount = db.Read("sanctions.companies.count", `SELECT CAST(COUNT(*) AS BIGINT) FROM account_organisation WHERE kind = 'company' AND state = 'active'`)
	ownersAfter  = db.Read("sanctions.owners.after", `SELECT id, organisation_id FROM registration_seller WHERE id > $1 AND seller <> 'freelancer' ORDER BY id LIMIT $2`)
	ownersCount  = db.Read("sanctions.owners.count", `SELECT CAST(COUNT(*) AS BIGINT) FROM registration_seller WHERE seller <> 'freelancer'`)
	ownersOf     = db.Read("sanctions.owners.of", `SELECT id, organisation_id FROM registration_seller WHERE organisation_id = $1 AND seller <> 'freelancer'`)
	registered   = db.Read("sanctions.registered", `SELECT o.id, g.legal_name, g.country FROM registration_seller g
		JOIN account_organisation o ON o.id = g.organisation_id AND o.kind = 'personal' WHERE g.person_id = $1 ORDER BY o.id LIMIT 20`)
	registeredAs = db.Read("sanctions.registered_as", `SELECT organisation_id, legal_name, country FROM registration_seller WHERE organisation_id = $1`)
)

// people are the persons of the house, by the names they go by, register under and
// showed for the identity check.
type people struct{ *Room }

func (people) Kind() string { return Person }

func (people) Count(ctx context.Context, r db.Reader) (int64, error) {
	return db.Value[int64](ctx, r, peopleCount)
}

func (people) After(ctx context.Context, r db.Reader, after id.ID, limit int) ([]Party, error) {
	return parties(ctx, r, peopleAfter, Person, after, limit)
}

func (p people) Said(ctx context.Context, r db.Reader, party id.ID) (Said, error) {
	who, err := account.FindPerson(ctx, r, party)
	if fault.IsKind(err, fault.KindMissing) {
		return Said{}, nil
	}
	if err != nil {
		return Said{}, err
	}
	said := Said{}
	said.name(who.Name)
	if p.Identities != nil {
		name, kana, born, nationality, found, err := p.Identities.IdentityOf(ctx, r, party)
		if err != nil {
			return said, err
		}
		if found {
			said.Born, said.Country = born, nationality
			said.name(name)
			said.name(kana)
		}
	}
	return said, p.legal(ctx, r, &said, registered, party)
}

// companies are the organisations that are no single person's.
type companies struct{ *Room }

func (companies) Kind() string { return Company }

func (companies) Count(ctx context.Context, r db.Reader) (int64, error) {
	return db.Value[int64](ctx, r, companyCount)
}

func (companies) After(ctx context.Context, r db.Reader, after id.ID, limit int) ([]Party, error) {
	return parties(ctx, r, companyAfter, Company, after, limit)
}

func (c companies) Said(ctx context.Context, r db.Reader, party id.ID) (Said, error) {
	o, err := account.FindOrganisation(ctx, r, party)
	if fault.IsKind(err, fault.KindMissing) {
		return Said{}, nil
	}
	if err != nil {
		return Said{}, err
	}
	said := Said{Country: o.Country}
	said.name(o.Name)
	return said, c.legal(ctx, r, &said, registeredAs, party)
}

// owners are those who own more than a quarter of a company that registered, as the
// registration names them.
type owners struct{ *Room }

func (owners) Kind() string { return Owner }

func (owners) Count(ctx context.Context, r db.Reader) (int64, error) {
	return db.Value[int64](ctx, r, ownersCount)
}

func (owners) After(ctx context.Context, r db.Reader, after id.ID, limit int) ([]Party, error) {
	return db.All(ctx, r, ownersAfter, scanOwner, after[:], limit)
}

func scanOwner(row db.Scanner) (Party, error) {
	p := Party{Kind: Owner}
	err := row.Scan(&p.ID, &p.Organisation)
	return p, err
}

func (o owners) Said(ctx context.Context, r db.Reader, party id.ID) (said Said, err error) {
	if o.Owners == nil {
		return said, nil
	}
	list, err := o.Owners.Owners(ctx, r, party)
	for _, one := range list {
		said.Others = append(said.Others, Compared(one))
	}
	return said, err
}

// legal adds the names of the registration and of the tax interview.
func (r *Room) legal(ctx context.Context, d db.Reader, said *Said, q *db.Query, party id.ID) error {
	type row struct {
		organisation   id.ID
		legal, country string
	}
	list, err := db.All(ctx, d, q, func(s db.Scanner) (row, error) {
		var w row
		err := s.Scan(&w.organisation, &w.legal, &w.country)
		return w, err
	}, party)
	if err != nil {
		return err
	}
	for _, w := range list {
		said.name(w.legal)
		if said.Country == "" {
			said.Country = w.country
		}
		if r.Names == nil {
			continue
		}
		n, found, err := r.Names.NamesOf(ctx, d, w.organisation)
		if err != nil {
			return err
		}
		if found {
			said.name(n.Legal)
			said.name(n.Kana)
		}
	}
	return nil
}

// name adds a name that is not there yet in the same words.
func (s *Said) name(name string) {
	plain := names.Plain(name)
	if plain == "" {
		return
	}
	for _, n := range s.Names {
		if names.Plain(n) == plain {
			return
		}
	}
	s.Names = append(s.Names, name)
}

func parties(ctx context.Context, r db.Reader, q *db.Query, kind string, after id.ID, limit int) ([]Party, error) {
	return db.All(ctx, r, q, func(row db.Scanner) (Party, error) {
		p := Party{Kind: kind}
		err := row.Scan(&p.ID)
		if kind == Company {
			p.Organisation = p.ID
		}
		return p, err
	}, after[:], limit)
}
