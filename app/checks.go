package app

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/payout"
	"guildhall/market/registration"
)

// answered is a kind of check that another room's rows settle: what it asks of them,
// after which events it is looked at again, and whose registrations those are about.
type answered struct {
	Kind  registration.Kind
	Is    registration.Fact
	Whose func(h *House, ctx context.Context, e journal.Event) ([]id.ID, error)
	After []string
}

// answers is every check of a registration that is answered on another page, one row
// each; the others have questions of their own (market/registration/check_form.go).
func (h *House) answers() []answered {
	all := []answered{
		{registration.Individual, of(expert.HasIndividual), ofTheActor, []string{"expert.create", "expert.update", "expert.picture"}},
		{registration.Individual, nil, ofTheOrganisation, []string{"membership.begin", "membership.end"}},
		{registration.Factor, ofWhoRegisters, ofThePerson, []string{"factor.add", "factor.remove", "factor.reset"}},
		{registration.Company, of(expert.HasCompany), ofTheOrganisation, []string{"company.create", "company.update", "company.logo"}},
	}
	if h.Payouts.Bank == nil { // Nobody can be paid here yet, so nobody is asked where.
		return all
	}
	return append(all, []answered{
		{registration.Bank, of(payout.HasAccount), ofTheOrganisation, []string{"payout_account.add", "payout_account.replace", "payout_account.stop", "payout_account.remove", "payout_account.refuse"}},
		{registration.Preference, of(payout.HasPreference), ofTheOrganisation, []string{"payout_preference.set"}},
	}...)
}

// of asks about the registration's organisation.
func of(is func(ctx context.Context, r db.Reader, organisation id.ID) (bool, error)) registration.Fact {
	return func(ctx context.Context, r db.Reader, g registration.Registration) (bool, error) {
		return is(ctx, r, g.Organisation)
	}
}

// ofTheOrganisation is the registration of the organisation that the event is about.
func ofTheOrganisation(_ *House, _ context.Context, e journal.Event) ([]id.ID, error) {
	return []id.ID{e.Organisation}, nil
}

// ofTheActor is every registration to which whoever did it belongs: what somebody
// says about themselves counts for each organisation they sell for.
func ofTheActor(h *House, ctx context.Context, e journal.Event) (all []id.ID, err error) {
	members, err := account.MembershipsOf(ctx, h.DB, e.Actor)
	for _, m := range members {
		all = append(all, m.Organisation)
	}
	return all, err
}

// ofWhoRegisters asks whether the person who registers has a second factor.
func ofWhoRegisters(ctx context.Context, r db.Reader, g registration.Registration) (bool, error) {
	return account.HasFactor(ctx, r, g.Person)
}

// ofThePerson is every registration to which the person belongs whom the event is
// about, whoever did it.
func ofThePerson(h *House, ctx context.Context, e journal.Event) ([]id.ID, error) {
	text, _ := e.Data["person"].(string)
	var person id.ID
	if err := person.UnmarshalText([]byte(text)); err != nil {
		return nil, err
	}
	e.Actor = person
	return ofTheActor(h, ctx, e)
}

// facts gives the registrations what the table answers.
func (h *House) facts() {
	h.Registrations.Facts = map[registration.Kind]registration.Fact{}
	for _, a := range h.answers() {
		if a.Is != nil {
			h.Registrations.Facts[a.Kind] = a.Is
		}
	}
}

// lookAgain are the reactions of the table: the checks follow what was changed.
func (h *House) lookAgain() (list []reaction) {
	for _, a := range h.answers() {
		for _, event := range a.After {
			list = append(list, reaction{Name: "look again at " + string(a.Kind), When: event,
				Do: func(ctx context.Context, who policy.Actor, e journal.Event) error {
					all, err := a.Whose(h, ctx, e)
					for _, organisation := range all {
						err = errors.Join(err, h.Registrations.Refresh(ctx, who, organisation))
					}
					return err
				}})
		}
	}
	return list
}
