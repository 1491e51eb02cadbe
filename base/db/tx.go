package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Tx is an open transaction. It is passed explicitly, never hidden in a context.
type Tx struct {
	Dialect Dialect
	// Recorded is set by the journal: only then may Write queries run.
	Recorded bool

	raw    *sql.Tx
	conn   *sql.Conn // PostgreSQL only
	writer *writer   // SQLite only

	attached []any
}

// Attach hands a value to the hook that runs before the group's COMMIT on SQLite.
func (t *Tx) Attach(v any) { t.attached = append(t.attached, v) }

// Raw is the transaction itself, for the job engine only.
func (t *Tx) Raw() *sql.Tx { return t.raw }

// Conn is the connection under the transaction on PostgreSQL, for the job engine only.
func (t *Tx) Conn() *sql.Conn { return t.conn }

func (t *Tx) query(ctx context.Context, q *Query, args []any) (*sql.Rows, error) {
	if err := t.allowed(q); err != nil {
		return nil, err
	}
	ctx = context.WithoutCancel(ctx)
	var rows *sql.Rows
	var err error
	if s := t.prepared(ctx, q); s != nil {
		rows, err = s.QueryContext(ctx, args...)
	} else {
		rows, err = t.raw.QueryContext(ctx, q.Text, args...)
	}
	return rows, classify(q.Name, err)
}

// Exec runs a write and gives the number of rows it changed.
func (t *Tx) Exec(ctx context.Context, q *Query, args ...any) (int64, error) {
	if err := t.allowed(q); err != nil {
		return 0, err
	}
	ctx = context.WithoutCancel(ctx)
	var res sql.Result
	var err error
	if s := t.prepared(ctx, q); s != nil {
		res, err = s.ExecContext(ctx, args...)
	} else {
		res, err = t.raw.ExecContext(ctx, q.Text, args...)
	}
	if err != nil {
		return 0, classify(q.Name, err)
	}
	return res.RowsAffected()
}

func (t *Tx) allowed(q *Query) error {
	if q.Kind == KindWrite && !t.Recorded {
		return fmt.Errorf("%s: a room's rows are written only inside a recorded change", q.Name)
	}
	return nil
}

// prepared gives the kept statement on SQLite's writing connection, if there is one.
func (t *Tx) prepared(ctx context.Context, q *Query) *sql.Stmt {
	if t.writer == nil {
		return nil
	}
	s := t.writer.kept[q]
	if s == nil {
		t.writer.wanted[q] = true
		return nil
	}
	return t.raw.StmtContext(ctx, s)
}

// Update runs fn in a transaction and commits it. fn may be run again and must
// therefore keep its effects inside the transaction.
func (d *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	if d.writer != nil {
		return d.writer.do(ctx, fn)
	}
	for attempt := 0; ; attempt++ {
		err := d.updatePostgres(ctx, fn)
		if err == nil || !retryable(err) || attempt == 19 {
			return err
		}
		pause := time.NewTimer(time.Duration(attempt+1) * time.Millisecond)
		select {
		case <-ctx.Done():
			pause.Stop()
			return ctx.Err()
		case <-pause.C:
		}
	}
}

func (d *DB) updatePostgres(ctx context.Context, fn func(*Tx) error) (err error) {
	conn, err := d.writes.Conn(ctx)
	if err != nil {
		return classify("begin", err)
	}
	defer conn.Close()
	raw, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return classify("begin", err)
	}
	defer func() {
		if e := raw.Rollback(); e != nil && !errors.Is(e, sql.ErrTxDone) && err == nil {
			err = classify("rollback", e)
		}
	}()
	if err := fn(&Tx{Dialect: Postgres, raw: raw, conn: conn}); err != nil {
		return err
	}
	return classify("commit", raw.Commit())
}
