package desk_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/market/account"
	"guildhall/market/desk"
	"guildhall/test/cast"
)

func want(t *testing.T, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.Is(err, code) {
		t.Errorf("got %v, want %q", err, code)
	}
}

func TestAPutAsideEventIsOfferedAgainUntilItIsHandled(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		var mended atomic.Bool
		var handled atomic.Int64
		follower := journal.Follower{Name: "fragile", Do: func(context.Context, journal.Event) error {
			if !mended.Load() {
				return errors.New("broken")
			}
			handled.Add(1)
			return nil
		}}
		room := desk.New(desk.Deps{Journal: c.Journal, Followers: map[string]journal.Follower{"fragile": follower}})
		chie := c.Desk("Chie")
		ctx, end := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); c.Journal.Follow(ctx, follower) }()
		defer func() { end(); <-done }()
		var stuck []journal.Stuck
		for limit := time.Now().Add(time.Minute); len(stuck) == 0 && time.Now().Before(limit); time.Sleep(10 * time.Millisecond) {
			if _, err := c.Journal.SealOnce(t.Context()); err != nil { // No house runs that would.
				t.Fatal(err)
			}
			var err error
			if stuck, err = c.Journal.StuckEvents(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if len(stuck) == 0 {
			t.Fatal("nothing was put aside")
		}
		at := stuck[0].Position
		want(t, room.OfferAgain(t.Context(), c.Person("Aiko"), "fragile", at, "Let me."), "page.missing")
		want(t, room.OfferAgain(t.Context(), chie, "fragile", at, "x"), "form.invalid")
		want(t, room.OfferAgain(t.Context(), chie, "nobody", at, "The cause is mended."), "stuck.missing")
		want(t, room.OfferAgain(t.Context(), chie, "fragile", at+1_000_000, "The cause is mended."), "stuck.missing")
		want(t, room.OfferAgain(t.Context(), chie, "fragile", at, "The cause is mended."), "stuck.still")
		if is, err := c.Journal.IsStuck(t.Context(), "fragile", at); err != nil || !is {
			t.Errorf("an event that cannot be handled left the list: %v", err)
		}
		mended.Store(true)
		want(t, room.OfferAgain(t.Context(), chie, "fragile", at, "Now the cause is mended."), "")
		if handled.Load() == 0 {
			t.Error("nobody handled it")
		}
		want(t, room.OfferAgain(t.Context(), chie, "fragile", at, "Once more."), "stuck.missing")
		events, err := c.Journal.After(t.Context(), at-1, 1)
		if err != nil || len(events) != 1 {
			t.Fatal(err)
		}
		acts, err := desk.ActsOn(t.Context(), c.DB, events[0].ID)
		if err != nil || len(acts) != 1 || acts[0].Reason != "Now the cause is mended." || acts[0].Operator != chie.Person {
			t.Errorf("what is kept of it: %+v, %v", acts, err)
		}
	})
}

type brittle struct{ Number int }

func (brittle) Kind() string { return "brittle" }

func TestAJobThatGaveUpIsTriedAgainAndWhyIsKept(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		jobs, err := job.New(c.Journal, job.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var mended atomic.Bool
		var done atomic.Int64
		job.Register(jobs, func(context.Context, brittle) error {
			if !mended.Load() {
				return errors.New("the wall is closed")
			}
			done.Add(1)
			return nil
		})
		if err := jobs.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := jobs.Stop(context.WithoutCancel(t.Context())); err != nil {
				t.Error(err)
			}
		}()
		room, chie := desk.New(desk.Deps{Journal: c.Journal, Jobs: jobs}), c.Desk("Chie")
		want(t, c.Journal.Change(t.Context(), chie, func(ctx context.Context, tx *journal.Tx) error {
			if err := tx.Record(ctx, journal.Event{Name: "chain.sound", Subject: id.New()}); err != nil {
				return err
			}
			return jobs.Insert(ctx, tx, brittle{1}, job.Tries(1))
		}), "")
		var failed []job.Failure
		for limit := time.Now().Add(time.Minute); len(failed) == 0 && time.Now().Before(limit); time.Sleep(10 * time.Millisecond) {
			if failed, err = jobs.Failures(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if len(failed) != 1 || !failed[0].GivenUp || !strings.Contains(failed[0].Problem, "closed") {
			t.Fatalf("failed are %+v", failed)
		}
		want(t, room.RetryJob(t.Context(), c.Person("Aiko"), failed[0].ID, "Let me."), "page.missing")
		want(t, room.RetryJob(t.Context(), chie, failed[0].ID, ""), "form.invalid")
		want(t, room.RetryJob(t.Context(), chie, failed[0].ID+999, "The wall is open."), "job.missing")
		mended.Store(true)
		want(t, room.RetryJob(t.Context(), chie, failed[0].ID, "The wall is open."), "")
		for limit := time.Now().Add(time.Minute); done.Load() == 0 && time.Now().Before(limit); time.Sleep(10 * time.Millisecond) {
		}
		if done.Load() != 1 {
			t.Errorf("done %d times", done.Load())
		}
	})
}

func TestReasonsAboutAPersonGoWithThemButWhyTheyWereErasedStays(t *testing.T) {
	cast.Each(t, func(t *testing.T, c *cast.Cast) {
		room, chie, dai := desk.New(desk.Deps{Journal: c.Journal, Accounts: account.New(c.Journal)}), c.Desk("Chie"), c.Person("Dai")
		want(t, room.ErasePerson(t.Context(), c.Person("Aiko"), dai.Person, "I do not like him."), "page.missing")
		want(t, room.ErasePerson(t.Context(), chie, dai.Person, strings.Repeat("あ", desk.ReasonMax+1)), "form.invalid")
		want(t, room.ErasePerson(t.Context(), chie, dai.Person, "本人からの請求による。"), "")
		want(t, c.Journal.Change(t.Context(), chie, func(ctx context.Context, tx *journal.Tx) error {
			if err := room.Erase(ctx, tx, dai.Person); err != nil {
				return err
			}
			return tx.Record(ctx, journal.Event{Name: "chain.sound", Subject: id.New()})
		}), "")
		acts, err := desk.ActsOn(t.Context(), c.DB, dai.Person)
		if err != nil || len(acts) != 1 || acts[0].Reason != "本人からの請求による。" {
			t.Errorf("what is kept: %+v, %v", acts, err)
		}
		p, err := account.FindPerson(t.Context(), c.DB, dai.Person)
		if err != nil || p.Name != "" || p.Email != "" {
			t.Errorf("he is %+v, %v", p, err)
		}
		if _, err := room.Health(t.Context(), dai); !fault.Is(err, "page.missing") {
			t.Errorf("health is told to anybody: %v", err)
		}
		if _, err := room.VerifyChain(t.Context(), dai); !fault.Is(err, "page.missing") {
			t.Errorf("anybody has the chain checked: %v", err)
		}
	})
}
