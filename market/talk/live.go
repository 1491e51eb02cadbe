package talk

import (
	"context"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// The rhythm of a live stream. Wall time.
const (
	// settle is how long after a wake-up the stream looks which position it has
	// reached; wake-ups themselves go out at once.
	settle = 300 * time.Millisecond
	// heartbeat keeps proxies from closing a quiet stream.
	heartbeat = 20 * time.Second
	// farBehind is how many positions of the whole house a stream catches up with
	// one by one; beyond it the reader is told to read its pages again.
	farBehind = 20_000
	livePage  = 500
	// looksMax is how often a stream looks whether what it sent is sealed by now.
	looksMax = 100
)

// Wake says that something happened in one of the reader's conversations. It
// carries ids only; the reader fetches what they stand for.
type Wake struct {
	Event        id.ID
	Name         string
	Conversation id.ID
	Subject      id.ID
	// Position is the newest sealed position up to which everything was sent, this
	// one included. A wake-up without an event only tells the position.
	Position int64
	// Behind asks the reader to read everything again: too much happened.
	Behind bool
	// Reader is who has read further in the conversation, when that is all that
	// happened: no event, told once and only to whoever listens.
	Reader id.ID
}

// Reading is a wake-up about a reader, as faces write it.
type Reading struct {
	Conversation string `json:"conversation"`
	Person       string `json:"person" doc:"Who has read further"`
}

// Reading gives the ids of a wake-up about a reader as text.
func (w Wake) Reading() Reading {
	return Reading{ConversationID.Text(w.Conversation), account.PersonID.Text(w.Reader)}
}

// Notice is a wake-up as faces write it.
type Notice struct {
	Event        string `json:"event" doc:"The event's own id: the same event may be told twice"`
	Name         string `json:"name" doc:"What happened, such as message.send"`
	Conversation string `json:"conversation"`
	Subject      string `json:"subject" doc:"The thing it happened to, without prefix"`
}

// Notice gives the wake-up's ids as text.
func (w Wake) Notice() Notice {
	return Notice{w.Event.String(), w.Name, ConversationID.Text(w.Conversation), w.Subject.String()}
}

var (
	liveTopics = db.Read("talk.live.topics", `SELECT conversation_id FROM talk_member
		WHERE person_id = $1 AND removed_at IS NULL AND (organisation_id = $2 OR $3 = 1)`)
	liveSealed = db.Read("talk.live.sealed", `SELECT e.id, e.name, e.stream_id, e.subject_id, s.position
		FROM journal_seal s JOIN event e ON e.id = s.event_id
		WHERE s.position > $1 AND s.position <= $2 AND e.stream_id IN (
			SELECT conversation_id FROM talk_member
			WHERE person_id = $3 AND removed_at IS NULL AND (organisation_id = $4 OR $5 = 1))
		ORDER BY s.position LIMIT $6`)
	liveOpen = db.Read("talk.live.open", `SELECT e.id, e.name, e.stream_id, e.subject_id, CAST(0 AS BIGINT)
		FROM journal_open o JOIN event e ON e.id = o.event_id
		WHERE e.stream_id IN (
			SELECT conversation_id FROM talk_member
			WHERE person_id = $1 AND removed_at IS NULL AND (organisation_id = $2 OR $3 = 1))
		ORDER BY e.id`)
)

func scanWake(row db.Scanner) (Wake, error) {
	var w Wake
	err := row.Scan(&w.Event, &w.Name, &w.Conversation, &w.Subject, &w.Position)
	return w, err
}

// Follow tells send of everything in the actor's conversations after a sealed
// position, and then of everything as it happens, until ctx ends or send fails
// (RULES.md 5). after < 0 begins now. An event may be sent twice; none is left
// out. beat is called when it has been quiet for a while.
func (r *Room) Follow(ctx context.Context, who policy.Actor, after int64, send func(Wake) error, beat func() error) error {
	if !who.IsSignedIn() {
		return fault.Unauthenticated("account.sign_in_first")
	}
	l := &live{room: r, who: who, reached: after, send: send, sent: map[id.ID]bool{}}
	defer l.close()
	if err := l.subscribe(ctx); err != nil { // First of all: nothing falls between reading and listening.
		return err
	}
	if err := l.begin(ctx); err != nil {
		return err
	}
	quiet := time.NewTicker(heartbeat)
	defer quiet.Stop()
	var look <-chan time.Time
	looks := 0
	for {
		var err error
		if len(l.sent) > 0 && look == nil && looks < looksMax { // Something is sent and not known to be sealed.
			look = time.After(settle)
			looks++
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case n := <-l.listener.C:
			err = l.notice(ctx, n)
			looks = 0
		case <-l.listener.Lost:
			err = l.catchUp(ctx)
		case <-look:
			look = nil
			err = l.catchUp(ctx)
		case <-quiet.C:
			err = beat()
		}
		if err != nil {
			return err
		}
	}
}

// live is one open stream.
type live struct {
	room     *Room
	who      policy.Actor
	listener *journal.Listener
	send     func(Wake) error
	// reached is the sealed position up to which everything was sent.
	reached int64
	// told is the position the reader knows.
	told int64
	// sent holds what was sent and lies behind reached, or is not sealed yet; what a
	// conversation sent that the reader has left since stays in it, without harm.
	sent map[id.ID]bool
}

// everywhere is 1 for a session, which reads under all hats of its person; a key
// or token reads under its own organisation.
func (l *live) everywhere() int {
	if l.who.Scopes == nil {
		return 1
	}
	return 0
}

func (l *live) close() {
	if l.listener != nil {
		l.listener.Close()
	}
}

// subscribe listens to the actor and to all conversations they are in now.
func (l *live) subscribe(ctx context.Context) error {
	topics, err := db.All(ctx, l.room.journal.DB, liveTopics, db.ScanValue[id.ID], l.who.Person, l.who.Organisation, l.everywhere())
	if err != nil {
		return err
	}
	before := l.listener
	l.listener = l.room.journal.Hub.Listen(append(topics, l.who.Person)...)
	if before != nil {
		before.Close()
	}
	return nil
}

func (l *live) begin(ctx context.Context) error {
	head, err := l.room.journal.Position(ctx)
	if err != nil {
		return err
	}
	switch {
	case l.reached < 0: // From now on.
		l.reached = head
	case l.reached > head, head-l.reached > farBehind: // The first after a backup was restored.
		l.reached, l.told = head, head
		if err := l.send(Wake{Position: head, Behind: true}); err != nil {
			return err
		}
	}
	return l.catchUp(ctx)
}

// notice sends a wake-up at once. Its position is not yet known to be reached:
// one before it may still be on its way.
func (l *live) notice(ctx context.Context, n journal.Notice) error {
	if n.Passing {
		l.told = l.reached
		return l.send(Wake{Name: n.Name, Conversation: n.Stream, Reader: n.Subject, Position: l.reached})
	}
	switch n.Name {
	case "conversation.open", "conversation.add_member", "conversation.remove_member", "conversation.leave", "membership.begin":
		if err := l.subscribe(ctx); err != nil { // What was on the old listener's way is read below.
			return err
		}
		if err := l.one(Wake{Event: n.Event, Name: n.Name, Conversation: n.Stream, Subject: n.Subject}); err != nil {
			return err
		}
		return l.catchUp(ctx)
	}
	return l.one(Wake{Event: n.Event, Name: n.Name, Conversation: n.Stream, Subject: n.Subject})
}

func (l *live) one(w Wake) error {
	if w.Conversation.IsNone() || l.sent[w.Event] {
		return nil
	}
	l.sent[w.Event] = true
	w.Position, l.told = l.reached, l.reached
	return l.send(w)
}

// catchUp sends what is not sealed yet and what was sealed behind the position
// reached, as far as it was not sent, and moves the position on.
func (l *live) catchUp(ctx context.Context) error {
	d := l.room.journal.DB
	if d.Dialect == db.Postgres {
		// Before the head is read: what is sealed in between is met below.
		open, err := db.All(ctx, d, liveOpen, scanWake, l.who.Person, l.who.Organisation, l.everywhere())
		if err != nil {
			return err
		}
		for _, w := range open {
			if err := l.one(w); err != nil {
				return err
			}
		}
	}
	head, err := l.room.journal.Position(ctx)
	if err != nil {
		return err
	}
	for l.reached < head {
		page, err := db.All(ctx, d, liveSealed, scanWake, l.reached, head, l.who.Person, l.who.Organisation, l.everywhere(), livePage)
		if err != nil {
			return err
		}
		for _, w := range page {
			l.reached = w.Position
			if err := l.one(w); err != nil {
				return err
			}
			delete(l.sent, w.Event)
		}
		if len(page) < livePage {
			l.reached = head
		}
	}
	if l.told < l.reached {
		l.told = l.reached
		return l.send(Wake{Position: l.reached})
	}
	return nil
}
