package web

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/page"
	"guildhall/engine/flow"
	"guildhall/engine/ledger"
	"guildhall/market/account"
	"guildhall/market/payment"
	"guildhall/market/payout"
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

// payments lists what the reader's organisation pays.
func (f *Face) payments(v *Visit) error {
	if _, err := account.Hat(v.Ctx, f.DB, v.Who); err != nil {
		return err
	}
	rows, more, err := view.PaymentsOf(v.Ctx, f.DB, v.Who.Organisation, flow.Customer, cursorOf(v), moneyPage)
	if err != nil {
		return err
	}
	p := pages.Payments{Table: part.Table{Caption: v.T("payments.title"), Quiet: true, Cols: []part.Col{
		{Label: v.T("payment_request.work"), Bare: true}, {Label: v.T("party.seller")}, {Label: v.T("common.date")},
		{Label: v.T("common.state")}, {Label: v.T("invoice.short")}, {Label: v.T("payment_request.amount"), Num: true}}}}
	for _, r := range rows {
		p.Table.Rows = append(p.Table.Rows, part.Row{Href: requestOfPay(r.ID), Cells: []templ.Component{
			part.Text(v.workLine(payment.Request{Kind: r.Kind, Work: r.Work, WorkLang: r.WorkLang})), part.Text(r.Other), part.Time{At: r.MadeAt},
			v.badge("payment_request", r.State), v.invoiceCell(r), part.Money{Amount: r.Amount}}})
	}
	if more {
		p.Pages.Older = "/payments?cursor=" + page.Cursor{ID: rows[len(rows)-1].ID}.String()
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

// payouts lists what the reader's organisation was paid, and what it is owed.
func (f *Face) payouts(v *Visit) error {
	if _, err := account.Hat(v.Ctx, f.DB, v.Who); err != nil {
		return err
	}
	list, err := payout.PayoutsOf(v.Ctx, f.DB, v.Who.Organisation, cursorOf(v), moneyPage+1)
	if err != nil {
		return err
	}
	p := pages.Payouts{Table: part.Table{Caption: v.T("payouts.title"), Quiet: true, Cols: []part.Col{
		{Label: v.T("common.date"), Bare: true}, {Label: v.T("payouts.to")}, {Label: v.T("common.state")}, {Label: v.T("payouts.arrives")},
		{Label: v.T("payment_request.amount"), Num: true}}}}
	if len(list) > moneyPage {
		list = list[:moneyPage]
		p.Pages.Older = "/payouts?cursor=" + page.Cursor{ID: list[moneyPage-1].ID}.String()
	}
	for _, one := range list {
		row, err := f.payoutRow(v, one)
		if err != nil {
			return err
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	if err := f.balances(v, &p); err != nil {
		return err
	}
	return v.Page(Shell{Title: v.T("payouts.title"), At: "money"}, pages.PayoutsPage(p))
}

func (f *Face) payoutRow(v *Visit, p payout.Payout) (part.Row, error) {
	a, err := payout.FindAccount(v.Ctx, f.DB, p.Account)
	if err != nil {
		return part.Row{}, err
	}
	var arrives templ.Component
	switch {
	case p.State == payout.Arrived:
		arrives = part.Time{At: p.StateSince}
	case p.State == payout.Rejected:
		arrives = part.Text(v.T("payout.failure." + p.Failure))
	case !p.ArrivesAt.IsZero():
		arrives = part.Text(v.T("way.side.expected", "Day", v.day(p.ArrivesAt)))
	}
	return part.Row{Cells: []templ.Component{part.Time{At: p.MadeAt, Full: true}, part.Text(a.Bank + " ···" + a.Last4),
		v.badge("payout", p.State), arrives, part.Money{Amount: p.Amount, Strong: true}}}, nil
}

// balances says what is owed in each currency, and what is missing to pay it out.
func (f *Face) balances(v *Visit, p *pages.Payouts) error {
	owed, err := ledger.PartyBalances(v.Ctx, f.DB, ledger.ExpertPayable, v.Who.Organisation)
	if err != nil {
		return err
	}
	for _, b := range owed {
		one := pages.Balance{Amount: b.Amount, Href: "/payouts/statements/" + b.Amount.Currency, Note: v.T("payouts.balance.none")}
		if b.Amount.IsPositive() {
			paid, err := payout.PaidIn(v.Ctx, f.DB, v.Who.Organisation, b.Amount.Currency)
			if err != nil {
				return err
			}
			one.Note = v.T("payouts.balance.next")
			if !paid {
				one.Note = v.T("payouts.balance.no_account")
				p.Missing = &pages.Missing{Text: v.T("payouts.missing", "Currency", b.Amount.Currency), Do: v.T("proposal.needs.account.do"), Href: "/settings/payment#account"}
			}
		}
		p.Balances = append(p.Balances, one)
	}
	return nil
}

// statement shows one month of one currency.
func (f *Face) statement(v *Visit) error {
	if _, err := account.Hat(v.Ctx, f.DB, v.Who); err != nil {
		return err
	}
	currency := v.R.PathValue("currency")
	if !money.Known(currency) {
		return fault.Missing("page.missing")
	}
	month, err := v.month()
	if err != nil {
		return err
	}
	next := month.AddDate(0, 1, 0)
	s, err := view.StatementOf(v.Ctx, f.DB, v.Who.Organisation, currency, clock.Of(month), clock.Of(next))
	if err != nil {
		return err
	}
	path := "/payouts/statements/" + currency
	p := pages.Statement{
		Crumbs: []part.Link{{Label: v.T("payouts.title"), Href: "/payouts"}, {Label: v.T("payouts.statement")}},
		Title:  v.T("statement.title", "Month", v.T("statement.month", "Year", month.Year(), "Month", int(month.Month())), "Currency", currency),
		Lead:   v.T("statement.lead"), Table: v.statementTable(s), Older: path + "?month=" + month.AddDate(0, -1, 0).Format("2006-01"),
	}
	if next.Before(v.Reader.Now) {
		p.Newer = path + "?month=" + next.Format("2006-01")
	}
	owed, err := ledger.PartyBalances(v.Ctx, f.DB, ledger.ExpertPayable, v.Who.Organisation)
	if err != nil {
		return err
	}
	for _, b := range owed {
		p.Currencies = append(p.Currencies, part.Tab{Label: b.Amount.Currency, Current: b.Amount.Currency == currency,
			Href: "/payouts/statements/" + b.Amount.Currency + "?month=" + month.Format("2006-01")})
	}
	return v.Page(Shell{Title: p.Title, At: "money"}, pages.StatementPage(p))
}

// month is the one asked for, in the house's zone; this one when none is.
func (v *Visit) month() (time.Time, error) {
	asked := v.Query("month")
	if asked == "" {
		asked = v.Reader.Now.In(v.face.Zone).Format("2006-01")
	}
	month, err := time.ParseInLocation("2006-01", asked, v.face.Zone)
	if err != nil || month.Year() < 2000 || month.Year() > 9000 {
		return month, errors.Join(fault.Missing("page.missing"), err)
	}
	return month, nil
}

func (v *Visit) statementTable(s view.Statement) part.Table {
	t := part.Table{Caption: v.T("payouts.statement"), Quiet: true, Cols: []part.Col{
		{Label: v.T("common.date"), Bare: true}, {Label: v.T("statement.what")}, {Label: v.T("statement.price"), Num: true},
		{Label: v.T("engagement.fee"), Num: true}, {Label: v.T("statement.change"), Num: true}, {Label: v.T("statement.balance"), Num: true}}}
	t.Rows = append(t.Rows, part.Row{Cells: []templ.Component{nil, part.Text(v.T("statement.opening")), nil, nil, nil, part.Money{Amount: s.Opening}}})
	for _, l := range s.Lines {
		row := []templ.Component{part.Date(l.At.Date(v.face.Zone)), part.Text(v.T("statement." + l.Kind)), nil, nil, part.Money{Amount: l.Change}, part.Money{Amount: l.Balance}}
		if !l.Request.IsNone() {
			row[1] = pages.Paper(part.Link{Label: strings.TrimSpace(v.T("statement.collected") + " " + l.Invoice), Href: requestOfPay(l.Request)})
			row[2], row[3] = part.Money{Amount: l.Price}, part.Money{Amount: money.Of(-l.Fee.Minor, l.Fee.Currency)}
		}
		t.Rows = append(t.Rows, part.Row{Cells: row})
	}
	change := money.Of(s.Closing.Minor-s.Opening.Minor, s.Closing.Currency)
	t.Foot = []templ.Component{nil, part.Text(v.T("statement.closing")), part.Money{Amount: s.Price},
		part.Money{Amount: money.Of(-s.Fee.Minor, s.Fee.Currency)}, part.Money{Amount: change}, part.Money{Amount: s.Closing, Strong: true}}
	return t
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

// fullDay is a calendar date that leaves nothing open, for a paper: the year is
// always there.
func (v *Visit) fullDay(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return v.T("invoice.day", "Year", day.Year(), "Month", v.T("month."+strconv.Itoa(int(day.Month()))), "Day", day.Day())
}
