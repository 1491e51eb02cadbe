package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/payment"
	"guildhall/market/view"
)

// Invoice is the paper of an approved payment request. It is given only once it has
// its number.
type Invoice struct {
	ID       string        `json:"id"`
	Number   string        `json:"number" example:"2026-0001"`
	Request  string        `json:"payment_request"`
	Issuer   Side          `json:"issuer" doc:"The seller"`
	Customer Side          `json:"customer"`
	Issued   string        `json:"issued_on" format:"date"`
	Due      string        `json:"due_on" format:"date"`
	PayTo    string        `json:"pay_to,omitempty" doc:"The account to transfer to; of an invoice that is paid on net terms"`
	Quote    string        `json:"reference" doc:"What to quote with a transfer; one of its kind in the house"`
	Price    Money         `json:"price"`
	Tax      Money         `json:"tax"`
	Total    Money         `json:"total"`
	Lines    []InvoiceLine `json:"lines"`
}

// Side is an organisation as a paper names it.
type Side struct {
	Organisation string `json:"organisation"`
	Name         string `json:"name"`
}

// InvoiceLine is one line of an invoice.
type InvoiceLine struct {
	Description Text   `json:"description"`
	Price       Money  `json:"price"`
	TaxRate     string `json:"tax_rate" example:"10%"`
	Tax         Money  `json:"tax"`
}

// InvoiceRow is an invoice in a list.
type InvoiceRow struct {
	ID      string `json:"id"`
	Number  string `json:"number"`
	Request string `json:"payment_request"`
	Other   string `json:"other" doc:"The other side's name"`
	Total   Money  `json:"total"`
}

// SideFilter chooses what an organisation buys or sells.
type SideFilter struct {
	Paging
	Side string `query:"side" enum:"customer,expert" default:"customer"`
}

func (f *Face) listInvoices(ctx context.Context, in *SideFilter) (*Out[List[InvoiceRow]], error) {
	who := Who(ctx)
	if _, err := account.Hat(ctx, f.DB, who); err != nil {
		return nil, err
	}
	before, err := in.after()
	if err != nil {
		return nil, err
	}
	rows, more, err := view.PaymentsOf(ctx, f.DB, who.Organisation, flow.Role(in.Side), before, in.Limit)
	out := List[InvoiceRow]{Items: []InvoiceRow{}}
	for _, r := range rows {
		if r.Number != "" {
			out.Items = append(out.Items, InvoiceRow{ID: payment.InvoiceID.Text(r.Invoice), Number: r.Number,
				Request: payment.RequestID.Text(r.ID), Other: r.Other, Total: moneyOf(r.Amount)})
		}
	}
	if more {
		out.Next = cursorAt(rows[len(rows)-1].ID)
	}
	return ok(out, err)
}

func (f *Face) getInvoice(ctx context.Context, in *ByID) (*Out[Invoice], error) {
	i, err := in.Parse(payment.InvoiceID)
	if err != nil {
		return nil, err
	}
	v, lines, err := payment.FindInvoice(ctx, f.DB, Who(ctx), i)
	if err != nil {
		return nil, err
	}
	tax := v.SellerTax
	tax.Minor += v.OperatorTax.Minor
	out := Invoice{ID: payment.InvoiceID.Text(v.ID), Number: v.NumberText(), Request: payment.RequestID.Text(v.Request),
		Issuer: Side{account.OrganisationID.Text(v.Issuer), v.IssuerName}, Customer: Side{account.OrganisationID.Text(v.Customer), v.CustomerName},
		Issued: v.IssuedOn, Due: v.DueOn, Quote: v.Reference(), Price: moneyOf(v.Price), Tax: moneyOf(tax), Total: moneyOf(v.Total), Lines: []InvoiceLine{}}
	charges, err := payment.NewestCharges(ctx, f.DB, []id.ID{v.Request})
	if err != nil {
		return nil, err
	}
	if charges[v.Request].Kind == payment.KindNetTerms {
		out.PayTo = f.Payments.PayTo
	}
	for _, l := range lines {
		out.Lines = append(out.Lines, InvoiceLine{Text{l.Description, l.Lang}, moneyOf(l.Price), l.TaxRate.String(), moneyOf(l.Tax)})
	}
	return ok(out, nil)
}

func (f *Face) invoiceOperations(api huma.API) {
	add(f, api, Op{ID: "listInvoices", Method: "GET", Path: "/invoices", Tag: "payments", Scope: "payments:read", Summary: "Invoices of an organisation, newest first",
		Detail: "A page may hold fewer than asked for; follow the cursor to its end."}, f.listInvoices)
	add(f, api, Op{ID: "getInvoice", Method: "GET", Path: "/invoices/{id}", Tag: "payments", Scope: "payments:read", Summary: "One invoice with its lines"}, f.getInvoice)
}
