package keys_test

import (
	"context"
	"path/filepath"
	"testing"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/keys"
	"guildhall/test/dbtest"
)

var (
	shelfMake = db.Keep("test.keys.make", `CREATE TABLE test_shelf (id BYTEA NOT NULL PRIMARY KEY, sealed BYTEA)`)
	shelfPut  = db.Keep("test.keys.put", `INSERT INTO test_shelf (id, sealed) VALUES ($1, $2)`)
	shelfSet  = db.Keep("test.keys.set", `UPDATE test_shelf SET sealed = $2 WHERE id = $1`)
	shelfRead = db.Read("test.keys.read", `SELECT id, sealed FROM test_shelf WHERE id > $1 AND sealed IS NOT NULL ORDER BY id LIMIT 2`)
	shelfSeal = db.Write("test.keys.reseal", `UPDATE test_shelf SET sealed = $2 WHERE id = $1 AND sealed = $3`)
	shelfOne  = db.Read("test.keys.one", `SELECT sealed FROM test_shelf WHERE id = $1`)
)

// What is written or erased while the keys are rotated stays so: the old value must
// not come back over it.
func TestAChangeDuringARotationIsNotOverwritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		ring, err := keys.Open(ctx, d, filepath.Join(t.TempDir(), "keys.json"))
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(err)
		exec := func(q *db.Query, args ...any) {
			t.Helper()
			must(d.Update(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, q, args...); return err }))
		}
		bound := func(row id.ID) string { return "shelf:" + row.String() }
		exec(shelfMake)
		rows := []id.ID{id.New(), id.New(), id.New(), id.New()}
		for _, row := range rows {
			exec(shelfPut, row, ring.Seal([]byte("before"), bound(row)))
		}
		changed, erased := rows[1], rows[2]
		newer := ring.Seal([]byte("typed meanwhile"), bound(changed))
		_, err = ring.Rotate()
		must(err)
		met := map[id.ID]bool{}
		j, err := journal.Open(ctx, d, true)
		must(err)
		column := keys.Column{Journal: j, Read: shelfRead, Write: shelfSeal, Event: "check.reseal",
			Context: func(row id.ID) string { // Called between reading and writing.
				if row == changed && !met[row] {
					exec(shelfSet, row, newer)
				}
				if row == erased && !met[row] {
					exec(shelfSet, row, nil)
				}
				met[row] = true
				return bound(row)
			}}
		did, err := column.Reseal(ctx, ring)
		must(err)
		if did != 3 {
			t.Errorf("%d rows were sealed again, not 3", did)
		}
		for i, row := range rows {
			sealed, err := db.Value[[]byte](context.WithoutCancel(ctx), d, shelfOne, row)
			must(err)
			if row == erased {
				if len(sealed) != 0 {
					t.Error("what was erased is there again")
				}
				continue
			}
			want := "before"
			if row == changed {
				want = "typed meanwhile"
			}
			_, old, err := ring.Reseal(sealed, bound(row))
			must(err)
			if plain, err := ring.Open(sealed, bound(row)); err != nil || string(plain) != want || old {
				t.Errorf("row %d: %q, still of an old key: %t, %v", i, plain, old, err)
			}
		}
	})
}
