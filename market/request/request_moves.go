package request

import (
	"context"
	"strings"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// postsPerHour is how many requests one person may post in an hour: more than
// anybody needs, too few for spam.
const postsPerHour = 60

// Post publishes a request at once.
func (r *Room) Post(ctx context.Context, who policy.Actor, in Input) (id.ID, error) {
	if who.IsSignedIn() {
		if err := limit.Take(ctx, r.journal, "request.person:"+who.Person.String(), postsPerHour, time.Hour); err != nil {
			return id.None, err
		}
	}
	return journal.Do(ctx, r.journal, who, "request.post", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if err := acts(ctx, tx, who); err != nil {
			return id.None, err
		}
		q, err := in.Check(Request{ID: id.New(), Organisation: who.Organisation, Person: who.Person}, r.Currencies, false)
		if err != nil {
			return id.None, err
		}
		if err := post(ctx, tx, q, nil); err != nil {
			return id.None, err
		}
		return q.ID, r.askMailbox(ctx, tx, q)
	})
}

// post makes the row and its event, inside a change.
func post(ctx context.Context, tx *journal.Tx, q Request, source any) error {
	state, _, err := Flow.Make(ctx, tx, flow.Step{Move: "post", ID: q.ID, By: flow.Customer, Organisation: q.Organisation})
	if err != nil {
		return err
	}
	q.State, q.PostedAt = state, tx.Now
	return put(ctx, tx, q, source)
}

// EditInput is the whole request as its customer wants it. Edition is the one they
// saw; 0 overwrites whatever is there.
type EditInput struct {
	Input
	Edition int64
}

// Edit rewords a request at any time before it is closed.
func (r *Room) Edit(ctx context.Context, who policy.Actor, request id.ID, in EditInput) error {
	_, err := journal.Do(ctx, r.journal, who, "request.edit", both{request, in}, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if err := account.Hold(ctx, tx.Tx, who.Person); who.IsSignedIn() && err != nil {
			return id.None, err
		}
		before, err := own(ctx, tx, who, request)
		if err != nil {
			return id.None, err
		}
		if before.State == Closed {
			return id.None, fault.Conflict("request.closed")
		}
		if in.Edition != 0 && in.Edition != before.Edition {
			return id.None, fault.Conflict("request.edited_meanwhile")
		}
		q, err := in.Check(before, r.Currencies, false)
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, update, q.ID, q.Title, q.Description, q.Lang, strings.Join(q.Services, " "), q.Country,
			q.BudgetCurrency, q.BudgetBand, q.PreferredName, q.Email)
		if err != nil {
			return id.None, err
		}
		if err := keepServices(ctx, tx, q); err != nil {
			return id.None, err
		}
		if err := tx.Record(ctx, journal.Event{Name: "request.edit", Subject: q.ID, Organisation: q.Organisation,
			Data: map[string]any{"edition": before.Edition + 1}}); err != nil {
			return id.None, err
		}
		return q.ID, r.askMailbox(ctx, tx, q)
	})
	return err
}

// both is the input of a command on one thing, for its idempotency key.
type both struct {
	ID id.ID
	In any
}

// Pause stops new answers; what was begun goes on.
func (r *Room) Pause(ctx context.Context, who policy.Actor, request id.ID) error {
	return r.move(ctx, who, request, "pause")
}

// Resume takes new answers again.
func (r *Room) Resume(ctx context.Context, who policy.Actor, request id.ID) error {
	return r.move(ctx, who, request, "resume")
}

// Close ends a request for good; its conversations stay.
func (r *Room) Close(ctx context.Context, who policy.Actor, request id.ID) error {
	return r.move(ctx, who, request, "close")
}

func (r *Room) move(ctx context.Context, who policy.Actor, request id.ID, move string) error {
	_, err := journal.Do(ctx, r.journal, who, "request."+move, request, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		q, err := own(ctx, tx, who, request)
		if err != nil {
			return id.None, err
		}
		_, err = Flow.Move(ctx, tx, flow.Step{Move: move, ID: q.ID, From: q.State, By: flow.Customer, Organisation: q.Organisation})
		return q.ID, err
	})
	return err
}

// TakeDown closes a request at the desk, with a reason that its customer reads.
func (r *Room) TakeDown(ctx context.Context, who policy.Actor, request id.ID, reason string) error {
	_, err := journal.Do(ctx, r.journal, who, "request.take_down", both{request, reason}, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if !who.IsOperator() {
			return id.None, fault.Forbidden("request.desk_only")
		}
		var form fault.Form
		reason := prose.Check(&form, prose.Rule{Field: "reason", Min: 3, Max: 1000}, reason)
		if err := form.Err(); err != nil {
			return id.None, err
		}
		q, err := one(ctx, tx, guard, request)
		if err != nil {
			return id.None, err
		}
		if _, err := tx.Exec(ctx, note, q.ID, reason); err != nil {
			return id.None, err
		}
		tx.Wake(q.Person)
		_, err = Flow.Move(ctx, tx, flow.Step{Move: "take_down", ID: q.ID, From: q.State, By: flow.Operator, Organisation: q.Organisation})
		return q.ID, err
	})
	return err
}

// TakeResponse joins the change in which an expert's side answers: it holds the
// request, makes sure that it takes answers and is not the answerer's own, and
// counts one more.
func TakeResponse(ctx context.Context, tx *journal.Tx, request id.ID) (Request, error) {
	q, err := one(ctx, tx, take, request)
	if fault.IsKind(err, fault.KindMissing) {
		if q, err = Find(ctx, tx, request); err != nil {
			return q, err
		}
		return q, fault.Conflict("request.not_open")
	}
	if err == nil && q.Organisation == tx.Who.Organisation {
		return q, fault.Forbidden("request.own")
	}
	tx.Wake(q.Person)
	return q, err
}

// own holds a request of the actor's organisation; another's looks missing.
func own(ctx context.Context, tx *journal.Tx, who policy.Actor, request id.ID) (Request, error) {
	if err := acts(ctx, tx, who); err != nil {
		return Request{}, err
	}
	if _, err := Mine(ctx, tx, who, request); err != nil {
		return Request{}, err // Seen before held, so that a stranger never waits on it.
	}
	return one(ctx, tx, guard, request)
}

// acts refuses who may not buy for the organisation.
func acts(ctx context.Context, r db.Reader, who policy.Actor) error {
	m, err := account.Hat(ctx, r, who)
	if err == nil && !m.Acts() {
		return fault.Forbidden("request.members_only")
	}
	return err
}
