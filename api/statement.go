package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/money"
	"guildhall/market/account"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/view"
)

// Movement is one change of what the house owes an organisation.
type Movement struct {
	At       string `json:"at" format:"date-time"`
	Kind     string `json:"kind" doc:"What moved it, as the books call it" example:"collected"`
	Request  string `json:"payment_request,omitempty" doc:"The id of the payment request, of a collection and what takes it back"`
	Invoice  string `json:"invoice_number,omitempty" doc:"Blank before it is numbered"`
	Customer string `json:"customer_name,omitempty" doc:"As on the invoice"`
	Payout   string `json:"payout,omitempty" doc:"The id of the payout"`
	Price    Money  `json:"price" doc:"What the customer paid; zero unless collected"`
	Fee      Money  `json:"fee" doc:"What the house kept of it"`
	Change   Money  `json:"change"`
}

func movementOf(m view.Movement) Movement {
	out := Movement{At: instant(m.At), Kind: m.Kind, Invoice: m.Invoice, Customer: m.Customer, Price: moneyOf(m.Price), Fee: moneyOf(m.Fee), Change: moneyOf(m.Change)}
	if !m.Request.IsNone() {
		out.Request = payment.RequestID.Text(m.Request)
	}
	if !m.Payout.IsNone() {
		out.Payout = payout.LineID.Text(m.Payout)
	}
	return out
}

// PayoutStatement says what a payout is made of.
type PayoutStatement struct {
	Payout      Payout     `json:"payout"`
	Lines       []Movement `json:"lines" doc:"Their changes come to the payout's amount, exactly"`
	Price       Money      `json:"price" doc:"What customers paid"`
	Fee         Money      `json:"fee" doc:"What the house kept"`
	Net         Money      `json:"net" doc:"What was collected, less the fee"`
	Corrections Money      `json:"corrections" doc:"What came back, signed"`
}

func (f *Face) getPayoutStatement(ctx context.Context, in *ByID) (*Out[PayoutStatement], error) {
	i, err := in.Parse(payout.LineID)
	if err != nil {
		return nil, err
	}
	p, err := payout.FindPayout(ctx, f.DB, Who(ctx), i)
	if err != nil {
		return nil, err
	}
	s, err := view.PayoutStatementOf(ctx, f.DB, p)
	if err != nil {
		return nil, err
	}
	out := PayoutStatement{Payout: payoutOf(p), Price: moneyOf(s.Price), Fee: moneyOf(s.Fee), Net: moneyOf(s.Net), Corrections: moneyOf(s.Corrections), Lines: []Movement{}}
	for _, m := range s.Lines {
		out.Lines = append(out.Lines, movementOf(m))
	}
	return ok(out, nil)
}

// Statement is what the house owed an organisation in one currency over a month.
type Statement struct {
	Opening Money           `json:"opening"`
	Lines   []StatementLine `json:"lines"`
	Price   Money           `json:"price" doc:"What customers paid"`
	Fee     Money           `json:"fee" doc:"What the house kept"`
	Paid    Money           `json:"paid" doc:"What was sent, less what came back"`
	Closing Money           `json:"closing"`
}

// StatementLine is one movement and what is owed after it.
type StatementLine struct {
	Movement
	Balance Money `json:"balance"`
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
		out.Lines = append(out.Lines, StatementLine{movementOf(l.Movement), moneyOf(l.Balance)})
	}
	return ok(out, nil)
}

// StatementMonth is one month of one currency in which something moved.
type StatementMonth struct {
	Month       string `json:"month" example:"2026-11" doc:"In the house's time zone"`
	Currency    string `json:"currency"`
	Earned      Money  `json:"earned" doc:"Collected, less the fee"`
	Corrections Money  `json:"corrections" doc:"What came back or was taken, signed"`
	Paid        Money  `json:"paid" doc:"Sent, less what came back"`
	Closing     Money  `json:"closing"`
}

func (f *Face) listStatements(ctx context.Context, _ *struct{}) (*Out[List[StatementMonth]], error) {
	who := Who(ctx)
	if _, err := account.Hat(ctx, f.DB, who); err != nil {
		return nil, err
	}
	months, err := view.StatementMonths(ctx, f.DB, who.Organisation, f.Payouts.Zone)
	out := List[StatementMonth]{Items: []StatementMonth{}}
	for _, m := range months {
		out.Items = append(out.Items, StatementMonth{m.Month, m.Currency, moneyOf(m.Earned), moneyOf(m.Corrections), moneyOf(m.Paid), moneyOf(m.Closing)})
	}
	return ok(out, err)
}

// PayoutPreference says when an organisation is paid in a currency.
type PayoutPreference struct {
	Currency string `json:"currency"`
	Day      int    `json:"day" doc:"Of the month, 1 to 28; 0 is every day"`
	Next     string `json:"next_run_at" format:"date-time" doc:"The next run that pays you, business time"`
}

// PreferenceFor names a currency.
type PreferenceFor struct {
	Currency string `path:"currency" maxLength:"3" example:"USD"`
}

// NewPreference says when to be paid in a currency.
type NewPreference struct {
	PreferenceFor
	Body struct {
		Day int `json:"day" doc:"Of the month in the house's time zone, 1 to 28; 0 is every day" example:"15"`
	}
}

func (f *Face) getPayoutPreference(ctx context.Context, in *PreferenceFor) (*Out[PayoutPreference], error) {
	who := Who(ctx)
	if _, err := account.Hat(ctx, f.DB, who); err != nil {
		return nil, err
	}
	if !money.Known(in.Currency) {
		return nil, fault.Missing("page.missing")
	}
	wish, err := payout.PreferenceOf(ctx, f.DB, who.Organisation, in.Currency)
	if err != nil {
		return nil, err
	}
	now, err := f.Payouts.Journal.Now(ctx)
	return ok(PayoutPreference{wish.Currency, wish.Day, instant(wish.Next(now, f.Payouts.Zone))}, err)
}

func (f *Face) statementOperations(api huma.API) {
	add(f, api, Op{ID: "getPayoutStatement", Method: "GET", Path: "/payouts/{id}/statement", Tag: "payouts", Scope: "payouts:read",
		Summary: "What a payout is made of, to the cent of the bank's line"}, f.getPayoutStatement)
	add(f, api, Op{ID: "listStatements", Method: "GET", Path: "/statements", Tag: "payouts", Scope: "payouts:read",
		Summary: "The months in which something moved, newest first"}, f.listStatements)
	add(f, api, Op{ID: "getStatement", Method: "GET", Path: "/statements/{currency}/{month}", Tag: "payouts", Scope: "payouts:read", Summary: "One month of one currency, adding up"}, f.getStatement)
	add(f, api, Op{ID: "getPayoutPreference", Method: "GET", Path: "/payout-preferences/{currency}", Tag: "payouts", Scope: "payouts:read",
		Summary: "When you are paid out in a currency"}, f.getPayoutPreference)
	add(f, api, Op{ID: "setPayoutPreference", Method: "PUT", Path: "/payout-preferences/{currency}", Tag: "payouts", Scope: "payouts:write",
		Summary: "Choose when you are paid out", Detail: "Every day, or on a day of the month that every month has. It counts from the next run on."},
		func(ctx context.Context, in *NewPreference) (*Out[PayoutPreference], error) {
			if err := f.Payouts.Prefer(ctx, Who(ctx), in.Currency, in.Body.Day); err != nil {
				return nil, err
			}
			return f.getPayoutPreference(ctx, &in.PreferenceFor)
		})
}
