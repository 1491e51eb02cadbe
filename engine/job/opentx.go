package job

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// openTx shows a pgx connection on which a transaction is already open as a
// pgx.Tx. What River begins inside is a savepoint.
type openTx struct {
	conn *pgx.Conn
	name string // of the savepoint; empty for the outermost
	deep int
	done bool
}

func (t *openTx) Begin(ctx context.Context) (pgx.Tx, error) {
	name := fmt.Sprintf("job_%d", t.deep+1)
	if _, err := t.conn.Exec(ctx, "SAVEPOINT "+name); err != nil {
		return nil, err
	}
	return &openTx{conn: t.conn, name: name, deep: t.deep + 1}, nil
}

// Commit releases the savepoint; the outermost transaction is not ours to commit.
func (t *openTx) Commit(ctx context.Context) error {
	return t.end(ctx, "RELEASE SAVEPOINT "+t.name)
}

// Rollback undoes the savepoint.
func (t *openTx) Rollback(ctx context.Context) error {
	return t.end(ctx, "ROLLBACK TO SAVEPOINT "+t.name)
}

func (t *openTx) end(ctx context.Context, how string) error {
	if t.name == "" {
		return errors.New("job: the change commits, not the job engine")
	}
	if t.done {
		return pgx.ErrTxClosed
	}
	t.done = true
	_, err := t.conn.Exec(ctx, how)
	return err
}

func (t *openTx) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, source pgx.CopyFromSource) (int64, error) {
	return t.conn.CopyFrom(ctx, table, columns, source)
}

func (t *openTx) SendBatch(ctx context.Context, b *pgx.Batch) pgx.BatchResults {
	return t.conn.SendBatch(ctx, b)
}

func (t *openTx) LargeObjects() pgx.LargeObjects { return pgx.LargeObjects{} }

func (t *openTx) Prepare(ctx context.Context, name, text string) (*pgconn.StatementDescription, error) {
	return t.conn.Prepare(ctx, name, text)
}

func (t *openTx) Exec(ctx context.Context, text string, args ...any) (pgconn.CommandTag, error) {
	return t.conn.Exec(ctx, text, args...)
}

func (t *openTx) Query(ctx context.Context, text string, args ...any) (pgx.Rows, error) {
	return t.conn.Query(ctx, text, args...)
}

func (t *openTx) QueryRow(ctx context.Context, text string, args ...any) pgx.Row {
	return t.conn.QueryRow(ctx, text, args...)
}

func (t *openTx) Conn() *pgx.Conn { return t.conn }
