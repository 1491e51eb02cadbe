package registration

import (
	"context"
	"slices"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// MyNumberShown is the reason why a paper that shows Japan's individual number goes back.
const MyNumberShown = "my_number"

// plainReasons are why any check may go back; reasons are those of single kinds, which
// stand before them. Their words are "check.because.<code>".
var (
	plainReasons = []string{"incomplete", "not_plausible"}
	reasons      = map[Kind][]string{
		Identity:  {"unreadable", "cut_off", "run_out", "other_name", "other_birth", "not_taken", "altered"},
		Documents: {"unreadable", "too_old", "other_name", "not_authorised", "altered"},
		People:    {"shares", "other_name"},
	}
)

// Reasons are the codes of why a check of a kind may go back.
func Reasons(kind Kind) []string { return append(slices.Clone(reasons[kind]), plainReasons...) }

// JudgeInput is what the desk decides about a check. The rest is for a failure: the
// published rule, one of the Reasons of its kind, and words, which are needed where
// no reason is named.
type JudgeInput struct {
	Check   id.ID
	Rule    string
	Because string
	Reason  string
}

// Pass lets the desk say that a check is in order.
func (r *Room) Pass(ctx context.Context, who policy.Actor, in JudgeInput) error {
	return r.judged(ctx, who, "pass", in)
}

// Fail lets the desk send a check back, with the rule and why; the registration waits
// for the expert then.
func (r *Room) Fail(ctx context.Context, who policy.Actor, in JudgeInput) error {
	return r.judged(ctx, who, "fail", in)
}

// Reopen lets the desk ask again for what had passed.
func (r *Room) Reopen(ctx context.Context, who policy.Actor, in JudgeInput) error {
	return r.judged(ctx, who, "reopen", in)
}

func (r *Room) judged(ctx context.Context, who policy.Actor, move string, in JudgeInput) error {
	_, err := journal.Do(ctx, r.journal, who, "registration.check."+move, in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("registration.desk_only")
		}
		c, err := FindCheck(ctx, tx, in.Check)
		if err != nil {
			return id.None, err
		}
		if err := in.clean(c.Kind, move); err != nil {
			return id.None, err
		}
		// Who leaves meanwhile has these words blanked too.
		if err := account.Hold(ctx, tx.Tx, c.Person); err != nil && !fault.IsKind(err, fault.KindMissing) {
			return id.None, err
		}
		g, err := one(ctx, tx, guard, c.Registration)
		if err != nil {
			return id.None, err
		}
		if c, err = FindCheck(ctx, tx, in.Check); err != nil {
			return id.None, err
		}
		return c.ID, r.decide(ctx, tx, who, g, c, move, in)
	})
	return err
}

// clean checks what was said about a check of a kind.
func (in *JudgeInput) clean(kind Kind, move string) error {
	row, _ := asked(kind)
	var err error
	switch {
	case move == "pass":
		in.Rule, in.Because = "", ""
	case in.Because != "" && !slices.Contains(Reasons(kind), in.Because):
		return fault.Invalid("form.invalid", fault.At("because", "choice"))
	case in.Rule == "":
		in.Rule = row.Rule
	case !KnownRule(in.Rule):
		return fault.Invalid("form.invalid", fault.At("rule", "choice"))
	}
	in.Reason, err = words(move != "pass" && in.Because == "", in.Reason)
	return err
}

// decide writes down what the desk found, and moves the check and its registration.
func (r *Room) decide(ctx context.Context, tx *journal.Tx, who policy.Actor, g Registration, c Check, move string, in JudgeInput) error {
	if _, err := tx.Exec(ctx, checkNote, c.ID, who.Person, in.Rule, in.Reason, int64(tx.Now), in.Because); err != nil {
		return err
	}
	var until clock.Micros
	if form := forms[c.Kind]; move == "pass" && form.Until != nil {
		answer, err := r.answer(ctx, tx, c)
		if err != nil {
			return err
		}
		until = form.Until(g, answer, tx.Now, r.zone())
	}
	if err := moveCheck(ctx, tx, g, c, move, flow.Operator, until); err != nil {
		return err
	}
	tx.Wake(g.Person)
	if move == "pass" || g.State != Checking {
		return nil
	}
	return r.turnBack(ctx, tx, g, "ask_more", "", nil)
}

// words are what the desk writes: needed when it says no.
func words(needed bool, in string) (string, error) {
	rule := prose.Rule{Field: "reason", Max: 1000}
	if needed {
		rule.Min = 3
	}
	var form fault.Form
	out := prose.Check(&form, rule, in)
	return out, form.Err()
}
