package registration

import (
	"context"
	"encoding/json"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
)

// CheckID is how a check is written outside.
const CheckID id.Prefix = "chk"

// Kind names what is checked; the words are in text/check.toml.
type Kind string

// Every kind there is, in the order in which they are asked for. docs and pages read
// Table; which of them apply to somebody follows from it.
const (
	Individual Kind = "individual" // photo and biography of one's own page
	Company    Kind = "company"    // name, description, logo and address of the company's page
	Contact    Kind = "contact"    // where one lives or works, and a telephone
	Factor     Kind = "factor"     // a second factor to sign in with
	Tax        Kind = "tax"        // the tax interview
	DAC7       Kind = "dac7"       // the questionnaire of Directive (EU) 2021/514
	Bank       Kind = "bank"       // an account to be paid to
	Preference Kind = "preference" // daily, or monthly on a day
	Identity   Kind = "identity"   // who somebody is
	Documents  Kind = "documents"  // of the company
	People     Kind = "people"     // who owns and leads it
	Antisocial Kind = "antisocial" // the Japanese declaration of having no ties to organised crime
	Screening  Kind = "screening"  // a name on a list of sanctions, to be looked at
)

// Check is one thing that has to be right before an organisation may sell.
type Check struct {
	ID           id.ID
	State        flow.State
	Since        clock.Micros
	Deadline     clock.Micros // when what passed runs out; zero for never
	Registration id.ID
	Kind         Kind
	Person       id.ID // who gave it last
	Judge        id.ID // who at the desk decided last
	Rule         string
	Because      string // one of Reasons, why it went back
	Reason       string
	GivenAt      clock.Micros
	JudgedAt     clock.Micros
	MadeAt       clock.Micros
}

// Applies tells whether the check still counts.
func (c Check) Applies() bool { return c.State != Dropped }

// WaitsFor is who must act: the expert, the operator, or nobody.
func (c Check) WaitsFor() flow.Role {
	if who := CheckFlow.WaitsFor(c.State); who == flow.Expert || who == flow.Operator {
		return who
	}
	return ""
}

// Checks are all checks of one registration.
type Checks []Check

// Facts are what the registration's flow asks of its checks: there are some, none is
// still to be given, all have passed.
func (all Checks) Facts(into flow.Facts) flow.Facts {
	some, given, passed := false, true, true
	for _, c := range all {
		if !c.Applies() {
			continue
		}
		some = true
		given = given && c.WaitsFor() != flow.Expert
		passed = passed && c.State == Passed
	}
	into[EveryCheckGiven], into[EveryCheckPassed] = some && given, some && passed
	return into
}

// Of gives the check of a kind; found is false when it does not apply.
func (all Checks) Of(kind Kind) (c Check, found bool) {
	for _, c := range all {
		if c.Kind == kind && c.Applies() {
			return c, true
		}
	}
	return Check{}, false
}

// Answer is what somebody typed for a check, by field.
type Answer map[string]string

const checkColumns = `id, state, state_since, deadline, registration_id, kind, person_id, judge_id, rule, because, reason, given_at, judged_at, made_at`

func scanCheck(row db.Scanner) (Check, error) {
	var c Check
	err := row.Scan(&c.ID, &c.State, &c.Since, &c.Deadline, &c.Registration, &c.Kind, &c.Person, &c.Judge, &c.Rule, &c.Because, &c.Reason,
		&c.GivenAt, &c.JudgedAt, &c.MadeAt)
	return c, err
}

var (
	checksOf    = db.Read("registration.check.of", `SELECT `+checkColumns+` FROM registration_check WHERE registration_id = $1 ORDER BY made_at, id`)
	checkFind   = db.Read("registration.check.find", `SELECT `+checkColumns+` FROM registration_check WHERE id = $1`)
	checkInsert = db.Write("registration.check.insert", `INSERT INTO registration_check (id, state, state_since, version, registration_id, kind, rule, reason, made_at)
		VALUES ($1, $2, $3, 1, $4, $5, '', '', $3)`)
	checkGive = db.Write("registration.check.give", `UPDATE registration_check SET person_id = $2, answer_sealed = $3, given_at = $4, erased_at = NULL, warned = 0 WHERE id = $1`)
	checkNote = db.Write("registration.check.note", `UPDATE registration_check SET judge_id = $2, rule = $3, reason = $4, judged_at = $5, because = $6 WHERE id = $1`)
	checkOpen = db.Read("registration.check.answer", `SELECT answer_sealed FROM registration_check WHERE id = $1`)
	checkWipe = db.Write("registration.check.wipe", `UPDATE registration_check SET answer_sealed = NULL, erased_at = $2 WHERE id = $1`)
	checkThin = db.Write("registration.check.thin", `UPDATE registration_check SET answer_sealed = $2, erased_at = $3 WHERE id = $1`)
	checksBy  = db.Read("registration.check.by_person", `SELECT `+checkColumns+` FROM registration_check WHERE person_id = $1 ORDER BY id`)
	checkHush = db.Write("registration.check.hush", `UPDATE registration_check SET reason = '', erased_at = $2 WHERE person_id = $1`)
)

// ChecksOf lists the checks of a registration in the order of the table, those that
// do not apply any more among them.
func ChecksOf(ctx context.Context, r db.Reader, registration id.ID) (Checks, error) {
	list, err := db.All(ctx, r, checksOf, scanCheck, registration)
	inOrder(list)
	return list, err
}

// Checks lists the checks of a registration as they stand now: what another room
// answers is asked of it, and what the table asks for since then is among them (with
// no id yet). Nothing is written down; that is Refresh's.
func (r *Room) Checks(ctx context.Context, d db.Reader, g Registration) (Checks, error) {
	list, err := ChecksOf(ctx, d, g.ID)
	if err != nil {
		return nil, err
	}
	if !g.mayGive() {
		return list, nil
	}
	by := map[Kind]bool{}
	for i, c := range list {
		by[c.Kind] = true
		switch move, err := r.judge(ctx, d, g, c, false); {
		case err != nil:
			return nil, err
		case !c.Applies():
		case move == "settle":
			list[i].State = Passed
		case move == "unsettle":
			list[i].State = Todo
		}
	}
	for _, row := range r.Asked() {
		if by[row.Kind] || !row.AppliesTo(g.Seller, g.Country) {
			continue
		}
		c := Check{State: Todo, Since: g.Since, Registration: g.ID, Kind: row.Kind}
		if fact := r.Facts[row.Kind]; fact != nil {
			is, err := fact(ctx, d, g)
			if err != nil {
				return nil, err
			}
			if is {
				c.State = Passed
			}
		}
		list = append(list, c)
	}
	inOrder(list)
	return list, nil
}

// FindCheck gives a check, or Missing.
func FindCheck(ctx context.Context, r db.Reader, check id.ID) (Check, error) {
	c, err := db.One(ctx, r, checkFind, scanCheck, check)
	if errors.Is(err, db.ErrNone) {
		return c, fault.Missing("check.missing")
	}
	return c, err
}

func answerContext(check id.ID) string { return "registration.check:" + check.String() }

func (r *Room) sealAnswer(check id.ID, a Answer) ([]byte, error) {
	plain, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	return r.Keys.Seal(plain, answerContext(check)), nil
}

// answer opens what was typed; nil when nothing is kept. Whoever calls it has asked
// whether the reader may see it.
func (r *Room) answer(ctx context.Context, d db.Reader, c Check) (Answer, error) {
	if keeper := r.Keepers[c.Kind]; keeper != nil {
		return keeper.Kept(ctx, d, c.ID)
	}
	sealed, err := db.Value[[]byte](ctx, d, checkOpen, c.ID)
	if err != nil || len(sealed) == 0 {
		return nil, err
	}
	plain, err := r.Keys.Open(sealed, answerContext(c.ID))
	if err != nil {
		return nil, err
	}
	var a Answer
	return a, json.Unmarshal(plain, &a)
}
