package web

import (
	"strconv"
	"time"

	"github.com/a-h/templ"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/page"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/payment"
	"guildhall/market/view"
	pages "guildhall/web/page/money"
	"guildhall/web/part"
)

// moneyPage is how many rows one page of a list of money shows.
const moneyPage = 30

func cursorOf(v *Visit) id.ID {
	c, err := page.Parse(v.Query("cursor"))
	if err != nil {
		return id.None
	}
	return c.ID
}

// payments lists what the reader's organisation pays; with side=expert, what it is
// paid.
func (f *Face) payments(v *Visit) error {
	v.remember()
	if _, err := account.Hat(v.Ctx, f.DB, v.Who); err != nil {
		return err
	}
	side, here, other := flow.Customer, "/payments?", "party.seller"
	if v.Query("side") == string(flow.Expert) {
		side, here, other = flow.Expert, "/payments?side=expert&", "party.customer"
	}
	p := pages.Payments{Sold: side == flow.Expert, Empty: v.T("payments.empty.text"), Table: part.Table{Caption: v.T("payments.title"), Quiet: true, Cols: []part.Col{
		{Label: v.T("payment_request.work"), Bare: true}, {Label: v.T(other)}, {Label: v.T("common.date"), Short: true},
		{Label: v.T("common.state"), Short: true}, {Label: v.T("invoice.short"), Short: true}, {Label: v.T("payment_request.amount"), Num: true}}}}
	if p.Sold {
		p.Empty = v.T("payments.sold.empty")
	}
	rows, more, err := view.PaymentsOf(v.Ctx, f.DB, v.Who.Organisation, side, cursorOf(v), moneyPage)
	if err != nil {
		return err
	}
	for _, r := range rows {
		p.Table.Rows = append(p.Table.Rows, part.Row{Href: requestOfPay(r.ID), Cells: []templ.Component{
			part.Text(v.workOf(r)), part.Text(r.Other), part.Time{At: r.MadeAt},
			v.paidBadge(r.State, r.Disputed), v.invoiceCell(r), part.Money{Amount: r.Amount}}})
	}
	if p.Held, err = f.moneyHeld(v); err != nil {
		return err
	}
	if more {
		p.Pages.Older = here + "cursor=" + page.Cursor{ID: rows[len(rows)-1].ID}.String()
	}
	if cursorOf(v).IsNone() {
		if p.Open, err = f.openPayments(v, side); err != nil {
			return err
		}
	}
	if m, has, err := payment.PreferredMethod(v.Ctx, f.DB, v.Who.Organisation); err != nil {
		return err
	} else if has {
		p.Card = v.card(m)
	}
	return v.Page(Shell{Title: v.T("payments.title"), At: "money"}, pages.PaymentsPage(p))
}

func (v *Visit) invoiceCell(r view.PaymentRow) templ.Component {
	if r.Number == "" {
		return nil
	}
	return pages.Paper(part.Link{Label: r.Number, Href: invoicePath(r.Invoice)})
}

// invoice shows the paper of a payment.
func (f *Face) invoice(v *Visit) error {
	i, err := v.ID("id", payment.InvoiceID)
	if err != nil {
		return fault.Missing("invoice.missing")
	}
	inv, lines, err := payment.FindInvoice(v.Ctx, f.DB, v.Who, i)
	if err != nil {
		return err
	}
	q, err := payment.FindRequest(v.Ctx, f.DB, v.Who, inv.Request)
	if err != nil {
		return err
	}
	p := pages.Invoice{
		Number: inv.NumberText(), From: inv.IssuerName, To: inv.CustomerName, Total: inv.Total, Note: v.T("invoice.note"),
		Crumbs: []part.Link{{Label: v.T("payment_request.title", "Amount", v.amount(inv.Total)), Href: requestOfPay(inv.Request)}, {Label: v.T("invoice.title", "Number", inv.NumberText())}},
		Facts:  []part.Fact{{Label: v.T("invoice.number"), Text: inv.NumberText()}, {Label: v.T("invoice.issued"), Text: v.fullDay(inv.IssuedOn)}, {Label: v.T("invoice.due"), Text: v.fullDay(inv.DueOn)}},
		Table:  part.Table{Caption: v.T("invoice.lines"), Quiet: true, Cols: []part.Col{{Label: v.T("invoice.description"), Bare: true}, {Label: v.T("invoice.price"), Num: true}, {Label: v.T("invoice.tax"), Num: true}}},
	}
	paid, err := view.PaymentWith(v.Ctx, f.DB, q)
	if err != nil {
		return err
	}
	if paid.Charge.Kind == payment.KindNetTerms && f.Payments.PayTo != "" {
		p.Facts = append(p.Facts, v.payToFacts(inv)...)
	}
	if inv.PurchaseOrder != "" {
		p.Facts = append(p.Facts, part.Fact{Label: v.T("payment_request.purchase_order"), Text: inv.PurchaseOrder})
	}
	for _, l := range lines {
		if l.Description == "" {
			l.Description, l.Lang = v.blankWork(q), ""
		}
		p.Table.Rows = append(p.Table.Rows, part.Row{Cells: []templ.Component{pages.Said(l.Description, shownLang(l.Lang)), part.Money{Amount: l.Price}, part.Money{Amount: l.Tax}}})
	}
	p.Table.Foot = []templ.Component{part.Text(v.T("invoice.total")), part.Money{Amount: inv.Total, Strong: true}, part.Money{Amount: money.Of(inv.SellerTax.Minor+inv.OperatorTax.Minor, inv.Total.Currency)}}
	if q.State == payment.Collected {
		p.Paid = v.T("invoice.paid", "Day", v.fullDay(q.StateSince.Date(f.Zone)))
	}
	return v.Page(Shell{Title: v.T("invoice.title", "Number", inv.NumberText()), At: "money"}, pages.InvoicePage(p))
}

// payToFacts say where an invoice is paid, and what to quote.
func (v *Visit) payToFacts(inv payment.Invoice) []part.Fact {
	return []part.Fact{{Label: v.T("invoice.pay_to"), Text: v.face.Payments.PayTo}, {Label: v.T("invoice.reference"), Text: inv.Reference()}}
}

// fullDay is a calendar date that leaves nothing open, for a paper: the year is
// always there.
func (v *Visit) fullDay(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return v.T("invoice.day", "Year", day.Year(), "Month", v.T("month."+strconv.Itoa(int(day.Month()))), "Day", day.Day())
}
