package tax

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/taxid"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Listed is what the list of the National Tax Agency says about a number. Stands is
// true on days from its registration until the day before it ended.
type Listed struct {
	Stands   bool
	From, To string // YYYY-MM-DD; To is "" while it stands
	LoadedOn string // the day the list was loaded
}

var (
	issuerFind = db.Read("tax.issuer.find", `SELECT registered_on, ended_on, loaded_on FROM tax_issuer WHERE number = $1`)
	issuerPut  = db.Write("tax.issuer.put", `INSERT INTO tax_issuer (number, registered_on, ended_on, loaded_on) VALUES ($1, $2, $3, $4)
		ON CONFLICT (number) DO UPDATE SET registered_on = excluded.registered_on, ended_on = excluded.ended_on, loaded_on = excluded.loaded_on`)
	issuerCount = db.Read("tax.issuer.count", `SELECT COUNT(*) FROM tax_issuer`)
)

// Issuer looks a number (T and 13 digits) up in the list, on a day.
func Issuer(ctx context.Context, r db.Reader, number, day string) (Listed, error) {
	l, err := db.One(ctx, r, issuerFind, func(row db.Scanner) (Listed, error) {
		var l Listed
		err := row.Scan(&l.From, &l.To, &l.LoadedOn)
		return l, err
	}, number)
	if errors.Is(err, db.ErrNone) {
		return Listed{}, nil
	}
	l.Stands = l.From <= day && (l.To == "" || day < l.To)
	return l, err
}

// Issuers counts the numbers in the list.
func Issuers(ctx context.Context, r db.Reader) (int64, error) {
	return db.Value[int64](ctx, r, issuerCount)
}

// Loaded says what became of a list.
type Loaded struct {
	Read  int       `json:"read"`  // lines
	Kept  int       `json:"kept"`  // numbers written
	Odd   int       `json:"odd"`   // lines that are none of the list's
	Lines []OddLine `json:"lines"` // the first of those
}

// The columns of the published list that are used, counted from 0 (国税庁 適格請求書発行
// 事業者公表サイト, リソース定義書, CSV形式): number, process (99 deletes a line), whether
// the line is the newest about the number, and the days of registration, cancellation
// and lapse.
const (
	colNumber, colProcess, colLatest, colFrom, colCancelled, colLapsed = 1, 2, 6, 7, 9, 10
	issuerBatch                                                        = 500
)

// errNoList says that a file is not the published list.
var errNoList = errors.New("this is not the published list: no line of it holds a registration number")

// LoadIssuers reads the National Tax Agency's published list of issuers of qualified
// invoices, the whole one or one of changes (CSV, UTF-8, no heading), and writes what
// it says over what was there. It can be run again, and while the house is running.
func (r *Room) LoadIssuers(ctx context.Context, who policy.Actor, list io.Reader, progress func(Loaded)) (Loaded, error) {
	lines := csv.NewReader(list)
	lines.FieldsPerRecord, lines.ReuseRecord, lines.LazyQuotes = -1, true, true
	day := clock.Wall().Date(r.Zone)
	did := Loaded{Lines: []OddLine{}}
	load, err := r.beginLoad(ctx, who)
	if err != nil {
		return did, err
	}
	rows := map[string][]any{}
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		batch := make([][]any, 0, len(rows))
		for _, row := range rows {
			batch = append(batch, row)
		}
		rows = map[string][]any{}
		err := r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
			if err := tx.Record(ctx, journal.Event{Name: "tax_issuer.load", Subject: id.New(), Data: map[string]any{"count": len(batch)}}); err != nil {
				return err
			}
			for _, row := range batch {
				if _, err := tx.Exec(ctx, issuerPut, row...); err != nil {
					return err
				}
			}
			return did.note(ctx, tx, load, len(batch), false)
		})
		if err == nil {
			did.Kept += len(batch)
			if progress != nil {
				progress(did)
			}
		}
		return err
	}
	for {
		line, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return did, fmt.Errorf("line %d: %w", did.Read+1, err)
		}
		did.Read++
		row, odd := issuerOf(line, day)
		if odd != "" {
			if did.Odd++; len(did.Lines) < oddLinesMax {
				did.Lines = append(did.Lines, OddLine{did.Read, odd})
			}
			continue
		}
		if row != nil {
			rows[row[0].(string)] = row
		}
		if len(rows) == issuerBatch {
			if err := flush(); err != nil {
				return did, err
			}
		}
	}
	if err := flush(); err != nil {
		return did, err
	}
	if did.Read > 0 && did.Odd == did.Read {
		return did, errNoList
	}
	if err := r.endLoad(ctx, who, load, did); err != nil {
		return did, err
	}
	return did, r.confirmListed(ctx, who)
}

var issuersWaiting = db.Read("tax.number.issuers_waiting", `SELECT id FROM tax_number WHERE state IN ('unconfirmed', 'unknown') AND kind = 'jp-invoice' ORDER BY id`)

// confirmListed looks again for the numbers that were not in the list before.
func (r *Room) confirmListed(ctx context.Context, who policy.Actor) error {
	waiting, err := db.All(ctx, r.Journal.DB, issuersWaiting, db.ScanValue[id.ID])
	if err != nil {
		return err
	}
	for _, number := range waiting {
		err := r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
			n, err := oneNumber(ctx, tx, numberGuard, number)
			if err != nil || n.State == Confirmed || n.State == ByHand || n.State == Dropped {
				return err
			}
			plain, err := r.Keys.Open(n.sealed, numberContext(n.ID))
			if err != nil {
				return err
			}
			_, err = r.lookUp(ctx, tx, n, string(plain))
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// issuerOf reads a line; nil for one that a newer line about the same number replaces. odd
// says why it is none of the list's.
func issuerOf(line []string, day string) (row []any, odd string) {
	if len(line) <= colLapsed {
		return nil, OddColumns
	}
	number := strings.TrimPrefix(strings.TrimSpace(line[colNumber]), "\ufeff")
	if result, _ := taxid.Check(taxid.JapanInvoice, number); !result.OK() {
		return nil, OddNumber
	}
	if line[colLatest] == "0" {
		return nil, ""
	}
	from, to := line[colFrom], line[colCancelled]
	if lapsed := line[colLapsed]; to == "" || lapsed != "" && lapsed < to {
		to = lapsed
	}
	if line[colProcess] == "99" {
		to = from
	}
	return []any{number, from, to, day}, ""
}
