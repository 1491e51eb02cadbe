package payout

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
)

// sendAtOnce is how many payouts the bank takes at most between two changes that note
// it, and sendFor how long that may take by the machine's clock: as much may have to be
// sent again after a crash, which changes nothing at the bank.
const (
	sendAtOnce = 100
	sendFor    = 5 * time.Second
)

// lineSend reads payouts with the tokens of their accounts.
var lineSend = db.Read("payout.line.send", `SELECT `+lineColumns+`, (SELECT a.token_sealed FROM payout_account a WHERE a.id = account_id)
	FROM payout_line WHERE id IN (`+db.Marks(1, sendAtOnce)+`)`).Planned()

// ready is a payout that the bank is to take, and has taken once it is known when it
// arrives.
type ready struct {
	Payout
	token     []byte // sealed
	arrivesAt clock.Micros
}

// Send hands payouts to the bank. It is the job queued by the run, and may be run
// again at any point: the bank takes the same payout once. One that the bank does not
// take stops no other; its error is returned, so that the job comes again.
func (r *Room) Send(ctx context.Context, payouts ...id.ID) error {
	var failed error
	for len(payouts) > 0 {
		n := min(sendAtOnce, len(payouts))
		list, err := readyToSend(ctx, r.Journal.DB, payouts[:n])
		if err != nil {
			return errors.Join(failed, err)
		}
		for len(list) > 0 {
			taken, left, err := r.sendSome(ctx, list)
			failed = errors.Join(failed, err)
			if err := r.sent(ctx, taken); err != nil {
				return errors.Join(failed, err)
			}
			list = left
		}
		payouts = payouts[n:]
	}
	return failed
}

// readyToSend gives those of the payouts that were not sent before, in the same order.
func readyToSend(ctx context.Context, r db.Reader, payouts []id.ID) ([]ready, error) {
	args := make([]any, sendAtOnce)
	for i := range args {
		args[i] = payouts[min(i, len(payouts)-1)]
	}
	found := make(map[id.ID]ready, len(payouts))
	err := db.Each(ctx, r, lineSend, func(row db.Scanner) error {
		var p ready
		err := scanPayoutAnd(row, &p.Payout, &p.token)
		found[p.ID] = p
		return err
	}, args...)
	var list []ready
	for _, payout := range payouts {
		p, there := found[payout]
		switch {
		case err == nil && !there:
			err = fault.Missing("payout.missing")
		case p.State == Started:
			list = append(list, p)
		}
	}
	return list, err
}

// sendSome hands payouts to the bank until they are all, or it has taken long enough
// to note those that the bank has taken; left are the others. One that the bank did
// not take is among neither, and its error is returned.
func (r *Room) sendSome(ctx context.Context, list []ready) (taken, left []ready, failed error) {
	enough := time.Now().Add(sendFor)
	for i, p := range list {
		if i > 0 && time.Now().After(enough) {
			return taken, list[i:], failed
		}
		token, err := r.Keys.OpenSecret(p.token, sealContext(p.Account))
		if err == nil {
			p.arrivesAt, err = r.Bank.Send(ctx, Transfer{Payout: p.ID, Token: token, Amount: p.Amount})
		}
		if err != nil {
			failed = errors.Join(failed, err)
		} else {
			taken = append(taken, p)
		}
	}
	return taken, nil, failed
}

// sent notes what the bank has taken, all in one change. What was reported meanwhile
// counts as sent already.
func (r *Room) sent(ctx context.Context, list []ready) error {
	if len(list) == 0 {
		return nil
	}
	err := r.Journal.Change(ctx, sender, func(ctx context.Context, tx *journal.Tx) error {
		return noteSent(ctx, tx, list)
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}

// noteSent moves those of the payouts that nobody has reported on yet.
func noteSent(ctx context.Context, tx *journal.Tx, list []ready) error {
	steps := make([]flow.Step, len(list))
	for i, p := range list {
		steps[i] = p.step("send", flow.System)
		steps[i].Data["arrives_at"], steps[i].Carry = int64(p.arrivesAt), sql.NullInt64{Int64: int64(p.arrivesAt), Valid: p.arrivesAt != 0}
	}
	states, err := Flow.MoveThose(ctx, tx, steps)
	if err == nil && !slices.Contains(states, Sent) {
		return errNothing
	}
	return err
}
