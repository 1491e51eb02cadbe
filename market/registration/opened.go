package registration

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Sheet is a check with its questions and what was answered to them.
type Sheet struct {
	Check        Check
	Registration Registration
	Form         Form
	Answer       Answer
	// Papers are what was shown, with names, as far as the reader may open it.
	Papers []Paper
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
	if s.Answer, err = r.answer(ctx, r.journal.DB, c); err != nil {
		return s, err
	}
	return s, r.mayRead(ctx, who, &s)
}

// mayRead puts the papers into a sheet that its reader may open.
func (r *Room) mayRead(ctx context.Context, who policy.Actor, s *Sheet) error {
	if s.Form.Papers == nil || r.Files == nil {
		return nil
	}
	all, err := PapersOf(ctx, r.journal.DB, s.Check.ID)
	for _, p := range all {
		if p.Person == who.Person || s.Check.Kind != Identity {
			s.Papers = append(s.Papers, p)
		}
	}
	if err == nil {
		err = r.named(s.Papers)
	}
	return err
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

// OpenCheck gives the desk one check with what was answered and shown. Each opening of
// one that holds anything is an event, which names nobody.
func (r *Room) OpenCheck(ctx context.Context, who policy.Actor, check id.ID) (Sheet, error) {
	if !who.IsOperator() {
		return Sheet{}, fault.Forbidden("registration.desk_only")
	}
	d := r.journal.DB
	c, err := FindCheck(ctx, d, check)
	if err != nil {
		return Sheet{}, err
	}
	g, err := Find(ctx, d, c.Registration)
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Check: c, Registration: g, Form: forms[c.Kind]}
	if s.Answer, err = r.answer(ctx, d, c); err != nil {
		return s, err
	}
	s.Answer = s.Form.masked(s.Answer)
	if s.Papers, err = PapersOf(ctx, d, c.ID); err != nil {
		return s, err
	}
	if err := r.named(s.Papers); err != nil || len(s.Answer) == 0 && len(s.Papers) == 0 {
		return s, err
	}
	return s, r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		return tx.Record(ctx, journal.Event{Name: "check.open", Subject: c.ID, Organisation: g.Organisation, Data: checkData(c)})
	})
}
