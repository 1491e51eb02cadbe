package payout

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
)

// sendAtOnce is how many payouts the bank takes between two changes that note it: as
// much may have to be sent again after a crash, which changes nothing at the bank.
const sendAtOnce = 25

// lineSent takes the payout for this change, and notes when it arrives.
var lineSent = db.Write("payout.line.sent", `UPDATE payout_line SET version = version + 1, arrives_at = $2 WHERE id = $1 AND state = 'started'`)

// taken is a payout that the bank has taken.
type taken struct {
	Payout
	arrivesAt clock.Micros
}

// Send hands payouts to the bank. It is the job queued by the run, and may be run
// again at any point: the bank takes the same payout once. One that the bank does not
// take stops no other; its error is returned, so that the job comes again.
func (r *Room) Send(ctx context.Context, payouts ...id.ID) error {
	var failed error
	for len(payouts) > 0 {
		n := min(sendAtOnce, len(payouts))
		var list []taken
		for _, payout := range payouts[:n] {
			t, sent, err := r.sendOne(ctx, payout)
			if err != nil {
				failed = errors.Join(failed, err)
			} else if sent {
				list = append(list, t)
			}
		}
		if err := r.sent(ctx, list); err != nil {
			return errors.Join(failed, err)
		}
		payouts = payouts[n:]
	}
	return failed
}

// sendOne hands one to the bank; sent is false when that was done before.
func (r *Room) sendOne(ctx context.Context, payout id.ID) (t taken, sent bool, err error) {
	t.Payout, err = onePayout(db.One(ctx, r.Journal.DB, lineFind, scanPayout, payout))
	if err != nil || t.State != Started {
		return t, false, err
	}
	sealed, err := db.Value[[]byte](ctx, r.Journal.DB, accountToken, t.Account)
	if err != nil {
		return t, false, err
	}
	token, err := r.Keys.OpenSecret(sealed, sealContext(t.Account))
	if err != nil {
		return t, false, err
	}
	t.arrivesAt, err = r.Bank.Send(ctx, Transfer{Payout: t.ID, Token: token, Amount: t.Amount})
	return t, err == nil, err
}

// sent notes what the bank has taken, all in one change. What was reported meanwhile
// counts as sent already.
func (r *Room) sent(ctx context.Context, list []taken) error {
	if len(list) == 0 {
		return nil
	}
	err := r.Journal.Change(ctx, sender, func(ctx context.Context, tx *journal.Tx) error {
		return noteSent(ctx, tx, list)
	})
	if errors.Is(err, errNothing) || fault.IsKind(err, fault.KindConflict) {
		return nil
	}
	return err
}

func noteSent(ctx context.Context, tx *journal.Tx, list []taken) error {
	rows := make([][]any, len(list))
	for i, t := range list {
		rows[i] = []any{t.ID, t.arrivesAt.OrNull()}
	}
	changed, err := tx.ExecMany(ctx, lineSent, rows)
	if err != nil {
		return err
	}
	var steps []flow.Step
	for i, t := range list {
		if changed[i] > 0 {
			step := t.step("send", flow.System)
			step.Data["arrives_at"] = int64(t.arrivesAt)
			steps = append(steps, step)
		}
	}
	if len(steps) == 0 {
		return errNothing
	}
	_, err = Flow.MoveMany(ctx, tx, steps)
	return err
}
