package journal

import (
	"context"
	"slices"

	"guildhall/base/db"
	"guildhall/base/id"
)

var (
	streamNewest = db.Read("journal.stream.newest", `SELECT `+eventColumns+` FROM event e WHERE e.stream_id = $1 ORDER BY e.id DESC LIMIT $2`)
	streamBefore = db.Read("journal.stream.before", `SELECT `+eventColumns+` FROM event e WHERE e.stream_id = $1 AND e.id < $2 ORDER BY e.id DESC LIMIT $3`)
	streamFrom   = db.Read("journal.stream.from", `SELECT `+eventColumns+` FROM event e WHERE e.stream_id = $1 AND e.id >= $2 ORDER BY e.id LIMIT $3`)
	streamSince  = db.Read("journal.stream.since", `SELECT `+eventColumns+` FROM event e LEFT JOIN journal_seal s ON s.event_id = e.id
		WHERE e.stream_id = $1 AND (s.position IS NULL OR s.position > $2) ORDER BY e.id LIMIT $3`)
)

// OfStream lists the newest events of a stream, or those before one of them, in
// the order they happened.
func OfStream(ctx context.Context, r db.Reader, stream, before id.ID, limit int) ([]Event, error) {
	query, args := streamNewest, []any{stream, limit}
	if !before.IsNone() {
		query, args = streamBefore, []any{stream, before, limit}
	}
	list, err := db.All(ctx, r, query, scanEvent, args...)
	slices.Reverse(list)
	return list, err
}

// OfStreamFrom lists the events of a stream from one of them on.
func OfStreamFrom(ctx context.Context, r db.Reader, stream, from id.ID, limit int) ([]Event, error) {
	return db.All(ctx, r, streamFrom, scanEvent, stream, from, limit)
}

// OfStreamSince lists the events of a stream that were sealed after a position or
// are not sealed yet. A reader who knew everything at that position misses nothing
// and may meet an event twice (RULES.md 5).
func OfStreamSince(ctx context.Context, r db.Reader, stream id.ID, position int64, limit int) ([]Event, error) {
	return db.All(ctx, r, streamSince, scanEvent, stream, position, limit)
}
