package payout

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/ledger"
)

// reported is what the bank says of a payout.
type reported struct {
	move    string
	failure string // a code, unless it arrived
	charge  int64  // what the bank takes for it, in minor units
}

// Arrive is the bank's report that a payout has arrived. Reporting it again
// changes nothing.
func (r *Room) Arrive(ctx context.Context, payout id.ID) error {
	return r.report(ctx, payout, reported{move: "arrive"})
}

// Reject is the bank's report that a payout did not go through: the expert is owed
// it again, and the account is not tried any more.
func (r *Room) Reject(ctx context.Context, payout id.ID, failure string) error {
	return r.report(ctx, payout, reported{move: "reject", failure: failure})
}

// Return is the bank's report that a payout came back after it had arrived: the
// expert is owed it again, the house bears the bank's charge (minor units), and the
// account is not tried any more. One that overtakes the report of the arrival counts
// as that too.
func (r *Room) Return(ctx context.Context, payout id.ID, failure string, charge int64) error {
	return r.report(ctx, payout, reported{move: "return", failure: failure, charge: charge})
}

func (r *Room) report(ctx context.Context, payout id.ID, said reported) error {
	return ignoreMoved(r.Journal.Change(ctx, bank, func(ctx context.Context, tx *journal.Tx) error {
		p, err := holdPayout(ctx, tx, payout)
		if err != nil {
			return err
		}
		if p.State == Started { // The report overtook the answer to sending.
			if err := noteSent(ctx, tx, []ready{{Payout: p, arrivesAt: tx.Now}}); err != nil {
				return err
			}
			p.State = Sent
		}
		if p.State == Sent && said.move == "return" {
			if err := p.told(ctx, tx, reported{move: "arrive"}); err != nil {
				return err
			}
		}
		return p.told(ctx, tx, said)
	}))
}

// told makes one move that the bank has reported, with its posting.
func (p *Payout) told(ctx context.Context, tx *journal.Tx, said reported) (err error) {
	step := p.step(said.move, flow.Processor)
	if said.failure != "" {
		step.Data["failure"] = said.failure
	}
	if said.charge != 0 {
		step.Data["charge"] = said.charge
	}
	if p.State, err = Flow.Move(ctx, tx, step); err != nil {
		return err
	}
	amounts := ledger.Amounts{"amount": p.Amount.Minor}
	template := ledger.PayoutArrived
	switch said.move {
	case "reject":
		template = ledger.PayoutRejected
	case "return":
		template, amounts["charge"] = ledger.PayoutReturned, said.charge
	}
	if err := p.post(ctx, tx, template, amounts); err != nil || said.failure == "" {
		return err
	}
	if _, err := tx.Exec(ctx, lineFailed, p.ID, said.failure, said.charge); err != nil {
		return err
	}
	return refuseAccount(ctx, tx, p.Account)
}

func refuseAccount(ctx context.Context, tx *journal.Tx, refused id.ID) error {
	a, err := FindAccount(ctx, tx, refused)
	if err != nil || a.State != AccountActive {
		return err
	}
	_, err = AccountFlow.Move(ctx, tx, flow.Step{Move: "refuse", ID: a.ID, From: a.State, By: flow.Processor, Organisation: a.Organisation,
		Data: map[string]any{"currency": a.Currency}})
	return err
}

// ignoreMoved takes "somebody was faster" for done: reports may come twice.
func ignoreMoved(err error) error {
	if fault.IsKind(err, fault.KindConflict) {
		return nil
	}
	return err
}
