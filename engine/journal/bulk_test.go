package journal_test

import (
	"context"
	"sync"
	"testing"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/test/dbtest"
)

var openCount = db.Read("test.open.count", `SELECT COUNT(*) FROM journal_open`)

// sayMany records n events in one change: the first by itself, the others together.
func sayMany(t *testing.T, j *journal.Journal, n int) {
	t.Helper()
	err := j.Change(context.Background(), who, func(ctx context.Context, tx *journal.Tx) error {
		if err := tx.Record(ctx, journal.Event{Name: "test.first", Subject: id.New()}); err != nil {
			return err
		}
		rest := make([]journal.Event, n-1)
		for i := range rest {
			rest[i] = journal.Event{Name: "test.more", Subject: id.New(), Data: map[string]any{"n": i}}
		}
		_, err := tx.RecordMany(ctx, rest)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAChangeOfManyEventsHasSealedThemWhenItEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j, err := journal.Open(t.Context(), d, true)
		if err != nil {
			t.Fatal(err)
		}
		sayMany(t, j, 2) // left to the sealer, which does not run
		sayMany(t, j, 100)
		open := 0
		if d.Dialect == db.Postgres {
			open = 2
		}
		if n, err := db.Value[int](t.Context(), d, openCount); err != nil || n != open {
			t.Errorf("%d events are open, not %d: %v", n, open, err)
		}
		if n, err := j.Verify(t.Context()); err != nil || n != int64(102-open) {
			t.Errorf("%d sealed: %v", n, err)
		}
		events, err := j.After(t.Context(), int64(2-open), 200)
		if err != nil || len(events) != 100 || events[0].Name != "test.first" || events[99].Int("n") != 98 {
			t.Fatalf("%d events behind: %v", len(events), err)
		}
	})
}

func TestChangesOfManyAndOfFewEventsSealBesideEachOther(t *testing.T) {
	two(t, func(t *testing.T, a, b process) {
		var wait sync.WaitGroup
		for _, j := range []*journal.Journal{a.Journal, b.Journal, a.Journal, b.Journal} {
			wait.Go(func() {
				for range 10 {
					sayMany(t, j, 40)
					say(t, j, id.New())
				}
			})
		}
		wait.Wait()
		quiet(t, b.Journal)
		if n, err := a.Verify(t.Context()); err != nil || n != 4*10*41 {
			t.Errorf("%d sealed: %v", n, err)
		}
	})
}

func TestSeveralFollowersReadTheSameEventsEachFromItsOwnPlace(t *testing.T) {
	two(t, func(t *testing.T, a, _ process) {
		const changes, events = 12, 40
		ctx, cancel := context.WithCancel(t.Context())
		var wait sync.WaitGroup
		defer func() { cancel(); wait.Wait() }()
		var mu sync.Mutex
		seen := map[string][]int64{}
		follow := func(name string) {
			a.Expect(name)
			wait.Go(func() {
				a.Follow(ctx, journal.Follower{Name: name, Do: func(_ context.Context, e journal.Event) error {
					mu.Lock()
					defer mu.Unlock()
					seen[name] = append(seen[name], e.Position)
					return nil
				}})
			})
		}
		follow("one")
		for i := range changes {
			if i == changes/2 {
				follow("late")
			}
			sayMany(t, a.Journal, events)
		}
		follow("last")
		quiet(t, a.Journal)
		mu.Lock()
		defer mu.Unlock()
		for _, name := range []string{"one", "late", "last"} {
			if len(seen[name]) != changes*events {
				t.Fatalf("%s saw %d events", name, len(seen[name]))
			}
			for i, position := range seen[name] {
				if position != int64(i+1) {
					t.Fatalf("%s saw position %d as number %d", name, position, i+1)
				}
			}
		}
	})
}
