package db

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// plainInsert is an INSERT of one row made of literals and arguments. Whatever else a
// query says, its rows go one statement each.
var plainInsert = regexp.MustCompile(`(?s)^\s*(INSERT INTO \w+ \(\s*(\w+)\b[^()]*\))\s*VALUES \(([^()]*)\)\s*(ON CONFLICT(?: \([\w\s,]+\))? DO NOTHING)?\s*$`)

// plainUpdate is an UPDATE that says which row and what shall stand there.
var plainUpdate = regexp.MustCompile(`(?s)^\s*(UPDATE \w+ SET .*?)\s+WHERE ([^()]*)$`)

// plainRaise is an INSERT of one row which changes the one that stands there instead.
var plainRaise = regexp.MustCompile(`(?s)^\s*(INSERT INTO \w+ \([^()]*\))\s*VALUES \(([^()]*)\)\s*(ON CONFLICT \([\w\s,]+\) DO UPDATE SET .*)$`)

// plainCopy is an INSERT of what is read.
var plainCopy = regexp.MustCompile(`(?s)^\s*(INSERT INTO \w+ \([^()]*\))\s*(SELECT .*)$`)

// wideFrom is from how many rows on one statement for all is less than one for each.
const wideFrom = 8

// argument is $1, $2, ... in a text.
var argument = regexp.MustCompile(`\$\d+`)

// typeNames are the types of our columns, by PostgreSQL's numbers.
var typeNames = map[uint32]string{
	pgtype.ByteaOID: "bytea", pgtype.TextOID: "text", pgtype.Int8OID: "bigint", pgtype.BoolOID: "boolean", pgtype.Float8OID: "double precision",
}

// wide is a write of any number of rows by one statement: the same text, with an
// array for each argument. PostgreSQL then prepares to write, opens the indexes and
// reads the table's conditions once for all rows, which costs more than a row does.
type wide struct {
	text string
	told told
	// reads says that rows are looked for, which is planned each time (byIndex).
	reads bool
}

// told is what a statement for many rows tells of each.
type told int

const (
	toldNothing told = iota // every row is written, or it fails
	toldFirst               // the first column of those that were put; each row has its own there
	toldPlace               // the places of those that were changed
)

// widened gives how a query writes many rows at once, or nil when it cannot. The
// arrays want their types named, which the table knows.
func (q *Query) widened(ctx context.Context, conn *pgx.Conn) (*wide, error) {
	if known := q.wide.Load(); known != nil || !q.plain && !q.apart {
		return known, nil
	}
	described, err := conn.Prepare(ctx, "", q.Text)
	if err != nil {
		return nil, err
	}
	arrays, names := make([]string, len(described.ParamOIDs)), make([]string, len(described.ParamOIDs))
	for i, kind := range described.ParamOIDs {
		name := typeNames[kind]
		if name == "" {
			return nil, fmt.Errorf("%s: $%d has PostgreSQL's type %d, which no column of ours has", q.Name, i+1, kind)
		}
		arrays[i], names[i] = fmt.Sprintf("$%d::%s[]", i+1, name), fmt.Sprintf("a%d", i+1)
	}
	rows := fmt.Sprintf("FROM unnest(%s)", strings.Join(arrays, ", "))
	list := strings.Join(names, ", ")
	w := wideInsert(q.Text, rows, list)
	if w == nil {
		w = wideChange(q.Text, rows, list)
	}
	if w == nil {
		return nil, fmt.Errorf("%s: no text of which many rows could be made", q.Name)
	}
	q.wide.Store(w)
	return w, nil
}

// wideInsert is the statement of an INSERT of literals and arguments.
func wideInsert(text, rows, list string) *wide {
	if parts := plainInsert.FindStringSubmatch(text); parts != nil {
		into, first, values, conflict := parts[1], parts[2], parts[3], parts[4]
		w := &wide{text: fmt.Sprintf("%s SELECT %s %s AS v(%s) %s", into, each(values), rows, list, conflict)}
		if conflict != "" {
			w.told, w.text = toldFirst, w.text+" RETURNING "+first
		}
		return w
	}
	parts := plainRaise.FindStringSubmatch(text)
	if parts == nil || argument.MatchString(parts[3]) {
		return nil
	}
	return &wide{text: fmt.Sprintf("%s SELECT %s %s AS v(%s) %s", parts[1], each(parts[2]), rows, list, parts[3])}
}

// wideChange is the statement of an UPDATE, or of an INSERT of what is read.
func wideChange(text, rows, list string) *wide {
	if parts := plainUpdate.FindStringSubmatch(text); parts != nil {
		return &wide{told: toldPlace, reads: true, text: fmt.Sprintf("%s %s WITH ORDINALITY AS v(%s, place) WHERE %s RETURNING v.place",
			each(parts[1]), rows, list, each(parts[2]))}
	}
	if parts := plainCopy.FindStringSubmatch(text); parts != nil {
		return &wide{reads: true, text: fmt.Sprintf("%s SELECT w.* %s AS v(%s) CROSS JOIN LATERAL (%s) w", parts[1], rows, list, each(parts[2]))}
	}
	return nil
}

// each puts a row's own in the place of every argument.
func each(text string) string {
	return argument.ReplaceAllStringFunc(text, func(a string) string { return "v.a" + a[1:] })
}

// byIndex lets the rest of a transaction find rows by an index, one after the other.
// How many rows a table has is not known while it grows; and to read it from end to
// end, because it was small, is what cannot be made good.
const byIndex = `SELECT set_config('enable_seqscan', 'off', TRUE), set_config('enable_hashjoin', 'off', TRUE), set_config('enable_mergejoin', 'off', TRUE)`

// write writes rows, and gives 1 for each that was written and 0 for each that was not.
func (w *wide) write(ctx context.Context, t *Tx, rows [][]any) ([]int64, error) {
	if w.reads && !t.byIndex {
		if _, err := t.pg.Exec(ctx, byIndex); err != nil {
			return nil, err
		}
		t.byIndex = true
	}
	arrays := make([]any, len(rows[0]), len(rows[0])+1)
	for a := range arrays {
		column := make(pgtype.FlatArray[any], len(rows))
		for i := range rows {
			column[i] = rows[i][a]
		}
		arrays[a] = column
	}
	if w.reads {
		arrays = append([]any{pgx.QueryExecModeCacheDescribe}, arrays...)
	}
	changed := make([]int64, len(rows))
	if w.told == toldNothing {
		for i := range changed {
			changed[i] = 1
		}
		_, err := t.pg.Exec(ctx, w.text, arrays...)
		return changed, err
	}
	found, err := t.pg.Query(ctx, w.text, arrays...)
	if err != nil {
		return nil, err
	}
	if w.told == toldPlace {
		places, err := pgx.CollectRows(found, pgx.RowTo[int64])
		for _, place := range places {
			changed[place-1] = 1
		}
		return changed, err
	}
	put, err := pgx.CollectRows(found, pgx.RowTo[[]byte])
	for i, next := 0, 0; i < len(rows) && next < len(put); i++ { // They come in the order of the rows.
		if string(put[next]) == fmt.Sprintf("%s", rows[i][0]) { // []byte or string
			changed[i] = 1
			next++
		}
	}
	return changed, err
}
