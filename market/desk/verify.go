package desk

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// The states of a check of the chain.
const (
	Checking = "checking"
	Sound    = "sound"
	Broken   = "broken"
	Stopped  = "stopped"
)

// checkLease is how long a process is believed to be checking without a sign.
const checkLease = 15 * time.Second

// Check is one walk along the chain of events. Times are wall time.
type Check struct {
	ID        id.ID
	State     string
	Reached   int64
	All       int64
	Problem   string // where it breaks
	By        id.ID
	StartedAt clock.Micros
	EndedAt   clock.Micros
	Until     clock.Micros
}

var (
	checkRead = db.Read("desk.check.read", `SELECT id, state, reached, all_events, problem, by_id, started_at, ended_at, until FROM desk_check WHERE one = 1`)
	checkPut  = db.Write("desk.check.begin", `INSERT INTO desk_check (one, id, state, reached, all_events, problem, by_id, started_at, ended_at, holder, until)
		VALUES (1, $1, 'checking', 0, $2, '', $3, $4, NULL, $5, $6)
		ON CONFLICT (one) DO UPDATE SET id = excluded.id, state = excluded.state, reached = 0, all_events = excluded.all_events, problem = '',
			by_id = excluded.by_id, started_at = excluded.started_at, ended_at = NULL, holder = excluded.holder, until = excluded.until
		WHERE desk_check.state <> 'checking' OR desk_check.until < excluded.started_at`)
	checkMark = db.Keep("desk.check.mark", `UPDATE desk_check SET reached = $3, until = $4 WHERE id = $1 AND holder = $2`)
	checkEnd  = db.Write("desk.check.end", `UPDATE desk_check SET state = $3, reached = $4, problem = $5, ended_at = $6 WHERE id = $1 AND holder = $2`)
)

// LastCheck is the newest check; a zero one when there was none.
func (r *Room) LastCheck(ctx context.Context) (Check, error) {
	c, err := db.One(ctx, r.Journal.DB, checkRead, func(row db.Scanner) (Check, error) {
		var c Check
		err := row.Scan(&c.ID, &c.State, &c.Reached, &c.All, &c.Problem, &c.By, &c.StartedAt, &c.EndedAt, &c.Until)
		return c, err
	})
	if errors.Is(err, db.ErrNone) {
		return Check{}, nil
	}
	if c.State == Checking && c.Until < clock.Wall() {
		c.State = Stopped
	}
	return c, err
}

// VerifyChain starts to walk the whole chain, in the background of this process. It
// gives the check, whose progress LastCheck tells.
func (r *Room) VerifyChain(ctx context.Context, who policy.Actor) (id.ID, error) {
	if !who.IsOperator() {
		return id.None, fault.Missing("page.missing")
	}
	all, err := r.Journal.Position(ctx)
	if err != nil {
		return id.None, err
	}
	began := false
	check, err := journal.Do(ctx, r.Journal, who, "chain.verify", nil, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		made := id.New()
		n, err := tx.Exec(ctx, checkPut, made, all, tx.Who.Person, int64(tx.Wall), r.process, int64(tx.Wall.Add(checkLease)))
		if err != nil {
			return id.None, err
		}
		if n == 0 {
			return id.None, fault.Conflict("chain.checking")
		}
		began = true
		return made, tx.Record(ctx, journal.Event{Name: "chain.verify", Subject: made})
	})
	if err != nil || !began {
		return check, err
	}
	who.Key = ""
	go r.walk(context.WithoutCancel(ctx), who, check)
	return check, nil
}

// walk checks every event and writes down how it ended.
func (r *Room) walk(ctx context.Context, who policy.Actor, check id.ID) {
	last := clock.Wall()
	reached, err := r.Journal.VerifyAll(ctx, func(position int64) error {
		now := clock.Wall()
		if now.Sub(last) < 300*time.Millisecond {
			return nil
		}
		last = now
		return r.Journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
			n, err := tx.Exec(ctx, checkMark, check, r.process, position, int64(now.Add(checkLease)))
			if err == nil && n == 0 {
				err = fault.Conflict("chain.checking")
			}
			return err
		})
	})
	state, problem := Sound, ""
	var broken *journal.BrokenChain
	switch {
	case errors.As(err, &broken):
		state, problem = Broken, broken.Error()
	case err != nil:
		state, problem = Stopped, fault.Of(err).Code
	}
	err = r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if _, err := tx.Exec(ctx, checkEnd, check, r.process, state, reached, problem, int64(tx.Wall)); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "chain." + state, Subject: check, Data: map[string]any{"reached": reached}})
	})
	if err != nil {
		slog.Warn("the end of a check cannot be written down", "error", err)
	}
}
