package payout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/ledger"
)

// onItsWay is how long, by the machine's clock, a posting may take from its first
// statement until it stands, and how far the clocks of two processes may be apart:
// so much before the payout before is read again.
const onItsWay = time.Hour

const activeAccount = `(SELECT a.id FROM payout_account a WHERE a.organisation_id = b.party AND a.currency = b.currency AND a.state = 'active')`

var (
	// Each condition is a question about one balance, answered by an index, so that the
	// list stops at its length; a join would read every account for each hundred.
	payeeList = db.Read("payout.payee.list", `SELECT b.party, b.currency, `+activeAccount+`, (SELECT l.id FROM payout_line l
			WHERE l.organisation_id = b.party AND l.currency = b.currency ORDER BY l.id DESC LIMIT 1)
		FROM ledger_balance b
		WHERE b.account = 'expert_payable' AND b.balance > 0 AND (b.party, b.currency) > ($1, $2) AND `+activeAccount+` IS NOT NULL
			AND (SELECT w.id FROM payout_account w WHERE w.organisation_id = b.party AND w.currency = b.currency AND w.state = 'waiting') IS NULL
			AND (COALESCE((SELECT p.day FROM payout_preference p WHERE p.organisation_id = b.party AND p.currency = b.currency), 0) IN (0, $3)
				OR EXISTS (SELECT 1 FROM payout_held w WHERE w.organisation_id = b.party AND w.currency = b.currency))
			AND (SELECT n.id FROM payout_line n WHERE n.run_id = $4 AND n.organisation_id = b.party AND n.currency = b.currency) IS NULL
		ORDER BY b.party, b.currency LIMIT $5`).Planned()
	lineInsert = db.Write("payout.line.insert", `INSERT INTO payout_line (id, state, state_since, version, run_id, organisation_id, account_id,
		amount, netted, charge, currency, failure, made_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, 0, $9, '', $3)`)
	itemsInsert = db.Write("payout.item.insert", `INSERT INTO payout_item (payout_id, posting_id, amount)
		SELECT $1, p.id, m.amount FROM (SELECT posting_id, CAST(SUM(amount) AS BIGINT) AS amount FROM (
			SELECT posting_id, amount FROM ledger_line WHERE credit = 'expert_payable' AND credit_party = $2 AND posting_id > $4
			UNION ALL
			SELECT posting_id, -amount FROM ledger_line WHERE debit = 'expert_payable' AND debit_party = $2 AND posting_id > $4) sides
			GROUP BY posting_id) m
		JOIN ledger_posting p ON p.id = m.posting_id
		WHERE p.currency = $3 AND p.template <> 'payout_started' AND NOT EXISTS (SELECT 1 FROM payout_item i WHERE i.posting_id = p.id)`).Apart()
	itemsSums = db.Read("payout.item.sums", `SELECT payout_id, CAST(SUM(amount) AS BIGINT) FROM payout_item
		WHERE payout_id >= $1 AND payout_id <= $2 GROUP BY payout_id`)
)

// target is whom a run pays in a currency, and to which account.
type target struct {
	organisation id.ID
	currency     string
	account      id.ID
	last         id.ID // the payout before, or None
}

// payees lists whom a run of this day pays, behind the one given, sorted by
// organisation and currency: those who are owed something, have an account that is not
// about to be replaced and want to be paid on this day, and whom the run has not paid
// yet.
func payees(ctx context.Context, r db.Reader, inRun id.ID, day string, after target, limit int) ([]target, error) {
	on, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return nil, err
	}
	return db.All(ctx, r, payeeList, func(row db.Scanner) (target, error) {
		var t target
		err := row.Scan(&t.organisation, &t.currency, &t.account, &t.last)
		return t, err
	}, after.organisation[:], after.currency, on.Day(), inRun, limit)
}

// start makes the payouts of a run to some payees, which come sorted, all in one
// change; when that fails, each in its own, so that one that cannot be started stops
// no other. Each is made once per run.
func (r *Room) start(ctx context.Context, inRun id.ID, to []target) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	to, err := r.sift(ctx, to)
	if err != nil || len(to) == 0 {
		return err
	}
	err = r.Journal.Change(ctx, runner, func(ctx context.Context, tx *journal.Tx) error { return r.startIn(ctx, tx, inRun, to) })
	switch {
	case err == nil || errors.Is(err, errNothing):
		return nil
	case errors.Is(err, errHeld): // Since they were sifted.
		return r.start(ctx, inRun, to)
	case ctx.Err() != nil || fault.IsKind(err, fault.KindUnavailable):
		return err
	case len(to) > 1:
		var failed error
		for i := range to {
			failed = errors.Join(failed, r.start(ctx, inRun, to[i:i+1]))
		}
		return failed
	case db.IsUnique(err): // Started by another process.
		return nil
	}
	return fmt.Errorf("payout to %s in %s: %w", to[0].organisation, to[0].currency, err)
}

// errNothing ends a change that has nothing to do.
var errNothing = errors.New("payout: nothing to do")

// startIn takes what is owed to the payees first, so that nobody else pays from it
// until this change ends; then what they owe, which goes before anything is paid.
// Then it writes the payouts down.
func (r *Room) startIn(ctx context.Context, tx *journal.Tx, inRun id.ID, to []target) error {
	accounts := make([]ledger.Holding, len(to))
	for i, t := range to {
		accounts[i] = ledger.Holding{Party: t.organisation, Currency: t.currency}
	}
	owed, err := ledger.HoldMany(ctx, tx, ledger.ExpertPayable, accounts)
	if err != nil {
		return err
	}
	if err := r.noneHeld(ctx, tx, to); err != nil {
		return err
	}
	owes, err := ledger.HoldMany(ctx, tx, ledger.ExpertReceivable, accounts)
	if err != nil {
		return err
	}
	var list []started
	for i, t := range to {
		if owed[i] <= 0 {
			continue
		}
		netted := min(owed[i], owes[i])
		list = append(list, started{last: t.last, Payout: Payout{ID: id.New(), Run: inRun, Organisation: t.organisation, Account: t.account,
			Amount: money.Of(owed[i]-netted, t.currency), Netted: money.Of(netted, t.currency)}})
	}
	if len(list) == 0 {
		return errNothing
	}
	if err := paid(ctx, tx, to); err != nil {
		return err
	}
	return r.write(ctx, tx, list)
}

// started is a payout that is being started.
type started struct {
	Payout
	last  id.ID // the payout before, or None
	event id.ID
}

// write writes payouts down: their lines, what was netted, what each is made of,
// which must be exactly what goes to the bank, and what went there.
func (r *Room) write(ctx context.Context, tx *journal.Tx, list []started) error {
	steps := make([]flow.Step, len(list))
	for i, p := range list {
		move := "start"
		if p.Amount.IsZero() {
			move = "net"
		}
		steps[i] = flow.Step{Move: move, ID: p.ID, By: flow.System, Organisation: p.Organisation,
			Data: map[string]any{"run": p.Run.String(), "account": p.Account.String(), "amount": p.Amount.Minor, "netted": p.Netted.Minor,
				"currency": p.Amount.Currency}}
	}
	made, err := Flow.MakeMany(ctx, tx, steps)
	if err != nil {
		return err
	}
	lines := make([][]any, len(list))
	var netted, sent []ledger.Posting
	var job sendArgs
	for i := range list {
		p := &list[i]
		p.event = made[i].Event
		lines[i] = []any{p.ID, string(made[i].State), int64(tx.Now), p.Run, p.Organisation, p.Account, p.Amount.Minor, p.Netted.Minor, p.Amount.Currency}
		if p.Netted.IsPositive() {
			netted = append(netted, p.posting(ledger.Netted, ledger.Amounts{"amount": p.Netted.Minor}, p.event))
		}
		if p.Amount.IsPositive() {
			sent = append(sent, p.posting(ledger.PayoutStarted, ledger.Amounts{"amount": p.Amount.Minor}, p.event))
			job.Payouts = append(job.Payouts, p.ID)
		}
	}
	if _, err := tx.ExecMany(ctx, lineInsert, lines); err != nil {
		return err
	}
	if _, err := ledger.PostMany(ctx, tx, netted); err != nil {
		return err
	}
	if err := r.itemise(ctx, tx, list); err != nil {
		return err
	}
	if _, err := ledger.PostMany(ctx, tx, sent); err != nil {
		return err
	}
	if len(job.Payouts) == 0 {
		return nil
	}
	return r.Jobs.Insert(ctx, tx, job)
}

// itemise says of which movements each payout is made: those that no payout before
// was made of. Only what is new since the payout before is read; where that does not
// come to the payout's amount, all there ever was.
func (r *Room) itemise(ctx context.Context, tx *journal.Tx, list []started) error {
	wrong := list
	for _, whole := range []bool{false, true} {
		rows := make([][]any, len(wrong))
		for i, p := range wrong {
			since := id.At(p.last.Time().Add(-r.onItsWay))
			if whole {
				since = id.At(time.Time{})
			}
			rows[i] = []any{p.ID, p.Organisation, p.Amount.Currency, since}
		}
		if _, err := tx.ExecMany(ctx, itemsInsert, rows); err != nil {
			return err
		}
		var err error
		if wrong, err = amiss(ctx, tx, wrong); err != nil || len(wrong) == 0 {
			return err
		}
	}
	return fmt.Errorf("payout: what %s is made of does not come to %s", wrong[0].ID, wrong[0].Amount)
}

// amiss gives those of the payouts whose parts do not come to their amount.
func amiss(ctx context.Context, r db.Reader, list []started) ([]started, error) {
	type part struct {
		payout id.ID
		sum    int64
	}
	parts, err := db.All(ctx, r, itemsSums, func(row db.Scanner) (part, error) {
		var p part
		err := row.Scan(&p.payout, &p.sum)
		return p, err
	}, list[0].ID, list[len(list)-1].ID)
	sums := make(map[id.ID]int64, len(parts))
	for _, p := range parts {
		sums[p.payout] = p.sum
	}
	var wrong []started
	for _, p := range list {
		if sums[p.ID] != p.Amount.Minor {
			wrong = append(wrong, p)
		}
	}
	return wrong, err
}

// posting is a posting of this payout.
func (p Payout) posting(t *ledger.Template, amounts ledger.Amounts, event id.ID) ledger.Posting {
	return ledger.Posting{Template: t, Reference: p.ID, Currency: p.Amount.Currency, Event: event,
		Parties: ledger.Parties{Expert: p.Organisation, Payout: p.ID}, Amounts: amounts}
}

// post writes a posting of this payout, caused by the newest event.
func (p Payout) post(ctx context.Context, tx *journal.Tx, t *ledger.Template, amounts ledger.Amounts) error {
	_, err := ledger.Post(ctx, tx, p.posting(t, amounts, id.None))
	return err
}
