package db

import (
	"context"
	"database/sql"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// Kind says what a query may do, and so where it may run.
type Kind int

// The three kinds of query.
const (
	KindRead  Kind = iota // changes nothing
	KindWrite             // changes rows of a room: only inside a recorded change
	KindKeep              // housekeeping rows: also inside a plain transaction
)

// Query is one registered SQL text. Parameters are $1, $2, ...
type Query struct {
	Name string
	Text string
	Kind Kind
	// Only names the one database that has this query; empty for both.
	Only Dialect
	// fresh queries are planned each time they are asked.
	fresh bool
	// once queries are asked once for a page.
	once bool
	// usual is how many rows were found the last time: room is made for as many.
	usual atomic.Int32
	// plain queries put one row made of literals and arguments.
	plain bool
	// apart queries change another row with each row of arguments.
	apart bool
	wide  atomic.Pointer[wide]
}

// usualMax bounds the room that is made before the rows are seen.
const usualMax = 64

func (q *Query) answered(rows int) {
	if n := int32(min(rows, usualMax)); n != q.usual.Load() { // #nosec G115 -- at most usualMax
		q.usual.Store(n)
	}
}

var registry = map[string]*Query{}

func register(kind Kind, name, text string) *Query {
	if registry[name] != nil {
		panic("db: query " + name + " is registered twice")
	}
	q := &Query{Name: name, Text: text, Kind: kind, plain: plainInsert.MatchString(text)}
	registry[name] = q
	return q
}

// Read registers a query that changes nothing.
func Read(name, text string) *Query { return register(KindRead, name, text) }

// Write registers a query that changes rows of the room in its name ("deal.insert").
func Write(name, text string) *Query { return register(KindWrite, name, text) }

// Keep registers a query on housekeeping rows.
func Keep(name, text string) *Query { return register(KindKeep, name, text) }

// On marks a query that exists on one database only.
func (q *Query) On(d Dialect) *Query {
	q.Only = d
	return q
}

// Planned marks a query over a table that may grow a thousandfold within a minute.
// PostgreSQL otherwise keeps the plan it made while the table was small, and reads
// all of it, until its statistics are gathered again.
func (q *Query) Planned() *Query {
	q.fresh = true
	return q
}

// Once marks a query that different parts of one page ask with the same arguments: in
// a context that remembers (Remembering) it is asked once. What reads its rows must do
// nothing else, because the second time it does not run.
func (q *Query) Once() *Query {
	q.once = true
	return q
}

// Apart marks a write of which no two rows given to one ExecMany change the same row,
// so that PostgreSQL may do all of them by one statement: an UPDATE, or an INSERT that
// ends in DO UPDATE. It still goes from row to row in their order. Of an INSERT of what
// is read it is not told how many rows each row of arguments put.
func (q *Query) Apart() *Query {
	q.apart = true
	return q
}

// Marks writes $from, $from+1, ... for n arguments, separated by commas.
func Marks(from, n int) string {
	marks := make([]string, n)
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(from+i)
	}
	return strings.Join(marks, ", ")
}

// Queries lists all registered queries by name, for tests and documents.
func Queries() []*Query {
	list := make([]*Query, 0, len(registry))
	for _, q := range registry {
		list = append(list, q)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
	return list
}

// Reader is whatever can answer a read: the database or an open change.
type Reader interface {
	read(ctx context.Context, a ask) error
}

// ask is one question: a query, its arguments, and what takes the rows.
type ask struct {
	*Query
	args []any
	into func(rows) error
	// long answers are read while they arrive and never share a journey (Together).
	long bool
}

// words are the arguments as pgx takes them, with how the query is to be asked.
func (a ask) words() []any {
	if a.fresh {
		return append([]any{pgx.QueryExecModeCacheDescribe}, a.args...)
	}
	return a.args
}

// rows are the rows of an answer, whichever driver brings them.
type rows interface {
	Scanner
	Next() bool
}

// Scanner is one row being read.
type Scanner interface{ Scan(into ...any) error }

// ErrNone says that no row was found.
var ErrNone = sql.ErrNoRows

// One reads the first row, or ErrNone.
func One[T any](ctx context.Context, r Reader, q *Query, scan func(Scanner) (T, error), args ...any) (T, error) {
	if !q.once {
		return one(ctx, r, q, scan, args)
	}
	return remembered(ctx, r, q, args, func() (T, error) { return one(ctx, r, q, scan, args) })
}

func one[T any](ctx context.Context, r Reader, q *Query, scan func(Scanner) (T, error), args []any) (T, error) {
	var found bool
	var v, none T
	err := r.read(ctx, ask{Query: q, args: args, into: func(rows rows) (err error) {
		if found = rows.Next(); found {
			v, err = scan(rows)
		}
		return err
	}})
	switch {
	case err != nil:
		return none, err
	case !found:
		return none, ErrNone
	}
	return v, nil
}

// All reads every row.
func All[T any](ctx context.Context, r Reader, q *Query, scan func(Scanner) (T, error), args ...any) ([]T, error) {
	if !q.once || memoryIn(ctx) == nil {
		return all(ctx, r, q, scan, args)
	}
	return own(remembered(ctx, r, q, args, func() ([]T, error) { return all(ctx, r, q, scan, args) }))
}

func all[T any](ctx context.Context, r Reader, q *Query, scan func(Scanner) (T, error), args []any) ([]T, error) {
	var list []T
	err := r.read(ctx, ask{Query: q, args: args, into: func(rows rows) error {
		list = nil
		for rows.Next() {
			v, err := scan(rows)
			if err != nil {
				return err
			}
			if list == nil {
				list = make([]T, 0, max(1, q.usual.Load()))
			}
			list = append(list, v)
		}
		return nil
	}})
	if err != nil {
		return nil, err
	}
	q.answered(len(list))
	return list, nil
}

// Each gives every row to fn as it is read, for answers too long to be held. The
// first error of fn ends it.
func Each(ctx context.Context, r Reader, q *Query, fn func(Scanner) error, args ...any) error {
	var said error
	err := r.read(ctx, ask{Query: q, args: args, long: true, into: func(rows rows) error {
		for rows.Next() {
			if said = fn(rows); said != nil {
				return said
			}
		}
		return nil
	}})
	if said != nil {
		return said
	}
	return err
}

// Value reads the one column of the one row into T (int64, string, id.ID, ...).
func Value[T any](ctx context.Context, r Reader, q *Query, args ...any) (T, error) {
	return One(ctx, r, q, ScanValue[T], args...)
}

// ScanValue reads a row of one column; for All.
func ScanValue[T any](row Scanner) (T, error) {
	var v T
	err := row.Scan(&v)
	return v, err
}

// Exists tells whether the query finds any row.
func Exists(ctx context.Context, r Reader, q *Query, args ...any) (bool, error) {
	if !q.once {
		return exists(ctx, r, q, args)
	}
	return remembered(ctx, r, q, args, func() (bool, error) { return exists(ctx, r, q, args) })
}

func exists(ctx context.Context, r Reader, q *Query, args []any) (found bool, err error) {
	err = r.read(ctx, ask{Query: q, args: args, into: func(rows rows) error {
		found = rows.Next()
		return nil
	}})
	return found && err == nil, err
}
