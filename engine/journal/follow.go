package journal

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
)

// lease is how long a follower keeps its cursor without renewing it: after a
// crash another process goes on that much later. Wall time.
var lease = 10 * time.Second // shorter in a test

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
	// DoMany, when set, handles several events together, for fewer commits; in order,
	// if the order matters. When it fails, Do is asked for each of them, so it too must
	// be safe to run again for the same events.
	DoMany func(ctx context.Context, list []Event) error
	// Wants tells which events Do is called for; nil means all. Others are passed over.
	Wants func(e *Event) bool
}

// manyMax is how many events are handled together at most.
const manyMax = 64

// errCursorLost says that another process has taken the cursor.
var errCursorLost = errors.New("journal: another process reads on")

// Follow runs a follower until ctx ends. Several processes may run the same one;
// one of them holds the cursor at a time.
func (j *Journal) Follow(ctx context.Context, f Follower) {
	j.reached(f.Name, -1)
	defer j.ended(f.Name)
	woken, end := j.Hub.awaitSeals()
	defer end()
	c := cursor{name: f.Name}
	defer j.leave(ctx, &c)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	pause := time.NewTimer(time.Hour)
	defer pause.Stop()
	for ctx.Err() == nil {
		err := j.hold(ctx, &c)
		more := false
		if err == nil && c.held {
			more, err = j.followPage(ctx, f, &c)
		}
		if err != nil {
			if ctx.Err() == nil {
				slog.Warn("follower waits", "follower", f.Name, "position", c.position, "error", err)
			}
			c.held = false
			j.reached(f.Name, -1)
		}
		if c.held && more {
			continue
		}
		wake := woken
		var rest <-chan time.Time
		switch {
		case !c.held: // Another process reads: look again with the clock, not with each seal.
			wake = nil
		case c.position > c.saved:
			pause.Reset(restFor)
			rest = pause.C
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		case <-rest:
			if err := j.save(ctx, &c); err != nil {
				c.held = false
			}
		case <-wake:
			pause.Reset(gatherFor)
			select {
			case <-ctx.Done():
			case <-pause.C:
			}
		}
	}
}

// The rhythm of a follower. Its place is not written down after each event, which
// would cost a commit for each, but when nothing more comes or a second has passed:
// after a crash what was handled since is handled again. Wall time.
const (
	gatherFor = 3 * time.Millisecond // what happens at the same time is read together
	restFor   = 25 * time.Millisecond
	saveEvery = time.Second
)

// cursor is how far a follower has read, as far as this process knows.
type cursor struct {
	name     string
	made     bool
	held     bool
	position int64
	saved    int64 // the position that the database knows
	savedAt  time.Time
	tried    time.Time // when it was last taken, renewed or refused
}

// hold takes the cursor, or keeps it, unless another process holds it.
func (j *Journal) hold(ctx context.Context, c *cursor) error {
	switch {
	case !c.held:
		j.take(ctx, c)
	case time.Since(c.tried) > lease/3 || c.position > c.saved && time.Since(c.savedAt) > saveEvery:
		return j.save(ctx, c)
	}
	return nil
}

// take takes the cursor and the position it stands at.
func (j *Journal) take(ctx context.Context, c *cursor) {
	c.tried = time.Now()
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
		c.position, c.saved, c.savedAt = position, position, c.tried
		j.reached(c.name, position)
	}
}

// save writes down how far the follower came and renews its hold; errCursorLost
// says that another process goes on from what was saved before.
func (j *Journal) save(ctx context.Context, c *cursor) error {
	now := clock.Wall()
	err := j.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, cursorMove, c.name, j.process, c.position, int64(now.Add(lease)))
		if err == nil && n == 0 {
			return errCursorLost
		}
		return err
	})
	if err == nil {
		c.saved, c.savedAt, c.tried = c.position, time.Now(), time.Now()
	}
	return err
}

// leave saves and frees the cursor, so that another process can go on at once.
func (j *Journal) leave(ctx context.Context, c *cursor) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if c.position > c.saved { // Does nothing when another process holds it by now.
		_ = j.save(ctx, c)
	}
	_ = j.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, cursorFree, c.name, j.process)
		return err
	})
}

// together handles the next events by DoMany and tells how many those were, unwanted
// ones between them included; 0 when it is to be done one by one.
func (f Follower) together(ctx context.Context, events []Event) int {
	if f.DoMany == nil {
		return 0
	}
	var list []Event
	n := 0
	for ; n < len(events) && len(list) < manyMax; n++ {
		if f.Wants == nil || f.Wants(&events[n]) {
			list = append(list, events[n])
		}
	}
	if len(list) == 1 {
		return 0
	}
	if len(list) > 0 && f.guarded(list[0], func() error { return f.DoMany(ctx, list) }) != nil {
		return 0
	}
	return n
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
func (f Follower) do(ctx context.Context, e Event) error {
	return f.guarded(e, func() error { return f.Do(ctx, e) })
}

func (f Follower) guarded(e Event, fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("a follower panicked", "follower", f.Name, "event", e.Name, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("follower panicked: %v", p)
		}
	}()
	return fn()
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

var (
	stuckOne  = db.Read("journal.stuck.one", `SELECT 1 FROM journal_stuck WHERE name = $1 AND position = $2`)
	stuckDrop = db.Keep("journal.stuck.drop", `DELETE FROM journal_stuck WHERE name = $1 AND position = $2`)
)

// IsStuck tells whether an event was put aside for a follower.
func (j *Journal) IsStuck(ctx context.Context, follower string, position int64) (bool, error) {
	return db.Exists(ctx, j.DB, stuckOne, follower, position)
}

// Unstick takes a put-aside event off the list, in the change of whoever handled it.
func (j *Journal) Unstick(ctx context.Context, tx *Tx, follower string, position int64) error {
	_, err := tx.Exec(ctx, stuckDrop, follower, position)
	return err
}

// Expect names a follower that is about to be run, so that Quiet waits for it from
// now on and not from the moment its goroutine first runs.
func (j *Journal) Expect(name string) { j.reached(name, -1) }

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
		reached, runs := here[c.Name]
		if max(c.Position, reached) < position && (runs || c.Until > alive) {
			return false, nil
		}
		delete(here, c.Name)
	}
	return len(here) == 0 || position == 0, nil
}

// reached notes how far a follower of this process has read; -1 when it does not
// hold its cursor.
func (j *Journal) reached(name string, position int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.following[name] = position
}

func (j *Journal) ended(name string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	delete(j.following, name)
}

// follows tells whether any follower runs in this process.
func (j *Journal) follows() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.following) > 0
}

// followed are the followers of this process and where they are.
func (j *Journal) followed() map[string]int64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return maps.Clone(j.following)
}
