package web

import (
	"strings"

	"github.com/a-h/templ"

	"guildhall/base/fault"
	"guildhall/base/money"
	"guildhall/engine/ledger"
	"guildhall/market/account"
	"guildhall/market/payout"
	"guildhall/market/view"
	pages "guildhall/web/page/money"
	"guildhall/web/part"
)

// findPayout gives the payout of the address with its statement, to whoever may see
// it.
func (f *Face) findPayout(v *Visit) (view.PayoutStatement, error) {
	i, err := v.ID("id", payout.LineID)
	if err != nil {
		return view.PayoutStatement{}, fault.Missing("payout.missing")
	}
	p, err := payout.FindPayout(v.Ctx, f.DB, v.Who, i)
	if err != nil {
		return view.PayoutStatement{}, err
	}
	return view.PayoutStatementOf(v.Ctx, f.DB, p)
}

// payout is the statement of one payout: what it is made of, line by line, to the
// cent of what the bank shows.
func (f *Face) payout(v *Visit) error {
	s, err := f.findPayout(v)
	if err != nil {
		return err
	}
	if v.Query("format") == "csv" {
		return f.payoutCSV(v, s)
	}
	a, err := payout.FindAccount(v.Ctx, f.DB, s.Account)
	if err != nil {
		return err
	}
	o, err := account.FindOrganisation(v.Ctx, f.DB, s.Organisation)
	if err != nil {
		return err
	}
	title := v.T("payout.title", "Amount", v.amount(s.Amount))
	p := pages.Payout{
		Crumbs: []part.Link{{Label: v.T("payouts.title"), Href: "/payouts"}, {Label: title}},
		Title:  title, Badge: v.badge("payout", s.State), Said: v.saidOf(s), CSV: payoutPath(s.Payout) + "?format=csv",
		Facts: []part.Fact{
			{Label: v.T("payout.of"), Text: o.Name},
			{Label: v.T("payouts.to"), Text: bankLine(a)},
			{Label: v.T("payout.made"), Text: v.fullDay(s.MadeAt.Date(f.Zone))},
			{Label: v.T("payouts.arrives"), Text: v.arrival(s.Payout)},
			{Label: v.T("payout.reference"), Text: payout.LineID.Text(s.ID)},
		},
		Table: v.payoutTable(s), Sums: v.payoutSums(s),
	}
	if s.Failure != "" {
		p.Failed = &pages.Missing{Text: v.T("payout.owed_again."+string(s.State), "Amount", v.amount(s.Amount), "Why", v.T("payout.failure."+s.Failure)),
			Do: v.T("payouts.accounts"), Href: accountPage}
	}
	return v.Page(Shell{Title: title, At: "money"}, pages.PayoutPage(p))
}

// saidOf says in a sentence what was taken before anything was paid.
func (v *Visit) saidOf(s view.PayoutStatement) string {
	switch {
	case s.Netted.IsZero():
		return ""
	case s.Amount.IsZero():
		return v.T("payout.netted.all", "Netted", v.amount(s.Netted))
	}
	return v.T("payout.netted.part", "Netted", v.amount(s.Netted), "Amount", v.amount(s.Amount))
}

func (v *Visit) payoutTable(s view.PayoutStatement) part.Table {
	t := part.Table{Caption: v.T("payouts.statement"), Quiet: true, Cols: []part.Col{
		{Label: v.T("common.date"), Bare: true, Short: true}, {Label: v.T("statement.what")}, {Label: v.T("party.customer")},
		{Label: v.T("statement.price"), Num: true}, {Label: v.T("engagement.fee"), Num: true}, {Label: v.T("statement.yours"), Num: true}}}
	for _, m := range s.Lines {
		row := []templ.Component{part.Date(m.At.Date(v.face.Zone)), v.movement(m), part.Text(m.Customer), nil, nil, part.Money{Amount: m.Change}}
		if m.Collected() {
			row[3], row[4] = part.Money{Amount: m.Price}, part.Money{Amount: money.Of(-m.Fee.Minor, m.Fee.Currency)}
		}
		t.Rows = append(t.Rows, part.Row{Cells: row})
	}
	t.Foot = []templ.Component{nil, part.Text(v.T("payout.sum")), nil, part.Money{Amount: s.Price},
		part.Money{Amount: money.Of(-s.Fee.Minor, s.Fee.Currency)}, part.Money{Amount: s.Sum(), Strong: true}}
	return t
}

// movement names a movement, leading to what it is about.
func (v *Visit) movement(m view.Movement) templ.Component {
	label := strings.TrimSpace(v.T("statement."+m.Kind) + " " + m.Invoice)
	switch {
	case !m.Request.IsNone():
		return pages.Paper(part.Link{Label: label, Href: requestOfPay(m.Request)})
	case !m.Payout.IsNone() && m.Kind != ledger.Netted.Name:
		return pages.Paper(part.Link{Label: label, Href: "/payouts/" + payout.LineID.Text(m.Payout)})
	}
	return part.Text(label)
}

// payoutSums is the statement in a few figures, from what customers paid to what the
// bank received.
func (v *Visit) payoutSums(s view.PayoutStatement) []pages.Sum {
	less := func(a money.Amount) money.Amount { return money.Of(-a.Minor, a.Currency) }
	list := []pages.Sum{{Label: v.T("statement.price"), Amount: s.Price}, {Label: v.T("engagement.fee"), Amount: less(s.Fee)}}
	if !s.Corrections.IsZero() {
		list = append(list, pages.Sum{Label: v.T("statement.corrections"), Amount: s.Corrections})
	}
	if !s.Netted.IsZero() {
		list = append(list, pages.Sum{Label: v.T("statement.netted"), Amount: less(s.Netted)})
	}
	return append(list, pages.Sum{Label: v.T("payout.sum"), Amount: s.Amount, Total: true})
}

// payoutCSV is the statement of one payout for a spreadsheet.
func (f *Face) payoutCSV(v *Visit, s view.PayoutStatement) error {
	rows := [][]string{v.movementHead()}
	for _, m := range s.Lines {
		rows = append(rows, v.movementRow(m))
	}
	zero := money.Of(0, s.Amount.Currency)
	rows = append(rows, []string{s.MadeAt.Date(f.Zone), v.T("payout.sum"), "", "", s.Amount.Currency, zero.Decimal(), zero.Decimal(),
		money.Of(-s.Amount.Minor, s.Amount.Currency).Decimal()})
	return v.csv("payout-"+s.MadeAt.Date(f.Zone)+"-"+s.Amount.Currency+".csv", rows)
}
