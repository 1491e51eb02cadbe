package sanctions

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/screen"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// walkArgs ask for everybody to be compared with a list.
type walkArgs struct {
	List id.ID `json:"list"`
}

// Kind names the job.
func (walkArgs) Kind() string { return "sanctions.walk" }

// walkBatch is how many parties are compared between two notes of how far the walk is.
const walkBatch = 200

// walkFor is how long one run of the job goes on before it asks for the next.
const walkFor = 10 * time.Second

var listWalked = db.Write("sanctions.list.walked", `UPDATE sanctions_list SET looked = $2, matches = $3, walk_kind = $4, walk_after = $5 WHERE id = $1`)

// Walk compares everybody with the lists in force, from where it was; it is the job that
// a new list asks for, may be stopped anywhere, and ends when the list is replaced.
func (r *Room) Walk(ctx context.Context, list id.ID) error {
	began := clock.Wall()
	for {
		l, err := FindList(ctx, r.Journal.DB, list)
		if err != nil || l.State != Comparing {
			return err
		}
		ready, round, err := r.ready(ctx)
		if err != nil || ready == nil {
			return err
		}
		ended, err := r.step(ctx, l, ready, round)
		if err != nil || ended {
			return err
		}
		if clock.Wall().Sub(began) > walkFor {
			return r.walked(ctx, l.ID, func(ctx context.Context, tx *journal.Tx, l List) error {
				if err := tx.Record(ctx, journal.Event{Name: "sanctions_list.walk", Subject: l.ID, Data: map[string]any{"code": l.Code, "count": l.Looked}}); err != nil {
					return err
				}
				return r.Jobs.Insert(ctx, tx, walkArgs{l.ID})
			})
		}
	}
}

// step compares the next parties, and notes how far the walk is.
func (r *Room) step(ctx context.Context, l List, ready *screen.List, round int64) (ended bool, err error) {
	at := 0
	for i, s := range r.sources {
		if s.Kind() == l.walkKind {
			at = i
		}
	}
	after := l.walkAfter
	var batch []Party
	for ; at < len(r.sources); at++ {
		if batch, err = r.sources[at].After(ctx, r.Journal.DB, after, walkBatch); err != nil {
			return false, err
		}
		if len(batch) > 0 {
			break
		}
		after = id.None
	}
	if len(batch) == 0 {
		return true, r.walked(ctx, l.ID, func(ctx context.Context, tx *journal.Tx, l List) error {
			return l.move(ctx, tx, "finish", flow.System, map[string]any{"count": l.Looked, "matches": l.Matches})
		})
	}
	raised, err := r.look(ctx, ready, round, batch)
	if err != nil {
		return false, err
	}
	last := batch[len(batch)-1]
	return false, r.walked(ctx, l.ID, func(ctx context.Context, tx *journal.Tx, now List) error {
		if now.walkKind != l.walkKind || now.walkAfter != l.walkAfter { // Another run was here.
			return errNothing
		}
		now.Looked += int64(len(batch))
		if err := tx.Record(ctx, journal.Event{Name: "sanctions_list.walk", Subject: l.ID, Data: map[string]any{"code": l.Code, "count": now.Looked}}); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, listWalked, l.ID, now.Looked, now.Matches+raised, last.Kind, last.ID)
		return err
	})
}

// walked changes a list while it is being compared; once it is not, nothing is done.
func (r *Room) walked(ctx context.Context, list id.ID, do func(ctx context.Context, tx *journal.Tx, l List) error) error {
	err := r.Journal.Change(ctx, policy.As(policy.System, "sanctions.walk"), func(ctx context.Context, tx *journal.Tx) error {
		l, err := oneList(db.One(ctx, tx, listGuard, scanList, list))
		if err != nil {
			return err
		}
		if l.State != Comparing {
			return errNothing
		}
		return do(ctx, tx, l)
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}
