package db

import (
	"context"
	"database/sql/driver"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// ExecMany runs one write once for each row of arguments, in order, and gives the
// number of rows that each changed. On PostgreSQL all of them go to the server at
// once, so that many cost one journey there and back.
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
	batch := &pgx.Batch{}
	for _, args := range rows {
		watched(ctx, q)
		plain := make([]any, len(args))
		for i, arg := range args { // As database/sql would hand them over.
			var err error
			if plain[i], err = driver.DefaultParameterConverter.ConvertValue(arg); err != nil {
				return nil, fmt.Errorf("%s: %w", q.Name, err)
			}
		}
		batch.Queue(q.Text, plain...)
	}
	err := t.conn.Raw(func(under any) error {
		c, ok := under.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("the connection is a %T, not pgx's", under)
		}
		results := c.Conn().SendBatch(context.WithoutCancel(ctx), batch)
		for i := range rows {
			tag, err := results.Exec()
			if err != nil {
				_ = results.Close() // Says the same again.
				return err
			}
			changed[i] = tag.RowsAffected()
		}
		return results.Close()
	})
	return changed, classify(q.Name, err)
}
