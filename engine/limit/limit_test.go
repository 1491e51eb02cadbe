package limit

import (
	"context"
	"sync"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/engine/journal"
	"guildhall/test/dbtest"
)

func open(t *testing.T, d *db.DB) *journal.Journal {
	t.Helper()
	j, err := journal.Open(t.Context(), d, true)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestTheTryAfterTheLastIsRefusedWithTheTimeToWait(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		for range 3 {
			if err := Take(t.Context(), j, "guess:aiko@example.com", 3, 10*time.Hour); err != nil {
				t.Fatal(err)
			}
		}
		err := Take(t.Context(), j, "guess:aiko@example.com", 3, 10*time.Hour)
		if !fault.IsKind(err, fault.KindLimited) || !fault.Is(err, "limit.reached") {
			t.Fatalf("got %v", err)
		}
		if wait, ok := fault.Of(err).Args["RetryAfter"].(int); !ok || wait < 1 || wait > 20*3600 {
			t.Errorf("RetryAfter is %v", fault.Of(err).Args["RetryAfter"])
		}
		if err := Take(t.Context(), j, "guess:ben@example.com", 3, 10*time.Hour); err != nil {
			t.Errorf("somebody else is refused too: %v", err)
		}
		if err := Reset(t.Context(), j, "guess:aiko@example.com"); err != nil {
			t.Fatal(err)
		}
		if err := Take(t.Context(), j, "guess:aiko@example.com", 3, 10*time.Hour); err != nil {
			t.Errorf("a forgiven bucket refuses: %v", err)
		}
	})
}

func TestOfManyAtOnceOnlyTheAllowedGetThrough(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		var mu sync.Mutex
		passed := 0
		var wait sync.WaitGroup
		for range 20 {
			wait.Go(func() {
				if Take(context.WithoutCancel(t.Context()), j, "guess:x", 5, 10*time.Hour) == nil {
					mu.Lock()
					passed++
					mu.Unlock()
				}
			})
		}
		wait.Wait()
		if passed != 5 {
			t.Errorf("%d of 20 got through, want 5", passed)
		}
	})
}

func TestTheTableHoldsNoAddress(t *testing.T) {
	t.Parallel()
	if name := hashed("sign_in.email:aiko@example.com"); name == "sign_in.email:aiko@example.com" || len(name) != len("sign_in.email:")+32 {
		t.Errorf("stored as %s", name)
	}
}

func TestWaitingAsLongAsToldIsEnough(t *testing.T) {
	t.Parallel()
	const window = time.Hour
	for _, c := range []struct {
		this, before int64
		max          int
		passed       time.Duration
	}{{5, 0, 5, time.Minute}, {5, 5, 5, 59 * time.Minute}, {2, 5, 5, time.Minute}, {0, 9, 5, 2 * time.Minute}, {9, 1, 5, 0}} {
		w := c.passed + wait(c.this, c.before, c.max, window, c.passed)
		this, before := float64(c.this), float64(c.before)
		for w >= window {
			w -= window
			this, before = 0, this
		}
		if left := this + before*(1-float64(w)/float64(window)); left >= float64(c.max) {
			t.Errorf("%+v: after waiting still %.3f", c, left)
		}
	}
}

func TestOneConnectionIsOneNetwork(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
		"2001:db8:1:2::9%eth0": "2001:db8:1:2::/64", "": "", "unknown": "unknown",
	} {
		if got := Network(address); got != want {
			t.Errorf("%q is network %q, want %q", address, got, want)
		}
	}
}
