package journal_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/test/dbtest"
)

var (
	who       = policy.As(policy.System, "test")
	tamper    = db.Write("test.tamper", `UPDATE event SET data = '{"n":2}' WHERE id = $1`)
	boxMake   = db.Write("test.box.make", `INSERT INTO rate_limit (bucket, since, used) VALUES ($1, 0, 0)`)
	boxRead   = db.Read("test.box.read", `SELECT used FROM rate_limit WHERE bucket = $1`)
	eventSeen = db.Read("test.event.count", `SELECT CAST(COUNT(*) AS BIGINT) FROM event`)
)

func open(t *testing.T, d *db.DB) *journal.Journal {
	t.Helper()
	j, err := journal.Open(t.Context(), d, true)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	wait.Go(func() { j.Run(ctx) })
	t.Cleanup(func() { cancel(); wait.Wait() })
	return j
}

func happen(t *testing.T, j *journal.Journal) error {
	t.Helper()
	return j.Change(context.Background(), who, func(ctx context.Context, tx *journal.Tx) error {
		return tx.Record(ctx, journal.Event{Name: "test.happen", Subject: id.New(), Data: map[string]any{"n": 1}})
	})
}

func quiet(t *testing.T, j *journal.Journal) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if ok, err := j.Quiet(t.Context()); err == nil && ok {
			return
		}
	}
	t.Fatal("the journal does not come to rest")
}

func TestAChangeWithoutAnEventIsRolledBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		err := j.Change(t.Context(), who, func(ctx context.Context, tx *journal.Tx) error {
			_, err := tx.Exec(ctx, boxMake, "silent")
			return err
		})
		if err == nil {
			t.Fatal("a silent change was committed")
		}
		if _, err := db.Value[int64](t.Context(), d, boxRead, "silent"); !errors.Is(err, db.ErrNone) {
			t.Fatalf("the row is there: %v", err)
		}
	})
}

func TestARoomsRowsAreNotWrittenByAPlainTransaction(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		err := j.Keep(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, boxMake, "plain")
			return err
		})
		if err == nil {
			t.Fatal("a Write query ran outside a change")
		}
	})
}

func TestManyChangesAtOnceAreAllKeptSealedAndChained(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		var wait sync.WaitGroup
		for i := range 200 {
			wait.Go(func() {
				err := j.Change(context.Background(), who, func(ctx context.Context, tx *journal.Tx) error {
					if err := tx.Record(ctx, journal.Event{Name: "test.happen", Subject: id.New(), Data: map[string]any{"n": i}}); err != nil {
						return err
					}
					if i%10 == 9 {
						return fault.Conflict("test.refused")
					}
					return nil
				})
				if (err != nil) != (i%10 == 9) {
					t.Errorf("change %d: %v", i, err)
				}
			})
		}
		wait.Wait()
		quiet(t, j)
		n, err := j.Verify(t.Context())
		if err != nil || n != 180 {
			t.Fatalf("the chain holds %d events: %v", n, err)
		}
	})
}

func TestAChangedEventBreaksTheChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		for range 3 {
			if err := happen(t, j); err != nil {
				t.Fatal(err)
			}
		}
		quiet(t, j)
		events, err := j.After(t.Context(), 0, 10)
		if err != nil || len(events) != 3 {
			t.Fatalf("%d events: %v", len(events), err)
		}
		err = j.Change(t.Context(), who, func(ctx context.Context, tx *journal.Tx) error {
			if _, err := tx.Exec(ctx, tamper, events[1].ID); err != nil {
				return err
			}
			return tx.Record(ctx, journal.Event{Name: "test.happen", Subject: id.New()})
		})
		if err != nil {
			t.Fatal(err)
		}
		quiet(t, j)
		if n, err := j.Verify(t.Context()); err == nil || n != 2 {
			t.Fatalf("the chain verifies at %d: %v", n, err)
		}
	})
}

func TestTheSameKeyDoesItOnceEvenTwentyAtATime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		actor := who
		actor.Key = "k1"
		var ran atomic.Int64
		results := make([]id.ID, 20)
		var wait sync.WaitGroup
		for i := range 20 {
			wait.Go(func() {
				r, err := journal.Do(context.Background(), j, actor, "test.make", "input", func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
					ran.Add(1)
					made := id.New()
					return made, tx.Record(ctx, journal.Event{Name: "test.happen", Subject: made})
				})
				if err != nil {
					t.Errorf("twin %d: %v", i, err)
				}
				results[i] = r
			})
		}
		wait.Wait()
		for _, r := range results {
			if r != results[0] || r.IsNone() {
				t.Fatalf("results differ: %v", results)
			}
		}
		if n, _ := db.Value[int64](t.Context(), d, eventSeen); n != 1 {
			t.Fatalf("%d events of one deed", n)
		}
		_, err := journal.Do(t.Context(), j, actor, "test.make", "other input", func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
			return id.New(), tx.Record(ctx, journal.Event{Name: "test.happen", Subject: id.New()})
		})
		if !fault.Is(err, "key.reused") {
			t.Fatalf("other input under the same key: %v", err)
		}
	})
}

// Visitors have no name: a result kept for one of them would be the next one's to find.
func TestTwoVisitorsWithOneKeyNeverMeetEachOthersResult(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		visitor := policy.Actor{Kind: policy.Visitor, Key: "k1"}
		do := func(input string) id.ID {
			r, err := journal.Do(t.Context(), j, visitor, "test.make", input, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
				made := id.New()
				return made, tx.Record(ctx, journal.Event{Name: "test.happen", Subject: made})
			})
			if err != nil {
				t.Errorf("%s: %v", input, err)
			}
			return r
		}
		if first, second := do("input"), do("input"); first == second {
			t.Error("the second visitor was given the first one's result")
		}
		do("other input")
	})
}

func TestAFollowerMissesNothingAndAWrongEventIsPutAside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		seen := make(chan int64, 100)
		ctx, cancel := context.WithCancel(context.Background())
		var wait sync.WaitGroup
		wait.Go(func() {
			j.Follow(ctx, journal.Follower{Name: "test", Do: func(_ context.Context, e journal.Event) error {
				if e.Position == 5 {
					return errors.New("cannot be handled")
				}
				seen <- e.Position
				return nil
			}})
		})
		defer func() { cancel(); wait.Wait() }()
		for range 10 {
			if err := happen(t, j); err != nil {
				t.Fatal(err)
			}
		}
		for want := int64(1); want <= 10; want++ {
			if want == 5 {
				continue
			}
			select {
			case got := <-seen:
				if got != want {
					t.Fatalf("position %d came when %d was next", got, want)
				}
			case <-time.After(20 * time.Second):
				t.Fatalf("position %d never came", want)
			}
		}
		quiet(t, j)
		stuck, err := j.StuckEvents(t.Context())
		if err != nil || len(stuck) != 1 || stuck[0].Position != 5 {
			t.Fatalf("put aside: %v %v", stuck, err)
		}
	})
}

func TestAChangeInsideAChangeIsRefused(t *testing.T) {
	d := dbtest.SQLite(t)
	j := open(t, d)
	err := j.Change(t.Context(), who, func(ctx context.Context, _ *journal.Tx) error {
		return j.Change(ctx, who, func(context.Context, *journal.Tx) error { return nil })
	})
	if err == nil {
		t.Fatal("a change was opened inside a change")
	}
}

func TestTheWrongFlagRefusesToStart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		open(t, d)
		if _, err := journal.Open(t.Context(), d, false); err == nil {
			t.Fatal("a sandbox database was opened as a real one")
		}
	})
}
