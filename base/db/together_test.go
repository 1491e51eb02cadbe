package db_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"guildhall/base/db"
	"guildhall/test/dbtest"
)

var (
	// Statements of one journey are of one moment: PostgreSQL answers them in one
	// transaction, whose now() stands still.
	togetherNow    = db.Read("together.now", `SELECT CAST(EXTRACT(EPOCH FROM now()) * 1000000 AS BIGINT) + CAST($1 AS BIGINT)`).On(db.Postgres)
	togetherPlus   = db.Read("together.plus", `SELECT CAST($1 AS BIGINT) + 1`)
	togetherDivide = db.Read("together.divide", `SELECT 10 / CAST($1 AS BIGINT)`).On(db.Postgres)
)

func TestWhatWaitsAtTheSameTimeGoesInOneJourney(t *testing.T) {
	d := dbtest.Postgres(t)
	var first [3]int64
	second := map[int64]bool{}
	var mu sync.Mutex
	now := func(ctx context.Context, i int) (err error) {
		if first[i], err = db.Value[int64](ctx, d, togetherNow, 0); err != nil {
			return err
		}
		then, err := db.Value[int64](ctx, d, togetherNow, 0)
		mu.Lock()
		defer mu.Unlock()
		second[then] = true
		return err
	}
	err := db.Together(t.Context(), d,
		func(ctx context.Context) error { return now(ctx, 0) },
		func(ctx context.Context) error { // One inside another waits with the others.
			return db.Together(ctx, d,
				func(ctx context.Context) error { return now(ctx, 1) },
				func(ctx context.Context) error { return now(ctx, 2) },
			)
		},
	)
	if err != nil || first[0] == 0 || first[0] != first[1] || first[1] != first[2] {
		t.Errorf("asked together, answered at %v: %v", first, err)
	}
	if len(second) != 1 || second[first[0]] {
		t.Errorf("asked together again, answered at %v", second)
	}
}

func TestWhoeverHasWaitedForOthersIsWaitedForToo(t *testing.T) {
	d := dbtest.Postgres(t)
	var patient, second int64
	none := func(context.Context) error { return nil }
	err := db.Together(t.Context(), d,
		db.Into(&patient, func(ctx context.Context) (int64, error) { return db.Value[int64](ctx, d, togetherNow, 0) }),
		func(ctx context.Context) error {
			if err := db.Together(ctx, d, none, none); err != nil {
				return err
			}
			var err error
			second, err = db.Value[int64](ctx, d, togetherNow, 0)
			return err
		},
	)
	if err != nil || patient != second {
		t.Errorf("answered at %d and %d: %v", patient, second, err)
	}
}

func TestReadsTogetherGiveEachItsOwnAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		got := make([]int64, 50)
		reads := make([]func(context.Context) error, len(got))
		for i := range got {
			reads[i] = db.Into(&got[i], func(ctx context.Context) (v int64, err error) {
				for range i % 4 { // Some ask more often than others.
					if v, err = db.Value[int64](ctx, d, togetherPlus, i); err != nil {
						return v, err
					}
				}
				return db.Value[int64](ctx, d, togetherPlus, i)
			})
		}
		if err := db.Together(t.Context(), d, reads...); err != nil {
			t.Fatal(err)
		}
		for i, v := range got {
			if v != int64(i+1) {
				t.Errorf("read %d got %d", i, v)
			}
		}
	})
}

func TestAReadThatFailsLeavesTheOthersTheirAnswers(t *testing.T) {
	d := dbtest.Postgres(t)
	var before, after int64
	err := db.Together(t.Context(), d,
		func(ctx context.Context) (err error) {
			before, err = db.Value[int64](ctx, d, togetherDivide, 5)
			return err
		},
		func(ctx context.Context) error { _, err := db.Value[int64](ctx, d, togetherDivide, 0); return err },
		func(ctx context.Context) error {
			_, err := db.One(ctx, d, togetherPlus, func(db.Scanner) (int64, error) { panic("a wrong scan") }, 1)
			return err
		},
		func(ctx context.Context) (err error) {
			after, err = db.Value[int64](ctx, d, togetherDivide, 2)
			return err
		},
	)
	if err == nil || before != 2 || after != 5 {
		t.Errorf("before %d, after %d: %v", before, after, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err = db.Together(ctx, d,
		func(ctx context.Context) error { _, err := db.Value[int64](ctx, d, togetherPlus, 1); return err },
		func(ctx context.Context) error { _, err := db.Value[int64](ctx, d, togetherPlus, 2); return err },
	)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a reader who went away: %v", err)
	}
}

func TestReadsThatWaitForEachOtherEndAllTheSame(t *testing.T) {
	d := dbtest.Postgres(t)
	told := make(chan struct{})
	var got int64
	err := db.Together(t.Context(), d,
		func(ctx context.Context) error {
			_, err := db.Value[int64](ctx, d, togetherPlus, 1)
			close(told)
			return err
		},
		func(ctx context.Context) (err error) {
			<-told
			got, err = db.Value[int64](ctx, d, togetherPlus, 2)
			return err
		},
	)
	if err != nil || got != 3 {
		t.Errorf("got %d: %v", got, err)
	}
}
