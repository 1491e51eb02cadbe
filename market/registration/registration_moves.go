package registration

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
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
		g, err := in.check(Registration{ID: id.New(), Organisation: who.Organisation}, r.Open)
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
			g.NotEmployed, g.TermsAccepted, g.Answer)
		if db.IsUnique(err) {
			return id.None, fault.Conflict("registration.exists")
		}
		return g.ID, err
	})
}

// Submit hands the registration to the desk, with the details as they are now;
// after a question of the desk it is submitted again, with an answer.
func (r *Room) Submit(ctx context.Context, who policy.Actor, in Details) (id.ID, error) {
	return journal.Do(ctx, r.journal, who, "registration.submit", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if err := manages(ctx, tx, who); err != nil {
			return id.None, err
		}
		before, err := one(ctx, tx, guardOf, who.Organisation)
		if err != nil {
			return id.None, err
		}
		g, err := in.check(before, r.Open)
		if err != nil {
			return id.None, err
		}
		move := "submit"
		if g.State != Started {
			move = "resubmit"
		}
		if _, err := tx.Exec(ctx, update, g.ID, g.LegalName, g.Country, g.NotEmployed, g.TermsAccepted, g.Answer, int64(tx.Now)); err != nil {
			return id.None, err
		}
		_, err = Flow.Move(ctx, tx, flow.Step{Move: move, ID: g.ID, From: g.State, By: flow.Expert, Facts: g.Facts(), Organisation: g.Organisation})
		return g.ID, err
	})
}

// Activate lets the organisation sell.
func (r *Room) Activate(ctx context.Context, who policy.Actor, registration id.ID, reason string) error {
	return r.decide(ctx, who, registration, "activate", reason)
}

// AskMore tells the expert what is missing.
func (r *Room) AskMore(ctx context.Context, who policy.Actor, registration id.ID, reason string) error {
	return r.decide(ctx, who, registration, "ask_more", reason)
}

// Suspend stops the organisation from selling until it is restored.
func (r *Room) Suspend(ctx context.Context, who policy.Actor, registration id.ID, reason string) error {
	return r.decide(ctx, who, registration, "suspend", reason)
}

// Restore ends a suspension.
func (r *Room) Restore(ctx context.Context, who policy.Actor, registration id.ID, reason string) error {
	return r.decide(ctx, who, registration, "restore", reason)
}

// decide is the desk's move: the reason is kept in the row and shown to the expert,
// the event holds none of it.
func (r *Room) decide(ctx context.Context, who policy.Actor, registration id.ID, move, reason string) error {
	in := struct {
		ID     id.ID
		Reason string
	}{registration, reason}
	_, err := journal.Do(ctx, r.journal, who, "registration."+move, in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("registration.desk_only")
		}
		rule := prose.Rule{Field: "reason", Min: 3, Max: 1000}
		if move == "activate" {
			rule.Min = 0
		}
		var form fault.Form
		reason := prose.Check(&form, rule, reason)
		if err := form.Err(); err != nil {
			return id.None, err
		}
		g, err := Find(ctx, tx, registration)
		if err != nil {
			return id.None, err
		}
		// Whoever entered it and leaves now has this reason blanked too; a company whose
		// member has left goes on, and so does the desk.
		if err := account.Hold(ctx, tx.Tx, g.Person); err != nil && !fault.IsKind(err, fault.KindMissing) {
			return id.None, err
		}
		if g, err = one(ctx, tx, guard, registration); err != nil {
			return id.None, err
		}
		spent := g.Spent
		if g.State == Checking {
			spent += tx.Now.Sub(g.Since)
		}
		if _, err := tx.Exec(ctx, note, g.ID, reason, spent.Microseconds()); err != nil {
			return id.None, err
		}
		_, err = Flow.Move(ctx, tx, flow.Step{Move: move, ID: g.ID, From: g.State, By: flow.Operator, Organisation: g.Organisation})
		tx.Wake(g.Person)
		return g.ID, err
	})
	return err
}

// manages refuses who may not register the organisation.
func manages(ctx context.Context, r db.Reader, who policy.Actor) error {
	m, err := account.Hat(ctx, r, who)
	if err == nil && !m.Manages() {
		return fault.Forbidden("registration.managers_only")
	}
	return err
}

// Erase blanks the words a leaving person wrote or were written about them. The
// legal name of a personal organisation is the person's own and goes too; a
// company's stays.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	list, err := db.All(ctx, tx, exported, scan, person)
	if err != nil {
		return err
	}
	for _, g := range list {
		o, err := account.FindOrganisation(ctx, tx, g.Organisation)
		if err != nil {
			return err
		}
		if o.Kind == account.KindPersonal {
			if _, err := tx.Exec(ctx, blankName, g.Organisation, person); err != nil {
				return err
			}
		}
	}
	_, err = tx.Exec(ctx, blankWords, person, int64(tx.Now))
	return err
}

// Export gives what this room holds about a person, for "download my data".
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	list, err := db.All(ctx, r, exported, scan, person)
	if err != nil {
		return nil, err
	}
	out := []map[string]any{}
	for _, g := range list {
		out = append(out, map[string]any{"id": ID.Text(g.ID), "state": g.State, "legal_name": g.LegalName, "country": g.Country,
			"answer": g.Answer, "reason": g.Reason, "submitted_at": g.SubmittedAt.Time()})
	}
	return out, nil
}
