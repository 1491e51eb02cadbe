package country

import (
	"context"
	"errors"
	"slices"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/names"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Input names a country, and for an announcement the day it opens, which may be left
// out when it is not known yet.
type Input struct {
	Country string
	OpensOn string
}

// OpenUp lets sellers of the country register from now on. It is published, and whoever
// waits for it is told.
func (r *Room) OpenUp(ctx context.Context, who policy.Actor, in Input) error {
	in.OpensOn = ""
	return r.decide(ctx, who, "open", in)
}

// Announce publishes that the country will open; with a day it opens by itself on it.
func (r *Room) Announce(ctx context.Context, who policy.Actor, in Input) error {
	return r.decide(ctx, who, "announce", in)
}

// CloseDown lets no more sellers of the country register; who sells already goes on.
// The last open country stays open.
func (r *Room) CloseDown(ctx context.Context, who policy.Actor, in Input) error {
	in.OpensOn = ""
	return r.decide(ctx, who, "close", in)
}

func (r *Room) decide(ctx context.Context, who policy.Actor, move string, in Input) error {
	_, err := journal.Do(ctx, r.journal, who, "country."+move, in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("country.desk_only")
		}
		if !names.KnownCountry(in.Country) {
			return id.None, fault.Missing("country.missing")
		}
		until, err := r.opens(in.OpensOn, tx.Now)
		if err != nil {
			return id.None, err
		}
		s, err := db.One(ctx, tx, guard, scan, in.Country)
		if errors.Is(err, db.ErrNone) {
			if s = r.first(in.Country); !mayFirst(move, s.State) {
				return id.None, fault.Conflict("country.moved_already")
			}
			return r.firstMove(ctx, tx, move, in, until)
		}
		if err != nil {
			return id.None, err
		}
		if _, err := Flow.Move(ctx, tx, flow.Step{Move: move, ID: s.ID, From: s.State, By: flow.Operator, Until: until, Data: data(in)}); err != nil {
			return id.None, err
		}
		if _, err := tx.Exec(ctx, dated, s.ID, in.OpensOn); err != nil {
			return id.None, err
		}
		return s.ID, r.after(ctx, tx, move, in)
	})
	return err
}

// mayFirst tells whether the move changes a country that nobody has decided about.
func mayFirst(move string, state flow.State) bool {
	return state == Open && move == "close" || state == Closed && move != "close"
}

func (r *Room) firstMove(ctx context.Context, tx *journal.Tx, move string, in Input, until clock.Micros) (id.ID, error) {
	standing := id.New()
	state, deadline, err := Flow.Make(ctx, tx, flow.Step{Move: move, ID: standing, By: flow.Operator, Until: until, Data: data(in)})
	if err != nil {
		return id.None, err
	}
	_, err = tx.Exec(ctx, insert, standing, string(state), int64(tx.Now), deadline.OrNull(), in.Country, in.OpensOn)
	if db.IsUnique(err) {
		return id.None, fault.Conflict("country.moved_already")
	}
	if err != nil {
		return id.None, err
	}
	return standing, r.after(ctx, tx, move, in)
}

// after publishes what was decided, and keeps one country open.
func (r *Room) after(ctx context.Context, tx *journal.Tx, move string, in Input) error {
	switch move {
	case "open":
		return publish(ctx, tx, News{Country: in.Country, Kind: NewsOpened})
	case "announce":
		return publish(ctx, tx, News{Country: in.Country, Kind: NewsAnnounced, OpensOn: in.OpensOn})
	}
	list, err := r.All(ctx, tx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(list, func(s Standing) bool { return s.State == Open }) {
		return fault.Conflict("country.last")
	}
	return nil
}

func data(in Input) map[string]any {
	d := map[string]any{"country": in.Country}
	if in.OpensOn != "" {
		d["opens_on"] = in.OpensOn
	}
	return d
}

// opens is the beginning of the day on which an announced country opens; zero for none.
func (r *Room) opens(day string, now clock.Micros) (clock.Micros, error) {
	if day == "" {
		return 0, nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, r.Zone)
	switch {
	case err != nil:
		return 0, fault.Invalid("form.invalid", fault.At("opens_on", "date"))
	case clock.Of(t) <= now:
		return 0, fault.Invalid("form.invalid", fault.At("opens_on", "date_past"))
	}
	return clock.Of(t), nil
}

// OpenOnDay is the clock's command on the day an announced country opens.
func (r *Room) OpenOnDay(ctx context.Context, who policy.Actor, standing id.ID) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		s, err := Of(ctx, tx, standing)
		if err != nil {
			return err
		}
		if s, err = db.One(ctx, tx, guard, scan, s.Country); err != nil {
			return err
		}
		if s.Deadline.IsZero() || tx.Now < s.Deadline {
			return fault.Conflict("country.moved_already")
		}
		in := Input{Country: s.Country}
		if _, err := Flow.Move(ctx, tx, flow.Step{Move: "open", ID: s.ID, From: s.State, By: flow.Clock, Data: data(in)}); err != nil {
			return err
		}
		return r.after(ctx, tx, "open", in)
	})
}
