package expert

import (
	"context"
	"errors"
	"fmt"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// remindDays are how many days before its end the owner of a certification is told.
var remindDays = []int{90, 30, 7}

// remindAfter is the next of these moments that lies after now; zero for none.
func remindAfter(until, now clock.Micros) clock.Micros {
	for _, days := range remindDays {
		if at := until.Add(-time.Duration(days) * 24 * time.Hour); !until.IsZero() && at > now {
			return at
		}
	}
	return 0
}

var (
	certificationRemind = db.Write("expert.certification.remind", `UPDATE expert_certification SET remind_at = $2 WHERE id = $1 AND remind_at = $3`)
	remindAt            = db.Read("expert.certification.remind_at", `SELECT remind_at FROM expert_certification WHERE id = $1 AND state = 'valid'`)
	remindNext          = db.Read("expert.certification.remind_next", `SELECT remind_at FROM expert_certification
		WHERE remind_at IS NOT NULL AND state = 'valid' ORDER BY remind_at, id LIMIT 1`)
	remindDue = db.Read("expert.certification.remind_due", `SELECT id FROM expert_certification
		WHERE remind_at IS NOT NULL AND remind_at <= $1 AND state = 'valid' ORDER BY remind_at, id LIMIT 200`)
)

// Remind tells the owner that a certification ends soon; the clock does it. It is
// recorded as "certification.remind" with the days that are left.
func (r *Room) Remind(ctx context.Context, who policy.Actor, certification id.ID) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		at, err := db.Value[clock.Micros](ctx, tx, remindAt, certification)
		if errors.Is(err, db.ErrNone) || err == nil && (at.IsZero() || at > tx.Now) {
			return fault.Conflict("certification.moved_already")
		}
		if err != nil {
			return err
		}
		c, err := FindCertification(ctx, tx, certification)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, certificationRemind, certification, remindAfter(c.Deadline, tx.Now).OrNull(), int64(at))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Conflict("certification.moved_already")
		}
		data := c.data()
		data["days"] = int64((c.Deadline.Sub(tx.Now) + 24*time.Hour - 1) / (24 * time.Hour))
		return tx.Record(ctx, journal.Event{Name: "certification.remind", Subject: c.ID, Data: data})
	})
}

// Reminders are the moments at which people are told that a certification ends, for
// the sweep.
type Reminders struct{ Room *Room }

// Name is what the desk calls them.
func (Reminders) Name() string { return "certification.remind" }

// NextDue is when somebody is told next, or zero.
func (m Reminders) NextDue(ctx context.Context) (clock.Micros, error) {
	at, err := db.Value[clock.Micros](ctx, m.Room.journal.DB, remindNext)
	if errors.Is(err, db.ErrNone) {
		return 0, nil
	}
	return at, err
}

// RunDue tells everybody who is to be told until now. One that cannot be told stops
// no other.
func (m Reminders) RunDue(ctx context.Context, now clock.Micros) error {
	list, err := db.All(ctx, m.Room.journal.DB, remindDue, db.ScanValue[id.ID], int64(now))
	if err != nil {
		return err
	}
	var failed error
	for _, c := range list {
		err := m.Room.Remind(ctx, policy.As(policy.Clock, "certification.remind"), c)
		if err != nil && !fault.IsKind(err, fault.KindConflict) {
			failed = errors.Join(failed, fmt.Errorf("remind %s: %w", c, err))
		}
	}
	return failed
}
