package flow

import (
	"context"
	"fmt"
	"slices"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

// Step is one move to be made.
type Step struct {
	Move string
	ID   id.ID
	// From is the state the command saw when it loaded the thing.
	From State
	// By is the role the actor plays towards this row.
	By    Role
	Facts Facts
	// Until is the deadline of a clock row with a date column, when To has one.
	Until clock.Micros
	// Stream is the conversation whose stream shows the event, if any.
	Stream       id.ID
	Organisation id.ID
	// Carry is the new value of the column that the flow Carries; nil leaves it alone.
	Carry any
	// Data goes into the event: ids, codes, amounts, dates.
	Data map[string]any
}

func (f *Flow) row(s Step) (Row, error) {
	known := false
	for _, r := range f.Rows {
		if r.Move != s.Move {
			continue
		}
		known = true
		if r.From != s.From || r.By != s.By {
			continue
		}
		for _, n := range r.Needs {
			if !s.Facts[n] {
				return r, fault.Forbidden("need." + string(n))
			}
		}
		return r, nil
	}
	if !known {
		return Row{}, fmt.Errorf("flow %s knows no move %q", f.Noun, s.Move)
	}
	for _, r := range f.Rows {
		if r.Move == s.Move && r.From == s.From {
			return Row{}, fault.Forbidden(f.Noun + ".not_yours")
		}
	}
	return Row{}, fault.Conflict(f.Noun + ".moved_already")
}

// deadline is when the clock will act on a thing that enters a state now.
func (f *Flow) deadline(to State, now, until clock.Micros) clock.Micros {
	var first clock.Micros
	for _, r := range f.Rows {
		if r.From != to || r.By != Clock {
			continue
		}
		at := until
		if r.After > 0 {
			at = now.Add(r.After)
		}
		if at != 0 && (first == 0 || at < first) {
			first = at
		}
	}
	return first
}

// Make records that a thing was made; the room inserts its row with the state,
// state_since (tx.Now) and the deadline that Make returns.
func (f *Flow) Make(ctx context.Context, tx *journal.Tx, s Step) (State, clock.Micros, error) {
	made, err := f.MakeMany(ctx, tx, []Step{s})
	if err != nil {
		return "", 0, err
	}
	return made[0].State, made[0].Deadline, nil
}

// Made is a thing that was made: its state, its deadline, and the event that says so.
type Made struct {
	State    State
	Deadline clock.Micros
	Event    id.ID
}

// MakeMany is Make for several things at once, in order.
func (f *Flow) MakeMany(ctx context.Context, tx *journal.Tx, steps []Step) ([]Made, error) {
	made := make([]Made, len(steps))
	events := make([]journal.Event, len(steps))
	for i, s := range steps {
		s.From = ""
		r, err := f.row(s)
		if err != nil {
			return nil, err
		}
		made[i] = Made{State: r.To, Deadline: f.deadline(r.To, tx.Now, s.Until)}
		events[i] = f.event(s, r)
	}
	ids, err := tx.RecordMany(ctx, events)
	if err != nil {
		return nil, err
	}
	for i := range made {
		made[i].Event = ids[i]
	}
	return made, nil
}

// Move moves a thing and records it in one call: zero rows mean that somebody was
// faster. It gives the new state.
func (f *Flow) Move(ctx context.Context, tx *journal.Tx, s Step) (State, error) {
	states, err := f.MoveMany(ctx, tx, []Step{s})
	if err != nil {
		return "", err
	}
	return states[0], nil
}

// MoveMany is Move for several things at once, in order; when somebody was faster
// with one of them, none has moved.
func (f *Flow) MoveMany(ctx context.Context, tx *journal.Tx, steps []Step) ([]State, error) {
	states, err := f.MoveThose(ctx, tx, steps)
	if err == nil && slices.Contains(states, "") {
		return nil, fault.Conflict(f.Noun + ".moved_already")
	}
	return states, err
}

// MoveThose moves those that nobody was faster with, all in the order given. The
// others have the state "".
func (f *Flow) MoveThose(ctx context.Context, tx *journal.Tx, steps []Step) ([]State, error) {
	states := make([]State, len(steps))
	events := make([]journal.Event, len(steps))
	rows := make([][]any, len(steps))
	query := f.update
	for i, s := range steps {
		r, err := f.row(s)
		if err != nil {
			return nil, err
		}
		states[i], events[i] = r.To, f.event(s, r)
		rows[i] = []any{string(r.To), int64(tx.Now), f.deadline(r.To, tx.Now, s.Until).OrNull(), s.ID, string(s.From)}
		if s.Carry != nil {
			rows[i] = append(rows[i], s.Carry)
			query = f.carry
		}
		if len(rows[i]) != len(rows[0]) || query == nil {
			return nil, fmt.Errorf("flow %s: steps that carry something and such that carry nothing, or nothing to carry it to", f.Noun)
		}
	}
	changed, err := tx.ExecMany(ctx, query, rows)
	if err != nil {
		return nil, err
	}
	moved := events[:0]
	for i := range steps {
		if changed[i] == 0 {
			states[i] = ""
		} else {
			moved = append(moved, events[i])
		}
	}
	_, err = tx.RecordMany(ctx, moved)
	return states, err
}

func (f *Flow) event(s Step, r Row) journal.Event {
	return journal.Event{
		Name: f.Noun + "." + s.Move, Subject: s.ID, Stream: s.Stream, Organisation: s.Organisation,
		Move: s.Move, From: string(r.From), To: string(r.To), Data: s.Data,
	}
}

var (
	moveRetire = db.Write("flow.retire", `UPDATE flow_move SET retired = TRUE WHERE retired = FALSE`)
	moveStore  = db.Write("flow.store", `INSERT INTO flow_move (noun, move, from_state, to_state, by_role, retired)
		VALUES ($1, $2, $3, $4, $5, FALSE) ON CONFLICT (noun, move, from_state, to_state) DO UPDATE SET by_role = excluded.by_role, retired = FALSE`)
)

// Store copies all rows into flow_move, where events point at them. Rows that are
// gone from the code stay, marked retired: history points at them.
func Store(ctx context.Context, d *db.DB) error {
	return d.Update(ctx, func(tx *db.Tx) error {
		tx.Recorded = true // The tables of moves are part of the schema, not of its history.
		if _, err := tx.Exec(ctx, moveRetire); err != nil {
			return err
		}
		for _, f := range All() {
			for _, r := range f.Rows {
				if _, err := tx.Exec(ctx, moveStore, f.Noun, r.Move, string(r.From), string(r.To), string(r.By)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// DueThing is a thing whose deadline has passed.
type DueThing struct {
	ID       id.ID
	State    State
	Deadline clock.Micros
}

// Due lists what the clock must act on, oldest first.
func (f *Flow) Due(ctx context.Context, r db.Reader, now clock.Micros, limit int) ([]DueThing, error) {
	if f.due == nil {
		return nil, nil
	}
	return db.All(ctx, r, f.due, func(row db.Scanner) (DueThing, error) {
		var d DueThing
		err := row.Scan(&d.ID, &d.State, &d.Deadline)
		return d, err
	}, int64(now), limit)
}

// NextAfter is the flow's earliest deadline after a moment, or zero.
func (f *Flow) NextAfter(ctx context.Context, r db.Reader, after clock.Micros) (clock.Micros, error) {
	if f.next == nil {
		return 0, nil
	}
	list, err := db.All(ctx, r, f.next, db.ScanValue[clock.Micros], int64(after))
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return list[0], nil
}

// ClockMove is the clock's move out of a state whose After or At has passed.
func (f *Flow) ClockMove(s State) (Row, bool) {
	for _, r := range f.clockRows() {
		if r.From == s {
			return r, true
		}
	}
	return Row{}, false
}
