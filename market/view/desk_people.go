package view

import (
	"context"
	"strings"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/notify"
	"guildhall/market/registration"
)

// Order is how a list of the desk is sorted.
type Order string

// The orders.
const (
	Newest Order = "newest"
	ByName Order = "name"
)

// pattern looks for words anywhere in a text, whatever the case; LIKE's own signs
// mean themselves.
func pattern(words string) string { return asTyped(strings.ToLower(words)) }

// asTyped looks for words as they were typed. Databases lower only the letters of
// ASCII for sure, so a name is looked for both ways: "Élodie" is found as it is.
func asTyped(words string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.TrimSpace(words)) + "%"
}

// PersonRow is one person in the operator's list.
type PersonRow struct {
	ID       id.ID
	State    flow.State
	Name     string
	Email    string
	Lang     string
	Operator bool
	Expert   bool // has an expert profile
	SeenAt   clock.Micros
	MadeAt   clock.Micros
}

const personRow = `p.id, p.state, p.name, COALESCE(p.email, ''), p.lang, p.operator,
	EXISTS (SELECT 1 FROM expert_profile x WHERE x.person_id = p.id),
	(SELECT MAX(s.seen_at) FROM account_session s WHERE s.person_id = p.id), p.made_at`

const personMatch = `($1 = '%%' OR LOWER(p.name) LIKE $1 ESCAPE '\' OR p.name LIKE $4 ESCAPE '\' OR COALESCE(p.email, '') LIKE $1 ESCAPE '\')`

var (
	deskPeopleNew = db.Read("view.desk.people.newest", `SELECT `+personRow+` FROM account_person p
		WHERE `+personMatch+` AND (CAST($2 AS BYTEA) IS NULL OR (p.made_at, p.id) < (SELECT q.made_at, q.id FROM account_person q WHERE q.id = $2))
		ORDER BY p.made_at DESC, p.id DESC LIMIT $3`)
	deskPeopleName = db.Read("view.desk.people.name", `SELECT `+personRow+` FROM account_person p
		WHERE `+personMatch+` AND (CAST($2 AS BYTEA) IS NULL OR (LOWER(p.name), p.id) > (SELECT LOWER(q.name), q.id FROM account_person q WHERE q.id = $2))
		ORDER BY LOWER(p.name), p.id LIMIT $3`)
)

func scanPersonRow(row db.Scanner) (PersonRow, error) {
	var p PersonRow
	err := row.Scan(&p.ID, &p.State, &p.Name, &p.Email, &p.Lang, &p.Operator, &p.Expert, &p.SeenAt, &p.MadeAt)
	return p, err
}

// cut keeps a page of a list that was read with one row more.
func cut[T any](list []T, limit int, err error) ([]T, bool, error) {
	if err != nil || len(list) <= limit {
		return list, false, err
	}
	return list[:limit], true, nil
}

// DeskPeople lists people whose name or address holds the words, after one of them.
func DeskPeople(ctx context.Context, r db.Reader, words string, order Order, after id.ID, limit int) ([]PersonRow, bool, error) {
	q := deskPeopleNew
	if order == ByName {
		q = deskPeopleName
	}
	list, err := db.All(ctx, r, q, scanPersonRow, pattern(words), after, limit+1, asTyped(words))
	return cut(list, limit, err)
}

// Belonging is an organisation a person belongs to, or a person of an organisation.
type Belonging struct {
	Organisation account.Organisation
	Person       account.Person
	Membership   account.Membership
}

// DeskPerson is everything the operator sees of one person.
type DeskPerson struct {
	Person         account.Person
	Belongs        []Belonging
	Profile        expert.Profile // zero without one
	HasProfile     bool
	Certifications []expert.Certification
	Mails          []notify.Mail // the newest ones
	Sessions       int64
}

var deskSessions = db.Read("view.desk.sessions", `SELECT CAST(COUNT(*) AS BIGINT) FROM account_session WHERE person_id = $1 AND ended_at IS NULL AND ends_at > $2`)

// DeskPersonOf gathers it, or Missing.
func DeskPersonOf(ctx context.Context, r db.Reader, person id.ID) (DeskPerson, error) {
	var d DeskPerson
	var err error
	if d.Person, err = account.FindPerson(ctx, r, person); err != nil {
		return d, err
	}
	memberships, err := account.MembershipsOf(ctx, r, person)
	if err != nil {
		return d, err
	}
	for _, m := range memberships {
		o, err := account.FindOrganisation(ctx, r, m.Organisation)
		if err != nil {
			return d, err
		}
		d.Belongs = append(d.Belongs, Belonging{Organisation: o, Membership: m})
	}
	if d.Profile, err = expert.FindByPerson(ctx, r, person); err == nil {
		d.HasProfile = true
		if d.Certifications, err = expert.CertificationsOf(ctx, r, d.Profile.ID); err != nil {
			return d, err
		}
	} else if err = missingIsNone(err); err != nil {
		return d, err
	}
	if d.Mails, _, err = notify.List(ctx, r, notify.Filter{Person: person}, id.None, 10); err != nil {
		return d, err
	}
	d.Sessions, err = db.Value[int64](ctx, r, deskSessions, person, int64(clock.Wall()))
	return d, err
}

// OrganisationRow is one organisation in the operator's list.
type OrganisationRow struct {
	ID           id.ID
	State        flow.State
	Kind         string
	Name         string
	Country      string
	Members      int64
	Registration flow.State // of its registration; blank without one
	MadeAt       clock.Micros
}

const organisationRow = `o.id, o.state, o.kind, o.name, o.country,
	(SELECT CAST(COUNT(*) AS BIGINT) FROM account_membership m WHERE m.organisation_id = o.id AND m.left_at IS NULL),
	COALESCE((SELECT g.state FROM registration_seller g WHERE g.organisation_id = o.id), ''), o.made_at`

const organisationMatch = `($1 = '%%' OR LOWER(o.name) LIKE $1 ESCAPE '\' OR o.name LIKE $5 ESCAPE '\') AND ($4 = '' OR o.kind = $4)`

var (
	deskOrganisationsNew = db.Read("view.desk.organisations.newest", `SELECT `+organisationRow+` FROM account_organisation o
		WHERE `+organisationMatch+` AND (CAST($2 AS BYTEA) IS NULL OR (o.made_at, o.id) < (SELECT q.made_at, q.id FROM account_organisation q WHERE q.id = $2))
		ORDER BY o.made_at DESC, o.id DESC LIMIT $3`)
	deskOrganisationsName = db.Read("view.desk.organisations.name", `SELECT `+organisationRow+` FROM account_organisation o
		WHERE `+organisationMatch+` AND (CAST($2 AS BYTEA) IS NULL OR (LOWER(o.name), o.id) > (SELECT LOWER(q.name), q.id FROM account_organisation q WHERE q.id = $2))
		ORDER BY LOWER(o.name), o.id LIMIT $3`)
)

// DeskOrganisations lists organisations whose name holds the words; kind "" is both.
func DeskOrganisations(ctx context.Context, r db.Reader, words, kind string, order Order, after id.ID, limit int) ([]OrganisationRow, bool, error) {
	q := deskOrganisationsNew
	if order == ByName {
		q = deskOrganisationsName
	}
	list, err := db.All(ctx, r, q, func(row db.Scanner) (OrganisationRow, error) {
		var o OrganisationRow
		err := row.Scan(&o.ID, &o.State, &o.Kind, &o.Name, &o.Country, &o.Members, &o.Registration, &o.MadeAt)
		return o, err
	}, pattern(words), after, limit+1, kind, asTyped(words))
	return cut(list, limit, err)
}

// DeskOrganisation is everything the operator sees of one organisation.
type DeskOrganisation struct {
	Organisation    account.Organisation
	Members         []Belonging
	Registration    registration.Registration
	HasRegistration bool
	Company         expert.Company
	HasCompany      bool
	Requests        []RequestRow       // the newest ones
	Conversations   []DeskConversation // the newest ones, on either side
}

// DeskOrganisationOf gathers it, or Missing.
func DeskOrganisationOf(ctx context.Context, r db.Reader, organisation id.ID) (DeskOrganisation, error) {
	var d DeskOrganisation
	var err error
	if d.Organisation, err = account.FindOrganisation(ctx, r, organisation); err != nil {
		return d, err
	}
	members, err := account.MembersOf(ctx, r, organisation)
	if err != nil {
		return d, err
	}
	for _, m := range members {
		p, err := account.FindPerson(ctx, r, m.Person)
		if err != nil {
			return d, err
		}
		d.Members = append(d.Members, Belonging{Person: p, Membership: m})
	}
	if d.Registration, err = registration.Of(ctx, r, organisation); err == nil {
		d.HasRegistration = true
	} else if err = missingIsNone(err); err != nil {
		return d, err
	}
	if d.Company, err = expert.FindCompany(ctx, r, organisation); err == nil {
		d.HasCompany = true
	} else if err = missingIsNone(err); err != nil {
		return d, err
	}
	if d.Requests, err = DeskRequestsOf(ctx, r, organisation); err != nil {
		return d, err
	}
	d.Conversations, err = DeskConversationsOf(ctx, r, organisation)
	return d, err
}
