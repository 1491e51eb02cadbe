package registration

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
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
	if g.State != Checking {
		return false, nil
	}
	return r.held(ctx, d, g)
}

func (r *Room) held(ctx context.Context, d db.Reader, g Registration) (bool, error) {
	if r.Screens == nil {
		return false, nil
	}
	held, err := r.Screens.Held(ctx, d, g.Organisation)
	return held[g.Organisation], err
}

// screen compares whoever is about to be let in, or in again, with a list that came
// since they were looked at last. It writes changes of its own, so it is called outside
// of any.
func (r *Room) screen(ctx context.Context, registration id.ID) error {
	if r.Screens == nil {
		return nil
	}
	g, err := Find(ctx, r.journal.DB, registration)
	if err != nil || g.State != Checking && !g.Stopped() {
		return err
	}
	return r.Screens.BeforePaying(ctx, []id.ID{g.Organisation})
}

// barred refuses to let somebody sell, or sell again, who is on the list of employees,
// or whose match with a list of sanctions is not decided to be another's (AWS_IQ.md 5).
// The registration's row is held.
func (r *Room) barred(ctx context.Context, d db.Reader, g Registration) error {
	is, err := IsEmployee(ctx, d, g.Person)
	if is || err != nil {
		return errors.Join(err, employeeAtDesk(is))
	}
	if is, err = r.held(ctx, d, g); is && err == nil {
		err = fault.Conflict("registration.match_open")
	}
	return err
}
