package view

import (
	"context"
	"errors"
	"math"
	"sort"
	"strings"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/policy"
)

// EventRow is one event in the operator's list, with the name of who acted.
type EventRow struct {
	ID       id.ID
	Name     string
	Subject  id.ID
	Stream   id.ID
	Kind     policy.Kind
	Actor    id.ID
	Who      string // name, blank for the house itself and once erased
	For      id.ID  // organisation
	Request  string
	From, To string
	Data     string       // JSON
	At       clock.Micros // business time
	Wall     clock.Micros
	Position int64 // 0 until sealed
	Hash     []byte
}

// EventFilter narrows the journal. Zero fields do not narrow.
type EventFilter struct {
	Name string // such as proposal.accept
	Noun string // such as proposal, when Name is blank
	// NounNames are all events of the noun, where nothing else leads to few rows.
	NounNames     []string
	Without       string  // the name of events to leave out
	Actors        []id.ID // any of them
	Kind          policy.Kind
	Subject       id.ID
	Stream        id.ID
	Since, Before time.Time // business time
	// First and Ahead are how far business time was ahead of the wall when the house
	// began and is by now (journal.Ahead), so that a day of business time leads to few
	// rows as well.
	First, Ahead time.Duration
}

const eventRow = `SELECT e.id, e.name, e.subject_id, e.stream_id, e.actor_kind, e.actor_id, COALESCE(p.name, ''), e.organisation_id, e.request_id,
	COALESCE(e.from_state, ''), COALESCE(e.to_state, ''), e.data, e.at, e.wall, COALESCE(s.position, 0), s.hash
	FROM event e LEFT JOIN account_person p ON p.id = e.actor_id LEFT JOIN journal_seal s ON s.event_id = e.id`

// Each way in has its own query, so that each uses its own index; what is left of
// the filter is looked at row by row.
const eventRest = ` AND e.id < $2 AND e.id > $3 AND ($4 = '' OR e.actor_kind = $4) AND ($6 = '' OR e.name = $6) AND ($7 = '' OR e.noun = $7)
	AND (CAST($8 AS BYTEA) IS NULL OR e.actor_id = $8) AND e.name <> $9 AND e.at >= $10 AND e.at < $11
	ORDER BY e.id DESC LIMIT $5`

var (
	deskEvents    = db.Read("view.desk.events", eventRow+` WHERE $1 = ''`+eventRest)
	deskBySubject = db.Read("view.desk.events.subject", eventRow+` WHERE e.subject_id = $1`+eventRest)
	deskByStream  = db.Read("view.desk.events.stream", eventRow+` WHERE e.stream_id = $1`+eventRest)
	deskByActor   = db.Read("view.desk.events.actor", eventRow+` WHERE e.actor_id = $1`+eventRest)
	deskByName    = db.Read("view.desk.events.name", eventRow+` WHERE e.name = $1`+eventRest)
	deskEvent     = db.Read("view.desk.event", eventRow+` WHERE e.id = $1`)
)

func scanEventRow(row db.Scanner) (EventRow, error) {
	var e EventRow
	err := row.Scan(&e.ID, &e.Name, &e.Subject, &e.Stream, &e.Kind, &e.Actor, &e.Who, &e.For, &e.Request, &e.From, &e.To, &e.Data, &e.At, &e.Wall, &e.Position, &e.Hash)
	return e, err
}

// edge is an id that sorts between those made before and after a moment (UUIDv7
// begins with the milliseconds of its making).
func edge(at time.Time) id.ID {
	var i id.ID
	ms := uint64(max(at.UnixMilli(), 0)) //nolint:gosec // not negative
	for n := range 6 {
		i[n] = byte(ms >> (8 * (5 - n)))
	}
	return i
}

// DeskEvents lists events before one of them (None for the newest), newest first.
func DeskEvents(ctx context.Context, r db.Reader, f EventFilter, before id.ID, limit int) ([]EventRow, bool, error) {
	upto := before.OrLast()
	if !f.Before.IsZero() {
		if e := edge(f.Before.Add(-f.First + time.Second)); before.IsNone() || strings.Compare(string(e[:]), string(before[:])) < 0 {
			upto = e
		}
	}
	since, from, until := id.None.OrFirst(), int64(0), int64(math.MaxInt64)
	if !f.Since.IsZero() {
		since, from = edge(f.Since.Add(-f.Ahead)), int64(clock.Of(f.Since))
	}
	if !f.Before.IsZero() {
		until = int64(clock.Of(f.Before))
	}
	actors := f.Actors
	if len(actors) == 0 {
		actors = []id.ID{id.None}
	}
	var list []EventRow
	read := func(q *db.Query, key any) error {
		for _, actor := range actors {
			if q == deskByActor {
				key = actor
			}
			some, err := db.All(ctx, r, q, scanEventRow, key, upto, since, string(f.Kind), limit+1, f.Name, f.Noun, actor, f.Without, from, until)
			if err != nil {
				return err
			}
			list = append(list, some...)
		}
		return nil
	}
	var err error
	switch {
	case !f.Subject.IsNone():
		err = read(deskBySubject, f.Subject)
	case !f.Stream.IsNone():
		err = read(deskByStream, f.Stream)
	case len(f.Actors) > 0:
		err = read(deskByActor, nil)
	case f.Name != "" || f.Noun != "":
		names := f.NounNames
		if f.Name != "" {
			names = []string{f.Name}
		}
		for _, name := range names {
			err = errors.Join(err, read(deskByName, name))
		}
	default:
		err = read(deskEvents, "")
	}
	sort.Slice(list, func(i, k int) bool { return string(list[i].ID[:]) > string(list[k].ID[:]) })
	return cut(list, limit, err)
}

// DeskEvent gives one event, or Missing.
func DeskEvent(ctx context.Context, r db.Reader, event id.ID) (EventRow, error) {
	e, err := db.One(ctx, r, deskEvent, scanEventRow, event)
	if errors.Is(err, db.ErrNone) {
		return e, fault.Missing("event.missing")
	}
	return e, err
}
