package journal

import (
	"context"
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
