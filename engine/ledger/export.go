package ledger

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
)

// Format is a way to write the whole books.
type Format struct {
	Name, File, Type string // as asked for; the file's name; its media type
	begin            func(out *bufio.Writer, zone *time.Location) writer
}

// writer writes lines as they come, oldest first; first tells that a line begins a
// posting.
type writer interface {
	line(e exported, first bool) error
	end() error
}

// Formats are the ways, the first being the one written when none is named.
var Formats = []Format{
	{"hledger", "guildhall.journal", "text/plain; charset=utf-8", newHledger},
	{"beancount", "guildhall.beancount", "text/plain; charset=utf-8", newBeancount},
	{"csv", "guildhall-books.csv", "text/csv; charset=utf-8", newCSV},
}

// FormatOf finds a format by its name; the empty name is the first.
func FormatOf(name string) (Format, bool) {
	if name == "" {
		return Formats[0], true
	}
	i := slices.IndexFunc(Formats, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return Formats[i], true
}

// exported is one line with its posting.
type exported struct {
	posting, reference, event id.ID
	template, currency        string
	at                        clock.Micros
	number                    int64
	line                      filled
	jurisdiction              string
}

var exportLines = db.Read("ledger.export", `SELECT p.id, p.template, p.reference, p.currency, p.event_id, p.at,
	l.number, l.debit, l.debit_party, l.credit, l.credit_party, l.jurisdiction, l.amount
	FROM ledger_posting p JOIN ledger_line l ON l.posting_id = p.id ORDER BY p.at, p.id, l.number`)

// Export writes the whole books in one pass over one answer of the database, so
// that what is written belongs together although sales go on. Dates are in the
// zone given.
func Export(ctx context.Context, r db.Reader, w io.Writer, format Format, zone *time.Location) error {
	out := bufio.NewWriter(w)
	to := format.begin(out, zone)
	var last id.ID
	err := db.Each(ctx, r, exportLines, func(row db.Scanner) error {
		var e exported
		if err := row.Scan(&e.posting, &e.template, &e.reference, &e.currency, &e.event, &e.at,
			&e.number, &e.line.Debit, &e.line.debitParty, &e.line.Credit, &e.line.creditParty, &e.jurisdiction, &e.line.amount); err != nil {
			return err
		}
		first := e.posting != last
		last = e.posting
		return to.line(e, first)
	})
	if err != nil {
		return fmt.Errorf("export the books: %w", err)
	}
	if err := to.end(); err != nil {
		return err
	}
	return out.Flush()
}

// side is one half of a line: minor is what it adds to its account, credits
// negative.
type side struct {
	account Account
	party   id.ID
	minor   int64
}

func (e exported) sides() [2]side {
	return [2]side{{e.line.Debit, e.line.debitParty, e.line.amount}, {e.line.Credit, e.line.creditParty, -e.line.amount}}
}
