package db

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ExecMany runs one write once for each row of arguments, in order, and gives the
// number of rows that each changed. On PostgreSQL all of them go to the server at
// once, so that many cost one journey there and back; and more than a few rows of an
// INSERT that is nothing but VALUES, or of a query whose rows are Apart, are written by
// one statement (wide). Rows that are to DO NOTHING when they stand already must differ
// in their first column.
func (t *Tx) ExecMany(ctx context.Context, q *Query, rows [][]any) ([]int64, error) {
	changed := make([]int64, len(rows))
	if t.Dialect == SQLite || len(rows) < 2 {
		for i, args := range rows {
			var err error
			if changed[i], err = t.Exec(ctx, q, args...); err != nil {
				return nil, err
			}
		}
		return changed, nil
	}
	if err := t.allowed(q); err != nil {
		return nil, err
	}
	plain := make([][]any, len(rows))
	for i, args := range rows {
		watched(ctx, q)
		var err error
		if plain[i], err = plainly(args); err != nil {
			return nil, fmt.Errorf("%s: %w", q.Name, err)
		}
	}
	ctx = context.WithoutCancel(ctx)
	var w *wide
	if len(rows) >= wideFrom {
		var err error
		if w, err = q.widened(ctx, t.pg); err != nil {
			return nil, classify(q.Name, err)
		}
	}
	if w == nil {
		return changed, classify(q.Name, t.pipeline(ctx, q, plain, changed))
	}
	changed, err := w.write(ctx, t, plain)
	return changed, classify(q.Name, err)
}

// plainly gives arguments as database/sql would hand them over.
func plainly(args []any) ([]any, error) {
	plain := make([]any, len(args))
	for i, arg := range args {
		var err error
		if plain[i], err = driver.DefaultParameterConverter.ConvertValue(arg); err != nil {
			return nil, err
		}
	}
	return plain, nil
}

// pipeline runs a query once for each row, and notes how many rows each changed.
func (t *Tx) pipeline(ctx context.Context, q *Query, rows [][]any, changed []int64) error {
	batch := &pgx.Batch{}
	for _, args := range rows {
		batch.Queue(q.Text, args...)
	}
	results := t.pg.SendBatch(ctx, batch)
	for i := range rows {
		tag, err := results.Exec()
		if err != nil {
			_ = results.Close() // Says the same again.
			return err
		}
		changed[i] = tag.RowsAffected()
	}
	return results.Close()
}
