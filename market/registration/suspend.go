package registration

import (
	"context"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// SuspendAtMost is how long a suspension may last that ends by itself.
const SuspendAtMost = 366 * 24 * time.Hour

var (
	suspended = db.Write("registration.suspended", `UPDATE registration_seller SET rule = $2, judge_id = $3, appeal = '' WHERE id = $1`)
	cleared   = db.Write("registration.cleared", `UPDATE registration_seller SET rule = '', judge_id = NULL, appeal = '' WHERE id = $1`)
	stopped   = db.Read("registration.is_stopped", `SELECT 1 FROM registration_seller WHERE organisation_id = $1 AND state IN ('suspended', 'contested')`)
)

// SuspendInput is what the desk decides about somebody who sells: the published rule,
// what happened, and, where it ends by itself, the day, in the house's zone.
type SuspendInput struct {
	Registration id.ID
	Rule         string
	Reason       string
	Until        string // YYYY-MM-DD; empty: until the desk ends it
}

// IsStopped tells whether the organisation is suspended: what it agreed goes on and is
// paid, and nothing new is agreed with it.
func IsStopped(ctx context.Context, r db.Reader, organisation id.ID) (bool, error) {
	return db.Exists(ctx, r, stopped, organisation)
}

// Suspend stops the organisation from agreeing anything new, by a published rule, until
// a day or until it is restored. Running work, its payments and payouts go on.
func (r *Room) Suspend(ctx context.Context, who policy.Actor, in SuspendInput) error {
	desk := RefuseInput(in)
	return r.deskMove(ctx, who, "suspend", desk, func(ctx context.Context, tx *journal.Tx, g Registration) error {
		_, err := tx.Exec(ctx, suspended, g.ID, in.Rule, who.Person)
		return err
	})
}

// suspension reads what the desk typed about one: the moment at which it ends.
func (r *Room) suspension(in RefuseInput, now clock.Micros) (until clock.Micros, err error) {
	var form fault.Form
	if !Suspends(in.Rule) {
		form.Add("rule", "choice")
	}
	if in.Until != "" {
		day, err := time.ParseInLocation(time.DateOnly, in.Until, r.zone())
		switch until = clock.Of(day); {
		case err != nil:
			form.Add("until", "date")
		case until <= now:
			form.Add("until", "date_past")
		case until > now.Add(SuspendAtMost):
			form.Add("until", "date_far")
		}
	}
	return until, form.Err()
}

// Restore ends a suspension, appealed against or not, unless an undecided match with a
// list of sanctions stands (fault registration.match_open).
func (r *Room) Restore(ctx context.Context, who policy.Actor, registration id.ID, reason string) error {
	return r.deskMove(ctx, who, "restore", RefuseInput{Registration: registration, Reason: reason}, func(ctx context.Context, tx *journal.Tx, g Registration) error {
		_, err := tx.Exec(ctx, cleared, g.ID)
		return err
	})
}

// Contest asks the desk, once, to look again at a suspension. It is decided within
// AppealDecideDays; the suspension stands meanwhile, and its end too.
func (r *Room) Contest(ctx context.Context, who policy.Actor, reason string) (id.ID, error) {
	return r.ownMove(ctx, who, "contest", reason, func(ctx context.Context, tx *journal.Tx, g Registration) error {
		var form fault.Form
		text := prose.Check(&form, prose.Rule{Field: "appeal", Min: 10, Max: 3000}, reason)
		if err := form.Err(); err != nil || !g.Stopped() {
			return err
		}
		_, err := tx.Exec(ctx, appealed, g.ID, text)
		return err
	})
}

// Keep ends an appeal against a suspension: it stands, for reasons written anew. Another
// operator than the one who suspended decides, where there is one.
func (r *Room) Keep(ctx context.Context, who policy.Actor, registration id.ID, reason string) error {
	return r.deskMove(ctx, who, "keep", RefuseInput{Registration: registration, Reason: reason}, anotherJudge(who))
}

// Resume lets the clock end a suspension on its day. Where a match with a list of
// sanctions is undecided by then, or whoever registered is on the list of employees, it
// goes on until the desk ends it, and the desk is told.
func (r *Room) Resume(ctx context.Context, who policy.Actor, registration id.ID) error {
	if err := r.screen(ctx, registration); err != nil {
		return err
	}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		g, err := one(ctx, tx, guard, registration)
		if err != nil {
			return err
		}
		if until := g.Until(); until.IsZero() || tx.Now < until {
			return fault.Conflict("registration.moved_already")
		}
		step := flow.Step{Move: "resume", ID: g.ID, From: g.State, By: flow.Clock, Organisation: g.Organisation}
		switch err := r.barred(ctx, tx, g); {
		case fault.IsKind(err, fault.KindConflict):
			step.Move, step.By = "prolong", flow.System
		case err != nil:
			return err
		default:
			if _, err := tx.Exec(ctx, cleared, g.ID); err != nil {
				return err
			}
		}
		tx.Wake(g.Person)
		_, err = Flow.Move(ctx, tx, step)
		return err
	})
}
