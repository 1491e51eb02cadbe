package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/market/account"
)

// ApprovalLimit is above which amount an approval asks again who approves.
type ApprovalLimit struct {
	Above Money `json:"above" doc:"An approval of exactly this much asks nothing"`
}

// NewApprovalLimit sets the limit of a currency.
type NewApprovalLimit struct {
	Currency string `path:"currency" maxLength:"3" example:"USD"`
	Body     struct {
		Amount string `json:"amount" maxLength:"64" doc:"A decimal number; 0 asks at every approval, an empty one takes the limit away" example:"1000.00"`
	}
}

func (f *Face) listApprovalLimits(ctx context.Context, _ *struct{}) (*Out[List[ApprovalLimit]], error) {
	who := Who(ctx)
	if _, err := account.Hat(ctx, f.DB, who); err != nil {
		return nil, err
	}
	limits, err := account.ApprovalLimits(ctx, f.DB, who.Organisation)
	out := List[ApprovalLimit]{Items: []ApprovalLimit{}}
	for _, l := range limits {
		out.Items = append(out.Items, ApprovalLimit{moneyOf(l)})
	}
	return ok(out, err)
}

func (f *Face) limitOperations(api huma.API) {
	add(f, api, Op{ID: "listApprovalLimits", Method: "GET", Path: "/approval-limits", Tag: "payments", Scope: "payments:read",
		Summary: "Above which amounts an approval asks again who approves"}, f.listApprovalLimits)
	add(f, api, Op{ID: "setApprovalLimit", Method: "PUT", Path: "/approval-limits/{currency}", Tag: "payments", Scope: "payments:write",
		Summary: "Ask again above an amount", Detail: "Whoever accepts a proposal or approves a payment of your organisation above it proves again who they are." + asksProof},
		func(ctx context.Context, in *NewApprovalLimit) (*Out[List[ApprovalLimit]], error) {
			if err := f.Accounts.SetApprovalLimit(ctx, Who(ctx), account.ApprovalLimitInput{Currency: in.Currency, Amount: in.Body.Amount}); err != nil {
				return nil, err
			}
			return f.listApprovalLimits(ctx, nil)
		})
}
