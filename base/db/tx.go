package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"guildhall/base/fault"
)

// Tx is an open transaction. It is passed explicitly, never hidden in a context.
type Tx struct {
	Dialect Dialect
	// Recorded is set by the journal: only then may Write queries run.
	Recorded bool

	raw  *sql.Tx
	conn *sql.Conn // PostgreSQL only
	pg   *pgx.Conn // the same connection as pgx knows it

	byIndex bool // rows are looked for by an index only (wide)

	// dead is shared by a SQLite group: the failure after which the database may have
	// rolled everything back by itself. What is written after it would stand alone.
	dead *error

	attached []any
}

// Attach hands a value to the hook that runs before the group's COMMIT on SQLite.
func (t *Tx) Attach(v any) { t.attached = append(t.attached, v) }

// Raw is the transaction itself, for the job engine only.
func (t *Tx) Raw() *sql.Tx { return t.raw }

// Conn is the connection under the transaction on PostgreSQL, for the job engine only.
func (t *Tx) Conn() *sql.Conn { return t.conn }

func (t *Tx) read(ctx context.Context, a ask) error {
	if err := t.allowed(a.Query); err != nil {
		return err
	}
	watched(ctx, a.Query)
	ctx = context.WithoutCancel(ctx)
	var err error
	if t.pg != nil {
		err = answerPostgres(a, &counter{}, func() (pgx.Rows, error) { return t.pg.Query(ctx, a.Text, a.words()...) })
	} else {
		err = answer(a, func() (*sql.Rows, error) { return t.raw.QueryContext(ctx, a.Text, a.args...) })
	}
	return t.mark(classify(a.Name, err))
}

// mark remembers the error that ended a SQLite transaction early: a full disk, a
// failing disk, no memory (sqlite.org/lang_transaction.html, section 3).
func (t *Tx) mark(err error) error {
	if err != nil && t.dead != nil && *t.dead == nil && endsTransaction(err) {
		*t.dead = err
	}
	return err
}

// Exec runs a write and gives the number of rows it changed.
func (t *Tx) Exec(ctx context.Context, q *Query, args ...any) (int64, error) {
	if err := t.allowed(q); err != nil {
		return 0, err
	}
	watched(ctx, q)
	ctx = context.WithoutCancel(ctx)
	if t.pg != nil {
		done, err := t.pg.Exec(ctx, q.Text, args...)
		return done.RowsAffected(), classify(q.Name, err)
	}
	res, err := t.raw.ExecContext(ctx, q.Text, args...)
	if err != nil {
		return 0, t.mark(classify(q.Name, err))
	}
	return res.RowsAffected()
}

func (t *Tx) allowed(q *Query) error {
	if t.dead != nil && *t.dead != nil {
		return *t.dead
	}
	if q.Kind == KindWrite && !t.Recorded {
		return fmt.Errorf("%s: a room's rows are written only inside a recorded change", q.Name)
	}
	return nil
}

type insideKey struct{}

// Inside marks a context as belonging to an open transaction. Whoever opens one
// gives the marked context to what runs inside.
func Inside(ctx context.Context) context.Context { return context.WithValue(ctx, insideKey{}, true) }

// IsInside tells whether a transaction is open in this context.
func IsInside(ctx context.Context) bool { return ctx.Value(insideKey{}) != nil }

// errInside: the one writer would wait for itself for ever; on PostgreSQL as many
// changes as there are connections would wait for one more each.
var errInside = errors.New("a transaction inside a transaction: pass the open one on")

// triesMax is how often a change is run that PostgreSQL asks to run again.
const triesMax = 20

// Update runs fn in a transaction and commits it. fn may be run again and must
// therefore keep its effects inside the transaction. Its context, if it takes one,
// is to be marked by Inside.
func (d *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	if IsInside(ctx) {
		return errInside
	}
	defer memoryIn(ctx).forget()
	if d.writer != nil {
		return d.writer.do(ctx, fn)
	}
	for try := 1; ; try++ {
		began, err := d.updatePostgres(ctx, fn)
		switch {
		case err == nil:
			return nil
		case retryable(err):
			if try == triesMax {
				return fault.Unavailable("database.unavailable").Because(err)
			}
		case began || try > 2 || ctx.Err() != nil || !fault.IsKind(err, fault.KindUnavailable):
			return err
		}
		pause := time.NewTimer(rand.N(time.Duration(try) * 5 * time.Millisecond)) // #nosec G404 -- jitter apart from the one it ran into, not a secret
		select {
		case <-ctx.Done():
			pause.Stop()
			return ctx.Err()
		case <-pause.C:
		}
	}
}

// updatePostgres tells whether the transaction began: one that did not may be tried
// again on another connection, as after the server was restarted.
func (d *DB) updatePostgres(ctx context.Context, fn func(*Tx) error) (began bool, err error) {
	conn, err := d.writes.Conn(ctx)
	if err != nil {
		return false, classify("begin", err)
	}
	defer conn.Close()
	raw, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return false, classify("begin", err)
	}
	defer raw.Rollback() //nolint:errcheck // after Commit it does nothing; without a connection the server does it
	tx := &Tx{Dialect: Postgres, raw: raw, conn: conn}
	if err := conn.Raw(func(c any) error { tx.pg = c.(*stdlib.Conn).Conn(); return nil }); err != nil {
		return true, classify("begin", err)
	}
	if err := guarded(func() error { return fn(tx) }); err != nil {
		return true, err
	}
	return true, classify("commit", raw.Commit())
}
