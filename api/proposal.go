package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/clock"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/talk"
)

// Proposal is an offer of a fixed price.
type Proposal struct {
	ID           string `json:"id"`
	State        string `json:"state" enum:"proposed,accepted,declined,withdrawn,expired,superseded"`
	WaitsFor     string `json:"waits_for,omitempty" enum:"customer" doc:"Who acts next; absent at an end"`
	Conversation string `json:"conversation"`
	Engagement   string `json:"engagement,omitempty" doc:"What it became when it was accepted; only on one proposal"`
	Kind         string `json:"kind" enum:"milestone,upfront,schedule" doc:"milestone: the total is the most that may be asked for; upfront: it is charged on acceptance; schedule: it is charged on the dates of its lines"`
	Total        Money  `json:"total"`
	Lines        []Line `json:"lines,omitempty" doc:"Its milestones, or the payments of its schedule by date; only on one proposal"`
	Fee          string `json:"fee_rate,omitempty" doc:"What the house would keep if it were accepted now; only on one proposal that waits for its answer" example:"2.5%"`
	FeeSent      string `json:"fee_rate_when_sent,omitempty" doc:"The same when it was sent, where it has changed since"`
	AtOnce       *Money `json:"at_once,omitempty" doc:"What accepting it today charges straight away: the whole of an upfront proposal, every payment of a schedule whose date has come, else nothing; only on one proposal that waits for its answer"`
	Supersedes   string `json:"supersedes,omitempty" doc:"The earlier proposal that it replaced"`
	ExpiresDays  int    `json:"expires_days" doc:"How many days it could be accepted"`
	Terms        *Text  `json:"terms,omitempty" doc:"Limited Markdown; absent once erased"`
	Seller       string `json:"seller" doc:"The organisation that sells"`
	Customer     string `json:"customer" doc:"The organisation that buys"`
	Reason       *Text  `json:"reason,omitempty" doc:"Why it was declined, if the customer said"`
	Expires      string `json:"expires_at,omitempty" format:"date-time"`
	Made         string `json:"made_at" format:"date-time"`
	Moves        []Move `json:"moves,omitempty" doc:"What the caller may do now; only on one proposal"`
}

// Line is a milestone, or a payment of a schedule.
type Line struct {
	Number     int    `json:"number" doc:"From 1, in their order"`
	Title      *Text  `json:"title,omitempty"`
	Amount     Money  `json:"amount"`
	DueOn      string `json:"due_on,omitempty" format:"date" doc:"In the house's zone"`
	AtOnce     bool   `json:"at_once,omitempty" doc:"Its date has come: accepting the proposal today charges it at once"`
	Acceptance *Text  `json:"acceptance,omitempty" doc:"When a milestone counts as done"`
}

func lineOf(l deal.Line) Line {
	return Line{Number: l.Number, Title: textOf(l.Title, l.TitleLang), Amount: moneyOf(l.Amount), DueOn: l.DueOn,
		Acceptance: textOf(l.Acceptance, l.AcceptanceLang)}
}

func proposalOf(p deal.Proposal) Proposal {
	out := Proposal{
		ID: deal.ProposalID.Text(p.ID), State: string(p.State), WaitsFor: string(deal.ProposalFlow.WaitsFor(p.State)),
		Conversation: talk.ConversationID.Text(p.Conversation), Kind: p.Kind, Total: moneyOf(p.Total), Terms: textOf(p.Terms, p.TermsLang),
		Seller: account.OrganisationID.Text(p.Seller), Customer: account.OrganisationID.Text(p.Customer), Reason: textOf(p.Reason, p.ReasonLang),
		ExpiresDays: p.ExpiresDays, Expires: instant(p.Deadline), Made: instant(p.MadeAt),
	}
	if !p.Supersedes.IsNone() {
		out.Supersedes = deal.ProposalID.Text(p.Supersedes)
	}
	return out
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
	now, err := f.Journal.Now(ctx)
	if err != nil {
		return out, err
	}
	if err := f.addLines(ctx, &out, p, now); err != nil {
		return out, err
	}
	e, agreed, err := deal.EngagementOf(ctx, f.DB, p.ID)
	if agreed {
		out.Engagement = deal.EngagementID.Text(e.ID)
	}
	return out, err
}

// addLines adds what a proposal's total is made of, and while it waits what accepting
// it at this moment charges at once.
func (f *Face) addLines(ctx context.Context, out *Proposal, p deal.Proposal, now clock.Micros) error {
	lines, err := deal.LinesOf(ctx, f.DB, p)
	if err != nil {
		return err
	}
	for _, l := range lines {
		out.Lines = append(out.Lines, lineOf(l))
	}
	if p.State != deal.Proposed {
		return nil
	}
	out.Fee = f.Deals.Fee.String()
	if p.FeeChanged(f.Deals.Fee) {
		out.FeeSent = p.FeeSent.String()
	}
	due := f.Deals.AtOnce(p, lines, now)
	amount := moneyOf(due.Amount)
	out.AtOnce = &amount
	for i := range due.Lines { // Of a schedule, in the order of its dates: the first ones.
		out.Lines[i].AtOnce = true
	}
	return nil
}

// Offer is what every new proposal says, whatever its kind.
type Offer struct {
	Conversation string `json:"conversation" maxLength:"64"`
	Currency     string `json:"currency" maxLength:"3" doc:"ISO 4217; one the seller has a payout account in" example:"USD"`
	Terms        string `json:"terms" maxLength:"200000" doc:"At most 5,000 characters of limited Markdown"`
	ExpiresDays  int    `json:"expires_days,omitempty" minimum:"1" maximum:"90" doc:"How many days it can be accepted; 30 when absent"`
	Supersedes   string `json:"supersedes,omitempty" maxLength:"64" doc:"An earlier proposal of yours in this conversation that still waits; it is replaced in the same change"`
}

// NewMilestone is one milestone of a new proposal.
type NewMilestone struct {
	Title      string `json:"title" maxLength:"4000" doc:"At most 120 characters"`
	Amount     string `json:"amount" maxLength:"200" doc:"As a person writes it" example:"400.00"`
	DueOn      string `json:"due_on,omitempty" maxLength:"10" doc:"YYYY-MM-DD, not in the past" example:"2027-01-31"`
	Acceptance string `json:"acceptance,omitempty" maxLength:"20000" doc:"When it counts as done; at most 500 characters"`
}

// NewScheduled is one payment of a new schedule.
type NewScheduled struct {
	DueOn  string `json:"due_on" maxLength:"10" doc:"YYYY-MM-DD in the house's zone, not in the past" example:"2027-01-31"`
	Amount string `json:"amount" maxLength:"200" doc:"As a person writes it" example:"400.00"`
	Title  string `json:"title,omitempty" maxLength:"4000" doc:"What it is for; at most 120 characters"`
}

// NewProposal is what a seller offers for the most that may be asked for.
type NewProposal struct {
	Body struct {
		Offer
		Total      string         `json:"total,omitempty" maxLength:"200" doc:"As a person writes it: 1200.00; may be absent with milestones, whose sum it is" example:"1200.00"`
		Milestones []NewMilestone `json:"milestones,omitempty" maxItems:"50"`
	}
}

// NewUpfront is what a seller offers for a total charged on acceptance.
type NewUpfront struct {
	Body struct {
		Offer
		Total string `json:"total" maxLength:"200" doc:"As a person writes it: 1200.00" example:"1200.00"`
	}
}

// NewSchedule is what a seller offers for payments on dates.
type NewSchedule struct {
	Body struct {
		Offer
		Payments []NewScheduled `json:"payments" minItems:"1" maxItems:"60"`
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
	draft := deal.ProposeInput{Kind: deal.KindMilestone, Total: in.Body.Total}
	for _, m := range in.Body.Milestones {
		draft.Lines = append(draft.Lines, deal.LineInput{Title: m.Title, Amount: m.Amount, DueOn: m.DueOn, Acceptance: m.Acceptance})
	}
	return f.sendProposal(ctx, in.Body.Offer, draft)
}

func (f *Face) createUpfront(ctx context.Context, in *NewUpfront) (*Out[Proposal], error) {
	return f.sendProposal(ctx, in.Body.Offer, deal.ProposeInput{Kind: deal.KindUpfront, Total: in.Body.Total})
}

func (f *Face) createSchedule(ctx context.Context, in *NewSchedule) (*Out[Proposal], error) {
	draft := deal.ProposeInput{Kind: deal.KindSchedule}
	for _, p := range in.Body.Payments {
		draft.Lines = append(draft.Lines, deal.LineInput{Title: p.Title, Amount: p.Amount, DueOn: p.DueOn})
	}
	return f.sendProposal(ctx, in.Body.Offer, draft)
}

// lineNames are what the operations' bodies call the lines of a proposal. A schedule
// has no total of its own: what is wrong with its sum is wrong with its payments.
var lineNames = map[string][]string{
	deal.KindMilestone: {"lines.", "milestones."},
	deal.KindSchedule:  {"lines.", "payments.", "total", "payments"},
}

// sendProposal sends a draft with what every proposal says.
func (f *Face) sendProposal(ctx context.Context, o Offer, draft deal.ProposeInput) (*Out[Proposal], error) {
	var err error
	if draft.Conversation, err = typed(o.Conversation, talk.ConversationID, "conversation.missing"); err != nil {
		return nil, err
	}
	if o.Supersedes != "" {
		if draft.Supersedes, err = typed(o.Supersedes, deal.ProposalID, "proposal.missing"); err != nil {
			return nil, err
		}
	}
	draft.Currency, draft.Terms, draft.ExpiresDays = o.Currency, o.Terms, o.ExpiresDays
	p, err := f.Deals.Propose(ctx, Who(ctx), draft)
	if err != nil {
		return nil, renamed(err, lineNames[draft.Kind]...)
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
		Summary: "Send a proposal", Detail: "A fixed price and its terms; you ask for parts of it as work is delivered, for a milestone or freely. It is never changed afterwards; new terms are a new proposal, which may replace this one."}, f.createProposal)
	add(f, api, Op{ID: "createUpfrontProposal", Method: "POST", Path: "/proposals/upfront", Tag: "proposals", Scope: "deals:write", Status: 201,
		Summary: "Send an upfront proposal", Detail: "The total is charged when the customer accepts."}, f.createUpfront)
	add(f, api, Op{ID: "createScheduledProposal", Method: "POST", Path: "/proposals/scheduled", Tag: "proposals", Scope: "deals:write", Status: 201,
		Summary: "Send a proposal with a schedule", Detail: "Accepting it agrees to every payment, each charged on its date. The total is their sum."}, f.createSchedule)
	add(f, api, Op{ID: "approveProposal", Method: "POST", Path: "/proposals/{id}/accept", Tag: "proposals", Scope: "deals:write",
		Summary: "Accept a proposal", Detail: "An engagement begins. A way to pay must be on file. What the proposal calls at_once is charged straight away: upfront, and every payment of a schedule whose date has come."}, f.acceptProposal)
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
		Method        string `json:"payment_method,omitempty" maxLength:"64" doc:"The way to pay that its payments are charged to unless another is chosen for one; the preferred one when absent"`
		AtOnce        string `json:"at_once,omitempty" maxLength:"40" doc:"The amount that you were told is charged at once (at_once of the proposal); refused when it has changed meanwhile, taken as it is when absent" example:"400.00"`
		Agreement     string `json:"agreement,omitempty" maxLength:"20" doc:"The version of the Engagement Agreement that you have read; refused when it is no longer today's, which is meant when absent"`
		Lang          string `json:"lang,omitempty" enum:"en,ja" doc:"The language you have read it in; en when absent"`
	}
}

func (f *Face) acceptProposal(ctx context.Context, in *Agreeing) (*Out[Engagement], error) {
	p, err := in.Parse(deal.ProposalID)
	if err != nil {
		return nil, err
	}
	agree := deal.AcceptInput{Proposal: p, Approval: in.Body.Approval, PurchaseOrder: in.Body.PurchaseOrder,
		AtOnce: in.Body.AtOnce, Agreement: in.Body.Agreement, Lang: in.Body.Lang}
	if in.Body.Method != "" {
		if agree.Method, err = typed(in.Body.Method, payment.MethodID, "payment_method.missing"); err != nil {
			return nil, err
		}
	}
	e, err := f.Deals.Accept(ctx, Who(ctx), agree)
	if err != nil {
		return nil, err
	}
	return ok(f.oneEngagement(ctx, e))
}
