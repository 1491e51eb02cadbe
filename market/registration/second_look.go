package registration

import (
	"context"
	"slices"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// Facts that a refusal needs: whether the desk asks for a second pair of eyes, and
// whether a refusal is proposed.
const (
	SecondLookOn    flow.Fact = "second_look_on"
	SecondLookOff   flow.Fact = "second_look_off"
	RefusalProposed flow.Fact = "refusal_proposed"
)

var (
	proposed   = db.Write("registration.proposed", `UPDATE registration_seller SET proposed_rule = $2, proposed_reason = $3, proposed_by = $4, rejected_reason = '' WHERE id = $1`)
	unproposed = db.Write("registration.unproposed", `UPDATE registration_seller SET proposed_rule = '', proposed_reason = '', rejected_reason = $2 WHERE id = $1`)
)

// DeskFacts are what the desk's moves of a registration ask for.
func DeskFacts(ctx context.Context, r db.Reader, g Registration, checks Checks) (flow.Facts, error) {
	s, err := SettingsOf(ctx, r)
	facts := checks.Facts(g.Facts())
	facts[SecondLookOn], facts[SecondLookOff], facts[RefusalProposed] = s.SecondLook, !s.SecondLook, g.ProposedRule != ""
	return facts, err
}

// ProposeRefusal says that a registration should be refused by a published rule; another
// person at the desk confirms it, or not. The time in which a decision is due runs on.
func (r *Room) ProposeRefusal(ctx context.Context, who policy.Actor, in RefuseInput) error {
	return r.deskMove(ctx, who, "propose_refusal", in, func(ctx context.Context, tx *journal.Tx, g Registration) error {
		if !Refuses(in.Rule) {
			return fault.Invalid("form.invalid", fault.At("rule", "choice"))
		}
		reason, err := words(true, in.Reason)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, proposed, g.ID, in.Rule, reason, who.Person)
		return err
	})
}

// ConfirmRefusal refuses a registration as somebody else at the desk proposed, by their
// rule and with their words.
func (r *Room) ConfirmRefusal(ctx context.Context, who policy.Actor, registration id.ID) error {
	return r.deskMove(ctx, who, "confirm_refusal", RefuseInput{Registration: registration}, func(ctx context.Context, tx *journal.Tx, g Registration) error {
		if err := secondPerson(who, g); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, refused, g.ID, g.ProposedRule, who.Person)
		return err
	})
}

// RejectRefusal does not confirm a refusal, and says why to whoever proposed it; the
// registration is checked on.
func (r *Room) RejectRefusal(ctx context.Context, who policy.Actor, registration id.ID, reason string) error {
	in := RefuseInput{Registration: registration, Reason: reason}
	return r.deskMove(ctx, who, "reject_refusal", in, func(ctx context.Context, tx *journal.Tx, g Registration) error {
		said, err := words(true, reason)
		if err != nil {
			return err
		}
		if err := secondPerson(who, g); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, unproposed, g.ID, said)
		return err
	})
}

// secondPerson refuses whoever proposed a refusal to decide about it too.
func secondPerson(who policy.Actor, g Registration) error {
	if g.ProposedRule != "" && g.ProposedBy == who.Person {
		return fault.Forbidden("registration.second_person")
	}
	return nil
}

// refusedBy tells whether somebody proposed or decided the refusal of a registration.
func (g Registration) refusedBy(person id.ID) bool {
	return g.Judge == person || g.ProposedBy == person
}

// anotherJudge lets nobody judge an appeal against their own refusal, as long as the
// desk has somebody who had no part in it.
func anotherJudge(who policy.Actor) func(ctx context.Context, tx *journal.Tx, g Registration) error {
	return func(ctx context.Context, tx *journal.Tx, g Registration) error {
		if !g.refusedBy(who.Person) {
			return nil
		}
		all, err := account.OperatorsOf(ctx, tx)
		if err == nil && slices.ContainsFunc(all, func(p account.Person) bool { return !g.refusedBy(p.ID) }) {
			err = fault.Forbidden("registration.another_judge")
		}
		return err
	}
}

// enoughEyes complains about a second pair of eyes where the desk has one pair.
func enoughEyes(ctx context.Context, r db.Reader, form *fault.Form) error {
	all, err := account.OperatorsOf(ctx, r)
	if err == nil && len(all) < 2 {
		form.Add("second_look", "second_look")
	}
	return err
}
