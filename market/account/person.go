package account

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
)

// Person is somebody who uses the house.
type Person struct {
	ID       id.ID
	State    flow.State
	Name     string // blank once erased
	Email    string // never shown to others; blank once erased
	Lang     string
	Zone     string
	Operator bool
	Picture  string // key in the blob store, or blank
	Handle   string // address of the public page, or blank
	MadeAt   clock.Micros
}

// Organisation is who buys and sells.
type Organisation struct {
	ID      id.ID
	State   flow.State
	Kind    string
	Name    string
	Country string
	Handle  string
	MadeAt  clock.Micros
}

const (
	personColumns       = `id, state, name, COALESCE(email, ''), lang, zone, operator, COALESCE(picture, ''), COALESCE(handle, ''), made_at`
	organisationColumns = `id, state, kind, name, country, COALESCE(handle, ''), made_at`
)

func scanPerson(row db.Scanner) (Person, error) {
	var p Person
	err := row.Scan(&p.ID, &p.State, &p.Name, &p.Email, &p.Lang, &p.Zone, &p.Operator, &p.Picture, &p.Handle, &p.MadeAt)
	return p, err
}

func scanOrganisation(row db.Scanner) (Organisation, error) {
	var o Organisation
	err := row.Scan(&o.ID, &o.State, &o.Kind, &o.Name, &o.Country, &o.Handle, &o.MadeAt)
	return o, err
}

var (
	personFind   = db.Read("account.person.find", `SELECT `+personColumns+` FROM account_person WHERE id = $1`)
	personEmail  = db.Read("account.person.by_email", `SELECT `+personColumns+` FROM account_person WHERE email = $1`)
	personInsert = db.Write("account.person.insert", `INSERT INTO account_person (id, state, state_since, version, name, email, lang, zone, operator, made_at)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $3)`)
	organisationFind   = db.Read("account.organisation.find", `SELECT `+organisationColumns+` FROM account_organisation WHERE id = $1`)
	organisationInsert = db.Write("account.organisation.insert", `INSERT INTO account_organisation (id, state, state_since, version, kind, name, country, made_at)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $3)`)
	membershipInsert = db.Write("account.membership.insert", `INSERT INTO account_membership (`+membershipColumns+`, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (organisation_id, person_id) DO UPDATE SET role = excluded.role, may_propose = excluded.may_propose,
			may_access = excluded.may_access, may_write_self = excluded.may_write_self, may_write_company = excluded.may_write_company,
			default_voice = excluded.default_voice, made_at = excluded.made_at, left_at = NULL`)
)

// FindPerson gives a person, or Missing.
func FindPerson(ctx context.Context, r db.Reader, person id.ID) (Person, error) {
	p, err := db.One(ctx, r, personFind, scanPerson, person)
	if errors.Is(err, db.ErrNone) {
		return p, fault.Missing("person.missing")
	}
	return p, err
}

// FindPersonByEmail gives the person with this address, or Missing.
func FindPersonByEmail(ctx context.Context, r db.Reader, email string) (Person, error) {
	if normal, ok := NormalEmail(email); ok {
		email = normal
	}
	p, err := db.One(ctx, r, personEmail, scanPerson, email)
	if errors.Is(err, db.ErrNone) {
		return p, fault.Missing("person.missing")
	}
	return p, err
}

// FindOrganisation gives an organisation, or Missing.
func FindOrganisation(ctx context.Context, r db.Reader, organisation id.ID) (Organisation, error) {
	o, err := db.One(ctx, r, organisationFind, scanOrganisation, organisation)
	if errors.Is(err, db.ErrNone) {
		return o, fault.Missing("organisation.missing")
	}
	return o, err
}

// NewPerson is what a joining person brings.
type NewPerson struct {
	Name     string
	Email    string
	Lang     string
	Zone     string
	Operator bool
}

// Join makes a person with a personal organisation, inside a change.
func Join(ctx context.Context, tx *journal.Tx, in NewPerson) (person, organisation id.ID, err error) {
	if email, ok := NormalEmail(in.Email); ok {
		in.Email = email
	}
	person = id.New()
	state, _, err := PersonFlow.Make(ctx, tx, flow.Step{Move: "join", ID: person, By: "self"})
	if err != nil {
		return person, organisation, err
	}
	_, err = tx.Exec(ctx, personInsert, person, string(state), int64(tx.Now), in.Name, in.Email, in.Lang, in.Zone, in.Operator)
	if db.IsUnique(err) {
		return person, organisation, fault.Conflict("account.email_taken")
	}
	if err != nil {
		return person, organisation, err
	}
	organisation, err = Found(ctx, tx, person, KindPersonal, in.Name, "")
	return person, organisation, err
}

// Found makes an organisation owned by the person, inside a change.
func Found(ctx context.Context, tx *journal.Tx, owner id.ID, kind, name, country string) (id.ID, error) {
	organisation := id.New()
	state, _, err := OrganisationFlow.Make(ctx, tx, flow.Step{Move: "make", ID: organisation, By: "owner", Organisation: organisation})
	if err != nil {
		return organisation, err
	}
	if _, err := tx.Exec(ctx, organisationInsert, organisation, string(state), int64(tx.Now), kind, name, country); err != nil {
		return organisation, err
	}
	voice := VoiceSelf
	if kind == KindCompany {
		voice = VoiceCompany
	}
	return organisation, Enrol(ctx, tx, Membership{
		Organisation: organisation, Person: owner, Role: Owner,
		MayPropose: true, MayAccess: true, MayWriteSelf: true, MayWriteCompany: true, DefaultVoice: voice,
	})
}

// Enrol makes a person a member, inside a change; one who left comes back.
func Enrol(ctx context.Context, tx *journal.Tx, m Membership) error {
	_, err := tx.Exec(ctx, membershipInsert, m.Organisation, m.Person, string(m.Role), m.MayPropose, m.MayAccess,
		m.MayWriteSelf, m.MayWriteCompany, m.DefaultVoice, int64(tx.Now))
	if err != nil {
		return err
	}
	tx.Wake(m.Person)
	return tx.Record(ctx, journal.Event{Name: "membership.begin", Subject: m.Person, Organisation: m.Organisation,
		Data: map[string]any{"role": string(m.Role)}})
}
