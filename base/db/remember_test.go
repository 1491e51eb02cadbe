package db_test

import (
	"context"
	"sync/atomic"
	"testing"

	"guildhall/base/db"
	"guildhall/test/dbtest"
)

var (
	rememberNext = db.Read("remember.next", `SELECT CAST($1 AS BIGINT) + 1`).Once()
	rememberNone = db.Read("remember.none", `SELECT CAST($1 AS BIGINT) WHERE 1 = 0`).Once()
)

// counted gives a context that remembers and counts what is asked.
func counted(t *testing.T) (context.Context, *atomic.Int64) {
	var asked atomic.Int64
	return db.Remembering(db.Watched(t.Context(), func(*db.Query) { asked.Add(1) })), &asked
}

func TestAPageAsksTheSameOnlyOnceUntilSomethingChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, asked := counted(t)
		for range 3 {
			for _, n := range []int64{1, 2} {
				if v, err := db.Value[int64](ctx, d, rememberNext, n); err != nil || v != n+1 {
					t.Fatalf("after %d comes %d: %v", n, v, err)
				}
			}
			if _, err := db.Value[int64](ctx, d, rememberNone, 1); err != db.ErrNone {
				t.Fatalf("nothing was to be found: %v", err)
			}
			list, err := db.All(ctx, d, rememberNext, db.ScanValue[int64], "7")
			if err != nil || len(list) != 1 || list[0] != 8 {
				t.Fatalf("%v: %v", list, err)
			}
			list[0] = 0 // A list is the reader's own.
			if found, err := db.Exists(ctx, d, rememberNone, 5); err != nil || found {
				t.Fatalf("nothing was to be found: %v", err)
			}
		}
		if asked.Load() != 5 {
			t.Errorf("five questions were asked %d times", asked.Load())
		}
		if err := d.Update(ctx, func(*db.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Value[int64](ctx, d, rememberNext, 1); err != nil || asked.Load() != 6 {
			t.Errorf("after a change it was asked %d times: %v", asked.Load(), err)
		}
	})
}

func TestReadsTogetherThatAskTheSameShareOneAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, asked := counted(t)
		got := make([]int64, 20)
		reads := make([]func(context.Context) error, len(got))
		for i := range got {
			reads[i] = db.Into(&got[i], func(ctx context.Context) (v int64, err error) {
				for step := range int64(1 + i%3) { // Some go on when others are done.
					if v, err = db.Value[int64](ctx, d, rememberNext, step); err != nil {
						return v, err
					}
				}
				return v, nil
			})
		}
		if err := db.Together(ctx, d, reads...); err != nil {
			t.Fatal(err)
		}
		for i, v := range got {
			if v != int64(1+i%3) {
				t.Errorf("read %d was told %d", i, v)
			}
		}
		if asked.Load() != 3 {
			t.Errorf("three questions were asked %d times", asked.Load())
		}
	})
}

func TestWhatFailedIsAskedAgain(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx, asked := counted(t)
	gone, leave := context.WithCancel(ctx)
	leave()
	if _, err := db.Value[int64](gone, d, rememberNext, 1); err == nil {
		t.Error("whoever had left was answered")
	}
	before := asked.Load()
	if v, err := db.Value[int64](ctx, d, rememberNext, 1); err != nil || v != 2 || asked.Load() != before+1 {
		t.Errorf("asked again: %d, %v", v, err)
	}
}

func TestWhatIsKnownIsNotAsked(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx, asked := counted(t)
	db.Know(ctx, rememberNext, int64(2), int64(1))
	if v, err := db.Value[int64](ctx, d, rememberNext, int64(1)); err != nil || v != 2 || asked.Load() != 0 {
		t.Errorf("%d, %v, asked %d times", v, err, asked.Load())
	}
}
