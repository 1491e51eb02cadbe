package registration

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// Start begins the registration of the organisation the actor acts for.
func (r *Room) Start(ctx context.Context, who policy.Actor, in Details) (id.ID, error) {
	return journal.Do(ctx, r.journal, who, "registration.start", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if err := manages(ctx, tx, who); err != nil {
			return id.None, err
		}
		if err := noEmployee(ctx, tx, who.Person); err != nil {
			return id.None, err
		}
		if err := in.fill(ctx, tx, who.Organisation); err != nil {
			return id.None, err
		}
		g, err := r.check(ctx, tx, Registration{ID: id.New(), Organisation: who.Organisation, Person: who.Person, State: Started}, in)
		if err != nil {
			return id.None, err
		}
		if _, err := Of(ctx, tx, who.Organisation); !fault.IsKind(err, fault.KindMissing) {
			if err == nil {
				err = fault.Conflict("registration.exists")
			}
			return id.None, err
		}
		state, _, err := Flow.Make(ctx, tx, flow.Step{Move: "start", ID: g.ID, By: flow.Expert, Organisation: g.Organisation})
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, insert, g.ID, string(state), int64(tx.Now), g.Organisation, who.Person, g.LegalName, g.Country,
			g.NotEmployed, g.TermsAccepted, g.Answer, string(g.Seller))
		if db.IsUnique(err) {
			return id.None, fault.Conflict("registration.exists")
		}
		if err != nil {
			return id.None, err
		}
		_, err = r.follow(ctx, tx, g, false)
		return g.ID, err
	})
}

// Change corrects the details before the registration is handed in, or when something
// was asked for; the checks follow who registers, and where.
func (r *Room) Change(ctx context.Context, who policy.Actor, in Details) (id.ID, error) {
	return journal.Do(ctx, r.journal, who, "registration.change", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		g, err := r.changed(ctx, tx, who, in)
		if err != nil {
			return id.None, err
		}
		if g.State != Started && g.State != ActionRequired {
			return id.None, fault.Conflict("registration.moved_already")
		}
		if _, err := r.follow(ctx, tx, g, false); err != nil {
			return id.None, err
		}
		return g.ID, tx.Record(ctx, journal.Event{Name: "registration.change", Subject: g.ID, Organisation: g.Organisation})
	})
}

// changed writes the details into the registration of the organisation the actor acts
// for, and gives it.
func (r *Room) changed(ctx context.Context, tx *journal.Tx, who policy.Actor, in Details) (Registration, error) {
	if err := manages(ctx, tx, who); err != nil {
		return Registration{}, err
	}
	before, err := one(ctx, tx, guardOf, who.Organisation)
	if err != nil {
		return before, err
	}
	if err := noEmployee(ctx, tx, who.Person); err != nil {
		return before, err
	}
	if err := in.fill(ctx, tx, who.Organisation); err != nil {
		return before, err
	}
	g, err := r.check(ctx, tx, before, in)
	if err != nil {
		return g, err
	}
	_, err = tx.Exec(ctx, update, g.ID, g.LegalName, g.Country, g.NotEmployed, g.TermsAccepted, g.Answer, string(g.Seller))
	return g, err
}

// Submit hands the registration to the desk, with the details as they are now;
// after a question of the desk it is submitted again, with an answer.
func (r *Room) Submit(ctx context.Context, who policy.Actor, in Details) (id.ID, error) {
	return journal.Do(ctx, r.journal, who, "registration.submit", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		g, err := r.changed(ctx, tx, who, in)
		if err != nil {
			return id.None, err
		}
		checks, err := r.follow(ctx, tx, g, false)
		if err != nil {
			return id.None, err
		}
		move := "submit"
		if g.State != Started {
			move = "resubmit"
		}
		if _, err := tx.Exec(ctx, handedIn, g.ID, int64(tx.Now)); err != nil {
			return id.None, err
		}
		_, err = Flow.Move(ctx, tx, flow.Step{Move: move, ID: g.ID, From: g.State, By: flow.Expert, Facts: checks.Facts(g.Facts()), Organisation: g.Organisation})
		return g.ID, err
	})
}

// Activate lets the organisation sell, once every check has passed and no match with a
// sanctions list is undecided about it (fault registration.match_open).
func (r *Room) Activate(ctx context.Context, who policy.Actor, registration id.ID, reason string) error {
	return r.deskMove(ctx, who, "activate", RefuseInput{Registration: registration, Reason: reason}, nil)
}

// AskMore tells the expert what is missing.
func (r *Room) AskMore(ctx context.Context, who policy.Actor, registration id.ID, reason string) error {
	return r.deskMove(ctx, who, "ask_more", RefuseInput{Registration: registration, Reason: reason}, nil)
}

// manages refuses who may not register the organisation.
func manages(ctx context.Context, r db.Reader, who policy.Actor) error {
	m, err := account.Hat(ctx, r, who)
	if err == nil && !m.Manages() {
		return fault.Forbidden("registration.managers_only")
	}
	return err
}
