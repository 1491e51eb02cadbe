package desk

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/notify"
)

// Deps are what the desk looks after.
type Deps struct {
	Journal  *journal.Journal
	Jobs     *job.Jobs
	Sweeper  *sweep.Sweeper
	Accounts *account.Room
	Notify   *notify.Room
	// Followers are those whose put-aside events can be offered again, by name.
	Followers map[string]journal.Follower
	// Probe asks the machine about what lies outside the database.
	Probe func(ctx context.Context) Outside
}

// Room gives the commands and questions of this package.
type Room struct {
	Deps
	process string
}

// New builds the room.
func New(d Deps) *Room { return &Room{Deps: d, process: id.New().String()} }

// ReasonMax is how long a reason may be, in characters.
const ReasonMax = 1000

var (
	actInsert = db.Write("desk.act.insert", `INSERT INTO desk_act (id, operator_id, what, subject_id, reason, request_id, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`)
	actsOn = db.Read("desk.acts.on", `SELECT id, operator_id, what, subject_id, reason, at FROM desk_act
		WHERE subject_id = $1 ORDER BY id DESC LIMIT 50`)
	actsIn = db.Read("desk.acts.in", `SELECT id, operator_id, what, subject_id, reason, at FROM desk_act
		WHERE request_id = $1 ORDER BY id LIMIT 50`)
	eraseReasons = db.Write("desk.erase", `UPDATE desk_act SET reason = '' WHERE subject_id = $1 AND what <> 'person.erase'`)
)

// Act is something the operator did.
type Act struct {
	ID       id.ID
	Operator id.ID
	What     string // the event's name
	Subject  id.ID
	Reason   string
	At       clock.Micros
}

func scanAct(row db.Scanner) (Act, error) {
	var a Act
	err := row.Scan(&a.ID, &a.Operator, &a.What, &a.Subject, &a.Reason, &a.At)
	return a, err
}

// ActsOn lists what operators did to a thing, newest first.
func ActsOn(ctx context.Context, r db.Reader, subject id.ID) ([]Act, error) {
	return db.All(ctx, r, actsOn, scanAct, subject)
}

// ActsIn lists the acts of one request: the reasons behind an event.
func ActsIn(ctx context.Context, r db.Reader, request string) ([]Act, error) {
	return db.All(ctx, r, actsIn, scanAct, request)
}

// note keeps the reason of an act, in its change.
func note(ctx context.Context, tx *journal.Tx, what string, subject id.ID, reason string) error {
	_, err := tx.Exec(ctx, actInsert, id.New(), tx.Who.Person, what, subject, reason, tx.Who.Request, int64(tx.Now))
	return err
}

// check refuses who is no operator, and a missing or endless reason.
func check(who policy.Actor, reason string) (string, error) {
	if !who.IsOperator() {
		return "", fault.Missing("page.missing")
	}
	var form fault.Form
	reason = prose.Check(&form, prose.Rule{Field: "reason", Min: 3, Max: ReasonMax}, reason)
	return reason, form.Err()
}

// Erase blanks reasons that were written about a person who leaves; why an operator
// erased somebody stays.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	_, err := tx.Exec(ctx, eraseReasons, person)
	return err
}
