package payout

import (
	"context"
	"errors"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
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

// batchSize is how many payouts a run starts in one change: enough that the changes
// cost little beside what they hold, few enough that nobody waits long for one.
const batchSize = 200

// batchesListed is for how many changes a run looks at once whom it pays: what has
// changed meanwhile is seen by the change.
const batchesListed = 6

// atOnce is how many of these changes a run makes side by side. Each takes what is
// owed to payees of its own, so that none waits for another: while the database
// writes one down, the next is made ready. A database with one writer takes them one
// after another all the same.
const atOnce = 2

var (
	runDay    = db.Read("payout.run.of_day", `SELECT id, state FROM payout_run WHERE day = $1`)
	runInsert = db.Write("payout.run.insert", `INSERT INTO payout_run (id, state, state_since, version, day, made_at) VALUES ($1, $2, $3, 1, $4, $3)`)
	runCount  = db.Read("payout.run.count", `SELECT CAST(COUNT(*) AS BIGINT) FROM payout_line WHERE run_id = $1`)

	runner = policy.As(policy.System, "payout.run")
)

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

// RunDaily pays out everything collected for those whom the day is for, once for the
// calendar day of the moment (AWS_IQ.md R13). It may be stopped anywhere and called
// again: what it did stays done, and what is left is done then. A payout that cannot
// be started stops no other; the run is then not finished and comes again. A day on
// which there is nothing to pay leaves no run.
func (r *Room) RunDaily(ctx context.Context, at clock.Micros) error {
	day := at.Date(r.Zone)
	today, found, err := findRun(ctx, r.Journal.DB, day)
	if err != nil || found && today.state == Done {
		return err
	}
	var failed error
	var after target
	for {
		page, err := payees(ctx, r.Journal.DB, today.id, day, after, batchesListed*r.batch)
		if err != nil {
			return err
		}
		if len(page) > 0 && !found {
			if today, err = r.openRun(ctx, day); err != nil {
				return err
			}
			found = true
		}
		some, err := r.startAll(ctx, today.id, page)
		if err != nil {
			return err
		}
		failed = errors.Join(failed, some)
		if len(page) < batchesListed*r.batch {
			break
		}
		after = page[len(page)-1]
	}
	if failed != nil || !found {
		return failed
	}
	return r.finish(ctx, today)
}

// startAll makes the payouts of a run to a page of payees. What failed stopped no
// other payee; err is why the run can't go on now.
func (r *Room) startAll(ctx context.Context, inRun id.ID, page []target) (failed, err error) {
	var mu sync.Mutex
	var lanes errgroup.Group
	lanes.SetLimit(atOnce)
	for batch := range slices.Chunk(page, r.batch) {
		lanes.Go(func() error {
			mu.Lock()
			over := err != nil
			mu.Unlock()
			if over {
				return nil
			}
			wrong := r.start(ctx, inRun, batch)
			mu.Lock()
			defer mu.Unlock()
			if wrong != nil && (ctx.Err() != nil || fault.IsKind(wrong, fault.KindUnavailable)) {
				err = errors.Join(err, wrong)
				return nil
			}
			failed = errors.Join(failed, wrong) // The others are paid all the same.
			return nil
		})
	}
	_ = lanes.Wait() // Its functions give no errors: what failed is kept apart.
	return failed, err
}

func (r *Room) openRun(ctx context.Context, day string) (run, error) {
	made := run{id: id.New()}
	if err := ctx.Err(); err != nil {
		return made, err
	}
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

func (r *Room) finish(ctx context.Context, today run) error {
	if err := ctx.Err(); err != nil {
		return err
	}
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
