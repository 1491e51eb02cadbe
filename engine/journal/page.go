package journal

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// pageSize is how many events a follower reads at once.
const pageSize = 200

// page is what followers have before them. They want the same events at the same time,
// and what is sealed never changes: what one has read the others have from here, and
// what this process has sealed itself nobody reads at all.
type page struct {
	reading sync.Mutex // held by the follower that reads; who comes meanwhile waits for the same events

	mu     sync.Mutex
	read   []Event // by the newest reading, in order, without a gap
	sealed []Event // by the newest changes of this process, in order, without a gap
	end    int64   // nothing stood behind this position
	endAt  time.Time
}

// keptMax is how many events of its own a process remembers for its followers.
const keptMax = 2000

// atEnd is how long the end of the journal is believed to be its end: the followers
// that were woken together come to it together.
const atEnd = 2 * time.Millisecond

// page gives the next events behind a position, which nobody may change, and whether
// there may be more behind them.
func (j *Journal) page(ctx context.Context, position int64) (events []Event, more bool, err error) {
	p := &j.recent
	if events := p.behind(position); len(events) > 0 {
		return events, true, nil
	}
	p.reading.Lock()
	defer p.reading.Unlock()
	if events := p.behind(position); len(events) > 0 {
		return events, true, nil
	}
	if p.end == position && time.Since(p.endAt) < atEnd {
		return nil, false, nil
	}
	began := time.Now()
	events, err = j.After(ctx, position, pageSize)
	switch {
	case err != nil:
	case len(events) == 0:
		p.end, p.endAt = position, began
	default:
		p.mu.Lock()
		p.read = events
		p.mu.Unlock()
	}
	return events, len(events) == pageSize, err
}

// behind gives events behind a position that are known already.
func (p *page) behind(position int64) []Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, known := range [][]Event{p.sealed, p.read} {
		if n := len(known); n > 0 && position >= known[0].Position-1 && position < known[n-1].Position {
			next := known[position-known[0].Position+1:]
			return next[:min(len(next), pageSize)]
		}
	}
	return nil
}

// remember keeps the events that a change of this process has sealed, as they would be
// read, for the followers here.
func (j *Journal) remember(events []*Event) {
	if len(events) == 0 || events[0].Position == 0 || !j.follows() {
		return
	}
	p := &j.recent
	p.mu.Lock()
	defer p.mu.Unlock()
	kept := p.sealed
	switch n := len(kept); {
	case n > 0 && kept[n-1].Position >= events[0].Position: // Whoever is late is read.
		return
	case n > 0 && kept[n-1].Position+1 < events[0].Position:
		kept = nil
	case n+len(events) > keptMax:
		kept = slices.Clone(kept[max(0, n-keptMax/2):]) // Followers may hold what was there.
	}
	for _, e := range events {
		same := *e
		same.Data = nil
		if same.parse() != nil {
			kept = nil // It is read, and fails there as before.
			break
		}
		kept = append(kept, same)
	}
	p.sealed = kept
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
