package journal

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/policy"
)

// Event says that something happened. Name is noun and move ("proposal.accept").
type Event struct {
	ID           id.ID
	Name         string
	Subject      id.ID
	Stream       id.ID // the conversation whose stream shows it, or None
	ActorKind    policy.Kind
	Actor        id.ID
	Organisation id.ID
	Request      string
	Move         string // empty when no state changed
	From, To     string
	Data         map[string]any
	At           clock.Micros // business time
	Wall         clock.Micros
	Position     int64 // 0 until sealed

	raw string // Data as stored
}

// Noun is the part of the name before the dot.
func (e *Event) Noun() string {
	noun, _, _ := strings.Cut(e.Name, ".")
	return noun
}

// Text gives a string of the event's data, or "".
func (e *Event) Text(key string) string {
	s, _ := e.Data[key].(string)
	return s
}

// Int gives a whole number of the event's data, or 0.
func (e *Event) Int(key string) int64 {
	switch v := e.Data[key].(type) {
	case json.Number:
		n, _ := v.Int64()
		return n
	case int64:
		return v
	case int:
		return int64(v)
	}
	return 0
}

// Ref gives an id of the event's data, or None.
func (e *Event) Ref(key string) id.ID {
	var i id.ID
	if i.UnmarshalText([]byte(e.Text(key))) != nil {
		return id.None
	}
	return i
}

const eventColumns = `e.id, e.name, e.subject_id, e.stream_id, e.actor_kind, e.actor_id, e.organisation_id,
	e.request_id, COALESCE(e.move, ''), COALESCE(e.from_state, ''), COALESCE(e.to_state, ''), e.data, e.at, e.wall`

var (
	eventInsert = db.Write("journal.event.insert", `INSERT INTO event (id, name, noun, subject_id, stream_id, actor_kind, actor_id,
		organisation_id, request_id, move, from_state, to_state, data, at, wall)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`)
	openInsert = db.Keep("journal.open.insert", `INSERT INTO journal_open (event_id) VALUES ($1)`)
)

// Record writes that something happened that is not a move of a flow; moves are
// recorded by flow.Move. Data holds ids, codes, amounts and dates only.
func (tx *Tx) Record(ctx context.Context, e Event) error {
	_, err := tx.RecordMany(ctx, []Event{e})
	return err
}

// RecordMany is Record for several events at once, in order. It gives their ids.
func (tx *Tx) RecordMany(ctx context.Context, list []Event) ([]id.ID, error) {
	ids := make([]id.ID, len(list))
	rows := make([][]any, len(list))
	made := make([]*Event, len(list))
	for i, e := range list {
		e.ID = id.New()
		e.ActorKind, e.Actor, e.Request = tx.Who.Kind, tx.Who.Person, tx.Who.Request
		if e.Organisation.IsNone() {
			e.Organisation = tx.Who.Organisation
		}
		e.At, e.Wall = tx.Now, tx.Wall
		if e.Data == nil {
			e.Data = map[string]any{}
		}
		raw, err := json.Marshal(e.Data)
		if err != nil {
			return nil, fmt.Errorf("event %s: %w", e.Name, err)
		}
		e.raw = string(raw)
		var move, from, to any
		if e.Move != "" {
			move, from, to = e.Move, e.From, e.To
		}
		rows[i] = []any{e.ID, e.Name, e.Noun(), e.Subject, e.Stream, string(e.ActorKind), e.Actor,
			e.Organisation, e.Request, move, from, to, e.raw, int64(e.At), int64(e.Wall)}
		ids[i], made[i] = e.ID, &e
	}
	if _, err := tx.ExecMany(ctx, eventInsert, rows); err != nil {
		return nil, fmt.Errorf("event %s: %w", list[0].Name, err)
	}
	if tx.Dialect == db.SQLite {
		for _, e := range made {
			tx.Attach(e)
		}
	}
	tx.events = append(tx.events, made...)
	return ids, nil
}

// Last is the newest event of this change, or None: what is written because of it,
// such as a posting of the books, names it.
func (tx *Tx) Last() id.ID {
	if len(tx.events) == 0 {
		return id.None
	}
	return tx.events[len(tx.events)-1].ID
}

func scanEvent(row db.Scanner) (Event, error) {
	var e Event
	err := row.Scan(&e.ID, &e.Name, &e.Subject, &e.Stream, &e.ActorKind, &e.Actor, &e.Organisation,
		&e.Request, &e.Move, &e.From, &e.To, &e.raw, &e.At, &e.Wall)
	if err != nil {
		return e, err
	}
	return e, e.parse()
}

func scanSealed(row db.Scanner) (Event, error) {
	var e Event
	err := row.Scan(&e.ID, &e.Name, &e.Subject, &e.Stream, &e.ActorKind, &e.Actor, &e.Organisation,
		&e.Request, &e.Move, &e.From, &e.To, &e.raw, &e.At, &e.Wall, &e.Position)
	if err != nil {
		return e, err
	}
	return e, e.parse()
}

func (e *Event) parse() error {
	if data, plain := flat(e.raw); plain {
		e.Data = data
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(e.raw))
	decoder.UseNumber()
	return decoder.Decode(&e.Data)
}
