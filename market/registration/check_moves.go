package registration

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Fact answers for another room whether what a check asks for is there: a second
// factor, an account to be paid to.
type Fact func(ctx context.Context, r db.Reader, g Registration) (bool, error)

// Handed is an answer that another room keeps.
type Handed struct {
	Registration Registration
	Check        id.ID
	Kind         Kind
	Person       id.ID
	Answer       Answer
	Until        clock.Micros // when it runs out; zero for never
}

// Keeper keeps the answers to a kind of check in a room of its own, under seal, because
// a law asks to keep them longer than anything else here (the room tax).
type Keeper interface {
	// Keep files an answer; look tells that the desk has to look at it.
	Keep(ctx context.Context, tx *journal.Tx, in Handed) (look bool, err error)
	// Kept opens what was filed last; nil when there is nothing.
	Kept(ctx context.Context, d db.Reader, check id.ID) (Answer, error)
}

// knows tells whether the house can put or judge this kind at all.
func (r *Room) knows(kind Kind) bool {
	_, form := forms[kind]
	return form || r.Facts[kind] != nil
}

// follow makes the checks of a registration follow the table and the facts, and gives
// them as they stand then. What the desk has sent back settles by itself only when
// another room has changed something since. The registration's row is held.
func (r *Room) follow(ctx context.Context, tx *journal.Tx, g Registration, changedElsewhere bool) (Checks, error) {
	have, err := ChecksOf(ctx, tx, g.ID)
	if err != nil {
		return nil, err
	}
	by := map[Kind]Check{}
	for _, c := range have {
		by[c.Kind] = c
	}
	changed := false
	for _, row := range Table {
		c, there := by[row.Kind]
		move := ""
		switch applies := r.knows(row.Kind) && row.AppliesTo(g.Seller, g.Country); {
		case applies && !there:
			changed = true
			if c, err = r.ask(ctx, tx, g, row.Kind); err != nil {
				return nil, err
			}
			there = true
		case applies && c.State == Dropped:
			move = "ask"
		case !applies && there && c.State != Dropped:
			move = "drop"
		}
		if move == "" && there && c.State != Dropped {
			if move, err = r.judge(ctx, tx, g, c, changedElsewhere); err != nil {
				return nil, err
			}
		}
		if move != "" {
			changed = true
			if err := moveCheck(ctx, tx, g, c, move, flow.System, 0); err != nil {
				return nil, err
			}
		}
	}
	if !changed {
		return have, nil
	}
	return ChecksOf(ctx, tx, g.ID)
}

// judge is the move that a fact of another room makes due, if any.
func (r *Room) judge(ctx context.Context, d db.Reader, g Registration, c Check, afresh bool) (string, error) {
	fact := r.Facts[c.Kind]
	if fact == nil || c.State == Failed && !afresh {
		return "", nil
	}
	is, err := fact(ctx, d, g)
	switch {
	case err != nil:
		return "", err
	case is && c.State != Passed:
		return "settle", nil
	case !is && c.State == Passed:
		return "unsettle", nil
	}
	return "", nil
}

func (r *Room) ask(ctx context.Context, tx *journal.Tx, g Registration, kind Kind) (Check, error) {
	c := Check{ID: id.New(), Registration: g.ID, Kind: kind}
	state, _, err := CheckFlow.Make(ctx, tx, flow.Step{Move: "ask", ID: c.ID, By: flow.System, Organisation: g.Organisation, Data: checkData(c)})
	if err != nil {
		return c, err
	}
	c.State = state
	_, err = tx.Exec(ctx, checkInsert, c.ID, string(state), int64(tx.Now), g.ID, string(kind))
	return c, err
}

func checkData(c Check) map[string]any {
	return map[string]any{"kind": string(c.Kind), "registration": c.Registration.String()}
}

func moveCheck(ctx context.Context, tx *journal.Tx, g Registration, c Check, move string, by flow.Role, until clock.Micros) error {
	_, err := CheckFlow.Move(ctx, tx, flow.Step{Move: move, ID: c.ID, From: c.State, By: by, Until: until, Organisation: g.Organisation, Data: checkData(c)})
	return err
}

// GiveInput is what somebody answers to a check.
type GiveInput struct {
	Kind   Kind
	Answer Answer
}

// Give answers a check of the registration of the organisation the actor acts for. What
// the house judges by itself passes at once, the rest waits for the desk; what had
// passed waits again.
func (r *Room) Give(ctx context.Context, who policy.Actor, in GiveInput) (id.ID, error) {
	return journal.Do(ctx, r.journal, who, "registration.check.give", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if err := manages(ctx, tx, who); err != nil {
			return id.None, err
		}
		g, err := one(ctx, tx, guardOf, who.Organisation)
		if err != nil {
			return id.None, err
		}
		all, err := r.follow(ctx, tx, g, false)
		if err != nil {
			return id.None, err
		}
		c, found := all.Of(in.Kind)
		form, has := forms[in.Kind]
		if !found || !has {
			return id.None, fault.Missing("check.missing")
		}
		if !g.mayGive() {
			return id.None, fault.Conflict("registration.moved_already")
		}
		row, _ := asked(c.Kind)
		for _, before := range row.After {
			if b, applies := all.Of(before); applies && b.WaitsFor() == flow.Expert {
				return id.None, fault.Conflict("check.after." + string(before))
			}
		}
		answer, err := form.check(g, in.Answer)
		if err != nil {
			return id.None, err
		}
		if err := r.wantsPapers(ctx, tx, g, c, form, answer); err != nil {
			return id.None, err
		}
		var until clock.Micros
		if form.Until != nil {
			until = form.Until(g, answer, tx.Now, r.zone())
		}
		look := row.Desk || form.Desk != nil && form.Desk(answer)
		var sealed []byte
		if keeper := r.Keepers[c.Kind]; keeper != nil {
			wants, err := keeper.Keep(ctx, tx, Handed{Registration: g, Check: c.ID, Kind: c.Kind, Person: who.Person, Answer: answer, Until: until})
			if err != nil {
				return id.None, err
			}
			look = look || wants
		} else if sealed, err = r.sealAnswer(c.ID, answer); err != nil {
			return id.None, err
		}
		if _, err := tx.Exec(ctx, checkGive, c.ID, who.Person, sealed, int64(tx.Now)); err != nil {
			return id.None, err
		}
		if err := moveCheck(ctx, tx, g, c, "give", flow.Expert, 0); err != nil {
			return id.None, err
		}
		if look {
			return c.ID, nil
		}
		c.State = Given
		return c.ID, moveCheck(ctx, tx, g, c, "settle", flow.System, until)
	})
}

// mayGive tells whether checks may be answered now.
func (g Registration) mayGive() bool {
	switch g.State {
	case Started, Checking, ActionRequired, Active:
		return true
	}
	return false
}

// Refresh looks again at what other rooms say of an organisation's checks; a reaction
// calls it when something of theirs has changed. There may be no registration.
func (r *Room) Refresh(ctx context.Context, who policy.Actor, organisation id.ID) error {
	if _, err := Of(ctx, r.journal.DB, organisation); err != nil {
		if fault.IsKind(err, fault.KindMissing) {
			return nil
		}
		return err
	}
	err := r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		g, err := one(ctx, tx, guardOf, organisation)
		if err != nil {
			return err
		}
		if !g.mayGive() {
			return errAsBefore
		}
		if _, err = r.follow(ctx, tx, g, true); err == nil && tx.Last().IsNone() {
			return errAsBefore
		}
		tx.Wake(g.Person)
		return err
	})
	if errors.Is(err, errAsBefore) {
		return nil
	}
	return err
}

// errAsBefore rolls a look back that found everything as it was.
var errAsBefore = errors.New("registration: nothing has changed")

// turnBack notes the desk's words and how long it has taken so far, and moves the
// registration.
func (r *Room) turnBack(ctx context.Context, tx *journal.Tx, g Registration, move, reason string, facts flow.Facts) error {
	spent := g.Spent
	if g.State == Checking {
		spent += tx.Now.Sub(g.Since)
	}
	if _, err := tx.Exec(ctx, note, g.ID, reason, spent.Microseconds()); err != nil {
		return err
	}
	if g.ProposedRule != "" && move != "propose_refusal" && move != "reject_refusal" {
		if _, err := tx.Exec(ctx, unproposed, g.ID, ""); err != nil {
			return err
		}
	}
	_, err := Flow.Move(ctx, tx, flow.Step{Move: move, ID: g.ID, From: g.State, By: flow.Operator, Facts: facts, Organisation: g.Organisation, Until: g.Deadline})
	return err
}

// Expire lets the clock end what has run out; an active registration waits for its
// expert then.
func (r *Room) Expire(ctx context.Context, who policy.Actor, check id.ID) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		c, err := FindCheck(ctx, tx, check)
		if err != nil {
			return err
		}
		g, err := one(ctx, tx, guard, c.Registration)
		if err != nil {
			return err
		}
		if c, err = FindCheck(ctx, tx, check); err != nil {
			return err
		}
		if c.Deadline.IsZero() || tx.Now < c.Deadline {
			return fault.Conflict("check.moved_already")
		}
		if err := moveCheck(ctx, tx, g, c, "expire", flow.Clock, 0); err != nil {
			return err
		}
		tx.Wake(g.Person)
		if g.State != Active {
			return nil
		}
		_, err = Flow.Move(ctx, tx, flow.Step{Move: "lapse", ID: g.ID, From: g.State, By: flow.System, Organisation: g.Organisation,
			Data: map[string]any{"kind": string(c.Kind)}})
		return err
	})
}
