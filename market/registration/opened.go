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
	s.Answer, err = r.answer(ctx, r.journal.DB, c)
	return s, err
}

// Opened gives the desk every check of a registration that applies, with the answers.
func (r *Room) Opened(ctx context.Context, who policy.Actor, registration id.ID) ([]Sheet, error) {
	if !who.IsOperator() {
		return nil, fault.Forbidden("registration.desk_only")
	}
	return r.opened(ctx, r.journal.DB, registration)
}

// masked shows the end only of what nobody has to read in full.
func (f Form) masked(a Answer) Answer {
	for _, q := range f.Fields {
		if said := []rune(a[q.Name]); q.Secret && len(said) > 0 {
			a[q.Name] = "•••• " + string(said[max(0, len(said)-4):])
		}
	}
	return a
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
		if s.Answer, err = r.answer(ctx, d, c); err != nil {
			return nil, err
		}
		s.Answer = s.Form.masked(s.Answer)
		all = append(all, s)
	}
	return all, nil
}
