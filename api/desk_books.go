package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/market/account"
	"guildhall/market/payment"
	"guildhall/market/view"
)

// Books is the proof of the books.
type Books struct {
	Right    bool          `json:"right"`
	Problems []string      `json:"problems"`
	Postings int64         `json:"postings"`
	Lines    int64         `json:"lines"`
	Accounts []BookAccount `json:"accounts" doc:"The trial balance"`
}

// BookAccount is what stands on one account over all parties.
type BookAccount struct {
	Account string `json:"account" example:"fee_revenue"`
	Balance Money  `json:"balance" doc:"Positive on the side where the account grows"`
}

func (f *Face) booksOperations(api huma.API) {
	add(f, api, Op{ID: "verifyBooks", Method: "GET", Path: "/desk/books", Tag: "desk", Scope: "desk:read", Summary: "Prove the books",
		Detail: "Debits equal credits, balances equal their lines, and what must be empty is empty. It reads everything."},
		func(ctx context.Context, _ *struct{}) (*Out[Books], error) {
			report, err := view.VerifyBooks(ctx, f.DB)
			if err != nil {
				return nil, err
			}
			out := Books{Right: len(report.Problems) == 0, Problems: append([]string{}, report.Problems...), Postings: report.Postings, Lines: report.Lines, Accounts: []BookAccount{}}
			for _, b := range report.Sums {
				out.Accounts = append(out.Accounts, BookAccount{string(b.Account), moneyOf(b.Amount)})
			}
			return ok(out, nil)
		})
	add(f, api, Op{ID: "grantNetTerms", Method: "POST", Path: "/desk/net-terms/{id}/grant", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Let an organisation pay on invoice"},
		func(ctx context.Context, in *ByID) (*Done, error) {
			m, err := in.Parse(payment.MethodID)
			if err != nil {
				return nil, err
			}
			return done(f.Payments.GrantTerms(ctx, Who(ctx), m))
		})
	add(f, api, Op{ID: "refuseNetTerms", Method: "POST", Path: "/desk/net-terms/{id}/refuse", Tag: "desk", Scope: "desk:write", Status: 204, Summary: "Do not let an organisation pay on invoice",
		Detail: "With a reason, which the customer reads."},
		func(ctx context.Context, in *ByReason) (*Done, error) {
			m, err := in.Parse(payment.MethodID)
			if err != nil {
				return nil, err
			}
			return done(f.Payments.RefuseTerms(ctx, Who(ctx), m, in.Body.Reason))
		})
	add(f, api, Op{ID: "listNetTerms", Method: "GET", Path: "/desk/net-terms", Tag: "desk", Scope: "desk:read", Summary: "Who asks to pay on invoice"},
		func(ctx context.Context, _ *struct{}) (*Out[List[DeskTerms]], error) {
			asked, err := payment.TermsAsked(ctx, f.DB)
			out := List[DeskTerms]{Items: []DeskTerms{}}
			for _, m := range asked {
				out.Items = append(out.Items, DeskTerms{payment.MethodID.Text(m.ID), account.OrganisationID.Text(m.Organisation), instant(m.MadeAt)})
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "writeOffPaymentRequest", Method: "POST", Path: "/desk/payment-requests/{id}/write-off", Tag: "desk", Scope: "desk:write", Status: 204,
		Summary: "Give up a payment that could not be collected", Detail: "The customer can still pay it."},
		func(ctx context.Context, in *ByReason) (*Done, error) {
			q, err := in.Parse(payment.RequestID)
			if err != nil {
				return nil, err
			}
			return done(f.Payments.WriteOff(ctx, Who(ctx), payment.WriteOffInput{Request: q, Reason: in.Body.Reason}))
		})
}

// DeskTerms is an organisation's wish to pay on invoice.
type DeskTerms struct {
	ID           string `json:"id"`
	Organisation string `json:"organisation"`
	Made         string `json:"made_at" format:"date-time"`
}
