package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"

	"modernc.org/sqlite"
)

// keptMax bounds how many texts a connection to SQLite remembers.
const keptMax = 2000

// openKept opens a SQLite database whose connections keep what they were asked twice
// prepared, whoever asks: preparing a statement costs more than running it, and the
// job engine for one hands over nothing but texts.
func openKept(address string) (*sql.DB, error) {
	c, err := sqlite.NewConnector(address)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(keeper{c}), nil
}

type keeper struct{ driver.Connector }

func (k keeper) Connect(ctx context.Context) (driver.Conn, error) {
	raw, err := k.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	c, ok := raw.(plainConn)
	if !ok {
		return nil, fmt.Errorf("database: the driver's connection is a %T, which cannot do all that is needed", raw)
	}
	return &keptConn{plainConn: c, kept: map[string]*keptStmt{}}, nil
}

// plainConn is what the driver's connection can do.
type plainConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// keptConn is a connection with the statements it keeps; of a text that it was asked
// once it knows only that. database/sql calls it from one goroutine at a time.
type keptConn struct {
	plainConn
	kept map[string]*keptStmt
}

type keptStmt struct {
	driver.Stmt
	run  driver.StmtExecContext
	ask  driver.StmtQueryContext
	busy bool // its rows are being read
}

// statement gives the kept statement of a text, or nil: then it is said as it is.
func (c *keptConn) statement(ctx context.Context, text string) *keptStmt {
	s, known := c.kept[text]
	switch {
	case s != nil && s.busy: // Asked again while it is being read.
		return nil
	case s != nil:
		return s
	case !known:
		if len(c.kept) < keptMax {
			c.kept[text] = nil
		}
		return nil
	}
	raw, err := c.plainConn.PrepareContext(context.WithoutCancel(ctx), text)
	if err != nil {
		return nil // Said as it is, it gives the reason.
	}
	run, runs := raw.(driver.StmtExecContext)
	ask, asks := raw.(driver.StmtQueryContext)
	if !runs || !asks {
		_ = raw.Close()
		return nil
	}
	s = &keptStmt{Stmt: raw, run: run, ask: ask}
	c.kept[text] = s
	return s
}

func (c *keptConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	if s := c.statement(ctx, text); s != nil {
		return s.run.ExecContext(ctx, args)
	}
	return c.plainConn.ExecContext(ctx, text, args)
}

func (c *keptConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s := c.statement(ctx, text)
	if s == nil {
		return c.plainConn.QueryContext(ctx, text, args)
	}
	rows, err := s.ask.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &keptRows{rows, s}, nil
}

func (c *keptConn) Close() error {
	for _, s := range c.kept {
		if s != nil {
			_ = s.Close()
		}
	}
	return c.plainConn.Close()
}

// keptRows frees its statement when it has been read.
type keptRows struct {
	driver.Rows
	of *keptStmt
}

func (r *keptRows) Close() error {
	r.of.busy = false
	return r.Rows.Close()
}
