package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/page"
	"guildhall/base/seal"
	"guildhall/market/account"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/view"
)

func cursorAt(last id.ID) string { return page.Cursor{ID: last}.String() }

// PayoutAccount is where an organisation is paid. Its number is never given.
type PayoutAccount struct {
	ID       string `json:"id"`
	State    string `json:"state" enum:"active,refused"`
	Currency string `json:"currency"`
	Bank     string `json:"bank"`
	Holder   string `json:"holder"`
	Last4    string `json:"last4"`
}

// NewPayoutAccount is a bank account. The number goes to the bank and is not kept.
type NewPayoutAccount struct {
	Body struct {
		Currency string `json:"currency" maxLength:"3" example:"USD"`
		Bank     string `json:"bank" maxLength:"4000"`
		Holder   string `json:"holder" maxLength:"4000"`
		Number   string `json:"number" maxLength:"64" doc:"In a sandbox one of its test numbers" example:"000123456789"`
	}
}

// Payout is what an organisation received by one daily run in one currency.
type Payout struct {
	ID      string `json:"id"`
	State   string `json:"state" enum:"started,sent,arrived,rejected"`
	Amount  Money  `json:"amount"`
	Account string `json:"account" doc:"The id of the payout account"`
	Failure string `json:"failure,omitempty"`
	Arrives string `json:"arrives_at,omitempty" format:"date-time" doc:"When the bank expects it to arrive, business time"`
	Made    string `json:"made_at" format:"date-time"`
}

func payoutOf(p payout.Payout) Payout {
	return Payout{ID: payout.LineID.Text(p.ID), State: string(p.State), Amount: moneyOf(p.Amount), Account: payout.AccountID.Text(p.Account),
		Failure: p.Failure, Arrives: instant(p.ArrivesAt), Made: instant(p.MadeAt)}
}

// Statement is what the house owed an organisation in one currency over a month.
type Statement struct {
	Opening Money           `json:"opening"`
	Lines   []StatementLine `json:"lines"`
	Price   Money           `json:"price" doc:"What customers paid"`
	Fee     Money           `json:"fee" doc:"What the house kept"`
	Paid    Money           `json:"paid" doc:"What was sent"`
	Closing Money           `json:"closing"`
}

// StatementLine is one movement.
type StatementLine struct {
	At      string `json:"at" format:"date-time"`
	Kind    string `json:"kind" enum:"collected,payout_started,payout_rejected"`
	Request string `json:"payment_request,omitempty"`
	Invoice string `json:"invoice_number,omitempty"`
	Payout  string `json:"payout,omitempty"`
	Price   Money  `json:"price"`
	Fee     Money  `json:"fee"`
	Change  Money  `json:"change"`
	Balance Money  `json:"balance"`
}

// StatementOf names a month of a currency.
type StatementOf struct {
	Currency string `path:"currency" maxLength:"3" example:"USD"`
	Month    string `path:"month" maxLength:"7" example:"2026-11" doc:"In the house's time zone"`
}

func (f *Face) getStatement(ctx context.Context, in *StatementOf) (*Out[Statement], error) {
	who := Who(ctx)
	if _, err := account.Hat(ctx, f.DB, who); err != nil {
		return nil, err
	}
	month, err := time.ParseInLocation("2006-01", in.Month, f.Payouts.Zone)
	if err != nil || !money.Known(in.Currency) || month.Year() < 2000 || month.Year() > 9000 {
		return nil, fault.Missing("page.missing")
	}
	s, err := view.StatementOf(ctx, f.DB, who.Organisation, in.Currency, clock.Of(month), clock.Of(month.AddDate(0, 1, 0)))
	if err != nil {
		return nil, err
	}
	out := Statement{Opening: moneyOf(s.Opening), Closing: moneyOf(s.Closing), Price: moneyOf(s.Price), Fee: moneyOf(s.Fee), Paid: moneyOf(s.Paid), Lines: []StatementLine{}}
	for _, l := range s.Lines {
		out.Lines = append(out.Lines, StatementLine{At: instant(l.At), Kind: l.Kind, Request: payment.RequestID.Text(l.Request), Invoice: l.Invoice,
			Payout: payout.LineID.Text(l.Payout), Price: moneyOf(l.Price), Fee: moneyOf(l.Fee), Change: moneyOf(l.Change), Balance: moneyOf(l.Balance)})
	}
	return ok(out, nil)
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
	return PayoutAccount{payout.AccountID.Text(a.ID), string(a.State), a.Currency, a.Bank, a.Holder, a.Last4}
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
	add(f, api, Op{ID: "getStatement", Method: "GET", Path: "/statements/{currency}/{month}", Tag: "payouts", Scope: "payouts:read", Summary: "One month of one currency, adding up"}, f.getStatement)
	add(f, api, Op{ID: "listPayoutAccounts", Method: "GET", Path: "/payout-accounts", Tag: "payouts", Scope: "payouts:read", Summary: "Where your organisation is paid"},
		func(ctx context.Context, _ *struct{}) (*Out[List[PayoutAccount]], error) {
			return ok(f.payoutAccounts(ctx))
		})
	add(f, api, Op{ID: "addPayoutAccount", Method: "POST", Path: "/payout-accounts", Tag: "payouts", Scope: "payouts:write", Status: 201,
		Summary: "Add a payout account", Detail: "One per currency; it takes the place of the one before."},
		func(ctx context.Context, in *NewPayoutAccount) (*Out[PayoutAccount], error) {
			made, err := f.Payouts.AddAccount(ctx, Who(ctx), payout.AccountInput{Currency: in.Body.Currency, Bank: in.Body.Bank, Holder: in.Body.Holder, Number: seal.Hide(in.Body.Number)})
			if err != nil {
				return nil, err
			}
			a, err := payout.FindAccount(ctx, f.DB, made)
			return ok(accountOf(a), err)
		})
	add(f, api, Op{ID: "removePayoutAccount", Method: "DELETE", Path: "/payout-accounts/{id}", Tag: "payouts", Scope: "payouts:write", Status: 204, Summary: "Remove a payout account"},
		func(ctx context.Context, in *ByID) (*Done, error) {
			i, err := in.Parse(payout.AccountID)
			if err != nil {
				return nil, err
			}
			return done(f.Payouts.RemoveAccount(ctx, Who(ctx), i))
		})
}
