package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/talk"
	"guildhall/market/view"
)

// DeskParties are between whom something is.
type DeskParties struct {
	Customer     string `json:"customer" doc:"Id of the organisation that buys"`
	CustomerName string `json:"customer_name" doc:"Blank once erased"`
	Seller       string `json:"seller" doc:"Id of the organisation that sells"`
	SellerName   string `json:"seller_name"`
	Engagement   string `json:"engagement"`
	Conversation string `json:"conversation"`
}

func partiesOf(d view.DeskDeal) DeskParties {
	return DeskParties{Customer: account.OrganisationID.Text(d.CustomerID), CustomerName: d.Customer, Seller: account.OrganisationID.Text(d.SellerID), SellerName: d.Seller,
		Engagement: deal.EngagementID.Text(d.Engagement), Conversation: talk.ConversationID.Text(d.Conversation)}
}

// DeskEngagement is an engagement as operators see it.
type DeskEngagement struct {
	State    string `json:"state"`
	WaitsFor string `json:"waits_for,omitempty"`
	Title    *Text  `json:"title,omitempty" doc:"Of the request or the direct message"`
	Total    Money  `json:"total"`
	Asked    Money  `json:"asked" doc:"What payments were asked for"`
	MadeAt   string `json:"made_at" format:"date-time"`
	DeskParties
}

// DeskCharge is one attempt to be paid.
type DeskCharge struct {
	ID        string `json:"id"`
	State     string `json:"state"`
	WaitsFor  string `json:"waits_for,omitempty"`
	Kind      string `json:"kind" enum:"card,ach,net_terms"`
	Failure   string `json:"failure,omitempty" doc:"Why it failed or came back, as a code"`
	Amount    Money  `json:"amount"`
	Request   string `json:"payment_request"`
	Invoice   string `json:"invoice"`
	MadeAt    string `json:"made_at" format:"date-time"`
	SettlesAt string `json:"settles_at,omitempty" format:"date-time"`
	DeskParties
}

// DeskOverdue is an invoice that is not paid past its day.
type DeskOverdue struct {
	Invoice string `json:"invoice"`
	Number  string `json:"number,omitempty"`
	Request string `json:"payment_request"`
	State   string `json:"state" doc:"Of the payment request"`
	Kind    string `json:"kind" enum:"card,ach,net_terms" doc:"Of the last attempt"`
	DueOn   string `json:"due_on" format:"date"`
	Amount  Money  `json:"amount"`
	DeskParties
}

// DeskOwed is what is overdue in one currency.
type DeskOwed struct {
	Count  int64 `json:"count"`
	Amount Money `json:"amount"`
}

// OverdueList is a page of what is overdue, and what all of it comes to.
type OverdueList struct {
	Items  []DeskOverdue `json:"items"`
	Totals []DeskOwed    `json:"totals" doc:"Of everything the filter lets in, for each currency"`
	Next   string        `json:"next,omitempty"`
}

// DeskMoneySearch narrows a list of the desk's money.
type DeskMoneySearch struct {
	Paging
	Words string `query:"q" maxLength:"200" doc:"Words of a party's name"`
	Kind  string `query:"kind" enum:"card,ach,net_terms"`
}

func (f *Face) deskDealOperations(api huma.API) {
	add(f, api, Op{ID: "listDeskEngagements", Method: "GET", Path: "/desk/engagements", Tag: "desk", Scope: "desk:read", Summary: "Engagements of everybody, newest first"},
		func(ctx context.Context, in *struct {
			Paging
			Words string `query:"q" maxLength:"200" doc:"Words of a party's name"`
			State string `query:"state" enum:"active,stopping,completed"`
		}) (*Out[List[DeskEngagement]], error) {
			from, err := after(in.Cursor, deal.EngagementID)
			if err != nil {
				return nil, err
			}
			rows, more, err := view.DeskEngagements(ctx, f.DB, flow.State(in.State), in.Words, from, in.Limit)
			out := List[DeskEngagement]{Items: []DeskEngagement{}}
			for _, e := range rows {
				out.Items = append(out.Items, DeskEngagement{State: string(e.State), WaitsFor: string(deal.EngagementFlow.WaitsFor(e.State)), Title: textOf(e.Title, e.Lang),
					Total: moneyOf(e.Total), Asked: moneyOf(e.Asked), MadeAt: instant(e.MadeAt), DeskParties: partiesOf(e.DeskDeal)})
				out.Next = next(more, deal.EngagementID.Text(e.ID))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "listDeskCharges", Method: "GET", Path: "/desk/charges", Tag: "desk", Scope: "desk:read", Summary: "Attempts to be paid, newest first"},
		func(ctx context.Context, in *struct {
			DeskMoneySearch
			State string `query:"state" enum:"started,succeeded,failed,unknown,settled,returned,charged_back,won,lost"`
		}) (*Out[List[DeskCharge]], error) {
			from, err := after(in.Cursor, payment.ChargeID)
			if err != nil {
				return nil, err
			}
			rows, more, err := view.DeskCharges(ctx, f.DB, flow.State(in.State), in.Kind, in.Words, from, in.Limit)
			out := List[DeskCharge]{Items: []DeskCharge{}}
			for _, c := range rows {
				out.Items = append(out.Items, DeskCharge{ID: payment.ChargeID.Text(c.ID), State: string(c.State), WaitsFor: string(payment.ChargeFlow.WaitsFor(c.State)), Kind: c.Kind,
					Failure: c.Failure, Amount: moneyOf(c.Amount), Request: payment.RequestID.Text(c.Request), Invoice: payment.InvoiceID.Text(c.Invoice),
					MadeAt: instant(c.MadeAt), SettlesAt: instant(c.SettlesAt), DeskParties: partiesOf(c.DeskDeal)})
				out.Next = next(more, payment.ChargeID.Text(c.ID))
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "listOverdue", Method: "GET", Path: "/desk/overdue", Tag: "desk", Scope: "desk:read", Summary: "Invoices not paid past their day, the latest first, and what they come to"}, f.overdue)
}

func (f *Face) overdue(ctx context.Context, in *DeskMoneySearch) (*Out[OverdueList], error) {
	from, err := after(in.Cursor, payment.InvoiceID)
	if err != nil {
		return nil, err
	}
	now, err := f.Journal.Now(ctx)
	if err != nil {
		return nil, err
	}
	today := now.Date(f.Payouts.Zone)
	rows, more, err := view.DeskOverdues(ctx, f.DB, today, in.Kind, in.Words, from, in.Limit)
	if err != nil {
		return nil, err
	}
	out := OverdueList{Items: []DeskOverdue{}, Totals: []DeskOwed{}}
	for _, o := range rows {
		out.Items = append(out.Items, DeskOverdue{Invoice: payment.InvoiceID.Text(o.Invoice), Number: o.Number, Request: payment.RequestID.Text(o.Request), State: string(o.State),
			Kind: o.Kind, DueOn: o.DueOn, Amount: moneyOf(o.Amount), DeskParties: partiesOf(o.DeskDeal)})
		out.Next = next(more, payment.InvoiceID.Text(o.Invoice))
	}
	owed, err := view.DeskOwedNow(ctx, f.DB, today, in.Kind, in.Words)
	for _, o := range owed {
		out.Totals = append(out.Totals, DeskOwed{Count: o.Count, Amount: moneyOf(o.Amount)})
	}
	return ok(out, err)
}
