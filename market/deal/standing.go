package deal

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/registration"
)

// Standing is what an actor is towards a thing between two organisations.
type Standing struct {
	Role flow.Role
	// Member is the actor's place in the organisation they act for here; empty
	// for the house and the operator.
	Member account.Membership
}

// StandingOf gives the actor's standing, or Missing (with this code) for whoever
// belongs to neither side. The hat decides; a session whose hat is neither side's
// acts for the side its person belongs to, an API key only for its organisation.
func StandingOf(ctx context.Context, r db.Reader, who policy.Actor, customer, seller id.ID, missing string) (Standing, error) {
	switch who.Kind {
	case policy.Clock:
		return Standing{Role: flow.Clock}, nil
	case policy.Processor:
		return Standing{Role: flow.Processor}, nil
	case policy.System:
		return Standing{Role: flow.System}, nil
	case policy.Operator:
		return Standing{Role: flow.Operator}, nil
	}
	if !who.IsSignedIn() {
		return Standing{}, fault.Unauthenticated("account.sign_in_first")
	}
	sides := []struct {
		role         flow.Role
		organisation id.ID
	}{{flow.Customer, customer}, {flow.Expert, seller}}
	if who.Organisation == seller {
		sides[0], sides[1] = sides[1], sides[0]
	}
	for _, side := range sides {
		if who.Scopes != nil && who.Organisation != side.organisation {
			continue
		}
		m, err := account.FindMembership(ctx, r, side.organisation, who.Person)
		if err == nil {
			return Standing{side.role, m}, nil
		}
		if !fault.IsKind(err, fault.KindMissing) {
			return Standing{}, err
		}
	}
	return Standing{}, fault.Missing(missing)
}

// proposalFacts finds out what the moves of a proposal need, for commands,
// buttons and the API alike.
func (r *Room) proposalFacts(ctx context.Context, rd db.Reader, s Standing, customer, seller id.ID, currency string) (facts flow.Facts, err error) {
	facts = flow.Facts{MayPropose: s.Member.MayPropose && s.Member.Acts(), MayBuy: s.Member.Acts()}
	if s.Role == flow.Customer {
		if facts[CanPay], err = r.Cards.CanPay(ctx, rd, customer, currency); err != nil {
			return facts, err
		}
		stopped, err := registration.IsStopped(ctx, rd, seller)
		facts[SellerGoesOn] = !stopped
		return facts, err
	}
	if facts[SellerActive], err = registration.IsActive(ctx, rd, seller); err != nil {
		return facts, err
	}
	facts[PaidIn], err = r.PayoutAccounts.PaidIn(ctx, rd, seller, currency)
	return facts, err
}

// ProposalStanding is what the actor is towards a proposal, with the facts that
// its moves need.
func (r *Room) ProposalStanding(ctx context.Context, rd db.Reader, who policy.Actor, p Proposal) (Standing, flow.Facts, error) {
	s, err := StandingOf(ctx, rd, who, p.Customer, p.Seller, "proposal.missing")
	if err != nil {
		return s, nil, err
	}
	facts, err := r.proposalFacts(ctx, rd, s, p.Customer, p.Seller, p.Total.Currency)
	return s, facts, err
}

// EngagementStanding is the same for an engagement.
func (r *Room) EngagementStanding(ctx context.Context, rd db.Reader, who policy.Actor, e Engagement) (Standing, flow.Facts, error) {
	s, err := StandingOf(ctx, rd, who, e.Customer, e.Seller, "engagement.missing")
	if err != nil {
		return s, nil, err
	}
	facts := flow.Facts{MayPropose: s.Member.MayPropose && s.Member.Acts(), MayBuy: s.Member.Acts()}
	awaiting, err := r.Dues.Awaiting(ctx, rd, e.ID)
	if err != nil {
		return s, nil, err
	}
	facts[NothingAwaiting] = !awaiting
	facts[Scheduled], err = r.Dues.Scheduled(ctx, rd, e.ID)
	return s, facts, err
}
