package main

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"guildhall/base/db"
	"guildhall/base/id"
)

// numbered is an id made of a kind and a number, so that bulk rows can point at
// each other without being read back.
func numbered(kind byte, n int) id.ID {
	var i id.ID
	i[0], i[1], i[6] = 1, kind, 0x70
	binary.BigEndian.PutUint64(i[8:], uint64(n))
	return i
}

// clone copies the row of a table that a condition finds, n times, with some
// columns changed. It reads the columns from the database, so that a new column
// needs no change here.
func (b *bench) clone(d *db.DB, table, where string, arg any, n int, change func(i int, row map[string]any)) {
	rows, err := d.Handle().QueryContext(b.ctx, `SELECT * FROM `+table+` WHERE `+where, arg)
	b.must(err)
	columns, err := rows.Columns()
	b.must(err)
	if !rows.Next() {
		rows.Close()
		b.Fatalf("bench: nothing to copy in %s", table)
	}
	pattern := make([]any, len(columns))
	into := make([]any, len(columns))
	for i := range pattern {
		into[i] = &pattern[i]
	}
	b.must(rows.Scan(into...))
	b.must(rows.Close())
	make1 := func(i int) []any {
		row := make(map[string]any, len(columns))
		for c, name := range columns {
			row[name] = pattern[c]
		}
		change(i, row)
		values := make([]any, len(columns))
		for c, name := range columns {
			values[c] = row[name]
			if v, ok := values[c].(id.ID); ok {
				values[c] = v[:]
			}
		}
		return values
	}
	if d.Dialect == db.Postgres {
		b.copyIn(d, table, columns, n, make1)
		return
	}
	marks := make([]string, len(columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	tx, err := d.Handle().BeginTx(b.ctx, nil)
	b.must(err)
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	statement, err := tx.PrepareContext(b.ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (`+strings.Join(marks, ", ")+`)`)
	b.must(err)
	for i := range n {
		_, err := statement.ExecContext(b.ctx, make1(i)...)
		b.must(err)
	}
	b.must(statement.Close())
	b.must(tx.Commit())
}

func (b *bench) copyIn(d *db.DB, table string, columns []string, n int, row func(i int) []any) {
	_, err := d.Pool().CopyFrom(b.ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(n, func(i int) ([]any, error) { return row(i), nil }))
	b.must(err)
}
