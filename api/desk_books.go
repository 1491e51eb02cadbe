package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

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
}
