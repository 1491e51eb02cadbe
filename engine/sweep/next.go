package sweep

import (
	"context"
	"sort"

	"guildhall/base/clock"
	"guildhall/base/id"
)

// Next is the earliest moment after now for which a moved clock stops; zero when
// there is none.
func (s *Sweeper) Next(ctx context.Context, now clock.Micros) (clock.Micros, error) {
	var first clock.Micros
	add := func(at clock.Micros) {
		if at > now && (first == 0 || at < first) {
			first = at
		}
	}
	for _, f := range s.flows {
		at, err := f.NextAfter(ctx, s.journal.DB, now)
		if err != nil {
			return 0, err
		}
		add(at)
	}
	for _, d := range s.duties {
		if d.Housekeeping {
			continue
		}
		at, err := s.nextDuty(ctx, d)
		if err != nil {
			return 0, err
		}
		add(at)
	}
	for _, o := range s.outsides {
		at, err := o.NextDue(ctx)
		if err != nil {
			return 0, err
		}
		add(at)
	}
	return first, nil
}

// Coming is something that becomes due.
type Coming struct {
	What  string // such as proposal.expire, or the name of a duty
	Thing id.ID  // None for a duty or an outside
	At    clock.Micros
}

// Upcoming lists what becomes due next, earliest first.
func (s *Sweeper) Upcoming(ctx context.Context, limit int) ([]Coming, error) {
	var list []Coming
	for _, f := range s.flows {
		things, err := f.Due(ctx, s.journal.DB, farthest, limit)
		if err != nil {
			return nil, err
		}
		for _, thing := range things {
			if row, ok := f.ClockMove(thing.State); ok {
				list = append(list, Coming{f.Noun + "." + row.Move, thing.ID, thing.Deadline})
			}
		}
	}
	for _, d := range s.duties {
		at, err := s.nextDuty(ctx, d)
		if err != nil {
			return nil, err
		}
		list = append(list, Coming{What: d.Name, At: at})
	}
	for _, o := range s.outsides {
		at, err := o.NextDue(ctx)
		if err != nil {
			return nil, err
		}
		if at != 0 {
			what := "outside"
			if named, ok := o.(interface{ Name() string }); ok {
				what = named.Name()
			}
			list = append(list, Coming{What: what, At: at})
		}
	}
	sort.SliceStable(list, func(i, k int) bool { return list[i].At < list[k].At })
	return list[:min(limit, len(list))], nil
}

// farthest is after every deadline.
const farthest = clock.Micros(1<<63 - 1)
