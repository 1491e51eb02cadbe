package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/talk"
)

// Engagement is agreed work and the root of everything paid for it.
type Engagement struct {
	ID           string      `json:"id"`
	State        string      `json:"state" enum:"active,stopping,completed"`
	WaitsFor     string      `json:"waits_for,omitempty" enum:"expert"`
	Proposal     string      `json:"proposal"`
	Conversation string      `json:"conversation"`
	Seller       string      `json:"seller"`
	Customer     string      `json:"customer"`
	Kind         string      `json:"kind" enum:"milestone,upfront,schedule"`
	Approval     string      `json:"approval" enum:"automatic,manual" doc:"How its payment requests are approved; automatic approves by silence on day 10 too"`
	Order        string      `json:"purchase_order,omitempty" doc:"The customer's own number"`
	Method       string      `json:"payment_method,omitempty" doc:"Chosen on acceptance to be charged; only on one engagement, to the customer"`
	Agreement    string      `json:"agreement,omitempty" example:"1" doc:"The version of the Engagement Agreement that was accepted"`
	Total        Money       `json:"total" doc:"The most that may be asked for"`
	Asked        Money       `json:"asked" doc:"Scheduled, awaiting, approved, collected, uncollected or written off"`
	Remaining    Money       `json:"remaining"`
	FeeRate      string      `json:"fee_rate" doc:"The house's share of each payment, frozen on acceptance" example:"2.5%"`
	Milestones   []Milestone `json:"milestones,omitempty" doc:"Only on one engagement"`
	Began        string      `json:"began_at" format:"date-time"`
	Stopped      string      `json:"stopped_at,omitempty" format:"date-time" doc:"When the customer stopped its future payments"`
	Deadline     string      `json:"deadline,omitempty" format:"date-time" doc:"When a stopped engagement ends"`
	Ended        string      `json:"ended_at,omitempty" format:"date-time"`
	Moves        []Move      `json:"moves,omitempty" doc:"What the caller may do now; only on one engagement"`
}

// Milestone is a part of agreed work with an amount of its own.
type Milestone struct {
	ID    string `json:"id"`
	State string `json:"state" enum:"planned,asked,approved,paid,cancelled"`
	Since string `json:"state_since" format:"date-time"`
	Line
}

func engagementOf(e deal.Engagement) Engagement {
	out := Engagement{
		ID: deal.EngagementID.Text(e.ID), State: string(e.State), WaitsFor: string(deal.EngagementFlow.WaitsFor(e.State)),
		Proposal: deal.ProposalID.Text(e.Proposal), Conversation: talk.ConversationID.Text(e.Conversation),
		Seller: account.OrganisationID.Text(e.Seller), Customer: account.OrganisationID.Text(e.Customer),
		Kind: e.Kind, Approval: e.Approval, Order: e.PurchaseOrder, Agreement: e.Agreement, Stopped: instant(e.StoppedAt), Deadline: instant(e.Deadline),
		Total: moneyOf(e.Total), Asked: moneyOf(e.Asked), Remaining: moneyOf(e.Remaining()), FeeRate: e.FeeRate.String(), Began: instant(e.MadeAt),
	}
	if e.State == deal.Completed {
		out.Ended = instant(e.StateSince)
	}
	return out
}

func (f *Face) oneEngagement(ctx context.Context, engagement id.ID) (Engagement, error) {
	e, err := deal.FindEngagement(ctx, f.DB, Who(ctx), engagement)
	if err != nil {
		return Engagement{}, err
	}
	out := engagementOf(e)
	s, facts, err := f.Deals.EngagementStanding(ctx, f.DB, Who(ctx), e)
	if err != nil {
		return out, err
	}
	out.Moves = movesOf(deal.EngagementFlow.Moves(e.State, facts, s.Role))
	if s.Role == flow.Customer && !e.Method.IsNone() {
		out.Method = payment.MethodID.Text(e.Method)
	}
	list, err := deal.MilestonesOf(ctx, f.DB, e.ID)
	for _, m := range list {
		out.Milestones = append(out.Milestones, Milestone{ID: deal.MilestoneID.Text(m.ID), State: string(m.State), Since: instant(m.StateSince), Line: lineOf(m.Line)})
	}
	return out, err
}

func (f *Face) listEngagements(ctx context.Context, in *InConversation) (*Out[List[Engagement]], error) {
	c, err := typed(in.Conversation, talk.ConversationID, "conversation.missing")
	if err != nil {
		return nil, err
	}
	if _, _, err := talk.Enter(ctx, f.DB, Who(ctx), c); err != nil {
		return nil, err
	}
	list, err := deal.EngagementsIn(ctx, f.DB, c)
	out := List[Engagement]{Items: []Engagement{}}
	for _, e := range list {
		out.Items = append(out.Items, engagementOf(e))
	}
	return ok(out, err)
}

func (f *Face) engagementOperations(api huma.API) {
	add(f, api, Op{ID: "listEngagements", Method: "GET", Path: "/engagements", Tag: "engagements", Scope: "deals:read", Summary: "Engagements of a conversation, oldest first"}, f.listEngagements)
	add(f, api, Op{ID: "getEngagement", Method: "GET", Path: "/engagements/{id}", Tag: "engagements", Scope: "deals:read", Summary: "One engagement, with what you may do"},
		func(ctx context.Context, in *ByID) (*Out[Engagement], error) {
			e, err := in.Parse(deal.EngagementID)
			if err != nil {
				return nil, err
			}
			return ok(f.oneEngagement(ctx, e))
		})
	add(f, api, Op{ID: "stopSchedule", Method: "POST", Path: "/engagements/{id}/stop", Tag: "engagements", Scope: "deals:write",
		Summary: "Stop future payments", Detail: "By the customer. What has not fallen due is cancelled; for ten days the expert may ask for work done before."},
		func(ctx context.Context, in *ByID) (*Out[Engagement], error) {
			e, err := in.Parse(deal.EngagementID)
			if err != nil {
				return nil, err
			}
			if err := f.Deals.Stop(ctx, Who(ctx), e); err != nil {
				return nil, err
			}
			return ok(f.oneEngagement(ctx, e))
		})
	add(f, api, Op{ID: "completeProposal", Method: "POST", Path: "/engagements/{id}/complete", Tag: "engagements", Scope: "deals:write",
		Summary: "Complete an engagement", Detail: "By the expert. Refused while a payment request waits for an answer."},
		func(ctx context.Context, in *ByID) (*Out[Engagement], error) {
			e, err := in.Parse(deal.EngagementID)
			if err != nil {
				return nil, err
			}
			if err := f.Deals.Complete(ctx, Who(ctx), e); err != nil {
				return nil, err
			}
			return ok(f.oneEngagement(ctx, e))
		})
}
