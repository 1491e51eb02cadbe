package journal

import (
	"context"
	"errors"
	"sync"
)

// pageSize is how many events a follower reads at once.
const pageSize = 200

// page is what a follower has read last. The others in this process want the same
// events at the same time, and what is sealed never changes: they have it from here.
type page struct {
	mu     sync.Mutex
	events []Event // in order, without a gap
}

// page gives the next events behind a position, which nobody may change, and whether
// there may be more behind them.
func (j *Journal) page(ctx context.Context, position int64) (events []Event, more bool, err error) {
	p := &j.read
	p.mu.Lock() // Who comes meanwhile waits for the same events.
	defer p.mu.Unlock()
	if n := len(p.events); n > 0 && position >= p.events[0].Position-1 && position < p.events[n-1].Position {
		return p.events[position-p.events[0].Position+1:], true, nil
	}
	events, err = j.After(ctx, position, pageSize)
	if err == nil && len(events) > 0 {
		p.events = events
	}
	return events, len(events) == pageSize, err
}

// followPage handles the next events, and tells whether there may be more: what is
// sealed from now on wakes the follower. When the hold is lost on the way it stops.
func (j *Journal) followPage(ctx context.Context, f Follower, c *cursor) (more bool, err error) {
	events, more, err := j.page(ctx, c.position)
	if err != nil {
		return false, err
	}
	for len(events) > 0 {
		if err := j.hold(ctx, c); err != nil {
			return false, err
		}
		if n := f.together(ctx, events); n > 0 {
			c.position = events[n-1].Position
			j.reached(c.name, c.position)
			events = events[n:]
			continue
		}
		e := events[0]
		events = events[1:]
		if f.Wants == nil || f.Wants(&e) {
			if err := j.offer(ctx, f, e); err != nil {
				if c.position > c.saved {
					err = errors.Join(err, j.save(ctx, c))
				}
				return false, err
			}
		}
		c.position = e.Position
		j.reached(c.name, c.position)
	}
	return more, nil
}
