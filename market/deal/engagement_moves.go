package deal

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Complete ends the work, by the expert. It is refused while a payment request
// awaits an answer, and cancels what is scheduled (AWS_IQ.md 1.5).
func (r *Room) Complete(ctx context.Context, who policy.Actor, engagement id.ID) error {
	_, err := journal.Do(ctx, r.Journal, who, "engagement.complete", engagement, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		e, err := HoldEngagement(ctx, tx, engagement)
		if err != nil {
			return false, err
		}
		s, facts, err := r.EngagementStanding(ctx, tx, who, e)
		if err != nil {
			return false, err
		}
		_, err = EngagementFlow.Move(ctx, tx, flow.Step{Move: "complete", ID: e.ID, From: e.State, By: s.Role, Facts: facts,
			Stream: e.Conversation, Organisation: s.Member.Organisation, Data: e.data()})
		if err != nil {
			return false, err
		}
		return true, r.cancelRest(ctx, tx, e)
	})
	return err
}

// cancelRest cancels what an ended engagement leaves undone: scheduled payments and
// milestones that nothing was asked for.
func (r *Room) cancelRest(ctx context.Context, tx *journal.Tx, e Engagement) error {
	if err := r.Dues.CancelScheduled(ctx, tx, e); err != nil {
		return err
	}
	return cancelPlanned(ctx, tx, e.ID)
}

// Stop ends a schedule's future payments, by the customer: what has not fallen due
// is cancelled, and for ten days the expert may ask for work done before (RULES.md
// 4). What has fallen due is owed.
func (r *Room) Stop(ctx context.Context, who policy.Actor, engagement id.ID) error {
	_, err := journal.Do(ctx, r.Journal, who, "engagement.stop", engagement, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		e, err := HoldEngagement(ctx, tx, engagement)
		if err != nil {
			return false, err
		}
		s, facts, err := r.EngagementStanding(ctx, tx, who, e)
		if err != nil {
			return false, err
		}
		_, err = EngagementFlow.Move(ctx, tx, flow.Step{Move: "stop", ID: e.ID, From: e.State, By: s.Role, Facts: facts,
			Until: tx.Now.Add(flow.Days(stopDays)), Stream: e.Conversation, Organisation: s.Member.Organisation, Data: e.data()})
		if err != nil {
			return false, err
		}
		if _, err := tx.Exec(ctx, engagementStopped, e.ID, int64(tx.Now)); err != nil {
			return false, err
		}
		return true, r.Dues.CancelScheduled(ctx, tx, e)
	})
	return err
}

// Close ends a stopped engagement when its ten days are over; the clock does it.
// While a request of those days waits for its answer, the end is put off by a day.
func (r *Room) Close(ctx context.Context, who policy.Actor, engagement id.ID) error {
	return r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		e, err := HoldEngagement(ctx, tx, engagement)
		if err != nil {
			return err
		}
		if e.State != Stopping || e.Deadline.IsZero() || e.Deadline > tx.Now {
			return fault.Conflict("engagement.moved_already")
		}
		awaiting, err := r.Dues.Awaiting(ctx, tx, e.ID)
		if err != nil {
			return err
		}
		if awaiting {
			_, err = EngagementFlow.Move(ctx, tx, flow.Step{Move: "put_off", ID: e.ID, From: e.State, By: flow.System,
				Until: tx.Now.Add(flow.Days(1)), Data: e.data()})
			return err
		}
		_, err = EngagementFlow.Move(ctx, tx, flow.Step{Move: "close", ID: e.ID, From: e.State, By: flow.Clock,
			Facts: flow.Facts{NothingAwaiting: true}, Stream: e.Conversation, Organisation: e.Customer, Data: e.data()})
		if err != nil {
			return err
		}
		return r.cancelRest(ctx, tx, e)
	})
}

// Finish ends the work because the final payment was approved, inside the change
// that approves it and holds the engagement.
func (r *Room) Finish(ctx context.Context, tx *journal.Tx, e Engagement) error {
	awaiting, err := r.Dues.Awaiting(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	if awaiting {
		return fault.Conflict("engagement.request_awaits")
	}
	_, err = EngagementFlow.Move(ctx, tx, flow.Step{Move: "finish", ID: e.ID, From: e.State, By: flow.System,
		Facts: flow.Facts{NothingAwaiting: true}, Stream: e.Conversation, Organisation: e.Customer, Data: e.data()})
	if err != nil {
		return err
	}
	return r.cancelRest(ctx, tx, e)
}

func (e Engagement) data() map[string]any {
	return map[string]any{"amount": e.Total.Minor, "currency": e.Total.Currency, "proposal": e.Proposal.String()}
}
