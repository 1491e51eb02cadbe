package tax

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/names"
	"guildhall/base/prose"
	"guildhall/base/taxid"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/registration"
)

// Answer is what a register said about a number.
type Answer struct {
	Known bool
	// Name is whose number it is, where the register tells.
	Name string
	// Reference is the register's own for this consultation, where it gives one.
	Reference string
}

// Register is somebody who knows which numbers were given out.
type Register interface {
	// Name is how it is called, in text keys "tax_number.register.<name>".
	Name() string
	// Knows tells whether it can be asked about a kind of number ("vat:DE").
	Knows(kind string) bool
	// Ask asks about a number as package taxid writes it. An error means that it gave no
	// answer; it is asked again.
	Ask(ctx context.Context, kind, number string) (Answer, error)
}

// List is the register that the operator loads (LoadIssuers).
const List = "nta"

// Number is one number of a seller. The whole of it is sealed; Tail is its end.
type Number struct {
	ID           id.ID
	State        flow.State
	Since        clock.Micros
	Organisation id.ID
	Person       id.ID
	Kind         string // of package taxid
	Tail         string
	Register     string // who was asked last; "" for nobody
	Reference    string
	Named        string // whose it is by the register, at AskedAt; "" where it does not tell
	AskedAt      clock.Micros
	Judge        id.ID
	Evidence     string
	MadeAt       clock.Micros
	sealed       []byte
}

const numberColumns = `id, state, state_since, organisation_id, person_id, kind, tail, register, reference, named, asked_at, judge_id, evidence, made_at, number_sealed`

func scanNumber(row db.Scanner) (Number, error) {
	var n Number
	err := row.Scan(&n.ID, &n.State, &n.Since, &n.Organisation, &n.Person, &n.Kind, &n.Tail, &n.Register, &n.Reference, &n.Named, &n.AskedAt, &n.Judge,
		&n.Evidence, &n.MadeAt, &n.sealed)
	return n, err
}

var (
	numberInsert = db.Write("tax.number.insert", `INSERT INTO tax_number (id, state, state_since, version, organisation_id, person_id, kind, tail, number_sealed, register, reference, evidence, made_at)
		VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, '', '', '', $3)`)
	numbersOf    = db.Read("tax.number.of", `SELECT `+numberColumns+` FROM tax_number WHERE organisation_id = $1 AND state <> 'dropped' ORDER BY made_at, id`)
	numbersBy    = db.Read("tax.number.by_person", `SELECT `+numberColumns+` FROM tax_number WHERE person_id = $1 ORDER BY id LIMIT 200`)
	numberFind   = db.Read("tax.number.find", `SELECT `+numberColumns+` FROM tax_number WHERE id = $1`)
	numberGuard  = db.Write("tax.number.guard", `UPDATE tax_number SET version = version + 1 WHERE id = $1 RETURNING `+numberColumns)
	numberAnswer = db.Write("tax.number.answer", `UPDATE tax_number SET register = $2, reference = $3, asked_at = $4, named = $5 WHERE id = $1`)
	numberVouch  = db.Write("tax.number.vouch", `UPDATE tax_number SET evidence = $2, judge_id = $3 WHERE id = $1`)
)

func numberContext(number id.ID) string { return "tax.number:" + number.String() }

// NumbersOf lists the numbers of an organisation that count; whoever asks belongs to
// it, or to the desk.
func NumbersOf(ctx context.Context, r db.Reader, organisation id.ID) ([]Number, error) {
	return db.All(ctx, r, numbersOf, scanNumber, organisation)
}

// FindNumber gives a number, or Missing.
func FindNumber(ctx context.Context, r db.Reader, number id.ID) (Number, error) {
	return oneNumber(ctx, r, numberFind, number)
}

func oneNumber(ctx context.Context, r db.Reader, q *db.Query, number id.ID) (Number, error) {
	n, err := db.One(ctx, r, q, scanNumber, number)
	if errors.Is(err, db.ErrNone) {
		return n, fault.Missing("tax_number.missing")
	}
	return n, err
}

// askArgs ask for a number to be looked up.
type askArgs struct {
	Number id.ID `json:"number"`
}

// Kind names the job.
func (askArgs) Kind() string { return "tax.ask" }

// numbersIn are the numbers among the answers that somebody else can confirm.
func numbersIn(g registration.Registration, a registration.Answer) map[string]string {
	list := map[string]string{}
	if kind, known := taxid.VAT(g.Country); known && a["vat_number"] != "" {
		list[kind] = a["vat_number"]
	}
	if a["corporate_number"] != "" {
		list[taxid.JapanCorporate] = a["corporate_number"]
	}
	if a["invoice_number"] != "" {
		list[taxid.JapanInvoice] = a["invoice_number"]
	}
	return list
}

// enterNumbers brings the numbers to what was answered; a number that stays keeps what
// is known about it. The registration's row is held.
func (r *Room) enterNumbers(ctx context.Context, tx *journal.Tx, in registration.Handed) (look bool, err error) {
	have, err := NumbersOf(ctx, tx, in.Registration.Organisation)
	if err != nil {
		return false, err
	}
	given := numbersIn(in.Registration, in.Answer)
	for _, n := range have {
		same := false
		if plain, err := r.Keys.Open(n.sealed, numberContext(n.ID)); err == nil {
			same = given[n.Kind] == string(plain)
		}
		if same {
			waits := n.State != Confirmed && n.State != ByHand
			if n.State == Confirmed && n.Named != "" && !names.Same(in.Answer["legal_name"], n.Named) { // Now called otherwise.
				if err := n.move(ctx, tx, "differ", flow.System); err != nil {
					return false, err
				}
			}
			look = look || n.Kind == taxid.JapanInvoice && waits
			delete(given, n.Kind)
			if waits && r.register(n.Kind) != nil { // Given again, it is asked again.
				if err := r.Jobs.Insert(ctx, tx, askArgs{n.ID}); err != nil {
					return false, err
				}
			}
			continue
		}
		if err := n.move(ctx, tx, "drop", flow.Expert); err != nil {
			return false, err
		}
	}
	for _, kind := range []string{taxid.JapanCorporate, taxid.JapanInvoice} {
		if typed, is := given[kind]; is {
			delete(given, kind)
			n, err := r.enter(ctx, tx, in, kind, typed)
			if err != nil {
				return false, err
			}
			if kind == taxid.JapanInvoice {
				listed, err := r.lookUp(ctx, tx, n, typed)
				if err != nil {
					return false, err
				}
				look = look || !listed
			}
		}
	}
	for kind, typed := range given { // One VAT number at most.
		n, err := r.enter(ctx, tx, in, kind, typed)
		if err != nil {
			return false, err
		}
		if r.register(kind) != nil {
			if err := r.Jobs.Insert(ctx, tx, askArgs{n.ID}); err != nil {
				return false, err
			}
		}
	}
	return look, nil
}

func (r *Room) enter(ctx context.Context, tx *journal.Tx, in registration.Handed, kind, typed string) (Number, error) {
	n := Number{ID: id.New(), Organisation: in.Registration.Organisation, Kind: kind}
	state, _, err := NumberFlow.Make(ctx, tx, flow.Step{Move: "enter", ID: n.ID, By: flow.Expert, Organisation: n.Organisation, Data: map[string]any{"kind": kind}})
	if err != nil {
		return n, err
	}
	n.State = state
	_, err = tx.Exec(ctx, numberInsert, n.ID, string(state), int64(tx.Now), n.Organisation, in.Person, kind, typed[max(0, len(typed)-4):],
		r.Keys.Seal([]byte(typed), numberContext(n.ID)))
	return n, err
}

func (n Number) move(ctx context.Context, tx *journal.Tx, move string, by flow.Role) error {
	_, err := NumberFlow.Move(ctx, tx, flow.Step{Move: move, ID: n.ID, From: n.State, By: by, Organisation: n.Organisation, Data: map[string]any{"kind": n.Kind}})
	return err
}

// lookUp confirms the number of an issuer by the list that the operator loaded.
func (r *Room) lookUp(ctx context.Context, tx *journal.Tx, n Number, typed string) (listed bool, err error) {
	found, err := Issuer(ctx, tx, typed, tx.Now.Date(r.Zone))
	if err != nil || !found.Stands {
		return false, err
	}
	if _, err := tx.Exec(ctx, numberAnswer, n.ID, List, found.LoadedOn, int64(tx.Now), ""); err != nil {
		return false, err
	}
	return true, n.move(ctx, tx, "confirm", flow.System)
}

func (r *Room) register(kind string) Register {
	for _, g := range r.Registers {
		if g.Knows(kind) {
			return g
		}
	}
	return nil
}

// Ask asks the register about a number and keeps the answer with its date. An error
// means that there was none, and it is asked again later.
func (r *Room) Ask(ctx context.Context, number id.ID) error {
	n, err := FindNumber(ctx, r.Journal.DB, number)
	if err != nil {
		return err
	}
	now, err := r.Journal.Now(ctx)
	if err != nil || !n.asks(now) {
		return err
	}
	g := r.register(n.Kind)
	if g == nil {
		return nil
	}
	plain, err := r.Keys.Open(n.sealed, numberContext(n.ID))
	if err != nil {
		return err
	}
	said, err := g.Ask(ctx, n.Kind, string(plain))
	if err != nil {
		return err
	}
	return r.Journal.Change(ctx, policy.As(policy.System, "register."+g.Name()), func(ctx context.Context, tx *journal.Tx) error {
		n, err := oneNumber(ctx, tx, numberGuard, number)
		if err != nil || !n.asks(tx.Now) {
			return err
		}
		if _, err := tx.Exec(ctx, numberAnswer, n.ID, g.Name(), said.Reference, int64(tx.Now), said.Name); err != nil {
			return err
		}
		called, _, err := r.NamesOf(ctx, tx, n.Organisation)
		if err != nil {
			return err
		}
		if to := n.after(said, called.Legal); to != "" {
			return n.move(ctx, tx, to, flow.System)
		}
		return tx.Record(ctx, journal.Event{Name: "tax_number.ask", Subject: n.ID, Organisation: n.Organisation, Data: map[string]any{"kind": n.Kind}})
	})
}

// AskedEvery is after how many days a register is asked again about a number it knew.
const AskedEvery = 90

// asks tells whether a register is to be asked about the number now.
func (n Number) asks(now clock.Micros) bool {
	switch n.State {
	case Unconfirmed, Unknown, Differs:
		return true
	case Confirmed:
		return n.Register != List && n.AskedAt.Add(AskedEvery*24*time.Hour) <= now
	}
	return false
}

// after is the move that follows from an answer; "" when all stays as it was. A register
// that does not tell whose the number is confirms it: some members of the Union never do.
func (n Number) after(said Answer, legal string) string {
	switch {
	case said.Known && (said.Name == "" || names.Same(legal, said.Name)):
		if n.State == Confirmed {
			return ""
		}
		return "confirm"
	case said.Known:
		if n.State == Differs {
			return ""
		}
		return "differ"
	case n.State == Confirmed:
		return "lapse"
	case n.State == Unknown:
		return ""
	}
	return "deny"
}

var numbersStale = db.Read("tax.number.stale", `SELECT id FROM tax_number WHERE state = 'confirmed' AND register <> '`+List+`' AND asked_at <= $1 ORDER BY asked_at, id LIMIT 500`)

// AskStale has the registers asked again about what they confirmed AskedEvery days ago.
// A number whose register gives no answer stays as it is, and comes up again.
func (r *Room) AskStale(ctx context.Context, now clock.Micros) error {
	list, err := db.All(ctx, r.Journal.DB, numbersStale, db.ScanValue[id.ID], int64(now.Add(-AskedEvery*24*time.Hour)))
	if err != nil || len(list) == 0 {
		return err
	}
	return r.Journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, number := range list {
			if err := r.Jobs.InsertKept(ctx, tx, askArgs{number}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Vouch lets the desk confirm a number by hand; evidence says what was seen.
func (r *Room) Vouch(ctx context.Context, who policy.Actor, number id.ID, evidence string) error {
	in := struct {
		Number   id.ID
		Evidence string
	}{number, evidence}
	_, err := journal.Do(ctx, r.Journal, who, "tax_number.vouch", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("registration.desk_only")
		}
		var form fault.Form
		text := prose.Check(&form, prose.Rule{Field: "reason", Min: 3, Max: 1000}, evidence)
		if err := form.Err(); err != nil {
			return id.None, err
		}
		n, err := oneNumber(ctx, tx, numberGuard, number)
		if err != nil {
			return id.None, err
		}
		if _, err := tx.Exec(ctx, numberVouch, n.ID, text, who.Person); err != nil {
			return id.None, err
		}
		tx.Wake(n.Person)
		return n.ID, n.move(ctx, tx, "vouch", flow.Operator)
	})
	return err
}
