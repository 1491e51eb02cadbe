package registration

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// RefuseInput is what the desk decides about a registration: words of its own, and the
// published rule where it refuses.
type RefuseInput struct {
	Registration id.ID
	Rule         string
	Reason       string
	Until        string // of a suspension: SuspendInput.Until
}

// Refuse turns a registration down by a published rule (R2, R15). The expert may appeal
// for AppealDays. Where the desk asks for a second pair of eyes it is proposed instead
// (ProposeRefusal).
func (r *Room) Refuse(ctx context.Context, who policy.Actor, in RefuseInput) error {
	return r.deskMove(ctx, who, "refuse", in, func(ctx context.Context, tx *journal.Tx, g Registration) error {
		if !Refuses(in.Rule) {
			return fault.Invalid("form.invalid", fault.At("rule", "choice"))
		}
		_, err := tx.Exec(ctx, refused, g.ID, in.Rule, who.Person)
		return err
	})
}

// Uphold ends an appeal: the refusal stands. Another operator than the one who refused
// decides, where there is one.
func (r *Room) Uphold(ctx context.Context, who policy.Actor, registration id.ID, reason string) error {
	return r.deskMove(ctx, who, "uphold", RefuseInput{Registration: registration, Reason: reason}, anotherJudge(who))
}

// Overturn ends an appeal: the registration is checked again.
func (r *Room) Overturn(ctx context.Context, who policy.Actor, registration id.ID, reason string) error {
	return r.deskMove(ctx, who, "overturn", RefuseInput{Registration: registration, Reason: reason}, anotherJudge(who))
}

// ReopenSeller lets somebody begin anew who was refused for good.
func (r *Room) ReopenSeller(ctx context.Context, who policy.Actor, registration id.ID, reason string) error {
	return r.deskMove(ctx, who, "reopen", RefuseInput{Registration: registration, Reason: reason}, func(ctx context.Context, tx *journal.Tx, g Registration) error {
		_, err := tx.Exec(ctx, anew, g.ID)
		return err
	})
}

// deskMove is one move of the desk with its reason, and what goes with it.
func (r *Room) deskMove(ctx context.Context, who policy.Actor, move string, in RefuseInput,
	first func(ctx context.Context, tx *journal.Tx, g Registration) error) error {
	if (move == "activate" || move == "restore") && who.IsOperator() {
		if err := r.screen(ctx, in.Registration); err != nil {
			return err
		}
	}
	_, err := journal.Do(ctx, r.journal, who, "registration."+move, in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("registration.desk_only")
		}
		reason, err := words(move != "activate" && move != "confirm_refusal", in.Reason)
		if err != nil {
			return id.None, err
		}
		g, err := Find(ctx, tx, in.Registration)
		if err != nil {
			return id.None, err
		}
		// Whoever entered it and leaves now has this reason blanked too; a company whose
		// member has left goes on, and so does the desk.
		if err := account.Hold(ctx, tx.Tx, g.Person); err != nil && !fault.IsKind(err, fault.KindMissing) {
			return id.None, err
		}
		if g, err = one(ctx, tx, guard, in.Registration); err != nil {
			return id.None, err
		}
		if move == "suspend" {
			if g.Deadline, err = r.suspension(in, tx.Now); err != nil {
				return id.None, err
			}
		}
		if first != nil {
			if err := first(ctx, tx, g); err != nil {
				return id.None, err
			}
		}
		if move == "activate" || move == "restore" {
			if err := r.barred(ctx, tx, g); err != nil {
				return id.None, err
			}
		}
		var checks Checks
		if move == "activate" {
			if checks, err = r.follow(ctx, tx, g, false); err != nil {
				return id.None, err
			}
		}
		facts, err := DeskFacts(ctx, tx, g, checks)
		if err != nil {
			return id.None, err
		}
		switch move {
		case "propose_refusal", "reject_refusal": // Nobody but the desk reads their words.
			reason = g.Reason
		case "confirm_refusal":
			reason = g.ProposedReason
		}
		tx.Wake(g.Person)
		if err := r.turnBack(ctx, tx, g, move, reason, facts); err != nil {
			return id.None, err
		}
		return g.ID, final(ctx, tx, g, move)
	})
	return err
}

// employeeAtDesk tells the desk that nobody on its list of employees can sell.
func employeeAtDesk(is bool) error {
	if !is {
		return nil
	}
	return fault.Conflict("registration.employee_listed")
}

// final notes when a registration was decided for good, and forgets it where that is
// undone: what was shown for the identity is erased by it.
func final(ctx context.Context, tx *journal.Tx, g Registration, move string) error {
	var at any
	switch move {
	case "activate", "uphold", "close", "withdraw":
		at = int64(tx.Now)
	case "overturn", "reopen", "restart":
	default:
		return nil
	}
	_, err := tx.Exec(ctx, decided, g.ID, at)
	return err
}

// Appeal asks the desk to look again at a refusal, in words.
func (r *Room) Appeal(ctx context.Context, who policy.Actor, reason string) (id.ID, error) {
	return r.ownMove(ctx, who, "appeal", reason, func(ctx context.Context, tx *journal.Tx, g Registration) error {
		var form fault.Form
		text := prose.Check(&form, prose.Rule{Field: "appeal", Min: 10, Max: 3000}, reason)
		if err := form.Err(); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, appealed, g.ID, text)
		return err
	})
}

// Withdraw takes the registration back before it is decided.
func (r *Room) Withdraw(ctx context.Context, who policy.Actor) (id.ID, error) {
	return r.ownMove(ctx, who, "withdraw", "", nil)
}

// Restart begins anew what was withdrawn.
func (r *Room) Restart(ctx context.Context, who policy.Actor) (id.ID, error) {
	return r.ownMove(ctx, who, "restart", "", func(ctx context.Context, tx *journal.Tx, g Registration) error {
		_, err := tx.Exec(ctx, anew, g.ID)
		return err
	})
}

func (r *Room) ownMove(ctx context.Context, who policy.Actor, move, reason string, first func(ctx context.Context, tx *journal.Tx, g Registration) error) (id.ID, error) {
	in := struct {
		Organisation id.ID
		Reason       string
	}{who.Organisation, reason}
	return journal.Do(ctx, r.journal, who, "registration."+move, in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if err := manages(ctx, tx, who); err != nil {
			return id.None, err
		}
		g, err := one(ctx, tx, guardOf, who.Organisation)
		if err != nil {
			return id.None, err
		}
		if first != nil {
			if err := first(ctx, tx, g); err != nil {
				return id.None, err
			}
		}
		if g.ProposedRule != "" { // It is decided by its owner now.
			if _, err := tx.Exec(ctx, unproposed, g.ID, ""); err != nil {
				return id.None, err
			}
		}
		if _, err = Flow.Move(ctx, tx, flow.Step{Move: move, ID: g.ID, From: g.State, By: flow.Expert, Facts: g.Facts(), Organisation: g.Organisation, Until: g.Deadline}); err != nil {
			return id.None, err
		}
		return g.ID, final(ctx, tx, g, move)
	})
}

// Close lets the clock end the time in which a refusal may be appealed against.
func (r *Room) Close(ctx context.Context, who policy.Actor, registration id.ID) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		g, err := one(ctx, tx, guard, registration)
		if err != nil {
			return err
		}
		if g.Deadline.IsZero() || tx.Now < g.Deadline {
			return fault.Conflict("registration.moved_already")
		}
		if _, err = Flow.Move(ctx, tx, flow.Step{Move: "close", ID: g.ID, From: g.State, By: flow.Clock, Organisation: g.Organisation}); err != nil {
			return err
		}
		return final(ctx, tx, g, "close")
	})
}
