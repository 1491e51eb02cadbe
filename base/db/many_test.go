package db_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/test/dbtest"
)

var (
	manyPut    = db.Keep("test.many.put", `INSERT INTO rate_limit (bucket, since, used) VALUES ($1, $2, 7)`)
	manyTry    = db.Keep("test.many.try", `INSERT INTO rate_limit (bucket, since, used) VALUES ($1, $2, $2) ON CONFLICT (bucket, since) DO NOTHING`)
	manyRaise  = db.Keep("test.many.raise", `UPDATE rate_limit SET used = used + $2 WHERE bucket = $1`)
	apartRaise = db.Keep("test.apart.raise", `UPDATE rate_limit SET used = used + $2 WHERE bucket = $1 AND used < $3`).Apart()
	apartKeep  = db.Keep("test.apart.keep", `INSERT INTO rate_limit (bucket, since, used) VALUES ($1, 0, $2)
		ON CONFLICT (bucket, since) DO UPDATE SET used = rate_limit.used + excluded.used`).Apart()
	apartCopy = db.Keep("test.apart.copy", `INSERT INTO rate_limit (bucket, since, used)
		SELECT bucket || $2, since, used FROM rate_limit WHERE bucket = $1 ORDER BY bucket, since`).Apart()
	manyAll  = db.Read("test.many.all", `SELECT bucket || ' ' || CAST(since AS TEXT) || ' ' || CAST(used AS TEXT) FROM rate_limit ORDER BY bucket, since`)
	eventPut = db.Keep("test.event.put", `INSERT INTO event (id, name, noun, subject_id, stream_id, actor_kind, request_id, move, data, at, wall)
		VALUES ($1, $2, 'test', $1, $3, 'system', '', $4, '{}', $5, 0)`)
	eventAll = db.Read("test.event.all", `SELECT id, name, stream_id, COALESCE(move, 'none'), at FROM event ORDER BY at`)
	withJIT  = db.Read("test.jit", `SHOW jit`).On(db.Postgres)
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
		var some, all [][]any // so many that they go by one statement, and half of them
		for i := range 20 {
			row := []any{fmt.Sprintf(`n"{},\%02d`, i), i}
			if all = append(all, row); i%2 == 0 {
				some = append(some, row)
			}
		}
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
			{manyTry, some, "[1 1 1 1 1 1 1 1 1 1]"},
			{manyTry, all, "[0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1]"},
			{manyTry, all, "[0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0]"},
		} {
			changed, err := many(t, d, step.query, step.rows)
			if err != nil || fmt.Sprint(changed) != step.want {
				t.Errorf("%s: %v, %v; want %s", step.query.Name, changed, err, step.want)
			}
		}
		stored, err := db.All(t.Context(), d, manyAll, db.ScanValue[string])
		want := []string{"a 5 5", "a 1099511627776 7", "b 1 7", "c 2 4", "d 4 5", `it's, {\d} 3 7`}
		for i, row := range all {
			want = append(want, fmt.Sprint(row[0], " ", i, " ", i))
		}
		if err != nil || !slices.Equal(stored, want) {
			t.Errorf("%q, %v; want %q", stored, err, want)
		}
	})
}

func TestManyRowsThatAreApartAreChangedAsOneByOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rows := func(n int, row func(i int) []any) (list [][]any) {
			for i := range n {
				list = append(list, row(i))
			}
			return list
		}
		name := func(i int) string { return fmt.Sprintf("n%02d", i) }
		for _, step := range []struct {
			query *db.Query
			rows  [][]any
			want  []int64
		}{
			{apartKeep, rows(20, func(i int) []any { return []any{name(i), i} }), slices.Repeat([]int64{1}, 20)},
			{apartKeep, rows(10, func(i int) []any { return []any{name(2 * i), 100} }), slices.Repeat([]int64{1}, 10)},
			{apartRaise, rows(20, func(i int) []any { return []any{name(19 - i), 1000, 50} }), slices.Repeat([]int64{1, 0}, 10)},
			{apartRaise, rows(4, func(i int) []any { return []any{name(i), 7, 100} }), []int64{0, 0, 0, 0}},
		} {
			changed, err := many(t, d, step.query, step.rows)
			if err != nil || !slices.Equal(changed, step.want) {
				t.Errorf("%s: %v, %v; want %v", step.query.Name, changed, err, step.want)
			}
		}
		if _, err := many(t, d, apartCopy, rows(20, func(i int) []any { return []any{name(i), "copy"} })); err != nil {
			t.Fatal(err)
		}
		stored, err := db.All(t.Context(), d, manyAll, db.ScanValue[string])
		var want []string
		for i := range 20 {
			used := i + 100
			if i%2 == 1 {
				used = i + 1000
			}
			want = append(want, fmt.Sprint(name(i), " 0 ", used), fmt.Sprint(name(i), "copy 0 ", used))
		}
		if err != nil || !slices.Equal(stored, want) {
			t.Errorf("%q, %v; want %q", stored, err, want)
		}
	})
}

func TestManyRowsMayHoldNothingInSomeColumns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rows := make([][]any, 20)
		for i := range rows {
			rows[i] = []any{id.New(), fmt.Sprint("test.", i), nil, nil, int64(i)}
			if i%3 == 0 {
				rows[i][2] = id.New()
			}
		}
		if _, err := many(t, d, eventPut, rows); err != nil {
			t.Fatal(err)
		}
		stored, err := db.All(t.Context(), d, eventAll, func(row db.Scanner) (string, error) {
			var made, stream id.ID
			var name, move string
			var at int64
			err := row.Scan(&made, &name, &stream, &move, &at)
			return fmt.Sprint(made, name, stream, move, at), err
		})
		if err != nil || len(stored) != len(rows) {
			t.Fatalf("%d rows, %v", len(stored), err)
		}
		for i, row := range rows {
			stream, _ := row[2].(id.ID)
			if want := fmt.Sprint(row[0], row[1], stream, "none", row[4]); stored[i] != want {
				t.Errorf("row %d is %s, not %s", i, stored[i], want)
			}
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
