package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

// Args are what a job is about: ids, and a kind of two letters or more ("charge").
// They are stored as JSON.
type Args interface{ Kind() string }

// Options say how jobs run. The zero value is right for a real house.
type Options struct {
	// Impatient makes retries follow at once (a tenth of a second): for a sandbox,
	// where the outside answers immediately, and for tests.
	Impatient bool
	// Workers is how many jobs run at a time; 8 when zero.
	Workers int
	// Timeout is how long one run may take; 30 seconds when zero. Wall time.
	Timeout time.Duration
	// Poll is how often a process looks for jobs that another one inserted; a second
	// when zero. Its own insertions wake it at once.
	Poll time.Duration
}

// Jobs inserts and runs jobs on one database.
type Jobs struct {
	journal *journal.Journal
	options Options
	workers *river.Workers
	engine  engine
	bell    *bell
	process string
	done    doneRuns

	mu     sync.Mutex
	cancel context.CancelFunc
	beat   sync.WaitGroup
}

// New makes jobs ready to be inserted and, after Start, to be run.
func New(j *journal.Journal, o Options) (*Jobs, error) {
	if o.Workers == 0 {
		o.Workers = 8
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Poll == 0 {
		o.Poll = time.Second
	}
	jobs := &Jobs{journal: j, options: o, workers: river.NewWorkers(), bell: newBell(), process: id.New().String()}
	Register(jobs, func(context.Context, nothing) error { return nil }) // River wants one worker at least.
	var err error
	jobs.engine, err = newEngine(j.DB, jobs.config(), jobs.bell)
	return jobs, err
}

// nothing is a job that does nothing.
type nothing struct{}

func (nothing) Kind() string { return "nothing" }

func (j *Jobs) config() *river.Config {
	return &river.Config{
		ID:      j.process,
		Workers: j.workers,
		Queues:  map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: j.options.Workers}},
		// A bell rung by our own insertions wakes the fetch; polling finds the others'.
		FetchCooldown:               river.FetchCooldownMin,
		FetchPollInterval:           j.options.Poll,
		JobTimeout:                  j.options.Timeout,
		RescueStuckJobsAfter:        2 * j.options.Timeout,
		MaxAttempts:                 len(backoff),
		RetryPolicy:                 retries{impatient: j.options.Impatient},
		ErrorHandler:                reporter{},
		Logger:                      slog.New(onlyErrors{slog.Default().Handler()}),
		CompletedJobRetentionPeriod: time.Hour,
		DiscardedJobRetentionPeriod: 90 * 24 * time.Hour, // the desk looks at them
		SkipUnknownJobCheck:         true,                // a process may insert what only another one runs
		SoftStopTimeout:             5 * time.Second,
	}
}

// Register names the worker of a kind. Call it before Start.
func Register[T Args](j *Jobs, do func(ctx context.Context, args T) error) {
	river.AddWorker(j.workers, river.WorkFunc(func(ctx context.Context, row *river.Job[T]) error {
		run := Run{ID: row.ID, Attempt: row.Attempt, Max: row.MaxAttempts}
		err := do(context.WithValue(ctx, runKey{}, run), row.Args)
		if err == nil {
			j.done.add(run)
		}
		return err
	}))
}

// Run is which run of a job this is.
type Run struct {
	ID      int64
	Attempt int // 1 for the first
	Max     int
}

// IsLast tells that a failure now will not be tried again.
func (r Run) IsLast() bool { return r.Attempt >= r.Max }

type runKey struct{}

// RunOf tells a worker which run this is.
func RunOf(ctx context.Context) Run {
	r, _ := ctx.Value(runKey{}).(Run)
	return r
}

// Option changes one insertion.
type Option func(*river.InsertOpts)

// Unique inserts nothing while a job with the same kind and arguments waits or
// runs. Use it only when such a job will see everything this one would.
func Unique() Option {
	return func(o *river.InsertOpts) {
		o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
			rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
			rivertype.JobStateRunning, rivertype.JobStateScheduled,
		}}
	}
}

// Tries limits how often a job is run at most.
func Tries(n int) Option { return func(o *river.InsertOpts) { o.MaxAttempts = n } }

// Insert asks for a job inside a change: it is there when the change commits.
func (j *Jobs) Insert(ctx context.Context, tx *journal.Tx, args Args, options ...Option) error {
	if err := j.InsertKept(ctx, tx.Tx, args, options...); err != nil {
		return err
	}
	tx.Then(j.bell.ring)
	return nil
}

// InsertKept asks for a job inside housekeeping; it is found at the next poll.
func (j *Jobs) InsertKept(ctx context.Context, tx *db.Tx, args Args, options ...Option) error {
	opts := &river.InsertOpts{}
	for _, o := range options {
		o(opts)
	}
	if err := j.engine.insert(context.WithoutCancel(ctx), tx, args, opts); err != nil {
		return fmt.Errorf("job %s: %w", args.Kind(), err)
	}
	return nil
}

// Snooze is what a worker returns to be run again later without it counting as a
// failure. Keep d short (RULES.md 3: nothing longer than a retry).
func Snooze(d time.Duration) error { return river.JobSnooze(d) }

// Cancel is what a worker returns when running again would be useless; the job is
// then put away with its reason.
func Cancel(err error) error { return river.JobCancel(err) }

// Start runs jobs until Stop. It first takes up what dead processes left.
func (j *Jobs) Start(ctx context.Context) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.cancel != nil {
		return errors.New("job: started twice")
	}
	if err := j.heartbeat(ctx); err != nil {
		return err
	}
	// Ending is Stop's, so that running jobs get their time.
	ctx, j.cancel = context.WithCancel(context.WithoutCancel(ctx))
	if err := j.engine.Start(ctx); err != nil {
		return fmt.Errorf("job: %w", err)
	}
	j.beat.Go(func() { j.beats(ctx) })
	return nil
}

// Stop lets running jobs finish within ctx, and five seconds at most.
func (j *Jobs) Stop(ctx context.Context) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.cancel == nil {
		return nil
	}
	err := j.engine.Stop(ctx)
	j.cancel()
	j.cancel = nil
	j.beat.Wait()
	return errors.Join(err, j.farewell(context.WithoutCancel(ctx)))
}

// Failure is a job that failed and waits for its next try, or has been given up.
type Failure struct {
	ID      int64
	Kind    string
	Args    string // JSON: ids
	Attempt int
	Max     int
	GivenUp bool
	Problem string // the newest error
	At      time.Time
	Next    time.Time // of the next try, unless given up
}

// Failures lists failed jobs for the desk, newest first, a hundred at most.
func (j *Jobs) Failures(ctx context.Context) ([]Failure, error) {
	params := river.NewJobListParams().First(100).
		States(rivertype.JobStateRetryable, rivertype.JobStateDiscarded, rivertype.JobStateCancelled).
		OrderBy(river.JobListOrderByID, river.SortOrderDesc)
	rows, err := j.engine.JobList(ctx, params)
	if err != nil {
		return nil, err
	}
	list := make([]Failure, 0, len(rows.Jobs))
	for _, row := range rows.Jobs {
		f := Failure{
			ID: row.ID, Kind: row.Kind, Args: string(row.EncodedArgs), Attempt: row.Attempt, Max: row.MaxAttempts,
			GivenUp: row.State != rivertype.JobStateRetryable, Next: row.ScheduledAt,
		}
		if row.AttemptedAt != nil {
			f.At = *row.AttemptedAt
		}
		if n := len(row.Errors); n > 0 {
			f.Problem = row.Errors[n-1].Error
		}
		list = append(list, f)
	}
	return list, nil
}

// Retry runs a failed job once more, inside the operator's change.
func (j *Jobs) Retry(ctx context.Context, tx *journal.Tx, job int64) error {
	if err := j.engine.retry(context.WithoutCancel(ctx), tx.Tx, job); err != nil {
		return err
	}
	tx.Then(j.bell.ring)
	return nil
}
