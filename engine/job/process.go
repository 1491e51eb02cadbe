package job

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
)

// A process writes its heartbeat every beatEvery; one not heard of for beatLost is
// dead, and what it was running is run again. Wall time.
const (
	beatEvery = 5 * time.Second
	beatLost  = 20 * time.Second
)

var (
	processSeen = db.Keep("job.process.seen", `INSERT INTO job_process (id, host, pid, seen_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`)
	processList = db.Read("job.process.list", `SELECT id, host, pid, seen_at FROM job_process ORDER BY seen_at LIMIT 1000`)
	processDrop = db.Keep("job.process.drop", `DELETE FROM job_process WHERE id = $1 AND seen_at = $2`)
	processGone = db.Keep("job.process.gone", `DELETE FROM job_process WHERE id = $1`)

	freeSQLite = db.Keep("job.free.sqlite", `UPDATE river_job SET
		state = CASE WHEN attempt < max_attempts THEN 'available' ELSE 'discarded' END,
		finalized_at = CASE WHEN attempt < max_attempts THEN NULL ELSE strftime('%Y-%m-%d %H:%M:%f', 'now') END,
		scheduled_at = strftime('%Y-%m-%d %H:%M:%f', 'now')
		WHERE state = 'running' AND json_extract(attempted_by, '$[#-1]') = $1`).On(db.SQLite)
	freePostgres = db.Keep("job.free.postgres", `UPDATE river_job SET
		state = CASE WHEN attempt < max_attempts THEN 'available'::river_job_state ELSE 'discarded'::river_job_state END,
		finalized_at = CASE WHEN attempt < max_attempts THEN NULL ELSE now() END,
		scheduled_at = now()
		WHERE state = 'running' AND attempted_by[array_upper(attempted_by, 1)] = $1`).On(db.Postgres)

	busySQLite = db.Read("job.busy.sqlite", `SELECT id, attempt, state = 'running' FROM river_job WHERE state = 'running'
		OR (state IN ('available', 'retryable', 'scheduled') AND scheduled_at <= strftime('%Y-%m-%d %H:%M:%f', 'now', '+2 seconds'))
		ORDER BY id LIMIT 100`).On(db.SQLite)
	busyPostgres = db.Read("job.busy.postgres", `SELECT id, attempt, state = 'running' FROM river_job WHERE state = 'running'
		OR (state IN ('available', 'retryable', 'scheduled') AND scheduled_at <= now() + interval '2 seconds')
		ORDER BY id LIMIT 100`).On(db.Postgres)

	stateCount = db.Read("job.count", `SELECT CAST(state AS TEXT), CAST(COUNT(*) AS BIGINT) FROM river_job GROUP BY state`)
)

// Quiet tells that no job runs, waits to be run, or will be tried again within two
// seconds. One that waits longer for its next try does not count, nor does one that
// this process has done: River writes that down only some time later.
func (j *Jobs) Quiet(ctx context.Context) (bool, error) {
	q := busySQLite
	if j.journal.DB.Dialect == db.Postgres {
		q = busyPostgres
	}
	busy, err := db.All(ctx, j.journal.DB, q, func(row db.Scanner) (quiet bool, err error) {
		var run Run
		var running bool
		err = row.Scan(&run.ID, &run.Attempt, &running)
		return running && j.done.has(run), err
	})
	return !slices.Contains(busy, false), err
}

// doneKept is how many runs are remembered as done; more are never under way.
const doneKept = 1024

// doneRuns are the newest runs that this process has done.
type doneRuns struct {
	mu    sync.Mutex
	runs  map[Run]bool
	order []Run // oldest first
}

func (d *doneRuns) add(r Run) {
	d.mu.Lock()
	defer d.mu.Unlock()
	r.Max = 0
	if d.runs == nil {
		d.runs = map[Run]bool{}
	}
	d.runs[r] = true
	if d.order = append(d.order, r); len(d.order) > doneKept {
		delete(d.runs, d.order[0])
		d.order = d.order[1:]
	}
}

func (d *doneRuns) has(r Run) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.runs[r]
}

// Counts tells how many jobs are in each state: available, running, retryable,
// scheduled, completed (of the last hour), discarded, cancelled.
func (j *Jobs) Counts(ctx context.Context) (map[string]int64, error) {
	type count struct {
		state string
		n     int64
	}
	list, err := db.All(ctx, j.journal.DB, stateCount, func(row db.Scanner) (count, error) {
		var c count
		err := row.Scan(&c.state, &c.n)
		return c, err
	})
	counts := map[string]int64{}
	for _, c := range list {
		counts[c.state] = c.n
	}
	return counts, err
}

// living are the processes inside this one: a test may run several.
var living sync.Map

type process struct {
	id, host string
	pid      int
	seen     clock.Micros
}

func (j *Jobs) beats(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := j.heartbeat(ctx); err != nil && ctx.Err() == nil {
				slog.Warn("the job heartbeat waits", "error", err)
			}
		}
	}
}

// heartbeat says that this process lives and frees what dead ones were running.
func (j *Jobs) heartbeat(ctx context.Context) error {
	living.Store(j.process, true)
	host, _ := os.Hostname()
	now := clock.Wall()
	err := j.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, processSeen, j.process, host, os.Getpid(), int64(now))
		return err
	})
	if err != nil {
		return err
	}
	all, err := db.All(ctx, j.journal.DB, processList, func(row db.Scanner) (process, error) {
		var p process
		err := row.Scan(&p.id, &p.host, &p.pid, &p.seen)
		return p, err
	})
	for _, p := range all {
		if _, here := living.Load(p.id); here {
			continue
		}
		if p.seen < now.Add(-beatLost) || p.host == host && !alive(p.pid) {
			err = errors.Join(err, j.free(ctx, p))
		}
	}
	return err
}

// free makes what a dead process was running available again; one process wins.
func (j *Jobs) free(ctx context.Context, p process) error {
	q := freeSQLite
	if j.journal.DB.Dialect == db.Postgres {
		q = freePostgres
	}
	var freed int64
	err := j.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		freed = 0
		n, err := tx.Exec(ctx, processDrop, p.id, int64(p.seen))
		if err != nil || n == 0 {
			return err
		}
		freed, err = tx.Exec(ctx, q, p.id)
		return err
	})
	if err == nil && freed > 0 {
		slog.Info("jobs of a process that is gone are taken up", "process", p.id, "jobs", freed)
		j.bell.ring()
	}
	return err
}

// farewell takes the heartbeat row away: nothing of this process runs any more.
func (j *Jobs) farewell(ctx context.Context) error {
	living.Delete(j.process)
	return j.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, processGone, j.process)
		return err
	})
}
