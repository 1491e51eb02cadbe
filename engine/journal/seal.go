package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"guildhall/base/db"
	"guildhall/base/id"
)

// sealBatch is how many events one sealing transaction takes at most.
const sealBatch = 256

type head struct {
	position int64
	hash     []byte
}

func scanHead(row db.Scanner) (head, error) {
	var h head
	err := row.Scan(&h.position, &h.hash)
	return h, err
}

var (
	headRead   = db.Read("journal.head", `SELECT position, hash FROM journal_head WHERE one = 1`)
	headHold   = db.Keep("journal.head.hold", `UPDATE journal_head SET position = position WHERE one = 1 RETURNING position, hash`)
	headMove   = db.Keep("journal.head.move", `UPDATE journal_head SET position = $1, hash = $2 WHERE one = 1 AND position = $3 AND hash = $4`)
	openList   = db.Read("journal.open.list", `SELECT `+eventColumns+` FROM journal_open o JOIN event e ON e.id = o.event_id ORDER BY o.event_id LIMIT 256`)
	openAny    = db.Read("journal.open.any", `SELECT 1 FROM journal_open LIMIT 1`)
	sealOne    = db.Keep("journal.seal.one", `INSERT INTO journal_seal (position, event_id, hash) VALUES ($1, $2, $3)`)
	sealMany   = db.Keep("journal.seal.many", `INSERT INTO journal_seal (position, event_id, hash) VALUES `+tuples(sealWide, 3))
	openDelete = db.Keep("journal.open.delete", `DELETE FROM journal_open WHERE event_id = $1`)
	openDrop   = db.Keep("journal.open.drop", `DELETE FROM journal_open WHERE event_id IN `+tuples(1, sealWide))
	// COALESCE keeps PostgreSQL from merging a handful of seals with the whole journal,
	// which it takes to be cheap while many events are newer than its statistics.
	sealedPage = db.Read("journal.sealed", `SELECT `+eventColumns+`, s.position FROM
		(SELECT position, event_id FROM journal_seal WHERE position > $1 ORDER BY position LIMIT $2) s
		JOIN event e ON e.id = COALESCE(s.event_id, s.event_id) ORDER BY s.position`).Planned()
	sealedWhole = db.Read("journal.sealed.whole", `SELECT `+eventColumns+`, s.position, s.hash FROM journal_seal s JOIN event e ON e.id = s.event_id
		WHERE s.position > $1 AND s.position <= $2 ORDER BY s.position LIMIT 1000`)
)

const sealWide = 16

// tuples writes ($1, $2), ($3, $4), ... for rows of this width.
func tuples(rows, width int) string {
	var b strings.Builder
	n := 0
	for r := range rows {
		if r > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(")
		for c := range width {
			if c > 0 {
				b.WriteString(", ")
			}
			n++
			fmt.Fprintf(&b, "$%d", n)
		}
		b.WriteString(")")
	}
	return b.String()
}

// chain is the hash of an event after the one before it: SHA-256 over the former
// hash, the position and every field, each with its length.
func chain(before []byte, position int64, e *Event) []byte {
	h := sha256.New()
	h.Write(before)
	var n [8]byte
	field := func(b []byte) {
		binary.BigEndian.PutUint64(n[:], uint64(len(b)))
		h.Write(n[:])
		h.Write(b)
	}
	number := func(v int64) {
		binary.BigEndian.PutUint64(n[:], uint64(v)) //nolint:gosec // bits, not a value
		h.Write(n[:])
	}
	number(position)
	for _, i := range []id.ID{e.ID, e.Subject, e.Stream, e.Actor, e.Organisation} {
		h.Write(i[:])
	}
	for _, s := range []string{e.Name, string(e.ActorKind), e.Request, e.Move, e.From, e.To, e.raw} {
		field([]byte(s))
	}
	number(int64(e.At))
	number(int64(e.Wall))
	return h.Sum(nil)
}

// sealGroup seals the events of a SQLite group in the group's own transaction.
func (j *Journal) sealGroup(ctx context.Context, tx *db.Tx, attached []any) error {
	var events []*Event
	for _, a := range attached {
		if e, ok := a.(*Event); ok {
			events = append(events, e)
		}
	}
	if len(events) == 0 {
		return nil
	}
	// The head that the group before left is still the head, unless that group was not
	// committed or another process has written since.
	if j.left.hash != nil {
		if won, err := j.sealBehind(ctx, tx, j.left, events); won || err != nil {
			return err
		}
	}
	h, err := db.One(ctx, tx, headRead, scanHead)
	if err != nil {
		return err
	}
	won, err := j.sealBehind(ctx, tx, h, events)
	if err == nil && !won {
		err = errors.New("journal: the head moved inside the writing transaction")
	}
	return err
}

func (j *Journal) sealBehind(ctx context.Context, tx *db.Tx, h head, events []*Event) (bool, error) {
	left, won, err := sealEvents(ctx, tx, h, events, false)
	if won {
		j.left = left
	}
	return won, err
}

// sealsItself is from how many events on a change on PostgreSQL seals its own: to put
// as many into journal_open and have the sealer read them, delete them there and seal
// them costs several times as much. The head is then held until the change ends.
const sealsItself = 32

// leave gives the events of a change on PostgreSQL to the sealer, or seals them, and
// tells the other processes. It is the last thing before COMMIT.
func (tx *Tx) leave(ctx context.Context) error {
	if tx.Dialect == db.SQLite { // The group seals them.
		return nil
	}
	if len(tx.events) < sealsItself {
		open := make([][]any, len(tx.events))
		for i, e := range tx.events {
			open[i] = []any{e.ID}
		}
		if _, err := tx.ExecMany(ctx, openInsert, open); err != nil {
			return err
		}
		return tx.notify(ctx)
	}
	h, err := db.One(ctx, tx, headHold, scanHead)
	if err != nil {
		return err
	}
	_, won, err := sealEvents(ctx, tx.Tx, h, tx.events, false)
	if err == nil && !won {
		err = errors.New("journal: the head moved while it was held")
	}
	if err != nil {
		return err
	}
	return tx.notify(ctx)
}

// sealEvents chains events behind the head and gives the new one; false means that
// another process won.
func sealEvents(ctx context.Context, tx *db.Tx, h head, events []*Event, open bool) (head, bool, error) {
	position, hash := h.position, h.hash
	hashes := make([][]byte, len(events))
	for i, e := range events {
		position++
		hash = chain(hash, position, e)
		hashes[i] = hash
	}
	n, err := tx.Exec(ctx, headMove, position, hash, h.position, h.hash)
	if err != nil || n == 0 {
		return head{}, false, err
	}
	rows, ids := make([][]any, len(events)), make([][]any, len(events))
	for i, e := range events {
		e.Position = h.position + int64(i) + 1
		rows[i], ids[i] = []any{e.Position, e.ID, hashes[i]}, []any{e.ID}
	}
	if tx.Dialect == db.Postgres {
		_, err = tx.ExecMany(ctx, sealOne, rows)
	} else {
		_, err = sixteens(ctx, tx, sealOne, sealMany, rows)
	}
	if err == nil && open {
		if n, err = sixteens(ctx, tx, openDelete, openDrop, ids); n != int64(len(ids)) {
			err = errors.Join(err, fmt.Errorf("journal: %d of %d events were still open", n, len(ids)))
		}
	}
	return head{position, hash}, err == nil, err
}

// sixteens writes rows by a query that takes sealWide of them, and the rest by one that
// takes one each. It gives how many rows they changed.
func sixteens(ctx context.Context, tx *db.Tx, one, many *db.Query, rows [][]any) (int64, error) {
	var changed int64
	for len(rows) > 0 {
		query, step := one, 1
		if len(rows) >= sealWide {
			query, step = many, sealWide
		}
		n, err := tx.Exec(ctx, query, slices.Concat(rows[:step]...)...)
		if err != nil {
			return changed, err
		}
		changed += n
		rows = rows[step:]
	}
	return changed, nil
}

// SealOnce seals what is open on PostgreSQL and tells how many events that were.
func (j *Journal) SealOnce(ctx context.Context) (int, error) {
	n, _, err := j.sealOnce(ctx)
	return n, err
}

// sealOnce also tells whether another process was faster; what that one did not see
// is then still open.
func (j *Journal) sealOnce(ctx context.Context) (sealed int, beaten bool, err error) {
	if j.DB.Dialect == db.SQLite {
		return 0, false, nil
	}
	if any, err := db.Exists(ctx, j.DB, openAny); err != nil || !any {
		return 0, false, err
	}
	err = j.DB.Update(ctx, func(tx *db.Tx) error {
		sealed, beaten = 0, false
		// The head before the list: as long as the head has not moved since, nobody
		// has sealed anything of the list.
		h, err := db.One(ctx, tx, headRead, scanHead)
		if err != nil {
			return err
		}
		list, err := db.All(ctx, tx, openList, scanEvent)
		if err != nil || len(list) == 0 {
			return err
		}
		events := make([]*Event, len(list))
		for i := range list {
			events[i] = &list[i]
		}
		_, won, err := sealEvents(ctx, tx, h, events, true)
		if won {
			sealed = len(events)
		}
		beaten = !won
		return err
	})
	if err != nil {
		return 0, false, err
	}
	return sealed, beaten, nil
}

// Position is the position of the newest sealed event.
func (j *Journal) Position(ctx context.Context) (int64, error) {
	h, err := db.One(ctx, j.DB, headRead, scanHead)
	return h.position, err
}

// After lists sealed events behind a position, in order.
func (j *Journal) After(ctx context.Context, position int64, limit int) ([]Event, error) {
	return db.All(ctx, j.DB, sealedPage, scanSealed, position, limit)
}

type link struct {
	event Event
	hash  []byte
}

func scanLink(row db.Scanner) (link, error) {
	var l link
	e := &l.event
	err := row.Scan(&e.ID, &e.Name, &e.Subject, &e.Stream, &e.ActorKind, &e.Actor, &e.Organisation,
		&e.Request, &e.Move, &e.From, &e.To, &e.raw, &e.At, &e.Wall, &e.Position, &l.hash)
	return l, err
}

// Verify walks the whole chain, up to where its head stands now, and tells how many
// events it holds, or where it breaks. The house may go on working meanwhile.
func (j *Journal) Verify(ctx context.Context) (int64, error) { return j.VerifyAll(ctx, nil) }

// BrokenChain says where the chain does not hold.
type BrokenChain struct{ Where string }

func (b *BrokenChain) Error() string { return b.Where }

func broken(format string, args ...any) error { return &BrokenChain{fmt.Sprintf(format, args...)} }

// VerifyAll is Verify that tells after each page how far it has come of how many;
// an error of told ends it.
func (j *Journal) VerifyAll(ctx context.Context, told func(position int64) error) (int64, error) {
	h, err := db.One(ctx, j.DB, headRead, scanHead)
	if err != nil {
		return 0, err
	}
	hash := make([]byte, 32)
	var position int64
	for position < h.position {
		links, err := db.All(ctx, j.DB, sealedWhole, scanLink, position, h.position)
		if err != nil {
			return position, err
		}
		if len(links) == 0 {
			return position, broken("the head says position %d, the chain ends at %d", h.position, position)
		}
		for i := range links {
			e := &links[i].event
			if e.Position != position+1 {
				return position, broken("the chain breaks at position %d: the next one is %d", position, e.Position)
			}
			hash = chain(hash, e.Position, e)
			if !bytes.Equal(links[i].hash, hash) {
				return position + 1, broken("the chain breaks at position %d: event %s is not what was sealed", e.Position, e.ID)
			}
			position = e.Position
		}
		if told != nil {
			if err := told(position); err != nil {
				return position, err
			}
		}
	}
	if !bytes.Equal(h.hash, hash) {
		return position, broken("the head at position %d is not the end of the chain", position)
	}
	return position, nil
}
