package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"guildhall/base/fault"
)

// SQLite's result codes that we act on (sqlite.org/rescode.html).
const (
	sqliteBusy     = 5
	sqliteLocked   = 6
	sqliteNoMemory = 7
	sqliteReadOnly = 8
	sqliteStopped  = 9
	sqliteIOErr    = 10
	sqliteFull     = 13
	sqliteCantOpen = 14
	sqliteCheck    = 275
	sqliteForeign  = 787
	sqlitePrimary  = 1555
	sqliteUnique   = 2067
	sqliteClass    = 0xff // the low byte is the primary code
)

// classify names the query and turns "the database is not there" into a fault
// that faces show as "try again later". Other errors keep their cause.
func classify(name string, err error) error {
	if err == nil || errors.Is(err, ErrNone) {
		return err
	}
	var f *fault.Fault
	if errors.As(err, &f) {
		return err
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s: %w", name, err)
	}
	if sqliteCode(err)&sqliteClass == sqliteStopped { // by the reader's own context
		return fmt.Errorf("%s: %w: %w", name, context.Canceled, err)
	}
	if isBadText(err) {
		return fault.Invalid("form.malformed").Because(fmt.Errorf("%s: %w", name, err))
	}
	if IsFull(err) {
		return fault.Unavailable("database.full").Because(fmt.Errorf("%s: %w", name, err))
	}
	if isGone(err) {
		return fault.Unavailable("database.unavailable").Because(fmt.Errorf("%s: %w", name, err))
	}
	return fmt.Errorf("%s: %w", name, err)
}

func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

func postgresCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// IsUnique tells that a unique rule refused the row.
func IsUnique(err error) bool {
	c := sqliteCode(err)
	return c == sqliteUnique || c == sqlitePrimary || postgresCode(err) == "23505"
}

// IsForeignKey tells that a row points at nothing.
func IsForeignKey(err error) bool {
	return sqliteCode(err) == sqliteForeign || postgresCode(err) == "23503"
}

// IsCheck tells that a CHECK refused the row.
func IsCheck(err error) bool { return sqliteCode(err) == sqliteCheck || postgresCode(err) == "23514" }

// IsFull tells that there is no room left on the disk.
func IsFull(err error) bool {
	return sqliteCode(err)&sqliteClass == sqliteFull || postgresCode(err) == "53100"
}

// isBadText tells that a value is no UTF-8 text or holds a zero byte, which
// PostgreSQL does not keep: whoever sent it is told, and nobody is woken at night.
func isBadText(err error) bool {
	c := postgresCode(err)
	return c == "22021" || c == "22P05"
}

// endsTransaction tells that SQLite may have rolled the whole transaction back.
func endsTransaction(err error) bool {
	switch sqliteCode(err) & sqliteClass {
	case sqliteFull, sqliteIOErr, sqliteNoMemory, sqliteBusy, sqliteStopped:
		return true
	}
	return false
}

// retryable tells that PostgreSQL asks to run the change again.
func retryable(err error) bool {
	c := postgresCode(err)
	return c == "40001" || c == "40P01"
}

// isGone tells that the database cannot be reached or is shutting down.
func isGone(err error) bool {
	if errors.Is(err, sql.ErrConnDone) || errors.Is(err, driver.ErrBadConn) {
		return true
	}
	c := postgresCode(err)
	switch {
	case strings.HasPrefix(c, "08"), strings.HasPrefix(c, "53"), strings.HasPrefix(c, "58"):
		return true // connection, resources, the machine under it
	case strings.HasPrefix(c, "57"), c == "25006", c == "55P03":
		return true // an operator's hand, a standby, a lock not to be had
	}
	switch sqliteCode(err) & sqliteClass {
	case sqliteBusy, sqliteLocked, sqliteNoMemory, sqliteIOErr, sqliteCantOpen, sqliteReadOnly:
		return true
	}
	var connect *pgconn.ConnectError
	var netErr net.Error
	return errors.As(err, &connect) || errors.As(err, &netErr) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || containsAny(err.Error(), "conn closed", "unexpected EOF", "database is closed", "closed pool")
}

func containsAny(s string, parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}
