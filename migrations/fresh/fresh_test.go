package fresh_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"guildhall/base/db"
	"guildhall/engine/job"
	"guildhall/migrations"
	"guildhall/migrations/fresh"
	"guildhall/test/golden"
)

// laid opens a new database, lays what is given, and takes the steps that are missing.
func laid(t *testing.T, schema string) *db.DB {
	t.Helper()
	ctx := t.Context()
	d, err := db.Open(ctx, "", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if schema != "" {
		if err := d.Lay(ctx, schema); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Migrate(ctx, migrations.FS); err != nil {
		t.Fatal(err)
	}
	if err := job.Migrate(ctx, d); err != nil {
		t.Fatal(err)
	}
	return d
}

// dump writes a database as the statements that make it: its tables with their rows,
// then what stands on them. Columns that a row fills with the time it was written at
// are left to do so again.
func dump(t *testing.T, d *db.DB) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("-- The schema as all steps leave it. Written by `make golden`; never edited by hand.\n")
	for _, kind := range []string{"table", "index", "trigger", "view"} {
		for _, made := range rows(t, d.Handle(), "SELECT name, sql FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid", kind) {
			fmt.Fprintf(&b, "\n%s;\n", made[1])
			if kind == "table" {
				fill(t, &b, d.Handle(), made[0])
			}
		}
	}
	return b.String()
}

func fill(t *testing.T, b *strings.Builder, handle *sql.DB, table string) {
	t.Helper()
	var names, quoted []string
	for _, column := range rows(t, handle, "SELECT name, coalesce(dflt_value, '') FROM pragma_table_info(?)", table) {
		if now := strings.ToLower(column[1]); !strings.Contains(now, "current_timestamp") && !strings.Contains(now, "now") {
			names, quoted = append(names, column[0]), append(quoted, "quote("+column[0]+")")
		}
	}
	if len(names) == 0 {
		return
	}
	// #nosec G202 -- names out of the database's own schema
	for _, row := range rows(t, handle, "SELECT "+strings.Join(quoted, " || ', ' || ")+", '' FROM "+table+" ORDER BY rowid") {
		fmt.Fprintf(b, "INSERT INTO %s (%s) VALUES (%s);\n", table, strings.Join(names, ", "), row[0])
	}
}

// rows reads two columns of words.
func rows(t *testing.T, handle *sql.DB, query string, args ...any) [][2]string {
	t.Helper()
	found, err := handle.QueryContext(context.Background(), query, args...)
	if err != nil {
		t.Fatal(query, err)
	}
	defer found.Close()
	var list [][2]string
	for found.Next() {
		var row [2]string
		if err := found.Scan(&row[0], &row[1]); err != nil {
			t.Fatal(err)
		}
		list = append(list, row)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestANewHouseHasTheSchemaThatTheStepsMake(t *testing.T) {
	stepwise := dump(t, laid(t, ""))
	golden.Check(t, "sqlite.sql", stepwise)
	// One that was written before the newest step has its tables in another order.
	if got := dump(t, laid(t, fresh.SQLite)); sorted(got) != sorted(stepwise) {
		t.Errorf("laid in one go, then brought forward, the schema differs from the steps':\n%s", golden.Difference(stepwise, got))
	}
}

func sorted(dump string) string {
	statements := strings.Split(dump, ";\n")
	slices.SortFunc(statements, func(a, b string) int { return strings.Compare(strings.TrimSpace(a), strings.TrimSpace(b)) })
	return strings.Join(statements, ";\n")
}

func TestOnlyAnEmptyDatabaseIsLaid(t *testing.T) {
	d := laid(t, fresh.SQLite)
	before := dump(t, d)
	if err := d.Lay(t.Context(), "CREATE TABLE stray (id INTEGER)"); err != nil {
		t.Fatal(err)
	}
	if after := dump(t, d); after != before {
		t.Error("a database that was there was laid again")
	}
}

func TestAHalfLaidDatabaseIsNone(t *testing.T) {
	dir := t.TempDir()
	d, err := db.Open(t.Context(), "", dir)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Lay(t.Context(), "CREATE TABLE one (id INTEGER); CREATE TABLE one (id INTEGER);"); err == nil {
		t.Fatal("a schema that cannot be laid was laid")
	}
	if left := rows(t, d.Handle(), "SELECT name, '' FROM sqlite_schema"); len(left) != 0 {
		t.Errorf("%v is left of it", left)
	}
	if _, err := os.Stat(filepath.Join(dir, "guildhall.db")); err != nil {
		t.Fatal(err)
	}
}
