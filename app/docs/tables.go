package docs

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"sort"
	"strings"

	"guildhall/engine/flow"
	"guildhall/migrations"
)

var (
	createTable = regexp.MustCompile(`(?m)^CREATE TABLE (?:IF NOT EXISTS )?(\w+) \(`)
	columnLine  = regexp.MustCompile(`^\s+([a-z_][a-z_0-9]*)\s+(BIGINT|BOOLEAN|BYTEA|TEXT|INTEGER)\b([^-]*)(?:--\s*(.*))?$`)
	alterTable  = regexp.MustCompile(`(?m)^ALTER TABLE (\w+) ADD COLUMN (\w+) (\w+)([^;\n]*);(?:\s*--\s*(.*))?$`)
	renameTable = regexp.MustCompile(`(?m)^ALTER TABLE (\w+) RENAME TO (\w+);`)
	references  = regexp.MustCompile(`REFERENCES (\w+)`)
)

type column struct{ name, kind, points, note string }

// tables reads the migrations and says what each table holds. The types are those
// of PostgreSQL; SQLite has INTEGER and BLOB.
func tables() (string, error) {
	names, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		return "", err
	}
	sort.Strings(names)
	columns, order := map[string][]column{}, []string{}
	for _, name := range names {
		raw, err := fs.ReadFile(migrations.FS, name)
		if err != nil {
			return "", err
		}
		text, _, _ := strings.Cut(string(raw), "-- +goose Down")
		for _, m := range createTable.FindAllStringSubmatchIndex(text, -1) {
			table := text[m[2]:m[3]]
			body, _, _ := strings.Cut(text[m[1]:], "\n)")
			order = append(order, table)
			columns[table] = readColumns(body)
		}
		for _, m := range alterTable.FindAllStringSubmatch(text, -1) {
			columns[m[1]] = append(columns[m[1]], column{m[2], m[3], target(m[4]), m[5]})
		}
		for _, m := range renameTable.FindAllStringSubmatch(text, -1) { // A table made anew takes the old one's place.
			columns[m[2]] = columns[m[1]]
			order = slices.DeleteFunc(order, func(table string) bool { return table == m[1] })
		}
	}
	lives := map[string]string{}
	for _, f := range flow.All() {
		lives[f.Table] = f.Noun
	}
	var b strings.Builder
	b.WriteString("# Tables\n\nTables carry their room's name, and only that room writes them. Ids are 16 bytes (UUIDv7), times microseconds UTC, amounts whole numbers of the currency's smallest unit.\n")
	for _, table := range order {
		fmt.Fprintf(&b, "\n## %s\n\n", table)
		if noun := lives[table]; noun != "" {
			fmt.Fprintf(&b, "Its rows live the life of a [%s](flows/%s.md).\n\n", noun, noun)
		}
		b.WriteString("| column | type | points at | means |\n|---|---|---|---|\n")
		for _, c := range columns[table] {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", c.name, c.kind, c.points, cell(c.note))
		}
	}
	return b.String(), nil
}

func readColumns(body string) []column {
	var list []column
	for line := range strings.SplitSeq(body, "\n") {
		m := columnLine.FindStringSubmatch(line)
		if m == nil {
			// A remark on a line of its own goes on with the column above it.
			if note, ok := strings.CutPrefix(strings.TrimSpace(line), "-- "); ok && len(list) > 0 && list[len(list)-1].note != "" {
				list[len(list)-1].note += " " + note
			}
			continue
		}
		list = append(list, column{m[1], m[2], target(m[3]), m[4]})
	}
	return list
}

func target(rest string) string {
	if m := references.FindStringSubmatch(rest); m != nil {
		return m[1]
	}
	return ""
}
