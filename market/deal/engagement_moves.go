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
// awaits an answer (AWS_IQ.md 1.5).
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
		return true, err
	})
	return err
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
	return err
}

func (e Engagement) data() map[string]any {
	return map[string]any{"amount": e.Total.Minor, "currency": e.Total.Currency, "proposal": e.Proposal.String()}
}
