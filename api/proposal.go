package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/talk"
)

// Proposal is an offer of a fixed price.
type Proposal struct {
	ID           string `json:"id"`
	State        string `json:"state" enum:"proposed,accepted,declined,withdrawn,expired,superseded"`
	WaitsFor     string `json:"waits_for,omitempty" enum:"customer" doc:"Who acts next; absent at an end"`
	Conversation string `json:"conversation"`
	Engagement   string `json:"engagement,omitempty" doc:"What it became when it was accepted; only on one proposal"`
	Kind         string `json:"kind" enum:"milestone" doc:"The total is the most that may be asked for"`
	Total        Money  `json:"total"`
	Terms        *Text  `json:"terms,omitempty" doc:"Limited Markdown; absent once erased"`
	Seller       string `json:"seller" doc:"The organisation that sells"`
	Customer     string `json:"customer" doc:"The organisation that buys"`
	Reason       *Text  `json:"reason,omitempty" doc:"Why it was declined, if the customer said"`
	Expires      string `json:"expires_at,omitempty" format:"date-time"`
	Made         string `json:"made_at" format:"date-time"`
	Moves        []Move `json:"moves,omitempty" doc:"What the caller may do now; only on one proposal"`
}

func proposalOf(p deal.Proposal) Proposal {
	return Proposal{
		ID: deal.ProposalID.Text(p.ID), State: string(p.State), WaitsFor: string(deal.ProposalFlow.WaitsFor(p.State)),
		Conversation: talk.ConversationID.Text(p.Conversation), Kind: p.Kind, Total: moneyOf(p.Total), Terms: textOf(p.Terms, p.TermsLang),
		Seller: account.OrganisationID.Text(p.Seller), Customer: account.OrganisationID.Text(p.Customer), Reason: textOf(p.Reason, p.ReasonLang),
		Expires: instant(p.Deadline), Made: instant(p.MadeAt),
	}
}

func (f *Face) oneProposal(ctx context.Context, proposal id.ID) (Proposal, error) {
	p, err := deal.FindProposal(ctx, f.DB, Who(ctx), proposal)
	if err != nil {
		return Proposal{}, err
	}
	out := proposalOf(p)
	s, facts, err := f.Deals.ProposalStanding(ctx, f.DB, Who(ctx), p)
	if err != nil {
		return out, err
	}
	out.Moves = movesOf(deal.ProposalFlow.Moves(p.State, facts, s.Role))
	e, agreed, err := deal.EngagementOf(ctx, f.DB, p.ID)
	if agreed {
		out.Engagement = deal.EngagementID.Text(e.ID)
	}
	return out, err
}

// NewProposal is what a seller offers.
type NewProposal struct {
	Body struct {
		Conversation string `json:"conversation" maxLength:"64"`
		Total        string `json:"total" maxLength:"200" doc:"As a person writes it: 1200.00" example:"1200.00"`
		Currency     string `json:"currency" maxLength:"3" doc:"ISO 4217; one the seller has a payout account in" example:"USD"`
		Terms        string `json:"terms" maxLength:"200000" doc:"At most 5,000 characters of limited Markdown"`
	}
}

// InConversation lists what stands in one conversation.
type InConversation struct {
	Conversation string `query:"conversation" maxLength:"64" required:"true"`
}

// ByIDWithReason is an operation on one thing with a written reason.
type ByIDWithReason struct {
	ByID
	Body struct {
		Reason string `json:"reason,omitempty" maxLength:"20000" doc:"At most 500 characters; the other side reads it"`
	}
}

func (f *Face) listProposals(ctx context.Context, in *InConversation) (*Out[List[Proposal]], error) {
	c, err := typed(in.Conversation, talk.ConversationID, "conversation.missing")
	if err != nil {
		return nil, err
	}
	if _, _, err := talk.Enter(ctx, f.DB, Who(ctx), c); err != nil {
		return nil, err
	}
	list, err := deal.ProposalsIn(ctx, f.DB, c)
	out := List[Proposal]{Items: []Proposal{}}
	for _, p := range list {
		out.Items = append(out.Items, proposalOf(p))
	}
	return ok(out, err)
}

func (f *Face) createProposal(ctx context.Context, in *NewProposal) (*Out[Proposal], error) {
	c, err := typed(in.Body.Conversation, talk.ConversationID, "conversation.missing")
	if err != nil {
		return nil, err
	}
	p, err := f.Deals.Propose(ctx, Who(ctx), deal.ProposeInput{Conversation: c, Currency: in.Body.Currency, Total: in.Body.Total, Terms: in.Body.Terms})
	if err != nil {
		return nil, err
	}
	return ok(f.oneProposal(ctx, p))
}

func (f *Face) proposalOperations(api huma.API) {
	add(f, api, Op{ID: "listProposals", Method: "GET", Path: "/proposals", Tag: "proposals", Scope: "deals:read", Summary: "Proposals of a conversation, oldest first"}, f.listProposals)
	add(f, api, Op{ID: "getProposal", Method: "GET", Path: "/proposals/{id}", Tag: "proposals", Scope: "deals:read", Summary: "One proposal, with what you may do"},
		func(ctx context.Context, in *ByID) (*Out[Proposal], error) {
			p, err := in.Parse(deal.ProposalID)
			if err != nil {
				return nil, err
			}
			return ok(f.oneProposal(ctx, p))
		})
	add(f, api, Op{ID: "createMilestoneProposal", Method: "POST", Path: "/proposals", Tag: "proposals", Scope: "deals:write", Status: 201,
		Summary: "Send a proposal", Detail: "A fixed price and its terms. It is never changed afterwards; new terms are a new proposal."}, f.createProposal)
	add(f, api, Op{ID: "approveProposal", Method: "POST", Path: "/proposals/{id}/accept", Tag: "proposals", Scope: "deals:write",
		Summary: "Accept a proposal", Detail: "An engagement begins. A way to pay must be on file."}, f.acceptProposal)
	add(f, api, Op{ID: "rejectProposal", Method: "POST", Path: "/proposals/{id}/decline", Tag: "proposals", Scope: "deals:write", Summary: "Decline a proposal"},
		func(ctx context.Context, in *ByIDWithReason) (*Out[Proposal], error) {
			return f.moveProposal(ctx, in.ByID, func(p id.ID) error {
				return f.Deals.Decline(ctx, Who(ctx), deal.DeclineInput{Proposal: p, Reason: in.Body.Reason})
			})
		})
	add(f, api, Op{ID: "withdrawProposal", Method: "POST", Path: "/proposals/{id}/withdraw", Tag: "proposals", Scope: "deals:write", Summary: "Take a proposal back"},
		func(ctx context.Context, in *ByID) (*Out[Proposal], error) {
			return f.moveProposal(ctx, *in, func(p id.ID) error { return f.Deals.Withdraw(ctx, Who(ctx), p) })
		})
}

func (f *Face) moveProposal(ctx context.Context, in ByID, move func(p id.ID) error) (*Out[Proposal], error) {
	p, err := in.Parse(deal.ProposalID)
	if err != nil {
		return nil, err
	}
	if err := move(p); err != nil {
		return nil, err
	}
	return ok(f.oneProposal(ctx, p))
}

// Agreeing is how a customer accepts a proposal.
type Agreeing struct {
	ByID
	Body struct {
		Approval      string `json:"approval" enum:"automatic,manual" doc:"How its payment requests are approved: automatic approves by silence on day 10 too"`
		PurchaseOrder string `json:"purchase_order,omitempty" maxLength:"2000" doc:"Your own number, at most 64 characters"`
	}
}

func (f *Face) acceptProposal(ctx context.Context, in *Agreeing) (*Out[Engagement], error) {
	p, err := in.Parse(deal.ProposalID)
	if err != nil {
		return nil, err
	}
	e, err := f.Deals.Accept(ctx, Who(ctx), deal.AcceptInput{Proposal: p, Approval: in.Body.Approval,
		PurchaseOrder: in.Body.PurchaseOrder})
	if err != nil {
		return nil, err
	}
	return ok(f.oneEngagement(ctx, e))
}
