package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/base/page"
	"guildhall/base/seal"
	"guildhall/market/account"
	"guildhall/market/payout"
)

func cursorAt(last id.ID) string { return page.Cursor{ID: last}.String() }

// PayoutAccount is where an organisation is paid. Its number is never given.
type PayoutAccount struct {
	ID       string `json:"id"`
	State    string `json:"state" enum:"active,waiting,refused" doc:"waiting: takes the place of the one before at takes_effect_at; nothing is paid out in the currency until then"`
	Currency string `json:"currency"`
	Bank     string `json:"bank"`
	Holder   string `json:"holder"`
	Last4    string `json:"last4"`
	Effect   string `json:"takes_effect_at,omitempty" format:"date-time" doc:"While it waits, business time"`
}

// NewPayoutAccount is a bank account. The number goes to the bank and is not kept.
type NewPayoutAccount struct {
	Body struct {
		Currency string `json:"currency" maxLength:"3" example:"USD"`
		Bank     string `json:"bank" maxLength:"4000"`
		Country  string `json:"country,omitempty" maxLength:"2" doc:"Where the account is; an IBAN and a test number say so themselves" example:"US"`
		Code     string `json:"code,omitempty" maxLength:"64" doc:"Routing number in the United States; bank and branch code in Japan, 0001-001; elsewhere the BIC, which an IBAN does without" example:"021000021"`
		Kind     string `json:"kind,omitempty" enum:"ordinary,current,savings" doc:"In Japan only; ordinary when left out"`
		Holder   string `json:"holder" maxLength:"4000" doc:"The legal name of the tax interview; in Japan in kana"`
		Number   string `json:"number" maxLength:"64" doc:"IBAN, or the account's number. In a sandbox one of its test numbers" example:"000123456789"`
	}
}

// Payout is what an organisation received by one run in one currency.
type Payout struct {
	ID      string `json:"id"`
	State   string `json:"state" enum:"started,sent,arrived,rejected,returned,netted" doc:"netted: all of it was taken for what you owed"`
	Amount  Money  `json:"amount" doc:"What goes to the bank"`
	Netted  Money  `json:"netted" doc:"What was taken before for what you owed"`
	Account string `json:"account" doc:"The id of the payout account"`
	Failure string `json:"failure,omitempty"`
	Arrives string `json:"arrives_at,omitempty" format:"date-time" doc:"When the bank expects it to arrive, business time"`
	Made    string `json:"made_at" format:"date-time"`
}

func payoutOf(p payout.Payout) Payout {
	return Payout{ID: payout.LineID.Text(p.ID), State: string(p.State), Amount: moneyOf(p.Amount), Netted: moneyOf(p.Netted), Account: payout.AccountID.Text(p.Account),
		Failure: p.Failure, Arrives: instant(p.ArrivesAt), Made: instant(p.MadeAt)}
}

func (f *Face) listPayouts(ctx context.Context, in *Paging) (*Out[List[Payout]], error) {
	who := Who(ctx)
	if _, err := account.Hat(ctx, f.DB, who); err != nil {
		return nil, err
	}
	before, err := in.after()
	if err != nil {
		return nil, err
	}
	list, err := payout.PayoutsOf(ctx, f.DB, who.Organisation, before, in.Limit+1)
	return ok(listOf(list, in.Limit, func(p payout.Payout) id.ID { return p.ID }, payoutOf), err)
}

func (f *Face) payoutAccounts(ctx context.Context) (List[PayoutAccount], error) {
	who := Who(ctx)
	out := List[PayoutAccount]{Items: []PayoutAccount{}}
	if _, err := account.Hat(ctx, f.DB, who); err != nil {
		return out, err
	}
	list, err := payout.AccountsOf(ctx, f.DB, who.Organisation)
	for _, a := range list {
		out.Items = append(out.Items, accountOf(a))
	}
	return out, err
}

func accountOf(a payout.Account) PayoutAccount {
	return PayoutAccount{payout.AccountID.Text(a.ID), string(a.State), a.Currency, a.Bank, a.Holder, a.Last4, instant(a.EffectAt)}
}

func (f *Face) payoutOperations(api huma.API) {
	add(f, api, Op{ID: "listPayouts", Method: "GET", Path: "/payouts", Tag: "payouts", Scope: "payouts:read", Summary: "What your organisation was paid, newest first"}, f.listPayouts)
	add(f, api, Op{ID: "getPayout", Method: "GET", Path: "/payouts/{id}", Tag: "payouts", Scope: "payouts:read", Summary: "One payout"},
		func(ctx context.Context, in *ByID) (*Out[Payout], error) {
			i, err := in.Parse(payout.LineID)
			if err != nil {
				return nil, err
			}
			p, err := payout.FindPayout(ctx, f.DB, Who(ctx), i)
			return ok(payoutOf(p), err)
		})
	f.statementOperations(api)
	add(f, api, Op{ID: "listPayoutAccounts", Method: "GET", Path: "/payout-accounts", Tag: "payouts", Scope: "payouts:read", Summary: "Where your organisation is paid"},
		func(ctx context.Context, _ *struct{}) (*Out[List[PayoutAccount]], error) {
			return ok(f.payoutAccounts(ctx))
		})
	add(f, api, Op{ID: "addPayoutAccount", Method: "POST", Path: "/payout-accounts", Tag: "payouts", Scope: "payouts:write", Status: 201,
		Summary: "Add a payout account", Detail: "One per currency. The first counts at once; a later one waits 72 hours, in which nothing is paid out in the currency and everybody who sees the money can stop it by a link in a letter." + asksProof},
		func(ctx context.Context, in *NewPayoutAccount) (*Out[PayoutAccount], error) {
			made, err := f.Payouts.AddAccount(ctx, Who(ctx), payout.AccountInput{Currency: in.Body.Currency, Bank: in.Body.Bank, Country: in.Body.Country, Code: in.Body.Code, Kind: in.Body.Kind, Holder: in.Body.Holder, Number: seal.Hide(in.Body.Number)})
			if err != nil {
				return nil, err
			}
			a, err := payout.FindAccount(ctx, f.DB, made)
			return ok(accountOf(a), err)
		})
	add(f, api, Op{ID: "stopPayoutAccount", Method: "POST", Path: "/payout-accounts/{id}/stop", Tag: "payouts", Scope: "payouts:write", Status: 204, Summary: "Stop the change to a payout account that waits"},
		func(ctx context.Context, in *ByID) (*Done, error) {
			i, err := in.Parse(payout.AccountID)
			if err != nil {
				return nil, err
			}
			return done(f.Payouts.StopAccount(ctx, Who(ctx), i))
		})
	add(f, api, Op{ID: "removePayoutAccount", Method: "DELETE", Path: "/payout-accounts/{id}", Tag: "payouts", Scope: "payouts:write", Status: 204, Summary: "Remove a payout account", Detail: asksProof[1:]},
		func(ctx context.Context, in *ByID) (*Done, error) {
			i, err := in.Parse(payout.AccountID)
			if err != nil {
				return nil, err
			}
			return done(f.Payouts.RemoveAccount(ctx, Who(ctx), i))
		})
}
