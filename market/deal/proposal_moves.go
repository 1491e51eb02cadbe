package deal

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/talk"
)

// Propose sends a proposal in a conversation. The seller is the expert's side of
// the conversation, for good.
func (r *Room) Propose(ctx context.Context, who policy.Actor, in ProposeInput) (id.ID, error) {
	now, err := r.Journal.Now(ctx)
	if err != nil {
		return id.None, err
	}
	offer, err := in.check(r.Currencies, r.today(now))
	if err != nil {
		return id.None, err
	}
	total := offer.total
	return journal.Do(ctx, r.Journal, who, "proposal.send", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		seat, err := talk.SeatOf(ctx, tx, who, in.Conversation)
		if err != nil {
			return id.None, err
		}
		if seat.Side != flow.Expert {
			return id.None, fault.Forbidden("proposal.not_yours")
		}
		if err := talk.Heard(ctx, tx, seat); err != nil {
			return id.None, err
		}
		customer, seller := seat.Conversation.CustomerOrganisation, seat.Conversation.ExpertOrganisation
		facts, err := r.proposalFacts(ctx, tx, Standing{seat.Side, seat.Member}, customer, seller, total.Currency)
		if err != nil {
			return id.None, err
		}
		proposal := id.New()
		data := map[string]any{"amount": total.Minor, "currency": total.Currency, "customer": customer.String(), "kind": in.Kind,
			"expires_at": int64(tx.Now.Add(flow.Days(in.ExpiresDays)))}
		if in.Supersedes != id.None {
			if err := supersede(ctx, tx, in, seller); err != nil {
				return id.None, err
			}
			data["supersedes"] = in.Supersedes.String()
		}
		state, deadline, err := ProposalFlow.Make(ctx, tx, flow.Step{Move: "send", ID: proposal, By: seat.Side, Facts: facts,
			Until: tx.Now.Add(flow.Days(in.ExpiresDays)), Stream: in.Conversation, Organisation: seller, Data: data})
		if err != nil {
			return id.None, err
		}
		if in.Supersedes == id.None {
			if err := unsent(ctx, tx, in, offer, seller); err != nil {
				return id.None, err
			}
		}
		_, err = tx.Exec(ctx, proposalInsert, proposal, string(state), int64(tx.Now), deadline.OrNull(), in.Conversation,
			customer, seller, who.Person, in.Kind, in.ExpiresDays, in.Supersedes, total.Minor, total.Currency,
			in.Terms, prose.Guess(in.Terms), int64(r.Fee))
		if err != nil {
			return id.None, err
		}
		return proposal, insertLines(ctx, tx, proposal, offer.lines)
	})
}

// supersede takes an earlier proposal off the table, in the change that sends the
// one which replaces it: it must be the same seller's, in the same conversation, and
// still wait for its answer.
func supersede(ctx context.Context, tx *journal.Tx, in ProposeInput, seller id.ID) error {
	p, err := holdProposal(ctx, tx, in.Supersedes)
	if err != nil {
		return err
	}
	if p.Conversation != in.Conversation || p.Seller != seller {
		return fault.Missing("proposal.missing")
	}
	_, err = ProposalFlow.Move(ctx, tx, flow.Step{Move: "supersede", ID: p.ID, From: p.State, By: flow.System,
		Stream: p.Conversation, Organisation: seller, Data: map[string]any{"amount": p.Total.Minor, "currency": p.Total.Currency}})
	return err
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
		Data: map[string]any{"amount": p.Total.Minor, "currency": p.Total.Currency, "kind": p.Kind}})
	return p, err
}

// Accept agrees to a proposal and begins the engagement, whose id it gives. The
// fee's rate is frozen here, the contract's text is kept, and what was agreed to be
// paid without asking is written down in the same change: an upfront payment is
// approved, a schedule's are scheduled.
func (r *Room) Accept(ctx context.Context, who policy.Actor, in AcceptInput) (id.ID, error) {
	if err := in.check(); err != nil {
		return id.None, err
	}
	if err := in.agreed(); err != nil {
		return id.None, err
	}
	return journal.Do(ctx, r.Journal, who, "proposal.accept", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		p, err := r.move(ctx, tx, who, in.Proposal, "accept")
		if err == nil {
			err = account.MayApprove(ctx, tx, who, p.Total)
		}
		if err != nil {
			return id.None, err
		}
		if _, err := tx.Exec(ctx, proposalDecide, p.ID, who.Person, "", ""); err != nil {
			return id.None, err
		}
		lines, err := LinesOf(ctx, tx, p)
		if err != nil {
			return id.None, err
		}
		if err := r.asShown(ctx, tx, in, p, lines); err != nil {
			return id.None, err
		}
		if err := keepAgreement(ctx, tx); err != nil {
			return id.None, err
		}
		e, err := r.begin(ctx, tx, who, in, p)
		if err != nil {
			return id.None, err
		}
		if e.Kind == KindMilestone {
			return e.ID, planMilestones(ctx, tx, e, lines)
		}
		return e.ID, r.Dues.Begin(ctx, tx, e, lines)
	})
}

// asShown refuses a way to pay that is not the customer's or cannot be used, and an
// amount charged at once that is no longer the one that was shown: a payment may have
// fallen due since (AWS_IQ.md 8, item 6).
func (r *Room) asShown(ctx context.Context, tx *journal.Tx, in AcceptInput, p Proposal, lines []Line) error {
	if !in.Method.IsNone() {
		may, err := r.Cards.PaysWith(ctx, tx, p.Customer, in.Method, p.Total.Currency)
		if err != nil {
			return err
		}
		if !may {
			return fault.Invalid("form.invalid", fault.At("method", "method"))
		}
	}
	if now := r.AtOnce(p, lines, tx.Now).Amount; in.AtOnce != "" && in.AtOnce != now.Decimal() {
		return fault.Conflict("proposal.at_once_changed")
	}
	return nil
}

// begin makes the engagement of an accepted proposal.
func (r *Room) begin(ctx context.Context, tx *journal.Tx, who policy.Actor, in AcceptInput, p Proposal) (Engagement, error) {
	e := Engagement{ID: id.New(), StateSince: tx.Now, Version: 1, Proposal: p.ID, Conversation: p.Conversation, Customer: p.Customer, Seller: p.Seller,
		AcceptedBy: who.Person, Kind: p.Kind, Total: p.Total, Asked: money.Of(0, p.Total.Currency), FeeRate: r.Fee,
		Approval: in.Approval, PurchaseOrder: in.PurchaseOrder, Agreement: in.Agreement, AgreementLang: in.Lang,
		Method: in.Method, MadeAt: tx.Now}
	var err error
	e.State, _, err = EngagementFlow.Make(ctx, tx, flow.Step{Move: "begin", ID: e.ID, By: flow.System,
		Stream: p.Conversation, Organisation: p.Customer, Data: map[string]any{"proposal": p.ID.String(), "amount": p.Total.Minor,
			"currency": p.Total.Currency, "fee_rate": int64(r.Fee), "kind": e.Kind, "approval": e.Approval, "agreement": e.Agreement}})
	if err != nil {
		return e, err
	}
	_, err = tx.Exec(ctx, engagementInsert, e.ID, string(e.State), int64(tx.Now), e.Proposal, e.Conversation, e.Customer, e.Seller,
		e.AcceptedBy, e.Total.Minor, e.Total.Currency, int64(e.FeeRate), FeeBasePrice, RoundingHalfUp,
		e.Kind, e.Approval, e.PurchaseOrder, e.Agreement, e.AgreementLang, e.Method)
	return e, err
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

// Expire ends a proposal that nobody answered in the days its expert chose; the
// clock does it.
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
