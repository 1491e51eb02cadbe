package payment

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/ledger"
	"guildhall/engine/policy"
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
		request := id.New()
		state, _, err := RequestFlow.Make(ctx, tx, flow.Step{Move: "ask", ID: request, By: s.Role, Facts: facts,
			Stream: e.Conversation, Organisation: s.Member.Organisation, Data: map[string]any{
				"engagement": e.ID.String(), "amount": amount.Minor, "currency": amount.Currency, "final": in.Final}})
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
		_, err = tx.Exec(ctx, requestInsert, request, string(state), int64(tx.Now), e.ID, e.Conversation, e.Customer, e.Seller,
			who.Person, amount.Minor, amount.Currency, in.Work, prose.Guess(in.Work), in.Final)
		return request, err
	})
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
	e, q, err := hold(ctx, tx, request)
	if err != nil {
		return e, q, err
	}
	s, facts, err := Standing(ctx, tx, who, q)
	if err != nil {
		return e, q, err
	}
	q.State, err = RequestFlow.Move(ctx, tx, flow.Step{Move: name, ID: q.ID, From: q.State, By: s.Role, Facts: facts,
		Stream: q.Conversation, Organisation: s.Member.Organisation, Data: q.data(more)})
	return e, q, err
}

func (q Request) data(more map[string]any) map[string]any {
	data := map[string]any{"engagement": q.Engagement.String(), "amount": q.Amount.Minor, "currency": q.Amount.Currency}
	for k, v := range more {
		data[k] = v
	}
	return data
}

// Approve agrees to pay: the invoice is written, the books say invoiced, and the
// card is charged soon after. An approved final request ends the engagement.
func (r *Room) Approve(ctx context.Context, who policy.Actor, request id.ID) error {
	_, err := journal.Do(ctx, r.Journal, who, "payment_request.approve", request, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		invoice := id.New()
		e, q, err := move(ctx, tx, who, request, "approve", map[string]any{"invoice": invoice.String()})
		if err != nil {
			return false, err
		}
		split := e.Split(q.Amount)
		if _, err := tx.Exec(ctx, requestApprove, q.ID, split.Fee.Minor, split.Net.Minor, who.Person, int64(tx.Now)); err != nil {
			return false, err
		}
		if err := r.writeInvoice(ctx, tx, invoice, e, q, split); err != nil {
			return false, err
		}
		_, err = ledger.Post(ctx, tx, ledger.Posting{Template: ledger.Invoiced, Reference: invoice, Currency: q.Amount.Currency,
			Parties: ledger.Parties{Engagement: e.ID},
			Amounts: ledger.Amounts{"price": q.Amount.Minor, "seller_tax": 0, "operator_tax": 0}})
		if err != nil {
			return false, err
		}
		if q.Final && e.State != deal.Completed {
			if err := r.Deals.Finish(ctx, tx, e); err != nil {
				return false, err
			}
		}
		return true, r.Jobs.Insert(ctx, tx, collectArgs{Request: q.ID})
	})
	return err
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
		return true, deal.Release(ctx, tx, e.ID, q.Amount.Minor)
	})
	return err
}

// Retry charges again what could not be collected, with the card the customer has
// now.
func (r *Room) Retry(ctx context.Context, who policy.Actor, request id.ID) error {
	_, err := journal.Do(ctx, r.Journal, who, "payment_request.retry", request, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		_, q, err := move(ctx, tx, who, request, "retry", nil)
		if err != nil {
			return false, err
		}
		return true, r.Jobs.Insert(ctx, tx, collectArgs{Request: q.ID})
	})
	return err
}
