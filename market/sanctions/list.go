package sanctions

import (
	"context"
	"encoding/json"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/screen"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/market/registration"
	"guildhall/market/tax"
)

// The typed ids of this room.
const (
	ListID  id.Prefix = "slist"
	MatchID id.Prefix = "smatch"
)

// Names gives a seller's legal names; found is false before the tax interview.
type Names interface {
	NamesOf(ctx context.Context, r db.Reader, organisation id.ID) (n tax.Names, found bool, err error)
}

// Identities gives what a person said for the identity check; found is false before
// it and after it was erased.
type Identities interface {
	IdentityOf(ctx context.Context, r db.Reader, person id.ID) (name, kana, born, nationality string, found bool, err error)
}

// Owners gives who owns more than a quarter of a company that registered.
type Owners interface {
	Owners(ctx context.Context, r db.Reader, registration id.ID) ([]registration.Owner, error)
}

// Deps is what the room needs to be built.
type Deps struct {
	Journal    *journal.Journal
	Jobs       *job.Jobs
	Names      Names
	Identities Identities
	Owners     Owners
}

// Room gives the commands and questions of this package.
type Room struct {
	Deps
	sources []Source
	index   index
}

// New builds the room and registers its workers. Sources give parties beside people,
// companies and their owners.
func New(deps Deps, more ...Source) *Room {
	r := &Room{Deps: deps}
	r.sources = append([]Source{people{r}, companies{r}, owners{r}}, more...)
	job.Register(deps.Jobs, func(ctx context.Context, a walkArgs) error { return r.Walk(ctx, a.List) })
	job.Register(deps.Jobs, func(ctx context.Context, a forgetArgs) error { return r.forget(ctx, a.List) })
	return r
}

// List is a sanctions list as it was loaded.
type List struct {
	ID      id.ID
	State   flow.State
	Since   clock.Micros
	Code    string
	Format  string
	Entries int64
	Odds    int64 // lines that gave no entry
	Odd     []screen.Odd
	Round   int64
	Total   int64 // parties to compare with it
	Looked  int64 // of them, so far
	Matches int64
	Reason  string // of retiring
	MadeAt  clock.Micros

	walkKind  string
	walkAfter id.ID
}

// InForce tells whether names are compared with it.
func (l List) InForce() bool { return l.State == Comparing || l.State == Current }

const listColumns = `id, state, state_since, code, format, entries, odds, odd, round, total, looked, matches, walk_kind, walk_after, reason, made_at`

func scanList(row db.Scanner) (l List, err error) {
	var odd string
	if err = row.Scan(&l.ID, &l.State, &l.Since, &l.Code, &l.Format, &l.Entries, &l.Odds, &odd, &l.Round, &l.Total, &l.Looked, &l.Matches,
		&l.walkKind, &l.walkAfter, &l.Reason, &l.MadeAt); err == nil && odd != "" {
		err = json.Unmarshal([]byte(odd), &l.Odd)
	}
	return l, err
}

var (
	listFind   = db.Read("sanctions.list.find", `SELECT `+listColumns+` FROM sanctions_list WHERE id = $1`)
	listGuard  = db.Write("sanctions.list.guard", `UPDATE sanctions_list SET version = version + 1 WHERE id = $1 RETURNING `+listColumns)
	listNewest = db.Read("sanctions.list.newest", `SELECT `+listColumns+` FROM sanctions_list ORDER BY id DESC LIMIT $1`)
	listForce  = db.Read("sanctions.list.in_force", `SELECT `+listColumns+` FROM sanctions_list WHERE state IN ('comparing', 'current') ORDER BY code, id LIMIT 100`)
	listRound  = db.Read("sanctions.list.round", `SELECT CAST(COALESCE(MAX(round), 0) AS BIGINT) FROM sanctions_list WHERE state IN ('comparing', 'current')`)
	listRounds = db.Read("sanctions.list.rounds", `SELECT CAST(COALESCE(MAX(round), 0) AS BIGINT) FROM sanctions_list`)
)

// Lists gives the newest lists, whatever became of them.
func Lists(ctx context.Context, r db.Reader, limit int) ([]List, error) {
	return db.All(ctx, r, listNewest, scanList, limit)
}

// InForce gives the lists that names are compared with, by code.
func InForce(ctx context.Context, r db.Reader) ([]List, error) {
	return db.All(ctx, r, listForce, scanList)
}

// FindList gives a list, or Missing.
func FindList(ctx context.Context, r db.Reader, list id.ID) (List, error) {
	return oneList(db.One(ctx, r, listFind, scanList, list))
}

func oneList(l List, err error) (List, error) {
	if errors.Is(err, db.ErrNone) {
		return l, fault.Missing("sanctions_list.missing")
	}
	return l, err
}

func (l List) move(ctx context.Context, tx *journal.Tx, move string, by flow.Role, more map[string]any) error {
	data := map[string]any{"code": l.Code}
	for k, v := range more {
		data[k] = v
	}
	_, err := ListFlow.Move(ctx, tx, flow.Step{Move: move, ID: l.ID, From: l.State, By: by, Data: data})
	return err
}
