package db_test

import (
	"context"
	"fmt"
	"testing"

	"guildhall/base/db"
	"guildhall/test/dbtest"
)

var (
	manyPut   = db.Keep("test.many.put", `INSERT INTO rate_limit (bucket, since, used) VALUES ($1, $2, 7)`)
	manyTry   = db.Keep("test.many.try", `INSERT INTO rate_limit (bucket, since, used) VALUES ($1, $2, $2) ON CONFLICT (bucket, since) DO NOTHING`)
	manyRaise = db.Keep("test.many.raise", `UPDATE rate_limit SET used = used + $2 WHERE bucket = $1`)
	manyAll   = db.Read("test.many.all", `SELECT bucket || ' ' || CAST(since AS TEXT) || ' ' || CAST(used AS TEXT) FROM rate_limit ORDER BY bucket, since`)
	withJIT   = db.Read("test.jit", `SHOW jit`).On(db.Postgres)
)

// many runs a query for rows in one transaction.
func many(t *testing.T, d *db.DB, q *db.Query, rows [][]any) (changed []int64, err error) {
	t.Helper()
	err = d.Update(t.Context(), func(tx *db.Tx) error {
		changed, err = tx.ExecMany(context.Background(), q, rows)
		return err
	})
	return changed, err
}

func TestManyRowsAreWrittenAsOneByOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, step := range []struct {
			query *db.Query
			rows  [][]any
			want  string
		}{
			{manyPut, [][]any{{"b", 1}, {"a", int64(1) << 40}, {"it's, {\\d}", 3}}, "[1 1 1]"},
			{manyTry, [][]any{{"a", 5}, {"b", 1}, {"c", 2}, {"it's, {\\d}", 3}, {"d", 4}}, "[1 0 1 0 1]"},
			{manyTry, [][]any{{"c", 2}, {"d", 4}}, "[0 0]"},
			{manyRaise, [][]any{{"c", 1}, {"nobody", 1}, {"d", 1}, {"c", 1}}, "[1 0 1 1]"},
			{manyPut, nil, "[]"},
		} {
			changed, err := many(t, d, step.query, step.rows)
			if err != nil || fmt.Sprint(changed) != step.want {
				t.Errorf("%s: %v, %v; want %s", step.query.Name, changed, err, step.want)
			}
		}
		all, err := db.All(t.Context(), d, manyAll, db.ScanValue[string])
		want := "[a 5 5 a 1099511627776 7 b 1 7 c 2 4 d 4 5 it's, {\\d} 3 7]"
		if err != nil || fmt.Sprint(all) != want {
			t.Errorf("%v, %v; want %s", all, err, want)
		}
	})
}

func TestOfManyRowsOneThatStandsAlreadyIsRefusedWithAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := many(t, d, manyPut, [][]any{{"a", 1}, {"b", 1}, {"a", 1}}); !db.IsUnique(err) {
			t.Errorf("%v", err)
		}
		if n, err := db.Value[int](t.Context(), d, pairCount); err != nil || n != 0 {
			t.Errorf("%d rows stand: %v", n, err)
		}
	})
}

func TestPostgreSQLCompilesNoPlans(t *testing.T) {
	d := dbtest.Postgres(t)
	if is, err := db.Value[string](t.Context(), d, withJIT); err != nil || is != "off" {
		t.Errorf("jit is %q: %v", is, err)
	}
}
