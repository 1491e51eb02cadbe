package registration

import (
	"context"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// warnDays are how many days before a check runs out its owner is told, each once.
var warnDays = []int64{7, 30, 90}

const aDay = 24 * time.Hour

var (
	checksEnding = db.Read("registration.check.ending", `SELECT id, deadline, warned FROM registration_check
		WHERE state = 'passed' AND deadline <= $1 AND id > $2 ORDER BY id LIMIT 200`)
	checkWarned = db.Write("registration.check.warned", `UPDATE registration_check SET warned = $2 WHERE id = $1 AND state = 'passed'`)
)

type ending struct {
	check  id.ID
	at     clock.Micros
	warned int64
}

// due is of how many days ahead somebody is to be told now; 0 for nothing.
func (e ending) due(now clock.Micros) int64 {
	left := e.at.Sub(now)
	for _, days := range warnDays {
		if left <= time.Duration(days)*aDay {
			if e.warned == 0 || days < e.warned {
				return days
			}
			return 0
		}
	}
	return 0
}

// Warn tells of what runs out in 90, 30 or 7 days; what was missed is made up for by the
// nearest one only.
func (r *Room) Warn(ctx context.Context, now clock.Micros) error {
	var after id.ID
	for {
		list, err := db.All(ctx, r.journal.DB, checksEnding, func(row db.Scanner) (ending, error) {
			var e ending
			err := row.Scan(&e.check, &e.at, &e.warned)
			return e, err
		}, int64(now.Add(90*aDay)), after[:])
		if err != nil || len(list) == 0 {
			return err
		}
		for _, e := range list {
			after = e.check
			days := e.due(now)
			if days == 0 || e.at <= now {
				continue
			}
			err := r.journal.Change(ctx, policy.As(policy.System, "checks"), func(ctx context.Context, tx *journal.Tx) error {
				c, err := FindCheck(ctx, tx, e.check)
				if err != nil || c.State != Passed {
					return err
				}
				g, err := one(ctx, tx, guard, c.Registration)
				if err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, checkWarned, c.ID, days); err != nil {
					return err
				}
				return tx.Record(ctx, journal.Event{Name: "check.warn", Subject: c.ID, Organisation: g.Organisation,
					Data: map[string]any{"kind": string(c.Kind), "days": days, "expires_at": int64(c.Deadline)}})
			})
			if err != nil {
				return err
			}
		}
	}
}
