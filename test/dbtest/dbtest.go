// Package dbtest gives a test an empty, migrated database of each kind. SQLite is
// always there; PostgreSQL is used when GUILDHALL_TEST_POSTGRES names a server on
// which databases may be created, and GUILDHALL_TEST_SQLITE may name a folder in memory
// for the files of SQLite.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // to make databases

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/job"
	"guildhall/migrations"
)

// Each runs the test on SQLite and, where there is a server, on PostgreSQL.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// Monday is when business time begins in the houses and markets that tests open: money
// comes on weekdays, and no test may depend on the one on which it runs.
var Monday = time.Date(2026, 6, 1, 3, 0, 0, 0, time.UTC)

// SQLite opens a fresh file, in the folder that GUILDHALL_TEST_SQLITE names if it
// does: one in memory spares a long run that tests no disk the waiting for one.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	base := os.Getenv("GUILDHALL_TEST_SQLITE")
	if base == "" {
		return open(t, "", t.TempDir())
	}
	dir, err := os.MkdirTemp(base, "guildhall-test")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return open(t, "", dir)
}

// Postgres opens a fresh database, or skips.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, PostgresURL(t), "")
}

func open(t testing.TB, address, dir string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), address, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return d
}

func migrate(ctx context.Context, d *db.DB) error {
	if err := d.Migrate(ctx, migrations.FS); err != nil {
		return err
	}
	return job.Migrate(ctx, d)
}

var (
	templateOnce sync.Once
	templateName string
	templateErr  error
)

// PostgresURL makes a fresh, migrated database and gives its address, or skips.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("GUILDHALL_TEST_POSTGRES")
	if server == "" {
		t.Skip("left out: no PostgreSQL (GUILDHALL_TEST_POSTGRES is not set)")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	templateOnce.Do(func() { templateName, templateErr = makeTemplate(admin, server) })
	if templateErr != nil {
		t.Fatal(templateErr)
	}
	name := "t_" + strings.ToLower(id.New().String())
	if _, err := admin.Exec(fmt.Sprintf(`CREATE DATABASE %s TEMPLATE %s STRATEGY FILE_COPY`, name, templateName)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = admin.Exec(fmt.Sprintf(`DROP DATABASE IF EXISTS %s WITH (FORCE)`, name))
		admin.Close()
	})
	return withDatabase(server, name)
}

func makeTemplate(admin *sql.DB, server string) (string, error) {
	name := "tpl_" + strings.ToLower(id.New().String())
	if _, err := admin.Exec(`CREATE DATABASE ` + name + ` TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`); err != nil {
		return "", err
	}
	d, err := db.Open(context.Background(), withDatabase(server, name), "")
	if err != nil {
		return "", err
	}
	defer d.Close()
	return name, migrate(context.Background(), d)
}

func withDatabase(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}

// EmptyPostgresURL makes a database without any table and gives its address, or skips.
func EmptyPostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("GUILDHALL_TEST_POSTGRES")
	if server == "" {
		t.Skip("left out: no PostgreSQL (GUILDHALL_TEST_POSTGRES is not set)")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "e_" + strings.ToLower(id.New().String())
	if _, err := admin.Exec(`CREATE DATABASE ` + name + ` TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = admin.Exec(`DROP DATABASE IF EXISTS ` + name + ` WITH (FORCE)`)
		admin.Close()
	})
	return withDatabase(server, name)
}
