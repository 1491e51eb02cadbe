package payment

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Why nothing came, where the house itself says so.
const (
	FailureNoMethod = "no_card"  // the method was removed meanwhile
	FailureNotPaid  = "not_paid" // net terms: nothing came, long after it was due
)

var (
	collector = policy.As(policy.System, "payment.collect")
	processor = policy.As(policy.Processor, "processor")
)

// Collect charges the card for an approved payment request. It is the job queued
// by Approve and Retry, and may be run again at any point: an attempt already
// begun is looked up at the processor, never begun twice. It returns an error
// when the outcome is not known yet, and is then run again later.
func (r *Room) Collect(ctx context.Context, request id.ID) error {
	charge, begun, err := r.start(ctx, request)
	if err != nil || begun == nothingToDo {
		return err
	}
	var outcome Outcome
	if begun == before { // Somebody may have sent it already: ask first.
		if outcome, err = r.Processor.FindCharge(ctx, charge.ID); err != nil {
			return err
		}
	}
	if !outcome.Known {
		token, err := r.token(ctx, charge.Method)
		if err != nil {
			return err
		}
		outcome, err = r.Processor.Charge(ctx, Order{Charge: charge.ID, Token: token, Amount: charge.Amount})
		if errors.Is(err, ErrTryLater) { // Nothing was taken: the same charge again, later.
			return err
		}
		if err != nil {
			return errors.Join(err, r.lose(ctx, charge.ID))
		}
	}
	if outcome.Succeeded {
		return r.succeed(ctx, charge.ID, outcome)
	}
	return r.refuse(ctx, charge.ID, outcome.Failure)
}

type begun int

const (
	now begun = iota
	before
	nothingToDo
)

// start makes the charge of an approved payment request, or gives the one that is
// already under way.
func (r *Room) start(ctx context.Context, request id.ID) (Charge, begun, error) {
	c, err := db.One(ctx, r.Journal.DB, chargeOpen, scanCharge, request)
	if err == nil {
		if c.State == Succeeded {
			return c, nothingToDo, nil
		}
		return c, before, nil
	}
	if !errors.Is(err, db.ErrNone) {
		return c, nothingToDo, err
	}
	how := now
	err = r.Journal.Change(ctx, collector, func(ctx context.Context, tx *journal.Tx) error {
		how = now
		_, q, err := hold(ctx, tx, request)
		if err != nil {
			return err
		}
		if q.State != Approved {
			return fault.Conflict("payment_request.moved_already")
		}
		if held, err := r.held(ctx, tx, q); err != nil || held {
			return errors.Join(err, errHeld)
		}
		v, _, err := InvoiceOf(ctx, tx, q.ID)
		if err != nil {
			return err
		}
		m, has, err := MethodFor(ctx, tx, q)
		if err != nil {
			return err
		}
		if !has {
			how = nothingToDo
			return q.fail(ctx, tx, FailureNoMethod)
		}
		c = Charge{ID: id.New(), Request: q.ID, Invoice: v.ID, Method: m.ID, Kind: m.Kind, Amount: v.Total}
		if c.State, _, err = ChargeFlow.Make(ctx, tx, c.step(q, "start", flow.System, nil)); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, chargeInsert, c.ID, string(c.State), int64(tx.Now), c.Request, c.Invoice, c.Method, c.Kind, c.Amount.Minor, c.Amount.Currency)
		if db.IsUnique(err) { // Another process began it.
			return fault.Conflict("charge.moved_already")
		}
		return err
	})
	if errors.Is(err, errHeld) { // Resume charges it.
		return c, nothingToDo, ctx.Err()
	}
	if fault.IsKind(err, fault.KindConflict) { // Done, declined, or begun elsewhere: that one goes on.
		return c, nothingToDo, nil
	}
	return c, how, err
}

func (r *Room) token(ctx context.Context, method id.ID) (token seal.Secret, err error) {
	sealed, err := db.Value[[]byte](ctx, r.Journal.DB, methodToken, method)
	if err != nil {
		return token, err
	}
	return r.Keys.OpenSecret(sealed, sealContext(method))
}

// lose records that the processor's answer was lost: from now on it is asked.
func (r *Room) lose(ctx context.Context, charge id.ID) error {
	return ignoreMoved(r.Journal.Change(ctx, collector, func(ctx context.Context, tx *journal.Tx) error {
		_, q, c, err := holdCharge(ctx, tx, charge)
		if err != nil {
			return err
		}
		_, err = ChargeFlow.Move(ctx, tx, c.step(q, "lose", flow.System, nil))
		return err
	}))
}

func (r *Room) succeed(ctx context.Context, charge id.ID, outcome Outcome) error {
	return r.report(ctx, charge, func(ctx context.Context, tx *journal.Tx, h *held) error {
		if err := h.charge.succeed(ctx, tx, h.request, outcome); err != nil || h.charge.Kind != KindNetTerms {
			return err
		}
		return expectTerms(ctx, tx, h.request.ID, outcome.SettlesAt, r.Zone)
	})
}

// succeed records that the processor took the charge; a payment on net terms gets
// the moment at which the house stops waiting for it.
func (c *Charge) succeed(ctx context.Context, tx *journal.Tx, q Request, outcome Outcome) (err error) {
	step := c.step(q, "succeed", flow.Processor, map[string]any{"settles_at": int64(outcome.SettlesAt)})
	if c.Kind == KindNetTerms {
		step.Until = outcome.SettlesAt.Add(LapsesAfter)
	}
	if c.State, err = ChargeFlow.Move(ctx, tx, step); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, chargeAnswer, c.ID, outcome.SettlesAt.OrNull())
	return err
}

func (r *Room) refuse(ctx context.Context, charge id.ID, failure string) error {
	return r.report(ctx, charge, func(ctx context.Context, tx *journal.Tx, h *held) error {
		return h.charge.end(ctx, tx, h.request, "fail", flow.Processor, failure)
	})
}

// Lapse gives up waiting for a payment on net terms that never came; the clock does
// it, LapsesAfter the day it was due.
func (r *Room) Lapse(ctx context.Context, who policy.Actor, charge id.ID) error {
	return r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		_, q, c, err := holdCharge(ctx, tx, charge)
		if err != nil {
			return err
		}
		if c.State != Succeeded || c.Kind != KindNetTerms || tx.Now < c.SettlesAt.Add(LapsesAfter) {
			return fault.Conflict("charge.moved_already")
		}
		return c.end(ctx, tx, q, "lapse", flow.Clock, FailureNotPaid)
	})
}

// end records a charge that brought nothing, and with it the payment request.
// Nothing is posted: the money was never there (RULES.md 4).
func (c *Charge) end(ctx context.Context, tx *journal.Tx, q Request, move string, by flow.Role, failure string) error {
	if err := c.move(ctx, tx, q, move, by, failure); err != nil {
		return err
	}
	return q.fail(ctx, tx, failure)
}

func (q Request) fail(ctx context.Context, tx *journal.Tx, failure string) error {
	_, err := RequestFlow.Move(ctx, tx, flow.Step{Move: "fail", ID: q.ID, From: q.State, By: flow.Processor,
		Stream: q.Conversation, Organisation: q.Customer, Data: q.data(map[string]any{"failure": failure})})
	return err
}

// ignoreMoved takes "somebody was faster" for done: reports may come twice.
func ignoreMoved(err error) error {
	if fault.IsKind(err, fault.KindConflict) {
		return nil
	}
	return err
}
