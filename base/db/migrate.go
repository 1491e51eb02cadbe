package db

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"regexp"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// Migrate brings the schema forward to the newest file in migrations. On
// PostgreSQL a session lock lets one process do it while the others wait.
func (d *DB) Migrate(ctx context.Context, migrations fs.FS) error {
	provider, err := d.provider(migrations)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Pending tells whether Migrate would change the schema, and the version it has.
func (d *DB) Pending(ctx context.Context, migrations fs.FS) (bool, int64, error) {
	provider, err := d.provider(migrations)
	if err != nil {
		return false, 0, err
	}
	pending, err := provider.HasPending(ctx)
	if err != nil {
		return false, 0, err
	}
	version, err := provider.GetDBVersion(ctx)
	return pending, version, err
}

func (d *DB) provider(migrations fs.FS) (*goose.Provider, error) {
	if d.Dialect == SQLite {
		return goose.NewProvider(goose.DialectSQLite3, d.writes, sqliteWords{migrations})
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, d.writes, migrations, goose.WithSessionLocker(locker))
}

// sqliteWords reads migrations and translates the four words in which the two
// databases differ: a STRICT table of SQLite knows neither BIGINT nor BOOLEAN.
type sqliteWords struct{ fs.FS }

var sqliteWord = regexp.MustCompile(`\b(BIGINT|BOOLEAN|BYTEA)\b|/\*STRICT\*/`)

func (s sqliteWords) Open(name string) (fs.File, error) {
	file, err := s.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil || info.IsDir() {
		return file, err
	}
	defer file.Close()
	raw, err := fs.ReadFile(s.FS, name)
	if err != nil {
		return nil, err
	}
	return &textFile{info: info, Reader: bytes.NewReader(sqliteWord.ReplaceAllFunc(raw, translate))}, nil
}

func (s sqliteWords) Glob(pattern string) ([]string, error) { return fs.Glob(s.FS, pattern) }

func translate(word []byte) []byte {
	switch string(word) {
	case "BIGINT", "BOOLEAN":
		return []byte("INTEGER")
	case "BYTEA":
		return []byte("BLOB")
	}
	return []byte("STRICT")
}

type textFile struct {
	info fs.FileInfo
	*bytes.Reader
}

func (f *textFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *textFile) Close() error               { return nil }
