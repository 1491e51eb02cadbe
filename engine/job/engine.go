package job

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"guildhall/base/db"
)

// engine is River's client, whatever its transaction type.
type engine interface {
	Start(ctx context.Context) error
	Stop(ctx context.Context) error
	JobList(ctx context.Context, params *river.JobListParams) (*river.JobListResult, error)
	insert(ctx context.Context, tx *db.Tx, args Args, opts *river.InsertOpts) error
	retry(ctx context.Context, tx *db.Tx, job int64) error
}

type (
	sqliteEngine   struct{ *river.Client[*sql.Tx] }
	postgresEngine struct{ *river.Client[pgx.Tx] }
)

// sqliteDriver and postgresDriver are River's, with our bell for a listener.
type sqliteDriver struct {
	*riversqlite.Driver
	bell *bell
}

type postgresDriver struct {
	*riverpgxv5.Driver
	bell *bell
}

func (d sqliteDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return d.bell
}
func (d sqliteDriver) SupportsListener() bool     { return true }
func (d sqliteDriver) SupportsListenNotify() bool { return false }

func (d postgresDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return d.bell
}
func (d postgresDriver) SupportsListener() bool     { return true }
func (d postgresDriver) SupportsListenNotify() bool { return false }

func newEngine(d *db.DB, config *river.Config, b *bell) (engine, error) {
	if d.Dialect == db.SQLite {
		c, err := river.NewClient[*sql.Tx](sqliteDriver{riversqlite.New(d.Handle()), b}, config)
		return sqliteEngine{c}, err
	}
	c, err := river.NewClient[pgx.Tx](postgresDriver{riverpgxv5.New(d.Pool()), b}, config)
	return postgresEngine{c}, err
}

func (e sqliteEngine) insert(ctx context.Context, tx *db.Tx, args Args, opts *river.InsertOpts) error {
	_, err := e.InsertTx(ctx, tx.Raw(), args, opts)
	return err
}

func (e sqliteEngine) retry(ctx context.Context, tx *db.Tx, job int64) error {
	_, err := e.JobRetryTx(ctx, tx.Raw(), job)
	return gone(err)
}

func (e postgresEngine) insert(ctx context.Context, tx *db.Tx, args Args, opts *river.InsertOpts) error {
	return under(tx, func(p pgx.Tx) error {
		_, err := e.InsertTx(ctx, p, args, opts)
		return err
	})
}

func (e postgresEngine) retry(ctx context.Context, tx *db.Tx, job int64) error {
	return under(tx, func(p pgx.Tx) error {
		_, err := e.JobRetryTx(ctx, p, job)
		return gone(err)
	})
}

// under gives the pgx connection below our database/sql transaction, as a pgx
// transaction that is already open.
func under(tx *db.Tx, fn func(pgx.Tx) error) error {
	return tx.Conn().Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("job: the connection is a %T, not pgx's", driver)
		}
		return fn(&openTx{conn: c.Conn()})
	})
}

// errGone says that the job is not there any more.
var errGone = errors.New("job: no such job")

// IsGone tells that Retry found no such job.
func IsGone(err error) bool { return errors.Is(err, errGone) }

func gone(err error) error {
	if errors.Is(err, rivertype.ErrNotFound) {
		return errGone
	}
	return err
}

// migrateLock is the advisory lock under which River's tables are brought forward.
const migrateLock = 7318349394477056 // "guildhal" on a telephone

// Migrate brings River's own tables forward. Call it after db.Migrate.
func Migrate(ctx context.Context, d *db.DB) error {
	config := &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)}
	if d.Dialect == db.SQLite {
		m, err := rivermigrate.New[*sql.Tx](riversqlite.New(d.Handle()), config)
		if err != nil {
			return err
		}
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	}
	lock, err := d.Pool().Acquire(ctx)
	if err != nil {
		return err
	}
	defer lock.Release()
	if _, err := lock.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrateLock)); err != nil {
		return err
	}
	defer lock.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(migrateLock)) //nolint:errcheck // the session's end frees it too
	m, err := rivermigrate.New[pgx.Tx](riverpgxv5.New(d.Pool()), config)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}
