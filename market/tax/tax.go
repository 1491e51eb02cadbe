package tax

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/market/account"
	"guildhall/market/registration"
)

// The typed ids of this room.
const (
	RecordID id.Prefix = "taxr"
	NumberID id.Prefix = "taxn"
)

// KeptYears is for how many calendar years after the one in which it was replaced, or
// its owner left, a record stays: at least five and at most ten for DAC7 (Directive
// 2021/514, Annex V, section IV), at least three for W-8 and W-9, seven for Japanese
// books (法人税法施行規則 第59条).
const KeptYears = 7

// Deps is what the room needs to be built.
type Deps struct {
	Journal *journal.Journal
	Jobs    *job.Jobs
	Keys    *seal.Keyring
	// Registers are asked in turn; the first that knows a kind of number answers.
	Registers []Register
	// Zone is the house's: the day of a signature.
	Zone *time.Location
}

// Room gives the commands and questions of this package.
type Room struct{ Deps }

// New builds the room and registers its worker.
func New(deps Deps) *Room {
	r := &Room{deps}
	job.Register(deps.Jobs, func(ctx context.Context, args askArgs) error { return r.Ask(ctx, args.Number) })
	return r
}

// Record is a form as it was signed, without what was answered.
type Record struct {
	ID           id.ID
	Check        id.ID
	Organisation id.ID
	Person       id.ID
	Kind         registration.Kind
	Form         string // registration.FormW9 and so on; "dac7"
	SignedOn     string // the day in the house's zone
	ValidUntil   clock.Micros
	EndedAt      clock.Micros // when it was replaced or its owner left; zero while it counts
	MadeAt       clock.Micros
	sealed       []byte
}

const recordColumns = `id, check_id, organisation_id, person_id, kind, form, signed_on, valid_until, ended_at, made_at, content_sealed`

func scanRecord(row db.Scanner) (Record, error) {
	var c Record
	err := row.Scan(&c.ID, &c.Check, &c.Organisation, &c.Person, &c.Kind, &c.Form, &c.SignedOn, &c.ValidUntil, &c.EndedAt, &c.MadeAt, &c.sealed)
	return c, err
}

var (
	recordInsert = db.Write("tax.record.insert", `INSERT INTO tax_record (id, check_id, organisation_id, person_id, kind, form, signed_on, valid_until, made_at, content_sealed)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	recordEnd = db.Write("tax.record.end", `UPDATE tax_record SET ended_at = $2 WHERE check_id = $1 AND ended_at IS NULL`)
	recordNow = db.Read("tax.record.now", `SELECT `+recordColumns+` FROM tax_record WHERE check_id = $1 AND content_sealed IS NOT NULL ORDER BY made_at DESC, id DESC LIMIT 1`)
	recordOf  = db.Read("tax.record.of", `SELECT `+recordColumns+` FROM tax_record WHERE organisation_id = $1 AND kind = $2 AND ended_at IS NULL`)
	recordsBy = db.Read("tax.record.by_person", `SELECT `+recordColumns+` FROM tax_record WHERE person_id = $1 ORDER BY id LIMIT 200`)
)

func recordContext(record id.ID) string { return "tax.record:" + record.String() }

// Keep files what was answered to the interview or the questionnaire: it answers
// registration.Keeper. look is true when the number of a qualified-invoice issuer does
// not stand in the list that the operator loaded.
func (r *Room) Keep(ctx context.Context, tx *journal.Tx, in registration.Handed) (look bool, err error) {
	c := Record{ID: id.New(), Check: in.Check, Organisation: in.Registration.Organisation, Person: in.Person, Kind: in.Kind,
		Form: string(in.Kind), SignedOn: tx.Now.Date(r.Zone), ValidUntil: in.Until}
	if in.Kind == registration.Tax {
		c.Form = registration.TaxForm(in.Answer)
	}
	plain, err := json.Marshal(in.Answer)
	if err != nil {
		return false, err
	}
	if err := tx.Record(ctx, journal.Event{Name: "tax_record.file", Subject: c.ID, Organisation: c.Organisation, Data: map[string]any{"form": c.Form}}); err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, recordEnd, in.Check, int64(tx.Now)); err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, recordInsert, c.ID, c.Check, c.Organisation, c.Person, string(c.Kind), c.Form, c.SignedOn, c.ValidUntil.OrNull(),
		int64(tx.Now), r.Keys.Seal(plain, recordContext(c.ID)))
	if err != nil || in.Kind != registration.Tax {
		return false, err
	}
	return r.enterNumbers(ctx, tx, in)
}

// Kept opens what was answered last: it answers registration.Keeper.
func (r *Room) Kept(ctx context.Context, d db.Reader, check id.ID) (registration.Answer, error) {
	c, err := db.One(ctx, d, recordNow, scanRecord, check)
	if errors.Is(err, db.ErrNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return r.open(c)
}

func (r *Room) open(c Record) (registration.Answer, error) {
	if len(c.sealed) == 0 {
		return nil, nil
	}
	plain, err := r.Keys.Open(c.sealed, recordContext(c.ID))
	if err != nil {
		return nil, err
	}
	var a registration.Answer
	return a, json.Unmarshal(plain, &a)
}

// Names are a seller's legal names, for the comparison with an account's holder.
type Names struct{ Legal, Kana string }

// NamesOf gives the legal names of the tax interview; found is false before it.
func (r *Room) NamesOf(ctx context.Context, d db.Reader, organisation id.ID) (n Names, found bool, err error) {
	c, err := db.One(ctx, d, recordOf, scanRecord, organisation, string(registration.Tax))
	if errors.Is(err, db.ErrNone) {
		return n, false, nil
	}
	if err != nil {
		return n, false, err
	}
	a, err := r.open(c)
	return Names{a["legal_name"], a["legal_kana"]}, a != nil, err
}

var (
	recordsPast  = db.Read("tax.record.past", `SELECT id FROM tax_record WHERE ended_at < $1 AND content_sealed IS NOT NULL ORDER BY id LIMIT 200`)
	recordBlank  = db.Write("tax.record.blank", `UPDATE tax_record SET content_sealed = NULL, erased_at = $2 WHERE id = $1`)
	recordsEnd   = db.Write("tax.record.end_of", `UPDATE tax_record SET ended_at = $2 WHERE organisation_id = $1 AND ended_at IS NULL`)
	evidenceHush = db.Write("tax.number.hush", `UPDATE tax_number SET evidence = '', named = '', erased_at = $2 WHERE person_id = $1`)
	organisation = db.Read("tax.record.organisations", `SELECT DISTINCT organisation_id FROM tax_record WHERE person_id = $1 AND ended_at IS NULL`)
)

// Erase ends the records of a person who leaves: what they signed for themselves stays
// sealed for KeptYears, as the law of the filing asks; what they signed for a company
// goes on with it. The desk's words about their numbers are blanked.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	if _, err := tx.Exec(ctx, evidenceHush, person, int64(tx.Now)); err != nil {
		return err
	}
	list, err := db.All(ctx, tx, organisation, db.ScanValue[id.ID], person)
	if err != nil {
		return err
	}
	for _, o := range list {
		of, err := account.FindOrganisation(ctx, tx, o)
		if err != nil {
			return err
		}
		if of.Kind != account.KindPersonal {
			continue
		}
		if _, err := tx.Exec(ctx, recordsEnd, o, int64(tx.Now)); err != nil {
			return err
		}
	}
	return nil
}

// Export gives what this room holds about a person, for "download my data".
func (r *Room) Export(ctx context.Context, d db.Reader, person id.ID) (any, error) {
	list, err := db.All(ctx, d, recordsBy, scanRecord, person)
	if err != nil {
		return nil, err
	}
	out := []map[string]any{}
	for _, c := range list {
		a, err := r.open(c)
		if err != nil {
			return nil, err
		}
		out = append(out, map[string]any{"id": RecordID.Text(c.ID), "form": c.Form, "signed_on": c.SignedOn, "answer": a})
	}
	numbers, err := db.All(ctx, d, numbersBy, scanNumber, person)
	for _, n := range numbers {
		out = append(out, map[string]any{"id": NumberID.Text(n.ID), "number": n.Kind, "ends": n.Tail, "state": n.State, "register": n.Register,
			"reference": n.Reference, "named": n.Named, "evidence": n.Evidence})
	}
	return out, err
}
