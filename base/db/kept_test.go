package db_test

import (
	"path/filepath"
	"testing"

	"guildhall/base/db"
)

func TestAStatementAskedAgainWhileItIsReadHasItsOwnAnswer(t *testing.T) {
	d, err := db.Open(t.Context(), filepath.Join(t.TempDir(), "kept.db"), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	tx, err := d.Handle().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	const text = `SELECT $1 + 1 UNION ALL SELECT $1 + 2 UNION ALL SELECT $1 + 3`
	for range 3 { // From the second time on it is kept.
		rows, err := tx.QueryContext(t.Context(), text, 10)
		if err != nil {
			t.Fatal(err)
		}
		var outer []int
		for rows.Next() {
			var v, inner int
			if err := rows.Scan(&v); err != nil {
				t.Fatal(err)
			}
			if err := tx.QueryRowContext(t.Context(), text, 20).Scan(&inner); err != nil || inner != 21 {
				t.Fatalf("inside: %d, %v", inner, err)
			}
			outer = append(outer, v)
		}
		if len(outer) != 3 || outer[0] != 11 || outer[2] != 13 || rows.Err() != nil || rows.Close() != nil {
			t.Fatalf("outside: %v, %v", outer, rows.Err())
		}
	}
}
