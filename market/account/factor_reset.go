package account

import (
	"context"
	"errors"
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

// ResetID is the typed id of a reset.
const ResetID id.Prefix = "frs"

// resetWaits is how long somebody has to stop a reset that they did not ask for.
const resetWaits = 24 * time.Hour

// The states of a reset.
const (
	ResetWaiting flow.State = "waiting"
	ResetDone    flow.State = "done"
	ResetStopped flow.State = "stopped"
)

// ResetFlow is how the desk helps who has lost every factor: after checking who they
// are it asks for a reset, the person is told, and a day later it happens unless
// somebody stopped it.
var ResetFlow = flow.Define("factor_reset", "account_factor_reset",
	flow.Stops(flow.Waits(ResetWaiting, flow.Clock), flow.End(ResetDone, ResetStopped)),
	flow.Rows{
		{Move: "ask", To: ResetWaiting, By: flow.Operator, Reason: true, Op: "resetFactors"},
		{Move: "stop", From: ResetWaiting, To: ResetStopped, By: "self"},
		{Move: "stop", From: ResetWaiting, To: ResetStopped, By: flow.Operator, Op: "stopFactorReset"},
		{Move: "finish", From: ResetWaiting, To: ResetDone, By: flow.Clock, After: resetWaits},
	})

// Reset is one of them, as the desk sees it.
type Reset struct {
	ID       id.ID
	State    flow.State
	Deadline clock.Micros
	Person   id.ID
	Operator id.ID
	Reason   string
	MadeAt   clock.Micros
}

const resetColumns = `id, state, deadline, person_id, operator_id, reason, made_at`

var (
	resetInsert = db.Write("account.factor_reset.insert", `INSERT INTO account_factor_reset
		(id, state, state_since, deadline, version, person_id, operator_id, reason, made_at) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $3)`)
	resetFind  = db.Read("account.factor_reset.find", `SELECT `+resetColumns+` FROM account_factor_reset WHERE id = $1`)
	resetOpen  = db.Read("account.factor_reset.open", `SELECT `+resetColumns+` FROM account_factor_reset WHERE person_id = $1 AND state = 'waiting' LIMIT 1`)
	resetErase = db.Write("account.factor_reset.erase", `UPDATE account_factor_reset SET reason = '' WHERE person_id = $1`)
)

func scanReset(row db.Scanner) (Reset, error) {
	var r Reset
	err := row.Scan(&r.ID, &r.State, &r.Deadline, &r.Person, &r.Operator, &r.Reason, &r.MadeAt)
	return r, err
}

// OpenReset gives the reset of a person that waits, if there is one.
func OpenReset(ctx context.Context, r db.Reader, person id.ID) (Reset, bool, error) {
	one, err := db.One(ctx, r, resetOpen, scanReset, person)
	if errors.Is(err, db.ErrNone) {
		return one, false, nil
	}
	return one, err == nil, err
}

// AskReset begins a reset. Reason says how the operator made sure who asks. Nobody
// resets themselves: an operator asks another one.
func (r *Room) AskReset(ctx context.Context, who policy.Actor, person id.ID, reason string) (id.ID, error) {
	if !who.IsOperator() {
		return id.None, fault.Forbidden("account.not_operator")
	}
	if err := who.Proved(); err != nil {
		return id.None, err
	}
	var form fault.Form
	reason = prose.Check(&form, prose.Rule{Field: "reason", Min: 3, Max: 1000}, reason)
	if err := form.Err(); err != nil {
		return id.None, err
	}
	in := struct{ Person, Reason string }{person.String(), reason}
	return journal.Do(ctx, r.journal, who, "factor_reset.ask", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if person == who.Person {
			return id.None, fault.Forbidden("factor_reset.not_yours")
		}
		if err := guardPerson(ctx, tx, person); err != nil {
			return id.None, err
		}
		if has, err := HasFactor(ctx, tx, person); err != nil || !has {
			if err == nil {
				err = fault.Conflict("factor.none_there")
			}
			return id.None, err
		}
		if _, waits, err := OpenReset(ctx, tx, person); err != nil || waits {
			if err == nil {
				err = fault.Conflict("factor_reset.moved_already")
			}
			return id.None, err
		}
		made := id.New()
		state, deadline, err := ResetFlow.Make(ctx, tx, flow.Step{Move: "ask", ID: made, By: flow.Operator, Data: map[string]any{"person": person.String()}})
		if err != nil {
			return id.None, err
		}
		if _, err := tx.Exec(ctx, resetInsert, made, string(state), int64(tx.Now), int64(deadline), person, who.Person, reason); err != nil {
			return id.None, err
		}
		p, err := FindPerson(ctx, tx, person)
		if err != nil {
			return id.None, err
		}
		text, err := issue(ctx, tx, ForStopReset, p.Email, person, tokenData{Stops: ResetID.Text(made)})
		if err != nil {
			return id.None, err
		}
		tx.Wake(person)
		return made, r.letter(ctx, tx, addressOf(p), LetterResetAsked, map[string]any{"Path": "/factor-reset/" + text, "At": int64(deadline)})
	})
}

// PeekStop looks at the link that stops a reset, without using it.
func (r *Room) PeekStop(ctx context.Context, text string) error {
	_, err := peek(ctx, r.journal.DB, ForStopReset, text)
	return err
}

// StopByLink stops a reset by the link of its letter.
func (r *Room) StopByLink(ctx context.Context, who policy.Actor, text string) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		t, err := use(ctx, tx, ForStopReset, text)
		if err != nil {
			return err
		}
		reset, ok := ResetID.Parse(t.Data.Stops)
		if !ok {
			return fault.Missing("account.link_unknown")
		}
		tx.Who.Kind, tx.Who.Person = policy.Person, t.Person
		return stopReset(ctx, tx, reset, "self")
	})
}

// StopReset lets the desk take a reset back.
func (r *Room) StopReset(ctx context.Context, who policy.Actor, reset id.ID) error {
	if !who.IsOperator() {
		return fault.Forbidden("account.not_operator")
	}
	return r.once(ctx, who, "factor_reset.stop", reset, func(ctx context.Context, tx *journal.Tx) error {
		return stopReset(ctx, tx, reset, flow.Operator)
	})
}

func findReset(ctx context.Context, tx *journal.Tx, reset id.ID) (Reset, error) {
	one, err := db.One(ctx, tx, resetFind, scanReset, reset)
	if errors.Is(err, db.ErrNone) {
		err = fault.Missing("factor_reset.missing")
	}
	return one, err
}

func stopReset(ctx context.Context, tx *journal.Tx, reset id.ID, by flow.Role) error {
	one, err := findReset(ctx, tx, reset)
	if err != nil {
		return err
	}
	_, err = ResetFlow.Move(ctx, tx, flow.Step{Move: "stop", ID: one.ID, From: one.State, By: by, Data: map[string]any{"person": one.Person.String()}})
	tx.Wake(one.Person)
	return err
}

// FinishReset is the clock's command a day later: every factor and recovery code of
// the person goes, and every session ends.
func (r *Room) FinishReset(ctx context.Context, who policy.Actor, reset id.ID) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		one, err := findReset(ctx, tx, reset)
		if err != nil {
			return err
		}
		if one.Deadline.IsZero() || tx.Now < one.Deadline {
			return fault.Conflict("factor_reset.moved_already")
		}
		if err := guardPerson(ctx, tx, one.Person); err != nil {
			return err
		}
		if _, err := ResetFlow.Move(ctx, tx, flow.Step{Move: "finish", ID: one.ID, From: one.State, By: flow.Clock, Data: map[string]any{"person": one.Person.String()}}); err != nil {
			return err
		}
		list, err := FactorsOf(ctx, tx, one.Person)
		if err != nil {
			return err
		}
		for i, f := range list {
			if err := r.dropFactor(ctx, tx, f, "reset", flow.System, i == len(list)-1); err != nil {
				return err
			}
		}
		if err := endSessions(ctx, tx, one.Person, id.None); err != nil {
			return err
		}
		return r.tellFactor(ctx, tx, one.Person, LetterResetDone, "")
	})
}

// eraseFactors forgets what a person proved themselves with, and stops a reset that
// waits.
func eraseFactors(ctx context.Context, tx *journal.Tx, person id.ID) error {
	open, waits, err := OpenReset(ctx, tx, person)
	if err != nil {
		return err
	}
	if waits {
		if err := stopReset(ctx, tx, open.ID, "self"); err != nil {
			return err
		}
	}
	for _, q := range []*db.Query{factorErase, resetErase} {
		if _, err := tx.Exec(ctx, q, person); err != nil {
			return err
		}
	}
	return nil
}
