package web

import (
	"encoding/csv"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/money"
	"guildhall/engine/ledger"
	"guildhall/market/account"
	"guildhall/market/view"
	pages "guildhall/web/page/money"
	"guildhall/web/part"
)

// statementPath is a currency's statement of a month (YYYY-MM; blank is this one).
func statementPath(currency, month string) string {
	path := "/payouts/statements/" + currency
	if month != "" {
		path += "?month=" + month
	}
	return path
}

// findStatement gives the month of the currency that the address asks for.
func (f *Face) findStatement(v *Visit) (s view.Statement, month time.Time, err error) {
	if _, err := account.Hat(v.Ctx, f.DB, v.Who); err != nil {
		return s, month, err
	}
	currency := v.R.PathValue("currency")
	if !money.Known(currency) {
		return s, month, fault.Missing("page.missing")
	}
	if month, err = v.month(); err != nil {
		return s, month, err
	}
	s, err = view.StatementOf(v.Ctx, f.DB, v.Who.Organisation, currency, clock.Of(month), clock.Of(month.AddDate(0, 1, 0)))
	return s, month, err
}

// statement shows one month of one currency.
func (f *Face) statement(v *Visit) error {
	s, month, err := f.findStatement(v)
	if err != nil {
		return err
	}
	if v.Query("format") == "csv" {
		return v.statementCSV(s, month)
	}
	currency, this, next := s.Closing.Currency, month.Format("2006-01"), month.AddDate(0, 1, 0)
	p := pages.Statement{
		Crumbs: []part.Link{{Label: v.T("payouts.title"), Href: "/payouts"}, {Label: v.T("settings.payment.statements"), Href: "/settings/payment/statements"}, {Label: v.monthName(month) + " " + currency}},
		Title:  v.T("statement.title", "Month", v.monthName(month), "Currency", currency),
		Lead:   v.T("statement.lead"), Table: v.statementTable(s), Older: statementPath(currency, month.AddDate(0, -1, 0).Format("2006-01")),
		CSV: statementPath(currency, this) + "&format=csv",
	}
	if next.Before(v.Reader.Now) {
		p.Newer = statementPath(currency, next.Format("2006-01"))
	}
	owed, err := ledger.PartyBalances(v.Ctx, f.DB, ledger.ExpertPayable, v.Who.Organisation)
	if err != nil {
		return err
	}
	for _, b := range owed {
		p.Currencies = append(p.Currencies, part.Tab{Label: b.Amount.Currency, Current: b.Amount.Currency == currency, Href: statementPath(b.Amount.Currency, this)})
	}
	return v.Page(Shell{Title: p.Title, At: "money"}, pages.StatementPage(p))
}

func (v *Visit) monthName(month time.Time) string {
	return v.T("statement.month", "Year", month.Year(), "Month", v.T("month."+strconv.Itoa(int(month.Month()))))
}

// monthOf is a month (YYYY-MM) in words.
func (v *Visit) monthOf(text string) string {
	month, err := time.Parse("2006-01", text)
	if err != nil {
		return text
	}
	return v.monthName(month)
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
		{Label: v.T("common.date"), Bare: true, Short: true}, {Label: v.T("statement.what")}, {Label: v.T("party.customer")}, {Label: v.T("statement.price"), Num: true},
		{Label: v.T("engagement.fee"), Num: true}, {Label: v.T("statement.change"), Num: true}, {Label: v.T("statement.balance"), Num: true}}}
	t.Rows = append(t.Rows, part.Row{Cells: []templ.Component{nil, part.Text(v.T("statement.opening")), nil, nil, nil, nil, part.Money{Amount: s.Opening}}})
	for _, l := range s.Lines {
		row := []templ.Component{part.Date(l.At.Date(v.face.Zone)), v.movement(l.Movement), part.Text(l.Customer), nil, nil,
			part.Money{Amount: l.Change}, part.Money{Amount: l.Balance}}
		if l.Collected() {
			row[3], row[4] = part.Money{Amount: l.Price}, part.Money{Amount: money.Of(-l.Fee.Minor, l.Fee.Currency)}
		}
		t.Rows = append(t.Rows, part.Row{Cells: row})
	}
	change := money.Of(s.Closing.Minor-s.Opening.Minor, s.Closing.Currency)
	t.Foot = []templ.Component{nil, part.Text(v.T("statement.closing")), nil, part.Money{Amount: s.Price},
		part.Money{Amount: money.Of(-s.Fee.Minor, s.Fee.Currency)}, part.Money{Amount: change}, part.Money{Amount: s.Closing, Strong: true}}
	return t
}

// statementCSV is one month of one currency for a spreadsheet.
func (v *Visit) statementCSV(s view.Statement, month time.Time) error {
	rows := [][]string{append(v.movementHead(), v.T("statement.balance"))}
	for _, l := range s.Lines {
		rows = append(rows, append(v.movementRow(l.Movement), l.Balance.Decimal()))
	}
	return v.csv("statement-"+month.Format("2006-01")+"-"+s.Closing.Currency+".csv", rows)
}

func (v *Visit) movementHead() []string {
	return []string{v.T("common.date"), v.T("statement.what"), v.T("invoice.number"), v.T("party.customer"), v.T("part.currency"),
		v.T("statement.price"), v.T("engagement.fee"), v.T("statement.change")}
}

func (v *Visit) movementRow(m view.Movement) []string {
	return []string{m.At.Date(v.face.Zone), v.T("statement." + m.Kind), m.Invoice, m.Customer, m.Change.Currency,
		m.Price.Decimal(), money.Of(-m.Fee.Minor, m.Fee.Currency).Decimal(), m.Change.Decimal()}
}

// csv sends a file for spreadsheets: UTF-8 with the mark by which they know it. A
// word that they would take for a formula is made plain text by an apostrophe.
func (v *Visit) csv(file string, rows [][]string) error {
	v.W.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+file+`"`)
	v.W.Header().Set("Cache-Control", "no-store")
	if _, err := v.W.Write([]byte("\uFEFF")); err != nil {
		return err
	}
	w := csv.NewWriter(v.W)
	w.UseCRLF = true
	for _, row := range rows {
		for i, cell := range row {
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") && strings.Trim(cell, "+-0123456789.") != "" {
				row[i] = "'" + cell
			}
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}
