package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
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
	cursorMove = db.Keep("journal.cursor.move", `UPDATE journal_cursor SET position = $3, until = $4 WHERE name = $1 AND holder = $2`)
	cursorFree = db.Keep("journal.cursor.free", `UPDATE journal_cursor SET until = 0 WHERE name = $1 AND holder = $2`)
	cursorList = db.Read("journal.cursor.list", `SELECT name, position, until FROM journal_cursor ORDER BY name`)
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

// errCursorLost says that another process has taken the cursor.
var errCursorLost = errors.New("journal: another process reads on")

// Follow runs a follower until ctx ends. Several processes may run the same one;
// one of them holds the cursor at a time.
func (j *Journal) Follow(ctx context.Context, f Follower) {
	j.begins(f.Name)
	defer j.ended(f.Name)
	woken, end := j.Hub.awaitSeals()
	defer end()
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
	c := cursor{name: f.Name}
	for ctx.Err() == nil {
		if !c.held || time.Since(c.renewed) > lease/3 {
			j.take(ctx, &c)
		}
		before := c.position
		if c.held {
			if err := j.followPage(ctx, f, &c); err != nil {
				if ctx.Err() == nil {
					slog.Warn("follower waits", "follower", f.Name, "position", c.position, "error", err)
				}
				c.held = false
			}
		}
		if c.held && c.position > before {
			continue
		}
		wake := woken
		if !c.held { // Another process reads: look again with the clock, not with each seal.
			wake = nil
		}
		select {
		case <-ctx.Done():
		case <-wake:
		case <-tick.C:
		}
	}
}

// cursor is how far a follower has read, as far as this process knows.
type cursor struct {
	name     string
	made     bool
	held     bool
	position int64
	renewed  time.Time
}

// take takes or keeps the cursor, unless another process holds it.
func (j *Journal) take(ctx context.Context, c *cursor) {
	c.renewed = time.Now()
	now := clock.Wall()
	var position int64
	held := false
	err := j.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		held = false
		if !c.made {
			if _, err := tx.Exec(ctx, cursorMake, c.name); err != nil {
				return err
			}
		}
		p, err := db.Value[int64](ctx, tx, cursorTake, c.name, j.process, int64(now.Add(lease)), int64(now))
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		position, held = p, err == nil
		return err
	})
	c.made = c.made || err == nil
	c.held = held && err == nil
	if c.held {
		c.position = position
	}
}

// followPage handles the next events. On the way it saves how far it came and renews
// its hold; when the hold is lost it stops, for another process goes on from there.
func (j *Journal) followPage(ctx context.Context, f Follower, c *cursor) error {
	events, err := j.After(ctx, c.position, 200)
	if err != nil || len(events) == 0 {
		return err
	}
	saved := c.position
	save := func() error {
		if c.position == saved {
			return nil
		}
		now := clock.Wall()
		err := j.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
			n, err := tx.Exec(ctx, cursorMove, c.name, j.process, c.position, int64(now.Add(lease)))
			if err == nil && n == 0 {
				return errCursorLost
			}
			return err
		})
		if err == nil {
			saved, c.renewed = c.position, time.Now()
		}
		return err
	}
	for i := range events {
		if time.Since(c.renewed) > lease/3 {
			if err := save(); err != nil {
				return err
			}
		}
		e := events[i]
		if f.Wants == nil || f.Wants(&e) {
			if err := j.offer(ctx, f, e); err != nil {
				return errors.Join(err, save())
			}
		}
		c.position = e.Position
	}
	return save()
}

// offer tries one event a few times, then puts it aside where the desk sees it.
func (j *Journal) offer(ctx context.Context, f Follower, e Event) error {
	for try := 1; ; try++ {
		err := f.do(ctx, e)
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

// do is Do with a panic as an error: one wrong event must not stop the house, and
// again at each start.
func (f Follower) do(ctx context.Context, e Event) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("a follower panicked", "follower", f.Name, "event", e.Name, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("follower panicked: %v", p)
		}
	}()
	return f.Do(ctx, e)
}

// Cursor is how far a follower has read.
type Cursor struct {
	Name     string
	Position int64
	// Until is when the process that reads must have renewed its hold. Wall time.
	Until clock.Micros
}

// Cursors lists the followers, for the desk.
func (j *Journal) Cursors(ctx context.Context) ([]Cursor, error) {
	return db.All(ctx, j.DB, cursorList, func(row db.Scanner) (Cursor, error) {
		var c Cursor
		err := row.Scan(&c.Name, &c.Position, &c.Until)
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

// forgotten is how long a cursor that nobody holds still counts for Quiet: one of a
// follower that the program no longer has would be waited for for ever.
const forgotten = time.Minute

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
	cursors, err := j.Cursors(ctx)
	if err != nil {
		return false, err
	}
	here := j.followed()
	alive := clock.Wall().Add(-forgotten)
	for _, c := range cursors {
		if c.Position < position && (here[c.Name] || c.Until > alive) {
			return false, nil
		}
		delete(here, c.Name)
	}
	return len(here) == 0 || position == 0, nil
}

func (j *Journal) begins(name string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.following[name]++
}

func (j *Journal) ended(name string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.following[name]--; j.following[name] == 0 {
		delete(j.following, name)
	}
}

// followed are the followers of this process.
func (j *Journal) followed() map[string]bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	names := make(map[string]bool, len(j.following))
	for name := range j.following {
		names[name] = true
	}
	return names
}
