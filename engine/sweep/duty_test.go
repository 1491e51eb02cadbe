package sweep_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/engine/sweep"
	"guildhall/test/dbtest"
)

// looks is an outside where nothing ever happens; it counts how often it is asked.
type looks struct{ n atomic.Int64 }

func (l *looks) NextDue(context.Context) (clock.Micros, error) {
	l.n.Add(1)
	return 0, nil
}
func (l *looks) RunDue(context.Context, clock.Micros) error { return nil }

func TestTheClockWaitsForADutyThatAnotherProcessIsAt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, true)
		other := process(t, d, true)
		began := w.now()
		teatime := began.Add(time.Hour)
		after := func(at time.Time) time.Time {
			if at.Before(teatime.Time()) {
				return teatime.Time()
			}
			return teatime.Time().AddDate(1, 0, 0)
		}
		seen := &looks{}
		w.sweeper.Outside(seen)
		brewing := make(chan struct{})
		// The other process takes its time: until this one has looked many times more, or has gone on without it.
		other.sweeper.Duty(sweep.Duty{Name: "tea", After: after, Do: func(ctx context.Context, _ clock.Micros) error {
			close(brewing)
			here := seen.n.Load()
			other.until("the other to look or to go on", func() bool { return seen.n.Load() > here+50 || other.now() > began.Add(2*time.Hour) })
			return other.note(ctx, "tea.make")
		}})
		w.sweeper.Duty(sweep.Duty{Name: "tea", After: after, Do: func(ctx context.Context, _ clock.Micros) error { return w.note(ctx, "tea.make") }})
		if _, err := other.sweeper.Sweep(t.Context(), false); err != nil { // The duty is known from now on.
			t.Fatal(err)
		}
		w.moveTo(teatime)
		var wait sync.WaitGroup
		wait.Go(func() {
			if _, err := other.sweeper.Sweep(context.WithoutCancel(t.Context()), false); err != nil {
				t.Error(err)
			}
		})
		defer wait.Wait()
		<-brewing
		w.run()
		if err := w.sweeper.Advance(t.Context(), chie, sweep.To(began.Add(24*time.Hour))); err != nil {
			t.Fatal(err)
		}
		w.until("tea", func() bool { return len(w.happened()) > 0 })
		if got := w.happened(); len(got) != 1 || got[0].at > began.Add(2*time.Hour) {
			t.Errorf("tea was due at %v and made at %v", teatime.Time(), got[0].at.Time())
		}
	})
}

func TestHousekeepingHoldsNoMovedClockUpAndIsDoneOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := open(t, d, true)
		ctx, end := context.WithCancel(t.Context())
		var wait sync.WaitGroup
		wait.Go(func() { w.journal.Run(ctx) })
		defer wait.Wait()
		defer end()
		began := w.now()
		w.sweeper.Duty(sweep.Duty{Name: "dust", Housekeeping: true, After: sweep.DailyAt(time.UTC, 0, 30),
			Do: func(ctx context.Context, _ clock.Micros) error { return w.note(ctx, "tea.make") }})
		if _, err := w.sweeper.Sweep(t.Context(), false); err != nil { // From now on it is known.
			t.Fatal(err)
		}
		if err := w.sweeper.Advance(t.Context(), chie, sweep.To(began.Add(240*time.Hour))); err != nil {
			t.Fatal(err)
		}
		last, err := w.sweeper.Last(t.Context())
		if got := w.happened(); err != nil || len(got) > 0 || last.Moments != 0 {
			t.Fatalf("on the way: %v, %d moments, %v", got, last.Moments, err)
		}
		for range 2 {
			if _, err := w.sweeper.Sweep(t.Context(), false); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.happened(); len(got) != 1 {
			t.Errorf("ten days later: %v", got)
		}
	})
}
