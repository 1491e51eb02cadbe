package payment

import (
	"context"

	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/market/deal"
)

// held is a charge with all that stands over it, taken by one change.
type held struct {
	engagement deal.Engagement
	request    Request
	charge     Charge
}

// report makes what the processor or bank tells about a charge a change of its own.
// Reports may come twice, late, out of order or never: one that finds the charge
// where it would bring it changes nothing.
func (r *Room) report(ctx context.Context, charge id.ID, fn func(ctx context.Context, tx *journal.Tx, h *held) error) error {
	return ignoreMoved(r.Journal.Change(ctx, processor, func(ctx context.Context, tx *journal.Tx) (err error) {
		h := &held{}
		if h.engagement, h.request, h.charge, err = holdCharge(ctx, tx, charge); err != nil {
			return err
		}
		return fn(ctx, tx, h)
	}))
}

// Settle is the report that a charge's money has arrived: the payment request is
// collected, and from now on the house owes the expert. A settlement that overtakes
// the lost answer of its charge counts as that answer.
func (r *Room) Settle(ctx context.Context, charge id.ID) error {
	return r.report(ctx, charge, func(ctx context.Context, tx *journal.Tx, h *held) error { return h.settle(ctx, tx) })
}

// Return is the report that a charge came back. Before it settled the books say
// nothing, because nothing was there; after that what was collected is taken back,
// and what was paid out of it already the expert owes (RULES.md 4).
func (r *Room) Return(ctx context.Context, charge id.ID, failure string) error {
	return r.report(ctx, charge, func(ctx context.Context, tx *journal.Tx, h *held) error {
		if err := h.answered(ctx, tx); err != nil {
			return err
		}
		if h.charge.State != Settled {
			return h.charge.end(ctx, tx, h.request, "return", flow.Processor, failure)
		}
		if err := h.charge.move(ctx, tx, h.request, "return", flow.Processor, failure); err != nil {
			return err
		}
		if err := h.postReturned(ctx, tx); err != nil {
			return err
		}
		if err := h.request.milestone(ctx, tx, "return"); err != nil {
			return err
		}
		return h.requestMove(ctx, tx, "return", h.request.Customer, map[string]any{"failure": failure})
	})
}

// ChargeBack is the report that the customer's bank has taken a charge back. What
// the expert is still owed of it is frozen until it is decided. One reported before
// the settlement settles the charge first, with no payout between (RULES.md 4). fee
// is what the processor takes for it, in minor units.
func (r *Room) ChargeBack(ctx context.Context, charge id.ID, fee int64) error {
	return r.report(ctx, charge, func(ctx context.Context, tx *journal.Tx, h *held) error { return h.chargeBack(ctx, tx, fee) })
}

// WinDispute is the report that a chargeback was decided for the expert: the money
// is there again, and what was frozen is the expert's.
func (r *Room) WinDispute(ctx context.Context, charge id.ID, fee int64) error {
	return r.report(ctx, charge, func(ctx context.Context, tx *journal.Tx, h *held) error {
		if err := h.disputed(ctx, tx, fee); err != nil {
			return err
		}
		if err := h.charge.move(ctx, tx, h.request, "win_dispute", flow.Processor, ""); err != nil {
			return err
		}
		return h.postWon(ctx, tx)
	})
}

// LoseDispute is the report that a chargeback was decided for the customer: the
// payment is taken back, the house gives up its fee, and what the expert has been
// paid of it the expert owes.
func (r *Room) LoseDispute(ctx context.Context, charge id.ID, fee int64) error {
	return r.report(ctx, charge, func(ctx context.Context, tx *journal.Tx, h *held) error {
		if err := h.disputed(ctx, tx, fee); err != nil {
			return err
		}
		if err := h.charge.move(ctx, tx, h.request, "lose_dispute", flow.Processor, ""); err != nil {
			return err
		}
		if err := h.postLost(ctx, tx); err != nil {
			return err
		}
		return h.requestMove(ctx, tx, "take_back", h.request.Seller, nil)
	})
}

func (h *held) chargeBack(ctx context.Context, tx *journal.Tx, fee int64) error {
	if h.charge.State != Settled {
		if err := h.settle(ctx, tx); err != nil {
			return err
		}
	}
	if err := h.charge.move(ctx, tx, h.request, "charge_back", flow.Processor, "charged_back"); err != nil {
		return err
	}
	return h.postChargedBack(ctx, tx, fee)
}

// disputed opens the dispute whose decision overtook its beginning.
func (h *held) disputed(ctx context.Context, tx *journal.Tx, fee int64) error {
	switch h.charge.State {
	case ChargedBack, Won, Lost:
		return nil
	}
	return h.chargeBack(ctx, tx, fee)
}

// answered counts a report as the answer to a charge whose own answer was lost.
func (h *held) answered(ctx context.Context, tx *journal.Tx) error {
	if h.charge.State != Started && h.charge.State != Unknown {
		return nil
	}
	return h.charge.succeed(ctx, tx, h.request, Outcome{Known: true, Succeeded: true, SettlesAt: tx.Now})
}

func (h *held) settle(ctx context.Context, tx *journal.Tx) error {
	if err := h.answered(ctx, tx); err != nil {
		return err
	}
	if err := h.charge.move(ctx, tx, h.request, "settle", flow.Processor, ""); err != nil {
		return err
	}
	if err := h.postCollected(ctx, tx); err != nil {
		return err
	}
	q := h.request
	if err := q.milestone(ctx, tx, "pay"); err != nil {
		return err
	}
	return h.requestMove(ctx, tx, "collect", q.Seller, map[string]any{"fee": q.Fee.Minor, "net": q.Net.Minor})
}

// requestMove is the processor's move of the payment request, told to one side.
func (h *held) requestMove(ctx context.Context, tx *journal.Tx, move string, told id.ID, more map[string]any) (err error) {
	q := &h.request
	q.State, err = RequestFlow.Move(ctx, tx, flow.Step{Move: move, ID: q.ID, From: q.State, By: flow.Processor,
		Stream: q.Conversation, Organisation: told, Data: q.data(more)})
	return err
}
