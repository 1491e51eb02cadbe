package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/clock"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/market/view"
)

// Offered is one proposal beside others for the same request.
type Offered struct {
	Conversation string   `json:"conversation"`
	Voice        Seller   `json:"expert"`
	Proposal     Proposal `json:"proposal" doc:"With its lines"`
	Payments     []Paying `json:"payments,omitempty" doc:"What you would pay and when, in this order; absent once it is accepted"`
}

// Paying is one payment of a proposal that was not accepted yet.
type Paying struct {
	Amount  Money  `json:"amount"`
	When    string `json:"when" enum:"on_acceptance,on_its_date,when_approved" doc:"on_acceptance: straight away, also of a schedule whose date has come; when_approved: once you approve what the expert delivered, at most this amount"`
	On      string `json:"on,omitempty" format:"date" doc:"When it is charged, if accepted today"`
	Method  string `json:"method,omitempty" enum:"card,ach,net_terms" doc:"How you would pay: the preferred way in this currency; absent when there is none yet"`
	Arrives string `json:"arrives_from,omitempty" format:"date" doc:"When the money would be here, and from there goes to the expert: not before"`
	By      string `json:"arrives_by,omitempty" format:"date" doc:"And usually by"`
}

// Comparing names a request, and perhaps the conversations to compare.
type Comparing struct {
	ByID
	Conversations []string `query:"conversation" maxItems:"20" doc:"Only the proposals of these conversations; all when absent"`
}

func (f *Face) compareProposals(ctx context.Context, in *Comparing) (*Out[List[Offered]], error) {
	of, err := in.Parse(request.RequestID)
	if err != nil {
		return nil, err
	}
	chosen := map[string]bool{}
	for _, c := range in.Conversations {
		chosen[c] = true
	}
	responses, err := view.Responses(ctx, f.DB, Who(ctx), of)
	if err != nil {
		return nil, err
	}
	now, err := f.Journal.Now(ctx)
	if err != nil {
		return nil, err
	}
	out := List[Offered]{Items: []Offered{}}
	for _, r := range responses {
		c := talk.ConversationID.Text(r.Conversation.ID)
		if len(chosen) > 0 && !chosen[c] {
			continue
		}
		list, err := deal.ProposalsIn(ctx, f.DB, r.Conversation.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			if p.State != deal.Proposed && p.State != deal.Accepted {
				continue
			}
			one := Offered{Conversation: c, Voice: sellerOf(r.Voice), Proposal: proposalOf(p)}
			if err := f.addLines(ctx, &one.Proposal, p, now); err != nil {
				return nil, err
			}
			if p.State == deal.Proposed {
				if one.Payments, err = f.payingFor(ctx, p, one.Proposal, now); err != nil {
					return nil, err
				}
			}
			out.Items = append(out.Items, one)
		}
	}
	return ok(out, nil)
}

// payingFor is what a proposal makes the customer pay, and when the money would come
// with the way to pay preferred now.
func (f *Face) payingFor(ctx context.Context, p deal.Proposal, shown Proposal, now clock.Micros) ([]Paying, error) {
	methods, err := payment.UsableMethods(ctx, f.DB, p.Customer, p.Total.Currency)
	if err != nil {
		return nil, err
	}
	today := now.Date(f.Payments.Zone)
	one := func(amount Money, when, on string) Paying {
		out := Paying{Amount: amount, When: when, On: on}
		if len(methods) == 0 {
			return out
		}
		out.Method = methods[0].Kind
		if day, err := time.Parse(time.DateOnly, on); err == nil {
			from, to := payment.Takes(out.Method)
			out.Arrives, out.By = day.AddDate(0, 0, from).Format(time.DateOnly), day.AddDate(0, 0, to).Format(time.DateOnly)
		}
		return out
	}
	switch {
	case p.Kind == deal.KindUpfront:
		return []Paying{one(shown.Total, "on_acceptance", today)}, nil
	case len(shown.Lines) == 0:
		return []Paying{one(shown.Total, "when_approved", "")}, nil
	}
	var list []Paying
	for _, l := range shown.Lines {
		switch {
		case p.Kind == deal.KindMilestone:
			list = append(list, one(l.Amount, "when_approved", ""))
		case l.DueOn <= today:
			list = append(list, one(l.Amount, "on_acceptance", today))
		default:
			list = append(list, one(l.Amount, "on_its_date", l.DueOn))
		}
	}
	return list, nil
}

func (f *Face) compareOperations(api huma.API) {
	add(f, api, Op{ID: "compareProposals", Method: "GET", Path: "/requests/{id}/proposals", Tag: "proposals", Scope: "deals:read",
		Summary: "Compare what experts offer for a request of one's own",
		Detail:  "The proposals of every conversation about it that wait or were accepted, in the order of the answers, with what you would pay and when, and when the money would be here."},
		f.compareProposals)
}
