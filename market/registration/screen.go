package registration

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/policy"
)

// Screens compares an organisation, and the people behind it, with the lists of
// sanctions; the room sanctions answers it.
type Screens interface {
	// BeforePaying looks at those who were not compared with the newest list.
	BeforePaying(ctx context.Context, organisations []id.ID) error
	// Held gives those about whom a match is not decided to be different.
	Held(ctx context.Context, r db.Reader, organisations ...id.ID) (map[id.ID]bool, error)
}

// HouseLooks tells whether the house still compares who registers: a match stands, and
// nothing is asked of the expert, who reads no more than that a check by the house is
// open. It is false unless the desk is checking.
func (r *Room) HouseLooks(ctx context.Context, d db.Reader, g Registration) (bool, error) {
	if r.Screens == nil || g.State != Checking {
		return false, nil
	}
	held, err := r.Screens.Held(ctx, d, g.Organisation)
	return held[g.Organisation], err
}

// screen compares whoever is about to be let in with a list that came since they were
// looked at last. It writes changes of its own, so it is called outside of any.
func (r *Room) screen(ctx context.Context, who policy.Actor, registration id.ID) error {
	if r.Screens == nil || !who.IsOperator() {
		return nil
	}
	g, err := Find(ctx, r.journal.DB, registration)
	if err != nil || g.State != Checking {
		return err
	}
	return r.Screens.BeforePaying(ctx, []id.ID{g.Organisation})
}

// noMatch stops the desk from letting somebody in whose match is not decided to be
// different (AWS_IQ.md 5). The registration's row is held.
func (r *Room) noMatch(ctx context.Context, d db.Reader, g Registration) error {
	is, err := r.HouseLooks(ctx, d, g)
	if err == nil && is {
		err = fault.Conflict("registration.match_open")
	}
	return err
}
