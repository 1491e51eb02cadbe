package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/market/registration"
	"guildhall/market/view"
)

// UnderWay is one kind of what goes on for a seller.
type UnderWay struct {
	Kind   string `json:"kind" enum:"engagements,payment_requests,payouts,earned,proposals"`
	Count  int64  `json:"count,omitempty"`
	Amount *Money `json:"amount,omitempty" doc:"Of what was earned and is not paid out yet, once for each currency"`
}

func underWay(u view.UnderWay) []UnderWay {
	var list []UnderWay
	for _, o := range u.Open {
		if o.Count > 0 {
			list = append(list, UnderWay{Kind: o.Code, Count: o.Count})
		}
	}
	for _, a := range u.Earned {
		m := moneyOf(a)
		list = append(list, UnderWay{Kind: "earned", Amount: &m})
	}
	if u.Proposals > 0 {
		list = append(list, UnderWay{Kind: "proposals", Count: u.Proposals})
	}
	return list
}

// SuspendBody is what the desk says of a suspension.
type SuspendBody struct {
	RefuseBody
	Until string `json:"until,omitempty" maxLength:"10" doc:"YYYY-MM-DD: the day on which it ends, in the house's zone; left out, until the desk ends it"`
}

func (f *Face) suspensionOperations(api huma.API) {
	add(f, api, Op{ID: "suspendSeller", Method: "POST", Path: "/desk/registrations/{id}/suspend", Tag: "desk", Scope: "desk:write", Status: 204,
		Summary: "Stop the organisation from agreeing anything new", Detail: "By a published rule. Running work, its payments and payouts go on; proposals that wait cannot be accepted meanwhile. The expert may appeal once."},
		func(ctx context.Context, in *struct {
			ByID
			Body SuspendBody
		}) (*Done, error) {
			g, err := in.Parse(registration.ID)
			if err != nil {
				return nil, err
			}
			return done(f.Registrations.Suspend(ctx, Who(ctx), registration.SuspendInput{Registration: g, Rule: in.Body.Rule, Reason: in.Body.Reason, Until: in.Body.Until}))
		})
	add(f, api, Op{ID: "appealSuspension", Method: "POST", Path: "/seller/appeal-suspension", Tag: "experts", Scope: "experts:write", Status: 200, Summary: "Ask the operator to look again at a suspension, once"},
		func(ctx context.Context, in *struct{ Body AppealBody }) (*Out[Registration], error) {
			if _, err := f.Registrations.Contest(ctx, Who(ctx), in.Body.Appeal); err != nil {
				return nil, err
			}
			return ok(f.myRegistration(ctx))
		})
}
