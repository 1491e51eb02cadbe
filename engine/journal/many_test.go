package journal_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/test/dbtest"
)

var (
	cursorPut = db.Keep("test.cursor.put", `INSERT INTO journal_cursor (name, position, holder, until) VALUES ($1, $2, $3, $4)
		ON CONFLICT (name) DO UPDATE SET position = excluded.position, holder = excluded.holder, until = excluded.until`)
	cutAll = db.Read("test.cut", `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`).On(db.Postgres)
)

// process is one house's journal with a database of its own, as in a process.
type process struct {
	*journal.Journal
	kill func() // ends what runs, without a farewell of the journal's own
}

// two opens one database twice.
func two(t *testing.T, test func(t *testing.T, a, b process)) {
	t.Helper()
	run := func(t *testing.T, address string) {
		var p [2]process
		for i := range p {
			d, err := db.Open(t.Context(), address, "")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			j, err := journal.Open(t.Context(), d, true)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			var wait sync.WaitGroup
			wait.Go(func() { j.Run(ctx) })
			p[i] = process{j, func() { cancel(); wait.Wait() }}
			t.Cleanup(p[i].kill)
		}
		test(t, p[0], p[1])
	}
	t.Run("sqlite", func(t *testing.T) { run(t, dbtest.SQLite(t).Path) })
	t.Run("postgres", func(t *testing.T) { run(t, dbtest.PostgresURL(t)) })
}

func say(t *testing.T, j *journal.Journal, stream id.ID) id.ID {
	t.Helper()
	var said id.ID
	err := j.Change(context.Background(), who, func(ctx context.Context, tx *journal.Tx) error {
		err := tx.Record(ctx, journal.Event{Name: "test.say", Subject: id.New(), Stream: stream})
		said = tx.Last()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return said
}

// hears waits until the listener was told of the event, or told to read again.
func hears(t *testing.T, l *journal.Listener, event id.ID) {
	t.Helper()
	late := time.After(20 * time.Second)
	for {
		select {
		case n := <-l.C:
			if n.Event == event {
				return
			}
		case <-l.Lost:
			return
		case <-late:
			t.Fatalf("never heard of %v", event)
		}
	}
}

func silence(l *journal.Listener) {
	for {
		select {
		case <-l.C:
		case <-l.Lost:
		case <-time.After(600 * time.Millisecond): // the first looks of both processes are over
			return
		}
	}
}

func TestWhatOneProcessWritesTheOtherHears(t *testing.T) {
	two(t, func(t *testing.T, a, b process) {
		stream := id.New()
		atB := b.Hub.Listen(stream)
		defer atB.Close()
		silence(atB)
		for range 3 {
			hears(t, atB, say(t, a.Journal, stream))
			silence(atB)
			// Its own change right after the other's must not hide the other's.
			heard := say(t, a.Journal, stream)
			own := b.Hub.Listen()
			hears(t, own, say(t, b.Journal, id.New()))
			own.Close()
			hears(t, atB, heard)
			silence(atB)
		}
	})
}

func TestTheOtherProcessSealsWhenOneIsKilled(t *testing.T) {
	two(t, func(t *testing.T, a, b process) {
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() {
				for range 50 {
					say(t, a.Journal, id.New())
				}
			})
		}
		a.kill()
		wait.Wait()
		quiet(t, b.Journal)
		if n, err := b.Verify(t.Context()); err != nil || n != 200 {
			t.Errorf("%d sealed: %v", n, err)
		}
	})
}

func TestSealersAtOnceAndAReaderOfTheChainDisturbNobody(t *testing.T) {
	two(t, func(t *testing.T, a, b process) {
		ctx, cancel := context.WithCancel(context.Background())
		var beside sync.WaitGroup
		for _, j := range []*journal.Journal{a.Journal, b.Journal, a.Journal, b.Journal} {
			beside.Go(func() {
				for ctx.Err() == nil {
					if _, err := j.SealOnce(context.Background()); err != nil {
						t.Errorf("sealing: %v", err)
						return
					}
				}
			})
		}
		beside.Go(func() {
			for ctx.Err() == nil {
				if n, err := b.Verify(context.Background()); err != nil {
					t.Errorf("the chain at %d: %v", n, err)
					return
				}
			}
		})
		var wait sync.WaitGroup
		for i := range 8 {
			j := []*journal.Journal{a.Journal, b.Journal}[i%2]
			wait.Go(func() {
				for range 30 {
					say(t, j, id.New())
				}
			})
		}
		wait.Wait()
		quiet(t, a.Journal)
		cancel()
		beside.Wait()
		if n, err := a.Verify(t.Context()); err != nil || n != 240 {
			t.Errorf("%d sealed: %v", n, err)
		}
	})
}

func TestAfterEveryConnectionWasCutNoticesCrossAgain(t *testing.T) {
	two(t, func(t *testing.T, a, b process) {
		if a.DB.Dialect == db.SQLite {
			t.Skip("SQLite has no connections to cut")
		}
		stream := id.New()
		atB := b.Hub.Listen(stream)
		defer atB.Close()
		silence(atB)
		_, _ = db.All(t.Context(), a.DB, cutAll, db.ScanValue[bool])
		hears(t, atB, say(t, a.Journal, stream)) // its notice, or the word to read again after reconnecting
		silence(atB)
		for heard := false; !heard; { // Once it listens again, each single notice comes.
			event := say(t, a.Journal, stream)
			select {
			case n := <-atB.C:
				heard = n.Event == event
			case <-time.After(2 * time.Second):
			}
		}
		quiet(t, b.Journal)
	})
}

func keepCursor(t *testing.T, j *journal.Journal, name string, position int64, holder string, until clock.Micros) {
	t.Helper()
	err := j.Keep(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, cursorPut, name, position, holder, int64(until))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// follow runs a follower until the test ends and gives the positions it handles.
func follow(t *testing.T, j *journal.Journal, name string, do func(e journal.Event) error) chan int64 {
	seen := make(chan int64, 1000)
	ctx, cancel := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	wait.Go(func() {
		j.Follow(ctx, journal.Follower{Name: name, Do: func(_ context.Context, e journal.Event) error {
			if do != nil {
				if err := do(e); err != nil {
					return err
				}
			}
			seen <- e.Position
			return nil
		}})
	})
	t.Cleanup(func() { cancel(); wait.Wait() })
	return seen
}

func next(t *testing.T, seen chan int64, want int64) {
	t.Helper()
	select {
	case got := <-seen:
		if got != want {
			t.Fatalf("position %d came when %d was next", got, want)
		}
	case <-time.After(30 * time.Second):
		t.Fatalf("position %d never came", want)
	}
}

func TestAFollowerGoesOnWhereAKilledProcessStopped(t *testing.T) {
	two(t, func(t *testing.T, a, b process) {
		for range 5 {
			say(t, a.Journal, id.New())
		}
		quiet(t, a.Journal)
		until := clock.Wall().Add(1500 * time.Millisecond)
		keepCursor(t, a.Journal, "test", 3, "a process killed with -9", until)
		seen := follow(t, b.Journal, "test", nil)
		next(t, seen, 4)
		if now := clock.Wall(); now < until {
			t.Errorf("took the cursor %v before its time", until.Sub(now))
		}
		next(t, seen, 5)
	})
}

func TestTwoProcessesHandleEachEventOnceAndInOrder(t *testing.T) {
	two(t, func(t *testing.T, a, b process) {
		var last atomic.Int64
		in := func(e journal.Event) error {
			if !last.CompareAndSwap(e.Position-1, e.Position) {
				t.Errorf("position %d after %d", e.Position, last.Load())
			}
			return nil
		}
		follow(t, a.Journal, "test", in)
		follow(t, b.Journal, "test", in)
		var wait sync.WaitGroup
		for _, j := range []*journal.Journal{a.Journal, b.Journal} {
			wait.Go(func() {
				for range 100 {
					say(t, j, id.New())
				}
			})
		}
		wait.Wait()
		quiet(t, a.Journal)
		if last.Load() != 200 {
			t.Errorf("%d of 200 handled", last.Load())
		}
	})
}

func TestAFollowerThatLostItsCursorGoesOnFromWhereTheOtherCame(t *testing.T) {
	const lease = 600 * time.Millisecond
	journal.Lease(t, lease)
	two(t, func(t *testing.T, a, _ process) {
		inside, goOn := make(chan struct{}), make(chan struct{})
		seen := follow(t, a.Journal, "test", func(e journal.Event) error {
			if e.Position == 1 {
				close(inside)
				<-goOn
			}
			return nil
		})
		say(t, a.Journal, id.New())
		<-inside // It sleeps in the middle, too long; another process takes over and reads to 7.
		asleep := time.After(lease)
		for range 9 {
			say(t, a.Journal, id.New())
		}
		keepCursor(t, a.Journal, "test", 7, "the other process", 0)
		<-asleep
		close(goOn)
		next(t, seen, 1)
		next(t, seen, 8)
	})
}

func TestAFollowerThatPanicsPutsTheEventAside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		seen := follow(t, j, "test", func(e journal.Event) error {
			if e.Position == 1 {
				panic("a wrong event")
			}
			return nil
		})
		say(t, j, id.New())
		say(t, j, id.New())
		next(t, seen, 2)
		if stuck, err := j.StuckEvents(t.Context()); err != nil || len(stuck) != 1 {
			t.Errorf("%v, %v", stuck, err)
		}
	})
}

func TestAFollowerThatIsNoMoreDoesNotKeepTheHouseFromRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		keepCursor(t, j, "of an older program", 0, "", 0)
		keepCursor(t, j, "of another process", 0, "another", clock.Wall())
		say(t, j, id.New())
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
			if p, err := j.Position(t.Context()); err == nil && p == 1 {
				break
			} else if time.Now().After(end) {
				t.Fatal(err)
			}
		}
		if ok, err := j.Quiet(t.Context()); ok || err != nil {
			t.Errorf("at rest though a living follower has not read: %v", err)
		}
		keepCursor(t, j, "of another process", 1, "another", clock.Wall())
		quiet(t, j)
	})
}

func TestATwinGetsTheResultWhateverStoppedIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		actor := who
		actor.Key = "twins"
		var wait sync.WaitGroup
		results := make([]string, 20)
		for i := range results {
			wait.Go(func() {
				var err error
				results[i], err = journal.Do(context.Background(), j, actor, "test.once", 1, func(ctx context.Context, tx *journal.Tx) (string, error) {
					if _, err := tx.Exec(ctx, boxMake, "only once"); err != nil { // not a conflict: an error of the database
						return "", errors.Join(errors.New("no room for a second"), err)
					}
					return id.New().String(), tx.Record(ctx, journal.Event{Name: "test.happen", Subject: id.New()})
				})
				if err != nil {
					t.Errorf("twin %d: %v", i, err)
				}
			})
		}
		wait.Wait()
		for _, r := range results {
			if r == "" || r != results[0] {
				t.Fatalf("results differ: %v", results)
			}
		}
	})
}
