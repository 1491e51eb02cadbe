package db_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/test/dbtest"
)

func TestATransactionInsideATransactionIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var again, read error
		err := d.Update(t.Context(), func(*db.Tx) error {
			inside := db.Inside(t.Context())
			again = d.Update(inside, func(*db.Tx) error { return nil })
			_, read = db.Exists(inside, d, pairCount)
			return nil
		})
		if err != nil || again == nil || read == nil {
			t.Errorf("outer %v, inner %v, read beside it %v", err, again, read)
		}
	})
}

func TestAPanicIsAnErrorAndTheConnectionIsGivenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for range 60 { // more than there are connections
			if err := d.Update(t.Context(), func(tx *db.Tx) error { _ = making("a")(tx); panic("a wrong change") }); err == nil {
				t.Fatal("a panic is no error")
			}
		}
		has(t, d)
	})
}

func TestManyAtOnceCountEveryOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, name := range []string{"a", "b"} {
			if err := put(t.Context(), d, name); err != nil {
				t.Fatal(err)
			}
		}
		var wait sync.WaitGroup
		for i := range 8 { // half of them in the other order: PostgreSQL finds deadlocks
			wait.Go(func() {
				order := []string{"a", "b"}
				if i%2 == 1 {
					order = []string{"b", "a"}
				}
				err := d.Update(context.Background(), func(tx *db.Tx) error {
					for _, name := range order {
						if _, err := tx.Exec(context.Background(), pairBump, name); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		wait.Wait()
		for _, name := range []string{"a", "b"} {
			if n, err := db.Value[int](t.Context(), d, pairUsed, name); err != nil || n != 8 {
				t.Errorf("%s: %d of 8: %v", name, n, err)
			}
		}
	})
}

func TestAServerThatCutEveryConnectionIsReachedAgainAtOnce(t *testing.T) {
	d := dbtest.Postgres(t)
	for i := range 5 {
		if err := put(t.Context(), d, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
		// The connection that asks for it goes too.
		_, _ = d.Pool().Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()`)
		if i%2 == 0 {
			if _, err := db.Value[int](t.Context(), d, pairCount); err != nil {
				t.Errorf("reading, round %d: %v", i, err)
			}
		}
		if err := put(t.Context(), d, fmt.Sprint("again", i)); err != nil {
			t.Errorf("writing, round %d: %v", i, err)
		}
	}
}

func TestAConnectionCutInTheMiddleIsUnavailable(t *testing.T) {
	d := dbtest.Postgres(t)
	err := d.Update(t.Context(), func(tx *db.Tx) error {
		if err := making("a")(tx); err != nil {
			return err
		}
		_, _ = tx.Raw().Exec(`SELECT pg_terminate_backend(pg_backend_pid())`)
		return making("b")(tx)
	})
	if !fault.IsKind(err, fault.KindUnavailable) {
		t.Errorf("%v", err)
	}
	has(t, d)
}

func TestTextThatIsNoTextIsTheSendersFault(t *testing.T) {
	d := dbtest.Postgres(t)
	for _, name := range []string{"\xff\xfe", "a\x00b"} {
		if err := put(t.Context(), d, name); !fault.IsKind(err, fault.KindInvalid) {
			t.Errorf("written %q: %v", name, err)
		}
		if _, err := db.Exists(t.Context(), d, pairUsed, name); !fault.IsKind(err, fault.KindInvalid) {
			t.Errorf("looked for %q: %v", name, err)
		}
	}
}

func TestAReaderWhoLeftIsNoFailure(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := db.Value[int](ctx, d, pairCount)
		if !errors.Is(err, context.Canceled) || fault.IsKind(err, fault.KindUnavailable) {
			t.Errorf("%v", err)
		}
		if err := put(ctx, d, "a"); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		has(t, d)
	})
}

func TestEveryQueryIsUnderstoodByBothDatabases(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, q := range db.Queries() {
			if q.Only == "" || q.Only == d.Dialect {
				if err := d.Check(t.Context(), q); err != nil {
					t.Error(err)
				}
			}
		}
	})
}
