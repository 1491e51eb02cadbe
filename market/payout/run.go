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
	"guildhall/engine/ledger"
	"guildhall/engine/policy"
)

// States of a run.
const (
	Running flow.State = "running"
	Done    flow.State = "done"
)

// RunFlow is the life of a daily run.
var RunFlow = flow.Define("payout_run", "payout_run",
	flow.Stops(flow.Waits(Running, flow.System), flow.End(Done)),
	flow.Rows{
		{Move: "open", To: Running, By: flow.System},
		{Move: "finish", From: Running, To: Done, By: flow.System},
	})

// pageSize is how many balances a run reads at a time.
const pageSize = 200

var (
	runDay    = db.Read("payout.run.of_day", `SELECT id, state FROM payout_run WHERE day = $1`)
	runInsert = db.Write("payout.run.insert", `INSERT INTO payout_run (id, state, state_since, version, day, made_at) VALUES ($1, $2, $3, 1, $4, $3)`)
	runCount  = db.Read("payout.run.count", `SELECT CAST(COUNT(*) AS BIGINT) FROM payout_line WHERE run_id = $1`)
	lineIn    = db.Read("payout.line.in", `SELECT 1 FROM payout_line WHERE run_id = $1 AND organisation_id = $2 AND currency = $3`)

	runner = policy.As(policy.System, "payout.run")
)

// errNothing ends a change that has nothing to do.
var errNothing = errors.New("payout: nothing to do")

type run struct {
	id    id.ID
	state flow.State
}

func findRun(ctx context.Context, r db.Reader, day string) (run, bool, error) {
	found, err := db.One(ctx, r, runDay, func(row db.Scanner) (run, error) {
		var x run
		err := row.Scan(&x.id, &x.state)
		return x, err
	}, day)
	if errors.Is(err, db.ErrNone) {
		return found, false, nil
	}
	return found, err == nil, err
}

// RunDaily pays out everything collected, once for the calendar day of the moment.
// It may be stopped anywhere and called again: what it did stays done, and what is
// left is done then. A day on which there is nothing to pay leaves no run.
func (r *Room) RunDaily(ctx context.Context, at clock.Micros) error {
	day := at.Date(r.Zone)
	today, found, err := findRun(ctx, r.Journal.DB, day)
	if err != nil || found && today.state == Done {
		return err
	}
	var after ledger.Balance
	for {
		page, err := ledger.OpenBalances(ctx, r.Journal.DB, ledger.ExpertPayable, after.Party, after.Amount.Currency, pageSize)
		if err != nil {
			return err
		}
		for _, balance := range page {
			after = balance
			if err := ctx.Err(); err != nil {
				return err
			}
			account, has, err := ActiveAccount(ctx, r.Journal.DB, balance.Party, balance.Amount.Currency)
			if err != nil {
				return err
			}
			if !has {
				continue // It waits until the owner adds an account.
			}
			if !found {
				if today, err = r.openRun(ctx, day); err != nil {
					return err
				}
				found = true
			}
			if err := r.start(ctx, today.id, account); err != nil {
				return err
			}
		}
		if len(page) < pageSize {
			break
		}
	}
	if !found {
		return nil
	}
	return r.finish(ctx, today)
}

func (r *Room) openRun(ctx context.Context, day string) (run, error) {
	made := run{id: id.New()}
	err := r.Journal.Change(ctx, runner, func(ctx context.Context, tx *journal.Tx) (err error) {
		made.state, _, err = RunFlow.Make(ctx, tx, flow.Step{Move: "open", ID: made.id, By: flow.System, Data: map[string]any{"day": day}})
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, runInsert, made.id, string(made.state), int64(tx.Now), day)
		return err
	})
	if db.IsUnique(err) { // Another process opened it.
		made, _, err = findRun(ctx, r.Journal.DB, day)
	}
	return made, err
}

// start makes the payout of one organisation in one currency, once per run. The
// balance is taken first: nobody else pays from it until this change ends.
func (r *Room) start(ctx context.Context, inRun id.ID, to Account) error {
	if there, err := db.Exists(ctx, r.Journal.DB, lineIn, inRun, to.Organisation, to.Currency); err != nil || there {
		return err
	}
	err := r.Journal.Change(ctx, runner, func(ctx context.Context, tx *journal.Tx) error {
		minor, err := ledger.Hold(ctx, tx, ledger.ExpertPayable, to.Organisation, to.Currency)
		if err != nil {
			return err
		}
		if minor <= 0 {
			return errNothing
		}
		p := id.New()
		state, _, err := Flow.Make(ctx, tx, flow.Step{Move: "start", ID: p, By: flow.System, Organisation: to.Organisation,
			Data: map[string]any{"run": inRun.String(), "account": to.ID.String(), "amount": minor, "currency": to.Currency}})
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, lineInsert, p, string(state), int64(tx.Now), inRun, to.Organisation, to.ID, minor, to.Currency); err != nil {
			return err
		}
		_, err = ledger.Post(ctx, tx, ledger.Posting{Template: ledger.PayoutStarted, Reference: p, Currency: to.Currency,
			Parties: ledger.Parties{Expert: to.Organisation, Payout: p}, Amounts: ledger.Amounts{"amount": minor}})
		if err != nil {
			return err
		}
		return r.Jobs.Insert(ctx, tx, sendArgs{Payout: p})
	})
	if errors.Is(err, errNothing) || db.IsUnique(err) { // Nothing there, or started by another process.
		return nil
	}
	return err
}

func (r *Room) finish(ctx context.Context, today run) error {
	err := r.Journal.Change(ctx, runner, func(ctx context.Context, tx *journal.Tx) error {
		lines, err := db.Value[int64](ctx, tx, runCount, today.id)
		if err != nil {
			return err
		}
		_, err = RunFlow.Move(ctx, tx, flow.Step{Move: "finish", ID: today.id, From: Running, By: flow.System,
			Data: map[string]any{"payouts": lines}})
		return err
	})
	if fault.IsKind(err, fault.KindConflict) { // Finished by another process.
		return nil
	}
	return err
}
