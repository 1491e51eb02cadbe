package sweep

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
)

// Duty is something that recurs in business time.
type Duty struct {
	Name string
	// After gives the first moment of the duty that lies after t.
	After func(t time.Time) time.Time
	// Housekeeping says that the duty goes by what has become old and not by its
	// moment. Moments missed are then done as one, and a clock that is moved neither
	// stops for it nor does it: the second after does.
	Housekeeping bool
	// Do does what is due at the moment. It must be safe to run again for the same
	// moment, and by two processes at once.
	Do func(ctx context.Context, at clock.Micros) error
}

// Duty adds a recurring duty. It begins with the first moment after the house has
// first known it, and misses none: after a pause each missed moment is done, of
// Housekeeping the newest.
func (s *Sweeper) Duty(d Duty) { s.duties = append(s.duties, d) }

// DailyAt recurs every day at this time of day in the zone.
func DailyAt(zone *time.Location, hour, minute int) func(time.Time) time.Time {
	return func(t time.Time) time.Time {
		local := t.In(zone)
		at := time.Date(local.Year(), local.Month(), local.Day(), hour, minute, 0, 0, zone)
		if !at.After(t) {
			at = time.Date(local.Year(), local.Month(), local.Day()+1, hour, minute, 0, 0, zone)
		}
		return at
	}
}

// dutyLease is how long one process has a duty to itself without a sign that it is
// still at it (wall time). When it dies, another one does the duty that much later.
const dutyLease = 15 * time.Second

var (
	dutyMake = db.Keep("sweep.duty.make", `INSERT INTO sweep_duty (name, done, holder, until) VALUES ($1, $2, '', 0) ON CONFLICT (name) DO NOTHING`)
	dutyRead = db.Read("sweep.duty.read", `SELECT done FROM sweep_duty WHERE name = $1`)
	dutyTake = db.Keep("sweep.duty.take", `UPDATE sweep_duty SET holder = $2, until = $3 WHERE name = $1 AND done = $4 AND (until < $5 OR holder = $2)`)
	dutyHold = db.Keep("sweep.duty.hold", `UPDATE sweep_duty SET until = $3 WHERE name = $1 AND holder = $2 AND done = $4`)
	dutyDone = db.Keep("sweep.duty.done", `UPDATE sweep_duty SET done = $3, until = 0 WHERE name = $1 AND holder = $2 AND done < $3`)
	dutyList = db.Read("sweep.duty.list", `SELECT name, done FROM sweep_duty ORDER BY name`)
)

// nextDuty is the duty's next moment.
func (s *Sweeper) nextDuty(ctx context.Context, d Duty) (clock.Micros, error) {
	done, err := db.Value[clock.Micros](ctx, s.journal.DB, dutyRead, d.Name)
	if errors.Is(err, db.ErrNone) {
		now, err := s.journal.Now(ctx)
		if err != nil {
			return 0, err
		}
		err = s.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, dutyMake, d.Name, int64(now))
			return err
		})
		return clock.Of(d.After(now.Time())), err
	}
	return clock.Of(d.After(done.Time())), err
}

func (s *Sweeper) runDuties(ctx context.Context, now clock.Micros, again bool) (int, error) {
	did := 0
	for _, d := range s.duties {
		if d.Housekeeping && again {
			continue
		}
		for {
			at, err := s.nextDuty(ctx, d)
			if err != nil {
				return did, err
			}
			if d.Housekeeping {
				at = d.newest(at, now)
			}
			key := failKey{what: d.Name}
			if at > now || !again && s.resting(key) {
				break
			}
			done, err := s.runDuty(ctx, d, at)
			if stop := s.report(ctx, key, err); stop != nil {
				return did, stop
			}
			if !done {
				break
			}
			did++
		}
	}
	return did, nil
}

// newest is the last moment of the duty that is not after now, or at when it is.
func (d Duty) newest(at, now clock.Micros) clock.Micros {
	for {
		next := clock.Of(d.After(at.Time()))
		if next > now {
			return at
		}
		at = next
	}
}

// runDuty does one moment of a duty; false when another process has it.
func (s *Sweeper) runDuty(ctx context.Context, d Duty, at clock.Micros) (bool, error) {
	before, err := db.Value[clock.Micros](ctx, s.journal.DB, dutyRead, d.Name)
	if err != nil {
		return false, err
	}
	wall := clock.Wall()
	var taken int64
	err = s.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		taken, err = tx.Exec(ctx, dutyTake, d.Name, s.process, int64(wall.Add(dutyLease)), int64(before), int64(wall))
		return err
	})
	if err != nil || taken == 0 {
		return false, err
	}
	stopBeating := s.beat(ctx, dutyLease, d.Name, func(ctx context.Context, tx *db.Tx, until clock.Micros) error {
		_, err := tx.Exec(ctx, dutyHold, d.Name, s.process, int64(until), int64(before))
		return err
	})
	err = d.Do(ctx, at)
	stopBeating()
	if err != nil {
		return false, err
	}
	return true, s.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, dutyDone, d.Name, s.process, int64(at))
		return err
	})
}

// elsewhere tells that a duty is due which another process is at, or was at when it
// died. What fails here is not waited for.
func (s *Sweeper) elsewhere(ctx context.Context) (bool, error) {
	now, err := s.journal.Now(ctx)
	if err != nil {
		return false, err
	}
	for _, d := range s.duties {
		if d.Housekeeping {
			continue
		}
		at, err := s.nextDuty(ctx, d)
		if err != nil {
			return false, err
		}
		if at <= now && !s.resting(failKey{what: d.Name}) {
			return true, nil
		}
	}
	return false, nil
}

// DutyState is until when a duty was done, and when it comes next (business time).
type DutyState struct {
	Name       string
	Done, Next clock.Micros
}

// Duties lists the recurring duties, for the desk.
func (s *Sweeper) Duties(ctx context.Context) ([]DutyState, error) {
	list, err := db.All(ctx, s.journal.DB, dutyList, func(row db.Scanner) (DutyState, error) {
		var d DutyState
		err := row.Scan(&d.Name, &d.Done)
		return d, err
	})
	if err != nil {
		return nil, err
	}
	var known []DutyState
	for _, state := range list {
		for _, d := range s.duties {
			if d.Name == state.Name {
				state.Next = clock.Of(d.After(state.Done.Time()))
				known = append(known, state)
			}
		}
	}
	return known, nil
}
