package payment

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/ledger"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/deal"
)

// Ask asks for a payment within what remains of the engagement's total.
func (r *Room) Ask(ctx context.Context, who policy.Actor, in AskInput) (id.ID, error) {
	seen, err := deal.FindEngagement(ctx, r.Journal.DB, who, in.Engagement)
	if err != nil {
		return id.None, err
	}
	amount, err := in.check(seen.Total.Currency)
	if err != nil {
		return id.None, err
	}
	return journal.Do(ctx, r.Journal, who, "payment_request.ask", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		e, err := deal.HoldEngagement(ctx, tx, in.Engagement)
		if err != nil {
			return id.None, err
		}
		s, facts, err := AskStanding(ctx, tx, who, e, tx.Now)
		if err != nil {
			return id.None, err
		}
		amount, err := in.of(ctx, tx, e, amount)
		if err != nil {
			return id.None, err
		}
		step := flow.Step{Move: "ask", ID: id.New(), By: s.Role, Facts: facts, Stream: e.Conversation, Organisation: s.Member.Organisation,
			Data: map[string]any{"engagement": e.ID.String(), "amount": amount.Minor, "currency": amount.Currency, "final": in.Final}}
		if e.Approval == deal.ApprovalAutomatic {
			step.Until = tx.Now.Add(SilenceAfter)
			step.Data["approves_at"] = int64(step.Until)
		}
		state, deadline, err := RequestFlow.Make(ctx, tx, step)
		if err != nil {
			return id.None, err
		}
		if in.Final { // The last one cannot overtake another that still waits.
			if all, _, err := awaits(ctx, tx, e.ID); err != nil || all > 0 {
				return id.None, orConflict(err, "payment_request.others_await")
			}
		}
		if err := deal.Reserve(ctx, tx, e, amount.Minor); err != nil {
			return id.None, err
		}
		if !in.Milestone.IsNone() {
			if err := deal.MoveMilestone(ctx, tx, in.Milestone, "ask"); err != nil {
				return id.None, err
			}
		}
		q := Request{ID: step.ID, State: state, Deadline: deadline, AskedBy: who.Person, Amount: amount, Kind: KindAsked, Milestone: in.Milestone,
			Work: in.Work, WorkLang: prose.Guess(in.Work), Final: in.Final, Method: e.Method, RemindAt: remindAfter(e.Approval, tx.Now, 0)}
		return q.ID, q.insert(ctx, tx, e)
	})
}

// of is the amount asked for: the milestone's, or the one typed.
func (in AskInput) of(ctx context.Context, tx *journal.Tx, e deal.Engagement, typed money.Amount) (money.Amount, error) {
	if in.Milestone.IsNone() {
		return typed, nil
	}
	m, err := deal.FindMilestone(ctx, tx, in.Milestone)
	if err != nil {
		return typed, err
	}
	if m.Engagement != e.ID {
		return typed, fault.Missing("milestone.missing")
	}
	if !typed.IsZero() && typed != m.Amount {
		return typed, fault.Invalid("form.invalid", fault.At("amount", "milestone_amount"))
	}
	return m.Amount, nil
}

func (q Request) insert(ctx context.Context, tx *journal.Tx, e deal.Engagement) error {
	_, err := tx.Exec(ctx, requestInsert, q.ID, string(q.State), int64(tx.Now), q.Deadline.OrNull(), e.ID, e.Conversation, e.Customer, e.Seller,
		q.AskedBy, q.Amount.Minor, q.Amount.Currency, q.Kind, q.DueOn, q.Milestone, q.Work, q.WorkLang, q.Final, q.RemindAt.OrNull(), q.Method)
	return err
}

func orConflict(err error, code string) error {
	if err != nil {
		return err
	}
	return fault.Conflict(code)
}

// move makes one move of a payment request by one of its sides, inside a change,
// with the engagement held first.
func move(ctx context.Context, tx *journal.Tx, who policy.Actor, request id.ID, name string, more map[string]any) (deal.Engagement, Request, error) {
	e, q, _, err := moveFrom(ctx, tx, who, request, name, more)
	return e, q, err
}

// moveFrom is the same, and tells where the request stood before.
func moveFrom(ctx context.Context, tx *journal.Tx, who policy.Actor, request id.ID, name string, more map[string]any) (e deal.Engagement, q Request, before flow.State, err error) {
	if e, q, err = hold(ctx, tx, request); err != nil {
		return e, q, before, err
	}
	s, facts, err := Standing(ctx, tx, who, q)
	if err != nil {
		return e, q, before, err
	}
	before = q.State
	q.State, err = RequestFlow.Move(ctx, tx, flow.Step{Move: name, ID: q.ID, From: before, By: s.Role, Facts: facts,
		Stream: q.Conversation, Organisation: s.Member.Organisation, Data: q.data(more)})
	return e, q, before, err
}

func (q Request) data(more map[string]any) map[string]any {
	data := map[string]any{"engagement": q.Engagement.String(), "amount": q.Amount.Minor, "currency": q.Amount.Currency}
	for k, v := range more {
		data[k] = v
	}
	return data
}

// Approve agrees to pay: the invoice is written, the books say invoiced, and the
// method is charged soon after. An approved final request ends the engagement.
func (r *Room) Approve(ctx context.Context, who policy.Actor, in PayInput) error {
	if err := in.check(); err != nil {
		return err
	}
	_, err := journal.Do(ctx, r.Journal, who, "payment_request.approve", in, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		invoice := id.New()
		e, q, err := move(ctx, tx, who, in.Request, "approve", map[string]any{"invoice": invoice.String()})
		if err != nil {
			return false, err
		}
		if err := account.MayApprove(ctx, tx, who, q.Amount); err != nil {
			return false, err
		}
		if err := mayUse(ctx, tx, q, in.Method); err != nil {
			return false, err
		}
		if !in.Method.IsNone() {
			q.Method = in.Method
		}
		q.PurchaseOrder, q.DecidedBy = in.PurchaseOrder, who.Person
		return true, r.agreed(ctx, tx, e, q, invoice)
	})
	return err
}

// agreed is what follows whenever a payment request becomes approved, by whatever
// way: fee and share are worked out by the rate that was accepted, the invoice is
// written and posted, and the charge is queued.
func (r *Room) agreed(ctx context.Context, tx *journal.Tx, e deal.Engagement, q Request, invoice id.ID) error {
	split := e.Split(q.Amount)
	if _, err := tx.Exec(ctx, requestApprove, q.ID, split.Fee.Minor, split.Net.Minor, q.DecidedBy, int64(tx.Now), q.Silent,
		q.Method, q.PurchaseOrder); err != nil {
		return err
	}
	if err := r.writeInvoice(ctx, tx, invoice, e, q, split); err != nil {
		return err
	}
	_, err := ledger.Post(ctx, tx, ledger.Posting{Template: ledger.Invoiced, Reference: invoice, Currency: q.Amount.Currency,
		Parties: ledger.Parties{Engagement: e.ID},
		Amounts: ledger.Amounts{"price": q.Amount.Minor, "seller_tax": 0, "operator_tax": 0}})
	if err != nil {
		return err
	}
	if err := q.milestone(ctx, tx, "approve"); err != nil {
		return err
	}
	if q.Final && e.State != deal.Completed {
		if err := r.Deals.Finish(ctx, tx, e); err != nil {
			return err
		}
	}
	return r.Jobs.Insert(ctx, tx, collectArgs{Request: q.ID})
}

// milestone takes the milestone along for which the request asks, if any.
func (q Request) milestone(ctx context.Context, tx *journal.Tx, move string) error {
	if q.Milestone.IsNone() {
		return nil
	}
	return deal.MoveMilestone(ctx, tx, q.Milestone, move)
}

// Decline sends a payment request back with a reason; the amount may be asked for
// again.
func (r *Room) Decline(ctx context.Context, who policy.Actor, in DeclineInput) error {
	if err := in.check(); err != nil {
		return err
	}
	_, err := journal.Do(ctx, r.Journal, who, "payment_request.decline", in, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		e, q, err := move(ctx, tx, who, in.Request, "decline", nil)
		if err != nil {
			return false, err
		}
		if _, err := tx.Exec(ctx, requestDecline, q.ID, who.Person, in.Reason, prose.Guess(in.Reason)); err != nil {
			return false, err
		}
		if err := q.milestone(ctx, tx, "decline"); err != nil {
			return false, err
		}
		return true, deal.Release(ctx, tx, e.ID, q.Amount.Minor)
	})
	return err
}

// Withdraw takes a payment request back that was not answered yet.
func (r *Room) Withdraw(ctx context.Context, who policy.Actor, request id.ID) error {
	_, err := journal.Do(ctx, r.Journal, who, "payment_request.withdraw", request, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		e, q, err := move(ctx, tx, who, request, "withdraw", nil)
		if err != nil {
			return false, err
		}
		if err := q.milestone(ctx, tx, "withdraw"); err != nil {
			return false, err
		}
		return true, deal.Release(ctx, tx, e.ID, q.Amount.Minor)
	})
	return err
}

// Retry charges again what could not be collected, with the method chosen or the
// one preferred now. What was written off is owed again first.
func (r *Room) Retry(ctx context.Context, who policy.Actor, in PayInput) error {
	_, err := journal.Do(ctx, r.Journal, who, "payment_request.retry", in, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		e, q, before, err := moveFrom(ctx, tx, who, in.Request, "retry", nil)
		if err != nil {
			return false, err
		}
		if err := mayUse(ctx, tx, q, in.Method); err != nil {
			return false, err
		}
		if _, err := tx.Exec(ctx, requestMethod, q.ID, in.Method); err != nil {
			return false, err
		}
		if before == WrittenOff {
			if err := postWrittenOff(ctx, tx, e, q, ledger.Recovered); err != nil {
				return false, err
			}
		}
		return true, r.Jobs.Insert(ctx, tx, collectArgs{Request: q.ID})
	})
	return err
}

// WriteOff gives up what could not be collected, by the operator with a reason: the
// house owes nothing for it (AWS_IQ.md R26).
func (r *Room) WriteOff(ctx context.Context, who policy.Actor, in WriteOffInput) error {
	if err := in.check(); err != nil {
		return err
	}
	_, err := journal.Do(ctx, r.Journal, who, "payment_request.write_off", in, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		e, q, err := move(ctx, tx, who, in.Request, "write_off", nil)
		if err == nil {
			err = who.Proved()
		}
		if err != nil {
			return false, err
		}
		q.WriteOff = id.New()
		if _, err := tx.Exec(ctx, requestWriteOff, q.ID, q.WriteOff, in.Reason, who.Person); err != nil {
			return false, err
		}
		return true, postWrittenOff(ctx, tx, e, q, ledger.WrittenOff)
	})
	return err
}
