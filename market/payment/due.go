package payment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/deal"
)

// The room answers deal.Dues.
var _ deal.Dues = (*Room)(nil)

// announceBefore is how long before its date a scheduled payment is announced
// (RULES.md 4).
const announceBefore = 3 * 24 * time.Hour

// Awaiting tells whether a payment request of the engagement waits for an answer.
func (r *Room) Awaiting(ctx context.Context, rd db.Reader, engagement id.ID) (bool, error) {
	return AnyAwaiting(ctx, rd, engagement)
}

// Scheduled tells whether a payment of the engagement is scheduled that has not
// fallen due.
func (r *Room) Scheduled(ctx context.Context, rd db.Reader, engagement id.ID) (bool, error) {
	return db.Exists(ctx, rd, requestScheduled, engagement)
}

// Begin writes down what an acceptance agreed to: one payment, approved at once, or
// one for each line, to be charged on its date. They need no approval of their own
// (AWS_IQ.md 1.6), and each is counted against the total.
func (r *Room) Begin(ctx context.Context, tx *journal.Tx, e deal.Engagement, lines []deal.Line) error {
	p, err := deal.FindProposal(ctx, tx, collector, e.Proposal)
	if err != nil {
		return err
	}
	if e.Kind == deal.KindUpfront {
		return r.upfront(ctx, tx, e, p.SentBy)
	}
	for _, line := range lines {
		if err := r.schedule(ctx, tx, e, line, p.SentBy); err != nil {
			return err
		}
	}
	return nil
}

func (r *Room) upfront(ctx context.Context, tx *journal.Tx, e deal.Engagement, seller id.ID) error {
	if err := deal.Reserve(ctx, tx, e, e.Total.Minor); err != nil {
		return err
	}
	invoice := id.New()
	q := Request{ID: id.New(), Engagement: e.ID, AskedBy: seller, DecidedBy: e.AcceptedBy, Customer: e.Customer, Amount: e.Total, Kind: KindUpfront, Method: e.Method}
	var err error
	q.State, _, err = RequestFlow.Make(ctx, tx, flow.Step{Move: "upfront", ID: q.ID, By: flow.System, Stream: e.Conversation,
		Organisation: e.Customer, Data: q.data(map[string]any{"invoice": invoice.String()})})
	if err != nil {
		return err
	}
	if err := q.insert(ctx, tx, e); err != nil {
		return err
	}
	return r.agreed(ctx, tx, e, q, invoice)
}

func (r *Room) schedule(ctx context.Context, tx *journal.Tx, e deal.Engagement, line deal.Line, seller id.ID) error {
	if err := deal.Reserve(ctx, tx, e, line.Amount.Minor); err != nil {
		return err
	}
	day, err := time.ParseInLocation(time.DateOnly, line.DueOn, r.Zone)
	if err != nil {
		return fmt.Errorf("schedule of %s: %w", e.ID, err)
	}
	q := Request{ID: id.New(), Engagement: e.ID, AskedBy: seller, Amount: line.Amount, Kind: KindScheduled, DueOn: line.DueOn, Method: e.Method,
		Work: line.Title, WorkLang: line.TitleLang}
	q.State, q.Deadline, err = RequestFlow.Make(ctx, tx, flow.Step{Move: "schedule", ID: q.ID, By: flow.System, Until: clock.Of(day),
		Stream: e.Conversation, Organisation: e.Customer, Data: q.data(map[string]any{"due_on": q.DueOn})})
	if err != nil {
		return err
	}
	if announce := clock.Of(day).Add(-announceBefore); announce > tx.Now {
		q.RemindAt = announce
	}
	return q.insert(ctx, tx, e)
}

// CancelScheduled cancels what has not fallen due, inside a change that holds the
// engagement, and gives it back to what remains.
func (r *Room) CancelScheduled(ctx context.Context, tx *journal.Tx, e deal.Engagement) error {
	list, err := db.All(ctx, tx, scheduledOf, scanRequest, e.ID)
	if err != nil {
		return err
	}
	for _, q := range list {
		_, err := RequestFlow.Move(ctx, tx, flow.Step{Move: "cancel", ID: q.ID, From: q.State, By: flow.System,
			Stream: q.Conversation, Organisation: q.Customer, Data: q.data(map[string]any{"due_on": q.DueOn})})
		if err != nil {
			return err
		}
		if err := deal.Release(ctx, tx, e.ID, q.Amount.Minor); err != nil {
			return err
		}
	}
	return nil
}

// FallDue charges a scheduled payment on its date; the clock does it.
func (r *Room) FallDue(ctx context.Context, who policy.Actor, request id.ID) error {
	return r.fire(ctx, who, request, Scheduled, "fall_due")
}

// ApproveSilently approves what nobody answered for ten days, where the customer
// chose automatic approval on acceptance: silence is consent (AWS_IQ.md 1.6). The
// clock does it.
func (r *Room) ApproveSilently(ctx context.Context, who policy.Actor, request id.ID) error {
	return r.fire(ctx, who, request, Awaiting, "approve_silently")
}

// fire makes a clock's move that approves a payment request.
func (r *Room) fire(ctx context.Context, who policy.Actor, request id.ID, from flow.State, move string) error {
	return r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		e, q, err := hold(ctx, tx, request)
		if err != nil {
			return err
		}
		if q.State != from || q.Deadline.IsZero() || q.Deadline > tx.Now {
			return fault.Conflict("payment_request.moved_already")
		}
		invoice := id.New()
		q.State, err = RequestFlow.Move(ctx, tx, flow.Step{Move: move, ID: q.ID, From: q.State, By: flow.Clock,
			Stream: q.Conversation, Organisation: q.Seller, Data: q.data(map[string]any{"invoice": invoice.String()})})
		if err != nil {
			return err
		}
		q.Silent = from == Awaiting
		return r.agreed(ctx, tx, e, q, invoice)
	})
}

// The days after the ask on which a customer who chose automatic approval is
// reminded, and how often another is (AWS_IQ.md 1.6), in days.
var remindOn = []int{1, 3, 7, 9}

const remindEvery = 7

// remindAfter is when the customer is reminded next of a request asked for at a
// moment, having been reminded so often; zero for never again.
func remindAfter(approval string, asked clock.Micros, reminded int) clock.Micros {
	if approval != deal.ApprovalAutomatic {
		return asked.Add(flow.Days(remindEvery * (reminded + 1)))
	}
	if reminded >= len(remindOn) {
		return 0
	}
	return asked.Add(flow.Days(remindOn[reminded]))
}

// Remind tells the customer about a request that awaits an answer, announces a
// scheduled payment, or tells when one on net terms is due; the clock does it.
func (r *Room) Remind(ctx context.Context, who policy.Actor, request id.ID) error {
	return r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		e, q, err := hold(ctx, tx, request)
		if err != nil {
			return err
		}
		if q.State != Awaiting && q.State != Scheduled && q.State != Approved || q.RemindAt.IsZero() || q.RemindAt > tx.Now {
			return fault.Conflict("payment_request.moved_already")
		}
		event := &journal.Event{Name: "payment_request.remind", Subject: q.ID, Stream: q.Conversation, Organisation: q.Customer, Data: q.data(nil)}
		var next clock.Micros
		switch q.State {
		case Awaiting:
			next = remindAfter(e.Approval, q.MadeAt, int(q.Reminded)+1)
			if !q.Deadline.IsZero() {
				event.Data["approves_at"] = int64(q.Deadline)
			}
		case Scheduled:
			event.Name = "payment_request.announce"
			event.Data["due_on"] = q.DueOn
		default:
			if event, next, err = r.remindTerms(ctx, tx, q); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, requestRemind, q.ID, next.OrNull()); err != nil || event == nil {
			return err
		}
		return tx.Record(ctx, *event)
	})
}

// Reminders are the moments at which customers are told about payments, for the
// sweep.
type Reminders struct{ Room *Room }

// Name is what the desk calls them.
func (Reminders) Name() string { return "payment_request.remind" }

// NextDue is when somebody is told next, or zero.
func (m Reminders) NextDue(ctx context.Context) (clock.Micros, error) {
	at, err := db.Value[clock.Micros](ctx, m.Room.Journal.DB, remindNext)
	if errors.Is(err, db.ErrNone) {
		return 0, nil
	}
	return at, err
}

// RunDue tells everybody who is to be told until now. One that cannot be told stops
// no other.
func (m Reminders) RunDue(ctx context.Context, now clock.Micros) error {
	list, err := db.All(ctx, m.Room.Journal.DB, remindDue, db.ScanValue[id.ID], int64(now))
	if err != nil {
		return err
	}
	who := policy.As(policy.Clock, "payment.remind")
	var failed error
	for _, request := range list {
		if err := ignoreMoved(m.Room.Remind(ctx, who, request)); err != nil {
			failed = errors.Join(failed, fmt.Errorf("remind %s: %w", request, err))
		}
	}
	return failed
}
