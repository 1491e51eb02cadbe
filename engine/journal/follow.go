package journal

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
)

// lease is how long a follower keeps its cursor without renewing it: after a
// crash another process goes on that much later. Wall time.
const lease = 10 * time.Second

// triesMax is how often one event is offered to a follower before it is put aside
// for the desk, so that one wrong event does not stop all that come after it.
const triesMax = 6

var (
	cursorMake = db.Keep("journal.cursor.make", `INSERT INTO journal_cursor (name, position, holder, until) VALUES ($1, 0, '', 0) ON CONFLICT (name) DO NOTHING`)
	cursorTake = db.Keep("journal.cursor.take", `UPDATE journal_cursor SET holder = $2, until = $3 WHERE name = $1 AND (holder = $2 OR until < $4) RETURNING position`)
	cursorMove = db.Keep("journal.cursor.move", `UPDATE journal_cursor SET position = $3 WHERE name = $1 AND holder = $2`)
	cursorFree = db.Keep("journal.cursor.free", `UPDATE journal_cursor SET until = 0 WHERE name = $1 AND holder = $2`)
	cursorLow  = db.Read("journal.cursor.low", `SELECT CAST(COALESCE(MIN(position), 0) AS BIGINT), CAST(COUNT(*) AS BIGINT) FROM journal_cursor`)
	cursorList = db.Read("journal.cursor.list", `SELECT name, position FROM journal_cursor ORDER BY name`)
	stuckAdd   = db.Keep("journal.stuck.add", `INSERT INTO journal_stuck (name, position, problem, at) VALUES ($1, $2, $3, $4) ON CONFLICT (name, position) DO NOTHING`)
	stuckList  = db.Read("journal.stuck.list", `SELECT name, position, problem, at FROM journal_stuck ORDER BY at DESC LIMIT 100`)
)

// Follower reads every sealed event once and in order, under a name.
type Follower struct {
	Name string
	// Do handles one event. It must be safe to run again for the same event.
	Do func(ctx context.Context, e Event) error
	// Wants tells which events Do is called for; nil means all. Others are passed over.
	Wants func(e *Event) bool
}

// Follow runs a follower until ctx ends. Several processes may run the same one;
// one of them holds the cursor at a time.
func (j *Journal) Follow(ctx context.Context, f Follower) {
	woken, end := j.Hub.awaitSeals()
	defer end()
	err := j.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, cursorMake, f.Name)
		return err
	})
	if err != nil {
		slog.Error("follower cannot start", "follower", f.Name, "error", err)
	}
	defer func() {
		free, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		_ = j.Keep(free, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, cursorFree, f.Name, j.process)
			return err
		})
	}()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var renewed time.Time
	var position int64
	held := false
	for {
		if !held || time.Since(renewed) > lease/3 {
			position, held = j.take(ctx, f.Name)
			renewed = time.Now()
		}
		moved := false
		if held {
			next, err := j.followPage(ctx, f, position)
			if err != nil && ctx.Err() == nil {
				slog.Warn("follower waits", "follower", f.Name, "position", next, "error", err)
				held = false
			}
			moved = next > position && err == nil
			position = next
		}
		if moved {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-woken:
		case <-tick.C:
		}
	}
}

func (j *Journal) take(ctx context.Context, name string) (int64, bool) {
	now := clock.Wall()
	var position int64
	held := false
	err := j.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		held = false
		p, err := db.Value[int64](ctx, tx, cursorTake, name, j.process, int64(now.Add(lease)), int64(now))
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		position, held = p, err == nil
		return err
	})
	return position, held && err == nil
}

// followPage handles the next events and gives the position reached.
func (j *Journal) followPage(ctx context.Context, f Follower, position int64) (int64, error) {
	events, err := j.After(ctx, position, 200)
	if err != nil || len(events) == 0 {
		return position, err
	}
	reached := position
	save := func() error {
		if reached == position {
			return nil
		}
		return j.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, cursorMove, f.Name, j.process, reached)
			return err
		})
	}
	for i := range events {
		e := events[i]
		if f.Wants == nil || f.Wants(&e) {
			if err := j.offer(ctx, f, e); err != nil {
				return reached, errors.Join(err, save())
			}
		}
		reached = e.Position
	}
	return reached, save()
}

// offer tries one event a few times, then puts it aside where the desk sees it.
func (j *Journal) offer(ctx context.Context, f Follower, e Event) error {
	for try := 1; ; try++ {
		err := f.Do(ctx, e)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if fault.IsKind(err, fault.KindUnavailable) { // The database is away: wait, do not put aside.
			return err
		}
		if try == triesMax {
			slog.Error("event put aside", "follower", f.Name, "event", e.Name, "position", e.Position, "error", err)
			return j.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, stuckAdd, f.Name, e.Position, fault.Of(err).Code, int64(clock.Wall()))
				return err
			})
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try*try) * 10 * time.Millisecond):
		}
	}
}

// Cursor is how far a follower has read.
type Cursor struct {
	Name     string
	Position int64
}

// Cursors lists the followers, for the desk.
func (j *Journal) Cursors(ctx context.Context) ([]Cursor, error) {
	return db.All(ctx, j.DB, cursorList, func(row db.Scanner) (Cursor, error) {
		var c Cursor
		err := row.Scan(&c.Name, &c.Position)
		return c, err
	})
}

// Stuck is an event that a follower could not handle.
type Stuck struct {
	Name     string
	Position int64
	Problem  string
	At       clock.Micros
}

// StuckEvents lists what was put aside, newest first.
func (j *Journal) StuckEvents(ctx context.Context) ([]Stuck, error) {
	return db.All(ctx, j.DB, stuckList, func(row db.Scanner) (Stuck, error) {
		var s Stuck
		err := row.Scan(&s.Name, &s.Position, &s.Problem, &s.At)
		return s, err
	})
}

// Quiet tells whether everything is sealed and every follower has read to the end.
func (j *Journal) Quiet(ctx context.Context) (bool, error) {
	if j.DB.Dialect == db.Postgres {
		if open, err := db.Exists(ctx, j.DB, openAny); err != nil || open {
			return false, err
		}
	}
	position, err := j.Position(ctx)
	if err != nil {
		return false, err
	}
	type low struct{ position, count int64 }
	l, err := db.One(ctx, j.DB, cursorLow, func(row db.Scanner) (low, error) {
		var l low
		err := row.Scan(&l.position, &l.count)
		return l, err
	})
	return err == nil && (l.count == 0 || l.position >= position), err
}
