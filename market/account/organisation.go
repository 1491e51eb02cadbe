package account

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// companiesMax bounds how many companies one person founds.
const companiesMax = 20

var (
	organisationGuard = db.Write("account.organisation.guard", `UPDATE account_organisation SET version = version + 1
		WHERE id = $1 AND state = 'active' RETURNING `+organisationColumns)
	organisationChange = db.Write("account.organisation.change", `UPDATE account_organisation SET name = $1, country = $2 WHERE id = $3`)
	companiesOwned     = db.Read("account.companies.owned", `SELECT COUNT(*) FROM account_membership m
		JOIN account_organisation o ON o.id = m.organisation_id AND o.kind = 'company' AND o.state = 'active'
		WHERE m.person_id = $1 AND m.role = 'owner' AND m.left_at IS NULL`)
	organisationsOf = db.Read("account.organisations.of", `SELECT o.id, o.state, o.kind, o.name, o.country, COALESCE(o.handle, ''), o.made_at,
			m.organisation_id, m.person_id, m.role, m.may_propose, m.may_access, m.may_write_self, m.may_write_company, m.default_voice
		FROM account_membership m JOIN account_organisation o ON o.id = m.organisation_id
		WHERE m.person_id = $1 AND m.left_at IS NULL AND o.state = 'active' ORDER BY m.made_at, o.id LIMIT 200`)
)

// Belonging is an organisation and a person's place in it.
type Belonging struct {
	Organisation Organisation
	Membership   Membership
}

func scanBelonging(row db.Scanner) (Belonging, error) {
	var b Belonging
	o, m := &b.Organisation, &b.Membership
	err := row.Scan(&o.ID, &o.State, &o.Kind, &o.Name, &o.Country, &o.Handle, &o.MadeAt,
		&m.Organisation, &m.Person, &m.Role, &m.MayPropose, &m.MayAccess, &m.MayWriteSelf, &m.MayWriteCompany, &m.DefaultVoice)
	return b, err
}

// Belongings lists the organisations of the actor, the personal one first.
func (r *Room) Belongings(ctx context.Context, who policy.Actor) ([]Belonging, error) {
	if !who.IsSignedIn() {
		return nil, fault.Unauthenticated("account.sign_in_first")
	}
	return db.All(ctx, r.journal.DB, organisationsOf, scanBelonging, who.Person)
}

// guardOrganisation holds the organisation's row until the change ends and gives
// its newest words; one that is closed is Missing. Every rule about its members is
// guarded here first, so that of twenty at once each sees what the one before did.
func guardOrganisation(ctx context.Context, tx *journal.Tx, organisation id.ID) (Organisation, error) {
	list, err := db.All(ctx, tx, organisationGuard, scanOrganisation, organisation)
	if err == nil && len(list) == 0 {
		err = fault.Missing("organisation.missing")
	}
	if err != nil {
		return Organisation{}, err
	}
	return list[0], nil
}

// GuardOrganisation is guardOrganisation for the rules of other rooms that span rows of
// one organisation.
func GuardOrganisation(ctx context.Context, tx *journal.Tx, organisation id.ID) error {
	_, err := guardOrganisation(ctx, tx, organisation)
	return err
}

// asManager guards the organisation and the actor's right to manage its members.
func asManager(ctx context.Context, tx *journal.Tx, who policy.Actor, organisation id.ID) (Organisation, Membership, error) {
	if !who.IsSignedIn() {
		return Organisation{}, Membership{}, fault.Unauthenticated("account.sign_in_first")
	}
	o, err := guardOrganisation(ctx, tx, organisation)
	if err != nil {
		return o, Membership{}, err
	}
	m, err := FindMembership(ctx, tx, organisation, who.Person)
	if err == nil && !m.Manages() {
		err = fault.Forbidden("organisation.not_manager")
	}
	return o, m, err
}

// OrganisationInput is what a form about an organisation holds. Country is an ISO
// 3166-1 alpha-2 code, or blank.
type OrganisationInput struct {
	Name    string
	Country string
}

func (in OrganisationInput) checked() (OrganisationInput, error) {
	var form fault.Form
	in.Name = prose.Check(&form, organisationRule("name"), in.Name)
	if !KnownCountry(in.Country) {
		form.Add("country", "choice")
	}
	return in, form.Err()
}

// KnownCountry tells whether s is blank or two capital letters as in ISO 3166-1;
// which countries are open is the house's configuration and the registration's rule.
func KnownCountry(s string) bool {
	if s == "" {
		return true
	}
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

// MakeCompany founds a company owned by the actor.
func (r *Room) MakeCompany(ctx context.Context, who policy.Actor, in OrganisationInput) (id.ID, error) {
	if !who.IsSignedIn() {
		return id.None, fault.Unauthenticated("account.sign_in_first")
	}
	in, err := in.checked()
	if err != nil {
		return id.None, err
	}
	return journal.Do(ctx, r.journal, who, "organisation.make", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if err := guardPerson(ctx, tx, who.Person); err != nil {
			return id.None, err
		}
		owned, err := db.Value[int64](ctx, tx, companiesOwned, who.Person)
		if err != nil {
			return id.None, err
		}
		if owned >= companiesMax {
			return id.None, fault.Conflict("organisation.too_many").With("Max", companiesMax)
		}
		return Found(ctx, tx, who.Person, KindCompany, in.Name, in.Country)
	})
}

// ChangeOrganisation sets an organisation's name and country.
func (r *Room) ChangeOrganisation(ctx context.Context, who policy.Actor, organisation id.ID, in OrganisationInput) error {
	in, err := in.checked()
	if err != nil {
		return err
	}
	return r.once(ctx, who, "organisation.change", []any{organisation, in}, func(ctx context.Context, tx *journal.Tx) error {
		o, _, err := asManager(ctx, tx, who, organisation)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, organisationChange, in.Name, in.Country, o.ID); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "organisation.change", Subject: o.ID, Organisation: o.ID,
			Data: map[string]any{"country": in.Country}})
	})
}

// CloseOrganisation ends a company. Only an owner may, when nothing is open there;
// its members leave it. A personal organisation ends with its person.
func (r *Room) CloseOrganisation(ctx context.Context, who policy.Actor, organisation id.ID) error {
	return r.once(ctx, who, "organisation.close", organisation, func(ctx context.Context, tx *journal.Tx) error {
		o, m, err := asManager(ctx, tx, who, organisation)
		if err != nil {
			return err
		}
		switch {
		case o.Kind == KindPersonal:
			return fault.Forbidden("organisation.personal")
		case m.Role != Owner:
			return fault.Forbidden("organisation.not_owner")
		}
		return r.closeOrganisation(ctx, tx, o)
	})
}

// closeOrganisation ends a guarded organisation, in a change.
func (r *Room) closeOrganisation(ctx context.Context, tx *journal.Tx, o Organisation) error {
	open, err := r.openAt(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		return stillOpen(open)
	}
	members, err := MembersOf(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	for _, m := range members {
		if err := endMembership(ctx, tx, m); err != nil {
			return err
		}
	}
	if err := withdrawAll(ctx, tx, o.ID); err != nil {
		return err
	}
	_, err = OrganisationFlow.Move(ctx, tx, flow.Step{Move: "close", ID: o.ID, From: o.State, By: "owner", Organisation: o.ID,
		Facts: flow.Facts{"nothing_open": true}})
	return err
}
