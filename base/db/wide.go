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

// wideFrom is from how many rows on one statement for all is less than one for each.
const wideFrom = 8

// argument is $1, $2, ... in a text.
var argument = regexp.MustCompile(`\$\d+`)

// typeNames are the types of our columns, by PostgreSQL's numbers.
var typeNames = map[uint32]string{
	pgtype.ByteaOID: "bytea", pgtype.TextOID: "text", pgtype.Int8OID: "bigint", pgtype.BoolOID: "boolean", pgtype.Float8OID: "double precision",
}

// wide is an INSERT that puts any number of rows by one statement: the same text, with
// an array for each argument. PostgreSQL then prepares to write, opens the indexes and
// reads the table's conditions once for all rows, which costs more than a row does.
type wide struct {
	text string
	// skips says that a row may be left out (DO NOTHING). The statement then gives the
	// first column of those that were put, and each row has its own there.
	skips bool
}

// widened gives how a query puts many rows at once, or nil when it cannot. The
// arrays want their types named, which the table knows.
func (q *Query) widened(ctx context.Context, conn *pgx.Conn) (*wide, error) {
	if known := q.wide.Load(); known != nil || !q.plain {
		return known, nil
	}
	described, err := conn.Prepare(ctx, "", q.Text)
	if err != nil {
		return nil, err
	}
	parts := plainInsert.FindStringSubmatch(q.Text)
	into, first, values, conflict := parts[1], parts[2], parts[3], parts[4]
	arrays, names := make([]string, len(described.ParamOIDs)), make([]string, len(described.ParamOIDs))
	for i, kind := range described.ParamOIDs {
		name := typeNames[kind]
		if name == "" {
			return nil, fmt.Errorf("%s: $%d has PostgreSQL's type %d, which no column of ours has", q.Name, i+1, kind)
		}
		arrays[i], names[i] = fmt.Sprintf("$%d::%s[]", i+1, name), fmt.Sprintf("a%d", i+1)
	}
	w := &wide{skips: conflict != ""}
	w.text = fmt.Sprintf("%s SELECT %s FROM unnest(%s) AS v(%s) %s", into,
		argument.ReplaceAllStringFunc(values, func(a string) string { return "v.a" + a[1:] }),
		strings.Join(arrays, ", "), strings.Join(names, ", "), conflict)
	if w.skips {
		w.text += " RETURNING " + first
	}
	q.wide.Store(w)
	return w, nil
}

// put puts rows, and gives 1 for each that was put and 0 for each that was left out.
func (w *wide) put(ctx context.Context, conn *pgx.Conn, rows [][]any) ([]int64, error) {
	arrays := make([]any, len(rows[0]))
	for a := range arrays {
		column := make(pgtype.FlatArray[any], len(rows))
		for i := range rows {
			column[i] = rows[i][a]
		}
		arrays[a] = column
	}
	changed := make([]int64, len(rows))
	if !w.skips {
		for i := range changed {
			changed[i] = 1
		}
		_, err := conn.Exec(ctx, w.text, arrays...)
		return changed, err
	}
	found, err := conn.Query(ctx, w.text, arrays...)
	if err != nil {
		return nil, err
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
