package journal

import (
	"context"
	"encoding/json"
	"sync"

	"guildhall/base/db"
	"guildhall/base/id"
)

// Notice tells that an event was committed. It carries ids only; pages read rows.
type Notice struct {
	Event    id.ID   `json:"e"`
	Name     string  `json:"n"`
	Stream   id.ID   `json:"s"`
	Subject  id.ID   `json:"u"`
	Wake     []id.ID `json:"w,omitempty"`
	Position int64   `json:"-"` // 0 when not sealed yet
	Process  string  `json:"p"`
	// Passing tells of something that is no event: nothing is sealed, and whoever does
	// not listen at that moment is not told later.
	Passing bool `json:"t,omitempty"`
}

// Hub hands notices to whoever listens in this process. A slow listener loses
// notices rather than slowing a change; it is told so and reads from its position.
type Hub struct {
	mu     sync.RWMutex
	topics map[id.ID]map[*Listener]bool
	all    map[*Listener]bool

	seal map[chan struct{}]bool // who waits for sealed positions
}

// Listener receives notices about the topics it named.
type Listener struct {
	C chan Notice
	// Lost is signalled when a notice did not fit: read again from your position.
	Lost chan struct{}

	hub    *Hub
	topics []id.ID
}

func newHub() *Hub {
	return &Hub{topics: map[id.ID]map[*Listener]bool{}, all: map[*Listener]bool{}, seal: map[chan struct{}]bool{}}
}

// Listen subscribes to topics: conversations, persons, organisations. No topic
// means everything. Close it.
func (h *Hub) Listen(topics ...id.ID) *Listener {
	l := &Listener{C: make(chan Notice, 64), Lost: make(chan struct{}, 1), hub: h, topics: topics}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(topics) == 0 {
		h.all[l] = true
	}
	for _, topic := range topics {
		if h.topics[topic] == nil {
			h.topics[topic] = map[*Listener]bool{}
		}
		h.topics[topic][l] = true
	}
	return l
}

// Close ends the subscription.
func (l *Listener) Close() {
	l.hub.mu.Lock()
	defer l.hub.mu.Unlock()
	delete(l.hub.all, l)
	for _, topic := range l.topics {
		delete(l.hub.topics[topic], l)
		if len(l.hub.topics[topic]) == 0 {
			delete(l.hub.topics, topic)
		}
	}
}

// Listeners counts who listens, for the metrics.
func (h *Hub) Listeners() int {
	h.mu.RLock()
	defer h.mu.RUnlock()
	seen := map[*Listener]bool{}
	for _, set := range h.topics {
		for l := range set {
			seen[l] = true
		}
	}
	return len(seen) + len(h.all)
}

func (h *Hub) publish(notices []Notice) {
	if len(notices) > 0 && notices[0].Position > 0 {
		h.sealed()
	}
	h.mu.RLock()
	defer h.mu.RUnlock()
	for _, n := range notices {
		told := map[*Listener]bool{}
		tell := func(l *Listener) {
			if told[l] {
				return
			}
			told[l] = true
			select {
			case l.C <- n:
			default:
				select {
				case l.Lost <- struct{}{}:
				default:
				}
			}
		}
		for l := range h.all {
			tell(l)
		}
		for _, topic := range append([]id.ID{n.Stream, n.Subject}, n.Wake...) {
			if topic.IsNone() {
				continue
			}
			for l := range h.topics[topic] {
				tell(l)
			}
		}
	}
}

// sealed tells readers with a cursor that positions have grown.
func (h *Hub) sealed() {
	h.mu.RLock()
	defer h.mu.RUnlock()
	for c := range h.seal {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (h *Hub) awaitSeals() (chan struct{}, func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	h.seal[c] = true
	h.mu.Unlock()
	return c, func() {
		h.mu.Lock()
		delete(h.seal, c)
		h.mu.Unlock()
	}
}

// lost tells every listener to read again: another process wrote unseen.
func (h *Hub) lost() {
	h.mu.RLock()
	defer h.mu.RUnlock()
	tell := func(l *Listener) {
		select {
		case l.Lost <- struct{}{}:
		default:
		}
	}
	for l := range h.all {
		tell(l)
	}
	for _, set := range h.topics {
		for l := range set {
			tell(l)
		}
	}
	for c := range h.seal {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (tx *Tx) notices() []Notice {
	list := make([]Notice, len(tx.events))
	for i, e := range tx.events {
		list[i] = Notice{Event: e.ID, Name: e.Name, Stream: e.Stream, Subject: e.Subject, Wake: tx.wake, Position: e.Position, Process: tx.journal.process}
	}
	return list
}

var notifyQuery = db.Keep("journal.notify", `SELECT pg_notify('guildhall', $1)`).On(db.Postgres)

// notify tells the other processes on PostgreSQL; it fires at COMMIT.
func (tx *Tx) notify(ctx context.Context) error {
	if tx.Dialect != db.Postgres || len(tx.events) == 0 {
		return nil
	}
	return notifyOthers(ctx, tx.Tx, tx.notices())
}

func notifyOthers(ctx context.Context, tx *db.Tx, notices []Notice) error {
	raw, err := json.Marshal(notices)
	if err != nil {
		return err
	}
	if len(raw) > 7900 { // NOTIFY takes 8000 bytes; others then read from their position.
		raw = []byte("[]")
	}
	_, err = tx.Exec(ctx, notifyQuery, string(raw))
	return err
}
