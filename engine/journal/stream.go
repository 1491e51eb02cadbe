package journal

import (
	"context"
	"slices"
	"strconv"

	"guildhall/base/db"
	"guildhall/base/id"
)

// streamColumns are what a stream shows of its events.
const streamColumns = `e.id, e.name, e.subject_id, e.actor_kind, e.actor_id, COALESCE(e.from_state, ''), COALESCE(e.to_state, ''), e.data, e.at`

// streamPage is how many events the newest page of a stream asks for at most. It stands
// in the text: PostgreSQL plans a LIMIT that is an argument afresh each time.
const streamPage = 41

var (
	streamNewest = db.Read("journal.stream.newest", `SELECT `+streamColumns+` FROM event e WHERE e.stream_id = $1 ORDER BY e.id DESC LIMIT $2`)
	streamLatest = db.Read("journal.stream.latest", `SELECT `+streamColumns+` FROM event e WHERE e.stream_id = $1 ORDER BY e.id DESC LIMIT `+strconv.Itoa(streamPage))
	streamBefore = db.Read("journal.stream.before", `SELECT `+streamColumns+` FROM event e WHERE e.stream_id = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3`)
	streamFrom   = db.Read("journal.stream.from", `SELECT `+streamColumns+` FROM event e WHERE e.stream_id = $1 AND e.id >= $2 ORDER BY e.id LIMIT $3`)
	streamSince  = db.Read("journal.stream.since", `SELECT `+streamColumns+` FROM event e LEFT JOIN journal_seal s ON s.event_id = e.id
		WHERE e.stream_id = $1 AND (s.position IS NULL OR s.position > $2) ORDER BY e.id LIMIT $3`)
)

// shown reads an event as a stream shows it: who did what, when; not the request it
// came with, nor for which organisation.
func shown(stream id.ID) func(db.Scanner) (Event, error) {
	return func(row db.Scanner) (Event, error) {
		e := Event{Stream: stream}
		if err := row.Scan(&e.ID, &e.Name, &e.Subject, &e.ActorKind, &e.Actor, &e.From, &e.To, &e.raw, &e.At); err != nil {
			return e, err
		}
		return e, e.parse()
	}
}

// OfStream lists the newest events of a stream, or those before one of them, in
// the order they happened.
func OfStream(ctx context.Context, r db.Reader, stream, before id.ID, limit int) ([]Event, error) {
	query, args := streamNewest, []any{stream, limit}
	switch {
	case !before.IsNone():
		query, args = streamBefore, []any{stream, before, limit}
	case limit <= streamPage:
		query, args = streamLatest, []any{stream}
	}
	list, err := db.All(ctx, r, query, shown(stream), args...)
	list = list[:min(limit, len(list))]
	slices.Reverse(list)
	return list, err
}

// OfStreamFrom lists the events of a stream from one of them on.
func OfStreamFrom(ctx context.Context, r db.Reader, stream, from id.ID, limit int) ([]Event, error) {
	return db.All(ctx, r, streamFrom, shown(stream), stream, from, limit)
}

// OfStreamSince lists the events of a stream that were sealed after a position or
// are not sealed yet. A reader who knew everything at that position misses nothing
// and may meet an event twice (RULES.md 5).
func OfStreamSince(ctx context.Context, r db.Reader, stream id.ID, position int64, limit int) ([]Event, error) {
	return db.All(ctx, r, streamSince, shown(stream), stream, position, limit)
}
