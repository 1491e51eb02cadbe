package journal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/policy"
)

// Journal records changes to one database.
type Journal struct {
	DB *db.DB
	// Hub wakes live pages and readers in this process.
	Hub *Hub
	// Sandbox tells whether business time may be moved.
	Sandbox bool
	// Present, when set, is asked first in every change that a person makes: it refuses
	// who has left, and lets nobody leave until the change has ended. Set it before the
	// first change.
	Present func(ctx context.Context, tx *Tx) error

	process string
	left    head // by the newest group on SQLite; its writer's own

	recent page // what followers have before them

	mu        sync.Mutex
	following map[string]int64 // followers that run in this process, and how far they have read
}

// Tx is an open change. Everything that needs a transaction takes it explicitly.
type Tx struct {
	*db.Tx
	// Now is business time, the same for the whole change.
	Now clock.Micros
	// Wall is the machine's time when the change began.
	Wall clock.Micros
	// Who acts.
	Who policy.Actor

	journal *Journal
	events  []*Event
	wake    []id.ID
	then    []func()
}

var (
	houseInsert = db.Write("journal.house.insert", `INSERT INTO house (one, sandbox, ahead, made_at) VALUES (1, $1, $2, $3) ON CONFLICT (one) DO NOTHING`)
	houseRead   = db.Read("journal.house", `SELECT sandbox, ahead FROM house WHERE one = 1`)
	houseMove   = db.Write("journal.house.move", `UPDATE house SET ahead = $1 WHERE one = 1 AND ahead <= $1`)
	headInsert  = db.Keep("journal.head.insert", `INSERT INTO journal_head (one, position, hash) VALUES (1, 0, $1) ON CONFLICT (one) DO NOTHING`)
)

type house struct {
	sandbox bool
	ahead   time.Duration
}

func scanHouse(row db.Scanner) (house, error) {
	var h house
	var ahead int64
	err := row.Scan(&h.sandbox, &ahead)
	h.ahead = time.Duration(ahead) * time.Microsecond
	return h, err
}

// Open stamps a new database as sandbox or real, or refuses the wrong flag, and
// makes the journal ready.
func Open(ctx context.Context, d *db.DB, sandbox bool) (*Journal, error) {
	return open(ctx, d, sandbox, 0)
}

// OpenFrom is Open for a sandbox: the business time of a database that is new begins
// at a moment, so that a story told in it can end today. The clock of one that is
// there already stays as it is.
func OpenFrom(ctx context.Context, d *db.DB, begins clock.Micros) (*Journal, error) {
	return open(ctx, d, true, begins.Sub(clock.Wall()))
}

func open(ctx context.Context, d *db.DB, sandbox bool, ahead time.Duration) (*Journal, error) {
	j := &Journal{DB: d, Hub: newHub(), Sandbox: sandbox, process: id.New().String(), following: map[string]int64{}}
	err := d.Update(ctx, func(tx *db.Tx) error {
		tx.Recorded = true // The stamp is older than the first event.
		if _, err := tx.Exec(ctx, houseInsert, sandbox, ahead.Microseconds(), int64(clock.Wall())); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, headInsert, make([]byte, 32))
		return err
	})
	if err != nil {
		return nil, err
	}
	h, err := db.One(ctx, d, houseRead, scanHouse)
	if err != nil {
		return nil, err
	}
	if h.sandbox != sandbox {
		return nil, fmt.Errorf("this database was made with sandbox=%v; start with the same, or use another database", h.sandbox)
	}
	d.OnGroup(j.sealGroup)
	return j, nil
}

// IsSandbox reads the stamp of a database without opening its journal: sandbox,
// and whether there is a stamp at all.
func IsSandbox(ctx context.Context, d *db.DB) (sandbox, stamped bool, err error) {
	h, err := db.One(ctx, d, houseRead, scanHouse)
	if errors.Is(err, db.ErrNone) {
		return false, false, nil
	}
	return h.sandbox, err == nil, err
}

var (
	firstAt    = db.Read("journal.first_at", `SELECT e.at FROM journal_seal s JOIN event e ON e.id = s.event_id ORDER BY s.position LIMIT 1`)
	firstAhead = db.Read("journal.first_ahead", `SELECT e.at - e.wall FROM journal_seal s JOIN event e ON e.id = s.event_id ORDER BY s.position LIMIT 1`)
)

// Ahead is how far business time was ahead of the wall when the first thing happened
// here, below zero in a demo whose story begins in the past, and how far it is now.
// It never was less than the first or more than the second.
func (j *Journal) Ahead(ctx context.Context) (first, now time.Duration, err error) {
	if !j.Sandbox {
		return 0, 0, nil
	}
	h, err := db.One(ctx, j.DB, houseRead, scanHouse)
	if err != nil {
		return 0, 0, err
	}
	by, err := db.Value[int64](ctx, j.DB, firstAhead)
	if errors.Is(err, db.ErrNone) {
		return h.ahead, h.ahead, nil
	}
	return time.Duration(by) * time.Microsecond, h.ahead, err
}

// Began is the business time of the first thing that happened here; zero before it.
func (j *Journal) Began(ctx context.Context) (clock.Micros, error) {
	at, err := db.Value[clock.Micros](ctx, j.DB, firstAt)
	if errors.Is(err, db.ErrNone) {
		return 0, nil
	}
	return at, err
}

// Now is business time, for pages. Inside a change use tx.Now.
func (j *Journal) Now(ctx context.Context) (clock.Micros, error) {
	if !j.Sandbox {
		return clock.Wall(), nil
	}
	h, err := db.One(ctx, j.DB, houseRead, scanHouse)
	if err != nil {
		return 0, err
	}
	return clock.Wall().Add(h.ahead), nil
}

// Inside tells whether a change is open in this context; nothing may call out then.
func Inside(ctx context.Context) bool { return db.IsInside(ctx) }

// Change runs fn in one transaction and commits it with its events. fn may run
// more than once. A change that records no event is an error of ours.
func (j *Journal) Change(ctx context.Context, who policy.Actor, fn func(ctx context.Context, tx *Tx) error) error {
	return j.change(ctx, who, fn, false)
}

func (j *Journal) change(ctx context.Context, who policy.Actor, fn func(ctx context.Context, tx *Tx) error, quiet bool) error {
	if Inside(ctx) {
		return errors.New("journal: a change inside a change")
	}
	outside := ctx
	ctx = db.Inside(ctx)
	var done *Tx
	err := j.DB.Update(outside, func(raw *db.Tx) error {
		tx := &Tx{Tx: raw, Wall: clock.Wall(), Who: who, journal: j}
		tx.Now = tx.Wall
		raw.Recorded = true
		if j.Sandbox {
			h, err := db.One(ctx, raw, houseRead, scanHouse)
			if err != nil {
				return err
			}
			tx.Now = tx.Wall.Add(h.ahead)
		}
		if j.Present != nil && !who.Person.IsNone() {
			if err := j.Present(ctx, tx); err != nil {
				return err
			}
		}
		if err := fn(ctx, tx); err != nil {
			return err
		}
		if len(tx.events) == 0 {
			if quiet {
				done = tx
				return nil
			}
			return errors.New("journal: a change without an event")
		}
		if err := tx.leave(ctx); err != nil {
			return err
		}
		done = tx
		return nil
	})
	if err != nil {
		if j.DB.Dialect == db.Postgres && fault.IsKind(err, fault.KindUnavailable) {
			j.Hub.lost() // It may have been committed all the same: the answer was lost.
		}
		return err
	}
	j.remember(done.events)
	j.Hub.publish(done.notices())
	for _, fn := range done.then {
		fn()
	}
	return nil
}

// Keep runs fn in a plain transaction that may write housekeeping rows only.
func (j *Journal) Keep(ctx context.Context, fn func(ctx context.Context, tx *db.Tx) error) error {
	return j.DB.Update(ctx, func(raw *db.Tx) error { return fn(db.Inside(ctx), raw) })
}

// KeepTold is Keep, and tells the live pages of a stream once fn has changed
// something: a passing notice, for what is no event.
func (j *Journal) KeepTold(ctx context.Context, n Notice, fn func(ctx context.Context, tx *db.Tx) (changed bool, err error)) error {
	n.Process, n.Passing = j.process, true
	var told []Notice
	err := j.DB.Update(ctx, func(raw *db.Tx) error {
		told = nil
		changed, err := fn(db.Inside(ctx), raw)
		if err != nil || !changed {
			return err
		}
		told = []Notice{n}
		if raw.Dialect != db.Postgres {
			return nil
		}
		return notifyOthers(ctx, raw, told)
	})
	if err == nil {
		j.Hub.publish(told)
	}
	return err
}

// Wake adds somebody whose live pages this change concerns, beside the stream.
func (tx *Tx) Wake(who ...id.ID) { tx.wake = append(tx.wake, who...) }

// Then runs fn in this process after the change has committed, and not otherwise.
// It is for waking what polls anyway: after a crash nobody runs it.
func (tx *Tx) Then(fn func()) { tx.then = append(tx.then, fn) }

// MoveClock sets business time forward by moving its offset (sandbox only). The
// clock never goes back.
func (j *Journal) MoveClock(ctx context.Context, tx *Tx, to clock.Micros) error {
	if !j.Sandbox {
		return fault.Forbidden("clock.real")
	}
	ahead := int64(to - tx.Wall)
	n, err := tx.Exec(ctx, houseMove, ahead)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Conflict("clock.backwards")
	}
	tx.Now = to
	return nil
}
