package desk

import (
	"context"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/engine/sweep"
	"guildhall/market/notify"
)

// Outside is what the machine says about what lies outside the database.
type Outside struct {
	Version   string
	StartedAt clock.Micros // wall time
	Memory    int64        // bytes held from the system
	Data      string       // the data folder
	DiskFree  int64        // bytes; -1 when the machine does not say
	DiskAll   int64
	Files     error // the upload store, if it does not answer
	FilesAt   string
	Key       string // id of the sealing key
	Listeners int    // open live pages
}

// Lag is how far a follower is behind.
type Lag struct {
	Name   string
	Behind int64
}

// Health is how the house is. A field's error does not hide the others.
type Health struct {
	Outside
	Dialect  string
	Database int64 // bytes
	Ping     time.Duration
	Position int64
	Lags     []Lag
	Jobs     map[string]int64
	Failures []job.Failure
	Stuck    []journal.Stuck
	Failing  []sweep.Failing
	Duties   []sweep.DutyState
	Mail     map[flow.State]int64
	Sends    bool
	Check    Check
}

var (
	sizeSQLite   = db.Read("desk.size.sqlite", `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`).On(db.SQLite)
	sizePostgres = db.Read("desk.size.postgres", `SELECT pg_database_size(current_database())`).On(db.Postgres)
)

// late is how many events a follower may be behind before it is a worry.
const late = 1000

// Worries counts what the operator should look at.
func (h Health) Worries() int {
	n := len(h.Stuck) + len(h.Failing) + int(h.Mail[notify.Failed])
	for _, f := range h.Failures {
		if f.GivenUp {
			n++
		}
	}
	for _, l := range h.Lags {
		if l.Behind > late {
			n++
		}
	}
	if h.Files != nil {
		n++
	}
	if h.DiskFree >= 0 && h.DiskFree < 1<<30 {
		n++
	}
	if h.Check.State == Broken {
		n++
	}
	return n
}

// Health looks at everything; for operators only.
func (r *Room) Health(ctx context.Context, who policy.Actor) (Health, error) {
	if !who.IsOperator() {
		return Health{}, fault.Missing("page.missing")
	}
	h := Health{Dialect: string(r.Journal.DB.Dialect), Sends: r.Notify.Sends()}
	if r.Probe != nil {
		h.Outside = r.Probe(ctx)
	}
	began := time.Now()
	if err := r.Journal.DB.Ping(ctx); err != nil {
		return h, err
	}
	h.Ping = time.Since(began)
	var err error
	size := sizeSQLite
	if r.Journal.DB.Dialect == db.Postgres {
		size = sizePostgres
	}
	if h.Database, err = db.Value[int64](ctx, r.Journal.DB, size); err != nil {
		return h, err
	}
	if h.Position, err = r.Journal.Position(ctx); err != nil {
		return h, err
	}
	cursors, err := r.Journal.Cursors(ctx)
	if err != nil {
		return h, err
	}
	for _, c := range cursors {
		h.Lags = append(h.Lags, Lag{c.Name, max(h.Position-c.Position, 0)})
	}
	if h.Jobs, err = r.Jobs.Counts(ctx); err != nil {
		return h, err
	}
	if h.Failures, err = r.Jobs.Failures(ctx); err != nil {
		return h, err
	}
	if h.Stuck, err = r.Journal.StuckEvents(ctx); err != nil {
		return h, err
	}
	h.Failing = r.Sweeper.FailingNow()
	if h.Duties, err = r.Sweeper.Duties(ctx); err != nil {
		return h, err
	}
	if h.Mail, err = notify.Counts(ctx, r.Journal.DB); err != nil {
		return h, err
	}
	h.Check, err = r.LastCheck(ctx)
	return h, err
}
