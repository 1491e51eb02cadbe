package payment

import (
	"context"

	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/ledger"
	"guildhall/market/deal"
)

// What this room posts, one function for each template. Taxes are zero until the
// house works them out; their names are given all the same, so that a posting is
// never of fewer parts than its template.

func (h *held) post(ctx context.Context, tx *journal.Tx, t *ledger.Template, reference id.ID, amounts ledger.Amounts) error {
	_, err := ledger.Post(ctx, tx, ledger.Posting{Template: t, Reference: reference, Currency: h.request.Amount.Currency,
		Parties: ledger.Parties{Engagement: h.engagement.ID, Expert: h.engagement.Seller}, Amounts: amounts})
	return err
}

// postCollected says that the money is there: at the processor and from there at
// the bank, or on net terms at the bank at once.
func (h *held) postCollected(ctx context.Context, tx *journal.Tx) error {
	c, q := h.charge, h.request
	amounts := ledger.Amounts{"received": c.Amount.Minor, "net": q.Net.Minor, "fee": q.Fee.Minor, "fee_tax": 0, "seller_tax": 0}
	if c.Kind == KindNetTerms {
		return h.post(ctx, tx, ledger.CollectedBank, c.ID, amounts)
	}
	if err := h.post(ctx, tx, ledger.Collected, c.ID, amounts); err != nil {
		return err
	}
	return h.post(ctx, tx, ledger.ProcessorSettled, c.ID, ledger.Amounts{"amount": c.Amount.Minor, "cost": 0})
}

// stillOwed is how much of the expert's share is not paid out yet; what the expert
// is owed is taken by this change, so that no payout starts beside it.
func (h *held) stillOwed(ctx context.Context, tx *journal.Tx) (int64, error) {
	there, err := ledger.Hold(ctx, tx, ledger.ExpertPayable, h.engagement.Seller, h.charge.Amount.Currency)
	return min(there, h.request.Net.Minor), err
}

// postReturned takes back what was collected.
func (h *held) postReturned(ctx context.Context, tx *journal.Tx) error {
	c, q := h.charge, h.request
	still, err := h.stillOwed(ctx, tx)
	if err != nil {
		return err
	}
	err = h.post(ctx, tx, ledger.CollectionReturned, c.ID, ledger.Amounts{"received": c.Amount.Minor, "net_held": still,
		"net_paid_out": q.Net.Minor - still, "fee": q.Fee.Minor, "fee_tax": 0, "seller_tax_held": 0, "seller_tax_paid_out": 0})
	if err != nil {
		return err
	}
	return h.post(ctx, tx, ledger.ProcessorDebited, c.ID, ledger.Amounts{"amount": c.Amount.Minor})
}

// postChargedBack opens a dispute: the processor takes the money and its fee, and
// what is still owed to the expert is frozen.
func (h *held) postChargedBack(ctx context.Context, tx *journal.Tx, fee int64) error {
	c := &h.charge
	still, err := h.stillOwed(ctx, tx)
	if err != nil {
		return err
	}
	c.Dispute, c.Frozen = id.New(), still
	if _, err := tx.Exec(ctx, chargeDispute, c.ID, c.Dispute, c.Frozen); err != nil {
		return err
	}
	err = h.post(ctx, tx, ledger.ChargebackOpened, c.Dispute, ledger.Amounts{"gross": c.Amount.Minor, "dispute_fee": fee, "frozen": still})
	if err != nil {
		return err
	}
	return h.post(ctx, tx, ledger.ProcessorDebited, c.Dispute, ledger.Amounts{"amount": c.Amount.Minor + fee})
}

// postWon brings the money back; the processor keeps its fee for the dispute.
func (h *held) postWon(ctx context.Context, tx *journal.Tx) error {
	c := h.charge
	if err := h.post(ctx, tx, ledger.ChargebackWon, c.Dispute, ledger.Amounts{"gross": c.Amount.Minor, "frozen": c.Frozen}); err != nil {
		return err
	}
	return h.post(ctx, tx, ledger.ProcessorSettled, c.Dispute, ledger.Amounts{"amount": c.Amount.Minor, "cost": 0})
}

// postLost shares the loss: the expert's share from what was frozen and then as a
// debt, the house's fee by the house.
func (h *held) postLost(ctx context.Context, tx *journal.Tx) error {
	c, q := h.charge, h.request
	return h.post(ctx, tx, ledger.ChargebackLost, c.Dispute, ledger.Amounts{"frozen": c.Frozen, "rest": q.Net.Minor - c.Frozen,
		"fee": q.Fee.Minor, "fee_tax": 0, "operator_tax": 0})
}

// postWrittenOff gives up what is owed for a request, or with Recovered makes it owed
// again.
func postWrittenOff(ctx context.Context, tx *journal.Tx, e deal.Engagement, q Request, t *ledger.Template) error {
	h := &held{engagement: e, request: q}
	return h.post(ctx, tx, t, q.WriteOff, ledger.Amounts{"price": q.Amount.Minor, "seller_tax": 0, "relieved": 0, "not_relieved": 0, "refunded_before": 0})
}
