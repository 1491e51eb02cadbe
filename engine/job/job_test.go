package job_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/test/dbtest"
)

var (
	who       = policy.As(policy.System, "test")
	jobCount  = db.Read("test.job.count", `SELECT CAST(COUNT(*) AS BIGINT) FROM river_job`)
	jobRunner = db.Read("test.job.running", `SELECT 1 FROM river_job WHERE state = 'running'`)
)

type errand struct {
	Name string `json:"name"`
}

func (errand) Kind() string { return "errand" }

type world struct {
	*testing.T
	db      *db.DB
	journal *journal.Journal
	jobs    *job.Jobs
}

func open(t *testing.T, d *db.DB) *world {
	t.Helper()
	j, err := journal.Open(t.Context(), d, true)
	if err != nil {
		t.Fatal(err)
	}
	jobs, err := job.New(j, job.Options{Impatient: true, Poll: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return &world{t, d, j, jobs}
}

func (w *world) start() {
	w.Helper()
	if err := w.jobs.Start(w.Context()); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		if err := w.jobs.Stop(context.Background()); err != nil {
			w.Error(err)
		}
	})
}

func (w *world) ask(name string, fail error, options ...job.Option) error {
	return w.journal.Change(w.Context(), who, func(ctx context.Context, tx *journal.Tx) error {
		if err := tx.Record(ctx, journal.Event{Name: "errand.ask", Subject: id.New()}); err != nil {
			return err
		}
		if err := w.jobs.Insert(ctx, tx, errand{name}, options...); err != nil {
			return err
		}
		return fail
	})
}

func (w *world) until(what string, cond func() bool) {
	w.Helper()
	for end := time.Now().Add(20 * time.Second); !cond(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.Fatal("never came: " + what)
		}
	}
}

func (w *world) quiet() {
	w.Helper()
	w.until("quiet", func() bool {
		q, err := w.jobs.Quiet(w.Context())
		if err != nil {
			w.Fatal(err)
		}
		return q
	})
}

func (w *world) count() int64 {
	w.Helper()
	n, err := db.Value[int64](w.Context(), w.db, jobCount)
	if err != nil {
		w.Fatal(err)
	}
	return n
}

func TestAJobExistsExactlyWhenItsChangeCommits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		var ran sync.Map
		job.Register(w.jobs, func(_ context.Context, e errand) error { ran.Store(e.Name, true); return nil })
		refused := errors.New("refused")
		if err := w.ask("never", refused); !errors.Is(err, refused) {
			t.Fatal(err)
		}
		if n := w.count(); n != 0 {
			t.Fatalf("%d jobs are left of a change that did not happen", n)
		}
		w.start()
		if err := w.ask("once", nil); err != nil {
			t.Fatal(err)
		}
		w.until("the job", func() bool { _, ok := ran.Load("once"); return ok })
		w.quiet()
		if _, ok := ran.Load("never"); ok {
			t.Error("a job of a refused change ran")
		}
	})
}

func TestAFailedJobIsTriedAgainAndShownToTheDesk(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		var tries atomic.Int64
		heal := make(chan struct{})
		job.Register(w.jobs, func(ctx context.Context, _ errand) error {
			tries.Add(1)
			select {
			case <-heal:
				return nil
			default:
			}
			if job.RunOf(ctx).IsLast() {
				return errors.New("the line is dead for good")
			}
			return errors.New("the line is dead")
		})
		w.start()
		if err := w.ask("call", nil, job.Tries(3)); err != nil {
			t.Fatal(err)
		}
		var failed []job.Failure
		w.until("giving up", func() bool {
			var err error
			if failed, err = w.jobs.Failures(t.Context()); err != nil {
				t.Fatal(err)
			}
			return len(failed) == 1 && failed[0].GivenUp
		})
		if f := failed[0]; f.Kind != "errand" || f.Attempt != 3 || f.Problem != "the line is dead for good" || tries.Load() != 3 {
			t.Errorf("%+v after %d tries", f, tries.Load())
		}
		close(heal)
		err := w.journal.Change(t.Context(), who, func(ctx context.Context, tx *journal.Tx) error {
			if err := tx.Record(ctx, journal.Event{Name: "job.retry", Subject: id.New()}); err != nil {
				return err
			}
			return w.jobs.Retry(ctx, tx, failed[0].ID)
		})
		if err != nil {
			t.Fatal(err)
		}
		w.until("healing", func() bool { return tries.Load() == 4 })
		w.quiet()
		if failed, err := w.jobs.Failures(t.Context()); err != nil || len(failed) != 0 {
			t.Errorf("still failed: %v %v", failed, err)
		}
	})
}

func TestASnoozeIsNoFailure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		var runs atomic.Int64
		job.Register(w.jobs, func(ctx context.Context, _ errand) error {
			if runs.Add(1) < 3 {
				return job.Snooze(50 * time.Millisecond)
			}
			if a := job.RunOf(ctx).Attempt; a != 1 {
				t.Errorf("attempt %d after two snoozes", a)
			}
			return nil
		})
		w.start()
		if err := w.ask("wait", nil); err != nil {
			t.Fatal(err)
		}
		w.until("the third run", func() bool { return runs.Load() == 3 })
		w.quiet()
	})
}

func TestAUniqueJobStandsInTheQueueOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		job.Register(w.jobs, func(context.Context, errand) error { return nil })
		for _, name := range []string{"a", "a", "b", "a"} {
			if err := w.ask(name, nil, job.Unique()); err != nil {
				t.Fatal(err)
			}
		}
		if n := w.count(); n != 2 {
			t.Errorf("%d jobs for two different errands", n)
		}
	})
}

// The SQLite driver of the job engine is young; this keeps an eye on it.
func TestSixteenAskAtOnceAndEachJobRunsOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d)
		var mu sync.Mutex
		ran := map[string]int{}
		job.Register(w.jobs, func(_ context.Context, e errand) error {
			mu.Lock()
			defer mu.Unlock()
			ran[e.Name]++
			return nil
		})
		w.start()
		const askers, each = 16, 25
		var wait sync.WaitGroup
		for a := range askers {
			wait.Go(func() {
				for i := range each {
					var fail error
					if i%5 == 4 {
						fail = errors.New("refused")
					}
					if err := w.ask(fmt.Sprint(a, "-", i), fail); (err != nil) != (fail != nil) {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		w.until("all jobs", func() bool { mu.Lock(); defer mu.Unlock(); return len(ran) == askers*each*4/5 })
		w.quiet()
		for name, n := range ran {
			if n != 1 {
				t.Errorf("%s ran %d times", name, n)
			}
		}
		w.until("their completion to be written down", func() bool { // Quiet does not wait for that.
			counts, err := w.jobs.Counts(t.Context())
			return err == nil && counts["completed"] == askers*each*4/5
		})
	})
}

// TestWhatADeadProcessWasRunningIsTakenUp kills a second process of this test
// binary with -9 in the middle of a job.
func TestWhatADeadProcessWasRunningIsTakenUp(t *testing.T) {
	if address := os.Getenv("GUILDHALL_TEST_DIE"); address != "" {
		die(t, address)
	}
	t.Run("sqlite", func(t *testing.T) { d := dbtest.SQLite(t); takenUp(t, d, d.Path) })
	t.Run("postgres", func(t *testing.T) {
		address := dbtest.PostgresURL(t)
		d, err := db.Open(t.Context(), address, "")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		takenUp(t, d, address)
	})
}

func takenUp(t *testing.T, d *db.DB, address string) {
	w := open(t, d)
	child := exec.Command(os.Args[0], "-test.run=^TestWhatADeadProcessWasRunningIsTakenUp$")
	child.Env = append(os.Environ(), "GUILDHALL_TEST_DIE="+address)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	w.until("the job to run over there", func() bool {
		running, err := db.Exists(t.Context(), d, jobRunner)
		if err != nil {
			t.Fatal(err)
		}
		return running
	})
	if err := child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	done := make(chan job.Run, 1)
	job.Register(w.jobs, func(ctx context.Context, _ errand) error { done <- job.RunOf(ctx); return nil })
	w.start()
	select {
	case r := <-done:
		if r.Attempt != 2 {
			t.Errorf("attempt %d", r.Attempt)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("nobody took the job up")
	}
	w.quiet()
}

func die(t *testing.T, address string) {
	d, err := db.Open(t.Context(), address, "")
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, d)
	job.Register(w.jobs, func(ctx context.Context, _ errand) error { select {} })
	w.start()
	if err := w.ask("unfinished", nil); err != nil {
		t.Fatal(err)
	}
	select {}
}
