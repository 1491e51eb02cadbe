package registration

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/policy"
)

// Sheet is a check with its questions and what was answered to them.
type Sheet struct {
	Check        Check
	Registration Registration
	Form         Form
	Answer       Answer
}

// Mine opens a check for whoever manages the organisation the actor acts for. Missing
// when it is not asked for, or is answered elsewhere.
func (r *Room) Mine(ctx context.Context, who policy.Actor, kind Kind) (Sheet, error) {
	if err := manages(ctx, r.journal.DB, who); err != nil {
		return Sheet{}, err
	}
	g, err := Of(ctx, r.journal.DB, who.Organisation)
	if err != nil {
		return Sheet{}, err
	}
	checks, err := r.Checks(ctx, r.journal.DB, g)
	if err != nil {
		return Sheet{}, err
	}
	form, has := forms[kind]
	c, found := checks.Of(kind)
	if !has || !found {
		return Sheet{}, fault.Missing("check.missing")
	}
	s := Sheet{Check: c, Registration: g, Form: form}
	if c.ID.IsNone() {
		return s, nil
	}
	s.Answer, err = r.answer(ctx, r.journal.DB, c.ID)
	return s, err
}

// Opened gives the desk every check of a registration that applies, with the answers.
func (r *Room) Opened(ctx context.Context, who policy.Actor, registration id.ID) ([]Sheet, error) {
	if !who.IsOperator() {
		return nil, fault.Forbidden("registration.desk_only")
	}
	return r.opened(ctx, r.journal.DB, registration)
}

func (r *Room) opened(ctx context.Context, d db.Reader, registration id.ID) ([]Sheet, error) {
	g, err := Find(ctx, d, registration)
	if err != nil {
		return nil, err
	}
	checks, err := ChecksOf(ctx, d, registration)
	if err != nil {
		return nil, err
	}
	var all []Sheet
	for _, c := range checks {
		if !c.Applies() {
			continue
		}
		s := Sheet{Check: c, Registration: g, Form: forms[c.Kind]}
		if s.Answer, err = r.answer(ctx, d, c.ID); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}
