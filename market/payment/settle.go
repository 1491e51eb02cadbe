package payment

import (
	"context"

	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/ledger"
)

// Settle is the processor's report that a charge's money has arrived: the payment
// request is collected, and from now on the house owes the expert. Reporting it
// again changes nothing. A settlement that overtakes the lost answer of its charge
// counts as that answer.
func (r *Room) Settle(ctx context.Context, charge id.ID) error {
	return ignoreMoved(r.Journal.Change(ctx, processor, func(ctx context.Context, tx *journal.Tx) error {
		e, q, c, err := holdCharge(ctx, tx, charge)
		if err != nil {
			return err
		}
		if c.State == Started || c.State == Unknown {
			if err := c.succeed(ctx, tx, q, Outcome{Known: true, Succeeded: true, SettlesAt: tx.Now}); err != nil {
				return err
			}
		}
		if c.State, err = ChargeFlow.Move(ctx, tx, c.step(q, "settle", flow.Processor, nil)); err != nil {
			return err
		}
		parties := ledger.Parties{Engagement: e.ID, Expert: e.Seller}
		for _, p := range []ledger.Posting{
			{Template: ledger.Collected, Amounts: ledger.Amounts{
				"received": c.Amount.Minor, "net": q.Net.Minor, "fee": q.Fee.Minor, "fee_tax": 0, "seller_tax": 0}},
			{Template: ledger.ProcessorSettled, Amounts: ledger.Amounts{"amount": c.Amount.Minor, "cost": 0}},
		} {
			p.Reference, p.Currency, p.Parties = c.ID, c.Amount.Currency, parties
			if _, err := ledger.Post(ctx, tx, p); err != nil {
				return err
			}
		}
		_, err = RequestFlow.Move(ctx, tx, flow.Step{Move: "collect", ID: q.ID, From: q.State, By: flow.Processor,
			Stream: q.Conversation, Organisation: q.Seller, Data: q.data(map[string]any{"fee": q.Fee.Minor, "net": q.Net.Minor})})
		return err
	}))
}

// Return is the processor's report that a charge came back before it settled. The
// payment request is uncollected again; the books say nothing, because nothing was
// there.
func (r *Room) Return(ctx context.Context, charge id.ID, failure string) error {
	return ignoreMoved(r.Journal.Change(ctx, processor, func(ctx context.Context, tx *journal.Tx) error {
		_, q, c, err := holdCharge(ctx, tx, charge)
		if err != nil {
			return err
		}
		if c.State == Started || c.State == Unknown {
			if err := c.succeed(ctx, tx, q, Outcome{Known: true, Succeeded: true}); err != nil {
				return err
			}
		}
		return c.end(ctx, tx, q, "return", failure)
	}))
}
