package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/test/dbtest"
)

var (
	pairMake  = db.Keep("test.pair.make", `INSERT INTO rate_limit (bucket, since, used) VALUES ($1, $2, 0)`)
	pairBump  = db.Keep("test.pair.bump", `UPDATE rate_limit SET used = used + 1 WHERE bucket = $1`)
	pairUsed  = db.Read("test.pair.used", `SELECT used FROM rate_limit WHERE bucket = $1`)
	pairCount = db.Read("test.pair.count", `SELECT COUNT(*) FROM rate_limit`)
	// A seal whose event does not exist is found out at COMMIT once the rule is deferred.
	ruleLater = db.Keep("test.rule.later", `PRAGMA defer_foreign_keys = ON`).On(db.SQLite)
	ruleBreak = db.Keep("test.rule.break", `INSERT INTO journal_open (event_id) VALUES ($1)`)
)

func put(ctx context.Context, d *db.DB, name string) error {
	return d.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, pairMake, name, 0)
		return err
	})
}

func has(t *testing.T, d *db.DB, want ...string) {
	t.Helper()
	for _, name := range want {
		if ok, err := db.Exists(t.Context(), d, pairUsed, name); err != nil || !ok {
			t.Errorf("%s is not there: %v", name, err)
		}
	}
	if n, err := db.Value[int](t.Context(), d, pairCount); err != nil || n != len(want) {
		t.Errorf("%d rows, want %d: %v", n, len(want), err)
	}
}

// together runs changes in one group: the writer is held until all of them wait.
// It gives their errors in order.
func together(t *testing.T, d *db.DB, changes ...func(*db.Tx) error) []error {
	t.Helper()
	held, free := make(chan struct{}), make(chan struct{})
	errs := make([]error, len(changes))
	var wait sync.WaitGroup
	wait.Go(func() {
		_ = d.Update(context.Background(), func(*db.Tx) error {
			close(held)
			<-free
			return errors.New("only to hold the writer")
		})
	})
	<-held
	for i, change := range changes {
		wait.Go(func() { errs[i] = d.Update(context.Background(), change) })
		for end := time.Now().Add(10 * time.Second); db.Waiting(d) <= i; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the change never waits")
			}
		}
	}
	close(free)
	wait.Wait()
	return errs
}

func making(name string) func(*db.Tx) error {
	return func(tx *db.Tx) error {
		_, err := tx.Exec(context.Background(), pairMake, name, 0)
		return err
	}
}

func TestOneChangeThatFailsOrPanicsLeavesTheOthersOfItsGroup(t *testing.T) {
	d := dbtest.SQLite(t)
	groups := 0
	d.OnGroup(func(context.Context, *db.Tx, []any) error { groups++; return nil })
	errs := together(t, d, making("a"),
		func(tx *db.Tx) error { return errors.Join(making("b")(tx), fault.Conflict("test.refused")) },
		making("c"),
		func(tx *db.Tx) error { _ = making("d")(tx); panic("a wrong change") },
		making("a"), // a twin
		making("e"))
	for i, bad := range []bool{false, true, false, true, true, false} {
		if (errs[i] != nil) != bad {
			t.Errorf("change %d: %v", i, errs[i])
		}
	}
	if !fault.Is(errs[1], "test.refused") || !db.IsUnique(errs[4]) {
		t.Errorf("reasons are lost: %v, %v", errs[1], errs[4])
	}
	has(t, d, "a", "c", "e")
	if groups != 1 {
		t.Errorf("%d commits for one group", groups)
	}
}

func TestACancelledCallerIsNotWrittenAndDisturbsNobody(t *testing.T) {
	d := dbtest.SQLite(t)
	held, free := make(chan struct{}), make(chan struct{})
	inside, cancelInside := context.WithCancel(context.Background())
	waiting, cancelWaiting := context.WithCancel(context.Background())
	var wait sync.WaitGroup
	errs := make([]error, 3)
	wait.Go(func() { // Cancelled in the middle: goes on.
		errs[0] = d.Update(inside, func(tx *db.Tx) error {
			close(held)
			<-free
			_, err := tx.Exec(inside, pairMake, "in the middle", 0)
			return err
		})
	})
	<-held
	wait.Go(func() { errs[1] = put(waiting, d, "before its turn") })
	wait.Go(func() { errs[2] = put(context.Background(), d, "beside") })
	for db.Waiting(d) < 2 {
		time.Sleep(time.Millisecond)
	}
	cancelInside()
	cancelWaiting()
	close(free)
	wait.Wait()
	if errs[0] != nil || !errors.Is(errs[1], context.Canceled) || errs[2] != nil {
		t.Errorf("%v", errs)
	}
	has(t, d, "in the middle", "beside")
}

// fill lets the database grow by a few pages only, and gives what undoes that.
func fill(t *testing.T, d *db.DB) func() {
	t.Helper()
	var pages int
	if err := d.Handle().QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		if _, err := d.Handle().Exec(fmt.Sprintf("PRAGMA max_page_count = %d", n)); err != nil {
			t.Fatal(err)
		}
	}
	limit(pages + 20)
	return func() { limit(1 << 30) }
}

var tooLong = strings.Repeat("x", 1<<20)

func TestWhenTheTransactionDiesEachIsRunAlone(t *testing.T) {
	d := dbtest.SQLite(t)
	more := fill(t, d)
	var sizes []int
	d.OnGroup(func(_ context.Context, _ *db.Tx, attached []any) error {
		sizes = append(sizes, len(attached))
		return nil
	})
	attach := func(name string) func(*db.Tx) error {
		return func(tx *db.Tx) error { tx.Attach(name); return making(name)(tx) }
	}
	errs := together(t, d, attach("a"), attach("b"), attach(tooLong), attach("c"))
	if errs[0] != nil || errs[1] != nil || errs[3] != nil {
		t.Errorf("changes that fit: %v", errs)
	}
	if !fault.Is(errs[2], "database.full") {
		t.Errorf("the one that does not fit: %v", errs[2])
	}
	has(t, d, "a", "b", "c")
	if fmt.Sprint(sizes) != "[1 1 1]" {
		t.Errorf("groups of %v", sizes)
	}
	more()
	if err := put(t.Context(), d, tooLong); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func TestWhoIgnoresAFullDiskWritesNothingAfterIt(t *testing.T) {
	d := dbtest.SQLite(t)
	fill(t, d)
	stubborn := func(tx *db.Tx) error {
		_ = making("before")(tx)
		_ = making(tooLong)(tx)
		_ = making("after")(tx)
		return nil
	}
	if err := d.Update(t.Context(), stubborn); !fault.Is(err, "database.full") {
		t.Errorf("alone: %v", err)
	}
	has(t, d)
	errs := together(t, d, making("a"), stubborn, making("b"))
	if errs[0] != nil || !fault.Is(errs[1], "database.full") || errs[2] != nil {
		t.Errorf("in a group: %v", errs)
	}
	has(t, d, "a", "b")
}

func TestACommitThatFailsFailsOnlyItsOwn(t *testing.T) {
	d := dbtest.SQLite(t)
	late := func(tx *db.Tx) error {
		ctx := context.Background()
		if _, err := tx.Exec(ctx, ruleLater); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, ruleBreak, make([]byte, 16))
		return err
	}
	if err := d.Update(t.Context(), late); !db.IsForeignKey(err) {
		t.Fatalf("alone: %v", err)
	}
	errs := together(t, d, making("a"), late, making("b"))
	if errs[0] != nil || !db.IsForeignKey(errs[1]) || errs[2] != nil {
		t.Errorf("in a group: %v", errs)
	}
	has(t, d, "a", "b")
}

func TestAGroupHookThatPanicsOrFailsCommitsNothing(t *testing.T) {
	d := dbtest.SQLite(t)
	d.OnGroup(func(context.Context, *db.Tx, []any) error { panic("a wrong hook") })
	if err := put(t.Context(), d, "a"); err == nil {
		t.Error("committed without its hook")
	}
	d.OnGroup(func(context.Context, *db.Tx, []any) error { return nil })
	has(t, d)
	if err := put(t.Context(), d, "b"); err != nil {
		t.Error(err)
	}
}

func TestAnotherProcessHoldingTheFileIsWaitedForOnce(t *testing.T) {
	d := dbtest.SQLite(t)
	other, err := db.Open(t.Context(), d.Path, "")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := d.Handle().Exec("PRAGMA busy_timeout = 400"); err != nil {
		t.Fatal(err)
	}
	held, free := make(chan struct{}), make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		_ = other.Update(context.Background(), func(tx *db.Tx) error {
			close(held)
			<-free
			return errors.New("nothing to write")
		})
	})
	<-held
	ran := 0
	began := time.Now()
	errs := make([]error, 20)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() { errs[i] = d.Update(context.Background(), func(*db.Tx) error { ran++; return nil }) })
	}
	group.Wait()
	took := time.Since(began)
	close(free)
	wait.Wait()
	for i, err := range errs {
		if !fault.IsKind(err, fault.KindUnavailable) {
			t.Errorf("change %d: %v", i, err)
		}
	}
	if ran != 0 {
		t.Errorf("%d ran without a transaction", ran)
	}
	if took > 20*400*time.Millisecond/2 { // each alone would have been twice that
		t.Errorf("waited %v, one after another", took)
	}
	if err := put(t.Context(), d, "a"); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestClosingFinishesWhatWaitsAndRefusesWhatComesLater(t *testing.T) {
	d := dbtest.SQLite(t)
	var wait sync.WaitGroup
	errs := make([]error, 200)
	for i := range errs {
		wait.Go(func() { errs[i] = put(context.Background(), d, fmt.Sprint(i)) })
	}
	again, path := d, d.Path
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	wait.Wait()
	if err := put(context.Background(), again, "late"); !fault.IsKind(err, fault.KindUnavailable) {
		t.Errorf("after closing: %v", err)
	}
	d, err := db.Open(t.Context(), path, "")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var want []string
	for i, err := range errs {
		if err == nil {
			want = append(want, fmt.Sprint(i))
		}
	}
	has(t, d, want...)
}
