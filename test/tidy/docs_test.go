package tidy

import (
	"fmt"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"guildhall/app/docs"
	"guildhall/base/db"
	"guildhall/test/dbtest"
	"guildhall/test/golden"
	"guildhall/test/tool"
)

func TestTheDocumentsSayWhatTheProgramDoes(t *testing.T) {
	files, err := docs.All()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		golden.Check(t, filepath.Join(tool.Root(), "docs", filepath.FromSlash(name)), text)
	}
	kept, err := filepath.Glob(filepath.Join(tool.Root(), "docs", "flows", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range kept {
		if _, ok := files["flows/"+filepath.Base(path)]; !ok {
			t.Errorf("%s draws a life that is gone; make docs", path)
		}
	}
}

func TestTheSchemaIsTheOneReviewed(t *testing.T) {
	d := dbtest.SQLite(t)
	rows, err := d.Handle().QueryContext(t.Context(), `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'river_%' AND name NOT LIKE 'goose_%' ORDER BY tbl_name, type DESC, name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		b.WriteString(text + ";\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	golden.Check(t, filepath.Join("testdata", "schema.golden.sql"), b.String())
}

// TestBothDatabasesHaveTheSameTables compares tables and columns, so that a step
// that one of the two skips is noticed.
func TestBothDatabasesHaveTheSameTables(t *testing.T) {
	postgres := columnsOf(t, dbtest.Postgres(t), `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'`)
	sqlite := columnsOf(t, dbtest.SQLite(t), `SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'`)
	if len(postgres) < 100 {
		t.Fatalf("only %d columns were found", len(postgres))
	}
	if diff := golden.Difference(strings.Join(postgres, "\n"), strings.Join(sqlite, "\n")); strings.Join(postgres, "\n") != strings.Join(sqlite, "\n") {
		t.Errorf("PostgreSQL (-) and SQLite (+) differ:\n%s", diff)
	}
}

func columnsOf(t *testing.T, d *db.DB, query string) []string {
	t.Helper()
	rows, err := d.Handle().QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var table, name string
		if err := rows.Scan(&table, &name); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(table, "river_") || strings.HasPrefix(table, "goose_") || strings.HasPrefix(table, "sqlite_") {
			continue
		}
		list = append(list, fmt.Sprintf("%s.%s", table, name))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	sort.Strings(list)
	return list
}
