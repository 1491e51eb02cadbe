package sweep

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// What moving the clock is bound by: how far at once (business time), how long the
// house may take to become quiet after one moment, and how long a process is
// believed to be at it without a sign (wall time).
const (
	advanceMax   = 3660 * 24 * time.Hour
	quietMax     = time.Minute
	advanceLease = 15 * time.Second
	lookAgain    = time.Millisecond // whether the house is quiet by now
)

// The states of moving the clock.
const (
	Playing = "playing"
	Done    = "done"
	Stopped = "stopped"
)

// Advance is one moving of the clock; all times but StartedAt are business time.
type Advance struct {
	ID      id.ID
	State   string
	From    clock.Micros
	To      clock.Micros
	Reached clock.Micros
	Moments int64  // due moments played so far
	Problem string // a fault code, when stopped
	By      id.ID
	// StartedAt and Until are wall time.
	StartedAt clock.Micros
	Until     clock.Micros
}

// Share is how much of the way is behind, in percent.
func (a Advance) Share() int {
	if a.State == Done || a.To <= a.From {
		return 100
	}
	return int(100 * (a.Reached - a.From) / (a.To - a.From))
}

var (
	advanceRead = db.Read("sweep.advance.read", `SELECT id, state, from_at, to_at, reached_at, moments, problem, by_id, started_at, until
		FROM sweep_advance WHERE one = 1`)
	advanceBegin = db.Keep("sweep.advance.begin", `INSERT INTO sweep_advance
			(one, id, state, from_at, to_at, reached_at, moments, problem, by_id, started_at, holder, until)
		VALUES (1, $1, 'playing', $2, $3, $2, 0, '', $4, $5, $6, $7)
		ON CONFLICT (one) DO UPDATE SET id = excluded.id, state = excluded.state, from_at = excluded.from_at, to_at = excluded.to_at,
			reached_at = excluded.reached_at, moments = 0, problem = '', by_id = excluded.by_id, started_at = excluded.started_at,
			holder = excluded.holder, until = excluded.until
		WHERE sweep_advance.state <> 'playing' OR sweep_advance.until < excluded.started_at`)
	advanceMark = db.Keep("sweep.advance.mark", `UPDATE sweep_advance SET state = $3, reached_at = $4, moments = $5, problem = $6, until = $7
		WHERE id = $1 AND holder = $2`)
	advanceAlive = db.Keep("sweep.advance.alive", `UPDATE sweep_advance SET until = $3 WHERE id = $1 AND holder = $2 AND state = 'playing'`)
)

func scanAdvance(row db.Scanner) (Advance, error) {
	var a Advance
	err := row.Scan(&a.ID, &a.State, &a.From, &a.To, &a.Reached, &a.Moments, &a.Problem, &a.By, &a.StartedAt, &a.Until)
	return a, err
}

// Last is the newest moving of the clock; a zero one when there was none. One whose
// process has died is shown as stopped.
func (s *Sweeper) Last(ctx context.Context) (Advance, error) {
	a, err := db.One(ctx, s.journal.DB, advanceRead, scanAdvance)
	if errors.Is(err, db.ErrNone) {
		return Advance{}, nil
	}
	if a.State == Playing && a.Until < clock.Wall() {
		a.State, a.Problem = Stopped, "clock.interrupted"
	}
	return a, err
}

// Target is where the clock is moved: to a moment, or by so much.
type Target struct {
	To clock.Micros
	By time.Duration
}

// To is a moment of business time.
func To(at clock.Micros) Target { return Target{To: at} }

// By is so much further.
func By(d time.Duration) Target { return Target{By: d} }

// Begin starts to move the clock and gives the way it has before it; Run must be
// running. The same idempotency key starts once.
func (s *Sweeper) Begin(ctx context.Context, who policy.Actor, to Target) (id.ID, error) {
	s.mu.Lock()
	run := s.run
	s.mu.Unlock()
	if run == nil || run.Err() != nil {
		return id.None, fault.Unavailable("clock.not_running")
	}
	a, began, err := s.begin(ctx, who, to)
	if err != nil || !began {
		return a.ID, err
	}
	s.playing.Go(func() {
		if err := s.play(run, who, a); err != nil {
			slog.Warn("moving the clock stopped", "error", err)
		}
	})
	return a.ID, nil
}

// Advance moves the clock and comes back when it is there.
func (s *Sweeper) Advance(ctx context.Context, who policy.Actor, to Target) error {
	a, began, err := s.begin(ctx, who, to)
	if err != nil || !began {
		return err
	}
	return s.play(ctx, who, a)
}

func (s *Sweeper) begin(ctx context.Context, who policy.Actor, target Target) (a Advance, began bool, err error) {
	if !who.IsOperator() {
		return a, false, fault.Forbidden("clock.operator_only")
	}
	if !s.journal.Sandbox {
		return a, false, fault.Forbidden("clock.real")
	}
	a.ID, err = journal.Do(ctx, s.journal, who, "clock.advance", target, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		began = false
		to := target.To
		if target.By != 0 {
			to = tx.Now.Add(target.By)
		}
		if to <= tx.Now {
			return id.None, fault.Invalid("form.invalid", fault.At("to", "clock_past"))
		}
		if to > tx.Now.Add(advanceMax) {
			return id.None, fault.Invalid("form.invalid", fault.At("to", "clock_far"))
		}
		a = Advance{ID: id.New(), State: Playing, From: tx.Now, To: to, Reached: tx.Now, By: who.Person, StartedAt: tx.Wall}
		n, err := tx.Exec(ctx, advanceBegin, a.ID, int64(a.From), int64(a.To), a.By, int64(tx.Wall), s.process, int64(tx.Wall.Add(advanceLease)))
		if err != nil {
			return id.None, err
		}
		if n == 0 {
			return id.None, fault.Conflict("clock.moving")
		}
		began = true
		return a.ID, tx.Record(ctx, journal.Event{Name: "clock.advance", Subject: a.ID, Data: map[string]any{"from": int64(a.From), "to": int64(to)}})
	})
	return a, began, err
}

// play goes to each due moment in order, and to the end.
func (s *Sweeper) play(ctx context.Context, who policy.Actor, a Advance) (err error) {
	who.Key = ""
	s.turn.Lock()
	defer s.turn.Unlock()
	defer func() {
		a.State, a.Until = Done, clock.Wall()
		if err != nil {
			a.State, a.Problem = Stopped, fault.Of(err).Code
			if ctx.Err() != nil {
				a.Problem = "clock.interrupted"
			}
		}
		err = errors.Join(err, s.mark(context.WithoutCancel(ctx), a))
	}()
	stopBeating := s.beat(ctx, advanceLease, "clock", func(ctx context.Context, tx *db.Tx, until clock.Micros) error {
		_, err := tx.Exec(ctx, advanceAlive, a.ID, s.process, int64(until))
		return err
	})
	defer stopBeating()
	lastMark := clock.Wall()
	for {
		looked, err := s.journal.Now(ctx) // Time goes on meanwhile: what falls due then is next.
		if err != nil {
			return err
		}
		if err := s.settle(ctx); err != nil {
			return err
		}
		if a.Reached >= a.To {
			return nil
		}
		next, err := s.Next(ctx, max(looked, a.Reached))
		if err != nil {
			return err
		}
		if next == 0 || next > a.To {
			next = a.To
		} else {
			a.Moments++
		}
		if err := s.moveTo(ctx, who, a.ID, next); err != nil {
			return err
		}
		a.Reached = next
		if wall := clock.Wall(); wall.Sub(lastMark) > 200*time.Millisecond {
			lastMark = wall
			if err := s.mark(ctx, a); err != nil {
				return err
			}
		}
	}
}

// moveTo sets business time; when it went past the moment by itself, it stays.
func (s *Sweeper) moveTo(ctx context.Context, who policy.Actor, advance id.ID, to clock.Micros) error {
	err := s.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		from := tx.Now
		if err := s.journal.MoveClock(ctx, tx, to); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "clock.move", Subject: advance, Data: map[string]any{"from": int64(from), "to": int64(to)}})
	})
	if fault.Is(err, "clock.backwards") {
		return nil
	}
	return err
}

// settle does everything due, until nothing is left and the house is quiet.
func (s *Sweeper) settle(ctx context.Context) error {
	limit := clock.Wall().Add(quietMax)
	for {
		did, err := s.Sweep(ctx, true)
		if err != nil {
			return err
		}
		before, err := s.journal.Position(ctx)
		if err != nil {
			return err
		}
		quiet, err := s.quiet(ctx)
		if err != nil {
			return err
		}
		after, err := s.journal.Position(ctx)
		if err != nil {
			return err
		}
		if quiet && did == 0 && before == after {
			if busy, err := s.elsewhere(ctx); err != nil || !busy {
				return err
			}
		}
		if clock.Wall() > limit {
			return fault.Unavailable("clock.not_quiet")
		}
		if did > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookAgain):
		}
	}
}

func (s *Sweeper) quiet(ctx context.Context) (bool, error) {
	quiet, err := s.journal.Quiet(ctx)
	if err != nil || !quiet {
		return false, err
	}
	if quiet, err = s.jobs.Quiet(ctx); err != nil || !quiet {
		return false, err
	}
	return s.journal.Quiet(ctx) // A job that just ended may have recorded something.
}

// mark writes the progress down; a conflict means that somebody else took over.
func (s *Sweeper) mark(ctx context.Context, a Advance) error {
	return s.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, advanceMark, a.ID, s.process, a.State, int64(min(a.Reached, a.To)), a.Moments, a.Problem,
			int64(clock.Wall().Add(advanceLease)))
		if err == nil && n == 0 {
			err = fault.Conflict("clock.moving")
		}
		return err
	})
}

// beat says again and again that this process is still at something, while that
// takes long: renew writes down until when it is believed.
func (s *Sweeper) beat(ctx context.Context, lease time.Duration, what string, renew func(ctx context.Context, tx *db.Tx, until clock.Micros) error) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var wait sync.WaitGroup
	wait.Go(func() {
		tick := time.NewTicker(lease / 3)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			err := s.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error { return renew(ctx, tx, clock.Wall().Add(lease)) })
			if err != nil && ctx.Err() == nil {
				slog.Warn("a process cannot say that it is still at it", "what", what, "error", err)
			}
		}
	})
	return func() { cancel(); wait.Wait() }
}

// Await waits until a moving of the clock has ended, or patience does: it is no
// error when it goes on.
func (s *Sweeper) Await(ctx context.Context, advance id.ID, patience time.Duration) error {
	end := time.NewTimer(patience)
	defer end.Stop()
	for {
		a, err := s.Last(ctx)
		if err != nil || a.ID != advance || a.State != Playing {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-end.C:
			return nil
		case <-time.After(10 * time.Millisecond):
		}
	}
}
