package deal

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/talk"
)

// Propose sends a proposal in a conversation. The seller is the expert's side of
// the conversation, for good.
func (r *Room) Propose(ctx context.Context, who policy.Actor, in ProposeInput) (id.ID, error) {
	total, err := in.check(r.Currencies)
	if err != nil {
		return id.None, err
	}
	return journal.Do(ctx, r.Journal, who, "proposal.send", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		seat, err := talk.SeatOf(ctx, tx, who, in.Conversation)
		if err != nil {
			return id.None, err
		}
		if seat.Side != flow.Expert {
			return id.None, fault.Forbidden("proposal.not_yours")
		}
		customer, seller := seat.Conversation.CustomerOrganisation, seat.Conversation.ExpertOrganisation
		facts, err := r.proposalFacts(ctx, tx, Standing{seat.Side, seat.Member}, customer, seller, total.Currency)
		if err != nil {
			return id.None, err
		}
		proposal := id.New()
		state, deadline, err := ProposalFlow.Make(ctx, tx, flow.Step{Move: "send", ID: proposal, By: seat.Side, Facts: facts,
			Stream: in.Conversation, Organisation: seller,
			Data: map[string]any{"amount": total.Minor, "currency": total.Currency, "customer": customer.String()}})
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, proposalInsert, proposal, string(state), int64(tx.Now), deadline.OrNull(), in.Conversation,
			customer, seller, who.Person, KindMilestone, total.Minor, total.Currency, in.Terms, prose.Guess(in.Terms))
		return proposal, err
	})
}

// move makes one move of a proposal that is held by this change.
func (r *Room) move(ctx context.Context, tx *journal.Tx, who policy.Actor, proposal id.ID, move string) (Proposal, error) {
	p, err := holdProposal(ctx, tx, proposal)
	if err != nil {
		return p, err
	}
	s, facts, err := r.ProposalStanding(ctx, tx, who, p)
	if err != nil {
		return p, err
	}
	p.State, err = ProposalFlow.Move(ctx, tx, flow.Step{Move: move, ID: p.ID, From: p.State, By: s.Role, Facts: facts,
		Stream: p.Conversation, Organisation: s.Member.Organisation,
		Data: map[string]any{"amount": p.Total.Minor, "currency": p.Total.Currency}})
	return p, err
}

// Accept agrees to a proposal and begins the engagement, whose id it gives. The
// fee's rate is frozen here.
func (r *Room) Accept(ctx context.Context, who policy.Actor, proposal id.ID) (id.ID, error) {
	return journal.Do(ctx, r.Journal, who, "proposal.accept", proposal, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		p, err := r.move(ctx, tx, who, proposal, "accept")
		if err != nil {
			return id.None, err
		}
		if _, err := tx.Exec(ctx, proposalDecide, p.ID, who.Person, "", ""); err != nil {
			return id.None, err
		}
		engagement := id.New()
		state, _, err := EngagementFlow.Make(ctx, tx, flow.Step{Move: "begin", ID: engagement, By: flow.System,
			Stream: p.Conversation, Organisation: p.Customer, Data: map[string]any{
				"proposal": p.ID.String(), "amount": p.Total.Minor, "currency": p.Total.Currency, "fee_rate": int64(r.Fee)}})
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, engagementInsert, engagement, string(state), int64(tx.Now), p.ID, p.Conversation, p.Customer, p.Seller,
			who.Person, p.Total.Minor, p.Total.Currency, int64(r.Fee), FeeBasePrice, RoundingHalfUp)
		return engagement, err
	})
}

// Decline refuses a proposal, with a reason or without.
func (r *Room) Decline(ctx context.Context, who policy.Actor, in DeclineInput) error {
	if err := in.check(); err != nil {
		return err
	}
	_, err := journal.Do(ctx, r.Journal, who, "proposal.decline", in, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		if _, err := r.move(ctx, tx, who, in.Proposal, "decline"); err != nil {
			return false, err
		}
		_, err := tx.Exec(ctx, proposalDecide, in.Proposal, who.Person, in.Reason, prose.Guess(in.Reason))
		return true, err
	})
	return err
}

// Withdraw takes a proposal back that was not answered yet.
func (r *Room) Withdraw(ctx context.Context, who policy.Actor, proposal id.ID) error {
	_, err := journal.Do(ctx, r.Journal, who, "proposal.withdraw", proposal, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		_, err := r.move(ctx, tx, who, proposal, "withdraw")
		return true, err
	})
	return err
}

// Expire ends a proposal that nobody answered for thirty days; the clock does it.
func (r *Room) Expire(ctx context.Context, who policy.Actor, proposal id.ID) error {
	return r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		p, err := holdProposal(ctx, tx, proposal)
		if err != nil {
			return err
		}
		if p.State != Proposed || p.Deadline.IsZero() || p.Deadline > tx.Now {
			return fault.Conflict("proposal.moved_already")
		}
		_, err = ProposalFlow.Move(ctx, tx, flow.Step{Move: "expire", ID: p.ID, From: p.State, By: flow.Clock,
			Stream: p.Conversation, Organisation: p.Seller,
			Data: map[string]any{"amount": p.Total.Minor, "currency": p.Total.Currency}})
		return err
	})
}
