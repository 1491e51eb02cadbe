package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

// Dialect is which of the two databases answers.
type Dialect string

// The two databases.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// DB is an open database.
type DB struct {
	Dialect Dialect
	// Path is the SQLite file; empty on PostgreSQL.
	Path string

	reads  *sql.DB
	writes *sql.DB
	pool   *pgxpool.Pool
	writer *writer
}

// Open opens the database at address: "" or a path is SQLite (the file
// guildhall.db in dir, or that path), postgres://... is PostgreSQL.
func Open(ctx context.Context, address, dir string) (*DB, error) {
	if isPostgres(address) {
		return openPostgres(ctx, address)
	}
	return openSQLite(ctx, sqlitePath(address, dir))
}

// There tells whether Open would find a database: always on PostgreSQL, which makes
// none; on SQLite when the file is there.
func There(address, dir string) bool {
	if isPostgres(address) {
		return true
	}
	_, err := os.Stat(sqlitePath(address, dir))
	return err == nil
}

func isPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

func sqlitePath(address, dir string) string {
	if path := strings.TrimPrefix(address, "sqlite://"); path != "" {
		return path
	}
	return filepath.Join(dir, "guildhall.db")
}

func sqliteAddress(path string, pragmas ...string) string {
	v := url.Values{"_txlock": {"immediate"}, "_dqs": {"0"}}
	for _, p := range append([]string{
		"busy_timeout(10000)", "foreign_keys(1)", "journal_mode(WAL)", "synchronous(FULL)", "temp_store(MEMORY)",
	}, pragmas...) {
		v.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + v.Encode()
}

func openSQLite(ctx context.Context, path string) (*DB, error) {
	if err := makeOwn(path); err != nil {
		return nil, err
	}
	writes, err := openKept(sqliteAddress(path, "cache_size(-16000)"))
	if err != nil {
		return nil, err
	}
	writes.SetMaxOpenConns(1)
	writes.SetMaxIdleConns(1)
	if err := writes.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	reads, err := openKept(sqliteAddress(path, "query_only(1)"))
	if err != nil {
		return nil, err
	}
	reads.SetMaxOpenConns(8)
	reads.SetMaxIdleConns(8)
	d := &DB{Dialect: SQLite, Path: path, reads: reads, writes: writes}
	if err := d.selfTest(ctx); err != nil {
		return nil, err
	}
	d.writer = startWriter(d)
	return d, nil
}

// makeOwn makes a new database file that only this account may read, whatever the
// folder allows; SQLite gives the files beside it the same rights.
func makeOwn(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // #nosec G304 -- the operator's own path
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

func openPostgres(ctx context.Context, address string) (*DB, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, fmt.Errorf("database address: %w", err)
	}
	if !strings.Contains(address, "pool_max_conns") {
		config.MaxConns = 24
	}
	config.AfterConnect = withoutJIT
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	shared := stdlib.OpenDBFromPool(pool) // The pool keeps the connections, database/sql holds none.
	d := &DB{Dialect: Postgres, reads: shared, writes: shared, pool: pool}
	if err := d.selfTest(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return d, nil
}

// withoutJIT keeps PostgreSQL from compiling plans: it does so by what a plan might
// cost if every row were read, and then spends ten times what the answer takes on a
// page of a long list. An address may ask for it all the same (?jit=on).
func withoutJIT(ctx context.Context, conn *pgx.Conn) error {
	if _, said := conn.Config().RuntimeParams["jit"]; said {
		return nil
	}
	_, err := conn.Exec(ctx, "SET jit = off")
	return err
}

// selfTest refuses a driver that binds $2, $1 in order of appearance.
func (d *DB) selfTest(ctx context.Context) error {
	var s string
	err := d.writes.QueryRowContext(ctx, "SELECT CAST($2 AS TEXT) || CAST($1 AS TEXT)", "b", "a").Scan(&s)
	if err != nil {
		return fmt.Errorf("database self-test: %w", err)
	}
	if s != "ab" {
		return fmt.Errorf("database self-test: the driver binds parameters out of order (%q)", s)
	}
	return nil
}

// Close lets the writer finish and closes every connection.
func (d *DB) Close() error {
	if d.writer != nil {
		d.writer.stop()
	}
	err := d.reads.Close()
	if d.writes != d.reads {
		if e := d.writes.Close(); err == nil {
			err = e
		}
	}
	if d.pool != nil {
		d.pool.Close()
	}
	return err
}

// Ping tells whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	_, err := Value[int64](ctx, d, pingQuery)
	return err
}

var pingQuery = Read("db.ping", "SELECT CAST(1 AS BIGINT)")

// Foreign gives a number that changes when another process has committed to the same
// SQLite file: every change of this one goes through the connection that is asked.
func (d *DB) Foreign(ctx context.Context) (int64, error) {
	var version int64
	err := d.writes.QueryRowContext(context.WithoutCancel(ctx), "PRAGMA data_version").Scan(&version)
	return version, classify("db.foreign", err)
}

// Handle is the connection that writes, for the job engine and migrations only.
func (d *DB) Handle() *sql.DB { return d.writes }

// Pool is PostgreSQL's pool, for LISTEN and the job engine; nil on SQLite.
func (d *DB) Pool() *pgxpool.Pool { return d.pool }

// read runs a read outside any change.
func (d *DB) read(ctx context.Context, a ask) error {
	if a.Kind != KindRead {
		return fmt.Errorf("%s: a query that writes, outside a change", a.Name)
	}
	if IsInside(ctx) {
		return fmt.Errorf("%s: read inside a transaction but not with it: %w", a.Name, errInside)
	}
	if d.Dialect == Postgres {
		if g := gatheringIn(ctx); g != nil && !a.long && !a.fresh {
			return g.ask(ctx, a)
		}
		return d.readPostgres(ctx, a)
	}
	watched(ctx, a.Query)
	return classify(a.Name, d.readSQLite(ctx, a))
}

// readSQLite waits for a connection no longer than its reader does. What it then asks
// takes less than it would cost to watch whether the reader has left, but for long
// answers.
func (d *DB) readSQLite(ctx context.Context, a ask) error {
	conn, err := d.reads.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if !a.long {
		ctx = context.WithoutCancel(ctx)
	}
	return answer(a, func() (*sql.Rows, error) { return conn.QueryContext(ctx, a.Text, a.args...) })
}

// readPostgres asks by pgx itself, which keeps its own prepared statements. A
// connection from before a restart of the server may answer first: until a row has
// been seen, reading again is safe.
func (d *DB) readPostgres(ctx context.Context, a ask) error {
	watched(ctx, a.Query)
	for try := 1; ; try++ {
		counted := &counter{}
		err := answerPostgres(a, counted, func() (pgx.Rows, error) { return d.pool.Query(ctx, a.Text, a.words()...) })
		if err == nil || try == 3 || counted.seen > 0 || !isGone(err) || ctx.Err() != nil {
			return classify(a.Name, err)
		}
	}
}

// answer hands the rows of a question to whoever asked.
func answer(a ask, query func() (*sql.Rows, error)) error {
	rows, err := query()
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := a.into(rows); err != nil {
		return err
	}
	return errors.Join(rows.Err(), rows.Close())
}

// counter is pgx's rows, counted.
type counter struct {
	pgx.Rows
	seen int
}

func (c *counter) Next() bool {
	next := c.Rows.Next()
	if next {
		c.seen++
	}
	return next
}

// answerPostgres does the same with pgx's own rows.
func answerPostgres(a ask, counted *counter, query func() (pgx.Rows, error)) error {
	rows, err := query()
	if err != nil {
		return err
	}
	defer rows.Close()
	counted.Rows = rows
	if err := a.into(counted); err != nil {
		return err
	}
	rows.Close()
	return rows.Err()
}

// Check prepares a query without running it, for many rows too where it can be; a
// test calls it for all of them.
func (d *DB) Check(ctx context.Context, q *Query) error {
	s, err := d.writes.PrepareContext(ctx, q.Text)
	if err != nil {
		return fmt.Errorf("%s: %w", q.Name, err)
	}
	if d.Dialect == SQLite {
		return s.Close()
	}
	return errors.Join(s.Close(), d.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error {
		w, err := q.widened(ctx, c.Conn())
		if err == nil && w != nil {
			_, err = c.Conn().Prepare(ctx, "", w.text)
		}
		if err != nil {
			return fmt.Errorf("%s, for many rows: %w", q.Name, err)
		}
		return nil
	}))
}
