package tax

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// IssuersFileMax is how large a file may be that the desk loads, in bytes; the whole list
// is larger in places and goes through the command line.
const IssuersFileMax = 64 << 20

// oddLinesMax is how many of the lines that are none of the list's are named.
const oddLinesMax = 20

// Why a line is none of the list's, in text keys "issuers.odd.<why>".
const (
	OddColumns = "columns" // too few columns
	OddNumber  = "number"  // no T and 13 digits whose check digit fits
)

// OddLine is a line that was left out, counted from 1.
type OddLine struct {
	Line int    `json:"line"`
	Why  string `json:"why"`
}

// Load is one time the list, or one of its changes, was loaded.
type Load struct {
	ID      id.ID
	Person  id.ID // None for the command line
	Loaded  Loaded
	MadeAt  clock.Micros
	EndedAt clock.Micros // zero while it runs, or when it broke off
}

var (
	loadInsert = db.Write("tax.issuer_load.insert", `INSERT INTO tax_issuer_load (id, person_id, lines, kept, odds, odd, made_at) VALUES ($1, $2, 0, 0, 0, '[]', $3)`)
	loadNote   = db.Write("tax.issuer_load.note", `UPDATE tax_issuer_load SET lines = $2, kept = $3, odds = $4, odd = $5, ended_at = $6 WHERE id = $1`)
	loads      = db.Read("tax.issuer_load.list", `SELECT id, person_id, lines, kept, odds, odd, made_at, ended_at FROM tax_issuer_load ORDER BY id DESC LIMIT $1`)
)

// Loads lists when the list was loaded, the newest first.
func Loads(ctx context.Context, r db.Reader, limit int) ([]Load, error) {
	return db.All(ctx, r, loads, func(row db.Scanner) (l Load, err error) {
		var odd string
		if err := row.Scan(&l.ID, &l.Person, &l.Loaded.Read, &l.Loaded.Kept, &l.Loaded.Odd, &odd, &l.MadeAt, &l.EndedAt); err != nil {
			return l, err
		}
		return l, json.Unmarshal([]byte(odd), &l.Loaded.Lines)
	}, limit)
}

// LoadIssuersFile loads a file that somebody at the desk chose. It may be sent again: the
// same lines are written over themselves.
func (r *Room) LoadIssuersFile(ctx context.Context, who policy.Actor, file []byte) (Loaded, error) {
	if !who.IsOperator() {
		return Loaded{}, fault.Forbidden("registration.desk_only")
	}
	switch {
	case len(file) == 0:
		return Loaded{}, fault.Invalid("form.invalid", fault.At("file", "required"))
	case len(file) > IssuersFileMax:
		return Loaded{}, fault.Invalid("form.invalid", fault.At("file", "issuers_large", "Megabytes", IssuersFileMax>>20))
	case !isList(file):
		return Loaded{}, fault.Invalid("form.invalid", fault.At("file", "issuers_format"))
	}
	who.Key = ""
	return r.LoadIssuers(ctx, who, bytes.NewReader(file), nil)
}

// isList tells whether any line of a file is the list's, before anything is written.
func isList(file []byte) bool {
	lines := csv.NewReader(bytes.NewReader(file))
	lines.FieldsPerRecord, lines.ReuseRecord, lines.LazyQuotes = -1, true, true
	for {
		line, err := lines.Read()
		if err != nil {
			return false
		}
		if _, odd := issuerOf(line, ""); odd == "" {
			return true
		}
	}
}

func (r *Room) beginLoad(ctx context.Context, who policy.Actor) (id.ID, error) {
	load := id.New()
	who.Key = ""
	return load, r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if _, err := tx.Exec(ctx, loadInsert, load, who.Person, int64(tx.Now)); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "tax_issuer.begin", Subject: load})
	})
}

// note writes down how far a load has come, with so many numbers more.
func (l Loaded) note(ctx context.Context, tx *journal.Tx, load id.ID, more int, ended bool) error {
	odd, err := json.Marshal(l.Lines)
	if err != nil {
		return err
	}
	var at clock.Micros
	if ended {
		at = tx.Now
	}
	_, err = tx.Exec(ctx, loadNote, load, l.Read, l.Kept+more, l.Odd, string(odd), at.OrNull())
	return err
}

func (r *Room) endLoad(ctx context.Context, who policy.Actor, load id.ID, did Loaded) error {
	return r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if err := did.note(ctx, tx, load, 0, true); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "tax_issuer.end", Subject: load, Data: map[string]any{"count": did.Kept, "odd": did.Odd}})
	})
}
