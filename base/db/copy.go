package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// ErrNoDumpTool says that PostgreSQL's own programs are not on this machine.
var ErrNoDumpTool = errors.New("pg_dump and pg_restore are not on this machine: install PostgreSQL's client programs")

// CopyName is what Copy's file is called inside a backup.
func (d *DB) CopyName() string {
	if d.Dialect == Postgres {
		return "postgres.dump"
	}
	return "guildhall.db"
}

// Copy writes a consistent copy of the whole database to a new file while others
// read and write: VACUUM INTO on SQLite, pg_dump's own format on PostgreSQL.
func (d *DB) Copy(ctx context.Context, address, file string) error {
	if d.Dialect == Postgres {
		tool, err := exec.LookPath("pg_dump")
		if err != nil {
			return ErrNoDumpTool
		}
		if err := runTool(postgresTool(ctx, tool, address, "--format=custom", "--no-owner", "--file="+file)); err != nil {
			return err
		}
		return os.Chmod(file, 0o600)
	}
	conn, err := sql.Open("sqlite", sqliteAddress(d.Path))
	if err != nil {
		return err
	}
	defer conn.Close()
	_, err = conn.ExecContext(ctx, "VACUUM INTO $1", file)
	return err
}

// postgresTool is a program of PostgreSQL's on the database at an address. The
// password goes through the environment: arguments are seen by everybody on the
// machine. What only our own driver understands (pool_max_conns) is left out.
func postgresTool(ctx context.Context, tool, address string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, tool) // #nosec G204 -- the path of PostgreSQL's own program
	if u, err := url.Parse(address); err == nil && u.Scheme != "" {
		if password, has := u.User.Password(); has {
			cmd.Env = append(os.Environ(), "PGPASSWORD="+password)
			u.User = url.User(u.User.Username())
		}
		q := u.Query()
		for name := range q {
			if strings.HasPrefix(name, "pool_") {
				q.Del(name)
			}
		}
		u.RawQuery = q.Encode()
		address = u.String()
	}
	cmd.Args = append(cmd.Args, append([]string{"--dbname=" + address}, args...)...)
	return cmd
}

// Restore puts a copy where there is no database yet.
func Restore(ctx context.Context, address, dir, file string) error {
	if dump := filepath.Base(file) == "postgres.dump"; dump != isPostgres(address) {
		return fmt.Errorf("a backup of SQLite is restored into a SQLite file, one of PostgreSQL into an empty PostgreSQL database (this one holds %s)", filepath.Base(file))
	} else if dump {
		tool, err := exec.LookPath("pg_restore")
		if err != nil {
			return ErrNoDumpTool
		}
		return runTool(postgresTool(ctx, tool, address, "--no-owner", "--exit-on-error", "--single-transaction", file))
	}
	to := sqlitePath(address, dir)
	if _, err := os.Stat(to); err == nil {
		return fmt.Errorf("%s is there already: restore into an empty folder", to)
	}
	return os.Rename(file, to)
}

func runTool(c *exec.Cmd) error {
	out, err := c.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(c.Path), err, out)
	}
	return nil
}
