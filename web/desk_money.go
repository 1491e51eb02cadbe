package web

import (
	"github.com/a-h/templ"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/engine/ledger"
	"guildhall/market/account"
	"guildhall/market/payment"
	"guildhall/market/view"
	"guildhall/web/page/desk"
	pages "guildhall/web/page/money"
	"guildhall/web/part"
)

// deskMoney is the operator's view of the money: what hangs, and on demand the
// proof of the books.
func (f *Face) deskMoney(v *Visit) error { return f.showDeskMoney(v, nil) }

// showDeskMoney is the same with the form of net terms that was refused.
func (f *Face) showDeskMoney(v *Visit, refused error) error {
	p := pages.Desk{Tabs: desk.MoneyTabs(v.Ctx, "money"), Prove: "/desk/money?prove=1"}
	for _, format := range ledger.Formats {
		p.Exports = append(p.Exports, part.Button{Label: v.T("desk.money.export." + format.Name), Href: "/desk/money/books?format=" + format.Name, Icon: "download", Small: true})
	}
	if v.Query("prove") != "" {
		report, err := view.VerifyBooks(v.Ctx, f.DB)
		if err != nil {
			return err
		}
		p.Proved, p.Problems = true, report.Problems
		p.Counted = v.T("desk.money.counted", "Postings", i18n.Number(report.Postings), "Lines", i18n.Number(report.Lines))
		p.Sums = part.Table{Caption: v.T("desk.money.sums"), Cols: []part.Col{{Label: v.T("desk.money.account"), Bare: true}, {Label: v.T("part.currency")}, {Label: v.T("statement.balance.plain"), Num: true}}}
		for _, b := range report.Sums {
			p.Sums.Rows = append(p.Sums.Rows, part.Row{Cells: []templ.Component{part.Text(v.T("book." + string(b.Account))), part.Text(b.Amount.Currency), part.Money{Amount: b.Amount}}})
		}
	}
	if err := f.deskTerms(v, &p, refused); err != nil {
		return err
	}
	if err := f.deskLists(v, &p); err != nil {
		return err
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: v.T("desk.money.title"), At: "money"}, pages.DeskPage(p))
}

func (f *Face) deskLists(v *Visit, p *pages.Desk) error {
	payments, err := view.DeskPayments(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	p.Payments = part.Table{Caption: v.T("desk.money.payments"), Quiet: true, Cols: []part.Col{{Label: v.T("party.customer"), Bare: true}, {Label: v.T("party.seller")},
		{Label: v.T("common.state")}, {Label: v.T("desk.money.since")}, {Label: v.T("payment_request.amount"), Num: true}}}
	for _, q := range payments {
		p.Payments.Rows = append(p.Payments.Rows, part.Row{Href: requestOfPay(q.ID), Cells: []templ.Component{part.Text(q.Customer), part.Text(q.Seller),
			v.badge("payment_request", q.State), part.Time{At: q.Since}, part.Money{Amount: q.Amount}}})
	}
	payouts, err := view.DeskPayouts(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	p.Payouts = part.Table{Caption: v.T("desk.money.payouts"), Quiet: true, Cols: []part.Col{{Label: v.T("party.seller"), Bare: true},
		{Label: v.T("common.state")}, {Label: v.T("desk.money.note")}, {Label: v.T("desk.money.since")}, {Label: v.T("payment_request.amount"), Num: true}}}
	for _, one := range payouts {
		var note templ.Component
		if one.Failure != "" {
			note = part.Text(v.T("payout.failure." + one.Failure))
		}
		p.Payouts.Rows = append(p.Payouts.Rows, part.Row{Cells: []templ.Component{part.Text(one.Organisation), v.badge("payout", one.State), note,
			part.Time{At: one.Since}, part.Money{Amount: one.Amount}}})
	}
	return nil
}

// deskBooks downloads the whole books, as `guildhall books export` writes them. Exports
// ask for a fresh proof (RULES.md 6).
func (f *Face) deskBooks(v *Visit) error {
	if err := v.Who.Proved(); err != nil {
		return err
	}
	format, known := ledger.FormatOf(v.Query("format"))
	if !known {
		return fault.Missing("page.missing")
	}
	v.W.Header().Set("Content-Type", format.Type)
	v.W.Header().Set("Content-Disposition", `attachment; filename="`+format.File+`"`)
	v.W.Header().Set("Cache-Control", "no-store")
	return ledger.Export(v.Ctx, f.DB, v.W, format, f.Zone)
}

// deskTerms are the wishes for net terms that wait for the operator.
func (f *Face) deskTerms(v *Visit, p *pages.Desk, refused error) error {
	if f.Payments.PayTo == "" {
		p.NoTerms = v.T("fault.payment_method.pay_to_missing")
	}
	asked, err := payment.TermsAsked(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	for _, m := range asked {
		o, err := account.FindOrganisation(v.Ctx, f.DB, m.Organisation)
		if err != nil {
			return err
		}
		standing, err := payment.StandingOfBuyer(v.Ctx, f.DB, m.Organisation, v.now())
		if err != nil {
			return err
		}
		i := payment.MethodID.Text(m.ID)
		var again *part.Form
		if refused != nil && v.R.PathValue("id") == i {
			form := v.FormOf("/desk/money/terms/"+i+"/refuse", refused)
			again = &form
		}
		p.Terms = append(p.Terms, pages.Terms{Again: again, Name: o.Name, Asked: part.Time{At: m.MadeAt},
			Note: v.buyerRecord(standing),
			Grant: part.Move{Action: "/desk/money/terms/" + i + "/grant", Key: NewKey(), Label: v.T("payment_method.grant"), Kind: part.Main, Small: true, ID: "grant-" + i,
				Confirm: &part.Confirm{Title: v.T("desk.net_terms.grant.title", "Name", o.Name), Text: v.T("desk.net_terms.grant.text"), Deed: v.T("payment_method.grant")}},
			Refuse: part.Move{Action: "/desk/money/terms/" + i + "/refuse", Key: NewKey(), Label: v.T("payment_method.refuse"), Small: true, ID: "refuse-" + i,
				Confirm: &part.Confirm{Title: v.T("desk.net_terms.refuse.title", "Name", o.Name), Text: v.T("desk.net_terms.refuse.text"), Deed: v.T("desk.net_terms.refuse.deed"),
					Fields: part.Field{Name: "reason", Kind: part.LongField, Label: v.T("desk.net_terms.refuse.reason"), Limit: 500, Rows: 3, ID: "reason-" + i}}}})
	}
	return nil
}

// decideTerms grants or refuses the net terms of the address.
func (f *Face) decideTerms(v *Visit, said string, do func(m id.ID) error) error {
	m, err := v.ID("id", payment.MethodID)
	if err != nil {
		return fault.Missing("payment_method.missing")
	}
	if err := do(m); err != nil {
		return err
	}
	v.Flash(said)
	return v.Redirect("/desk/money")
}

func (f *Face) grantTerms(v *Visit) error {
	return f.decideTerms(v, "desk.net_terms.granted", func(m id.ID) error { return f.Payments.GrantTerms(v.Ctx, v.Who, m) })
}

func (f *Face) refuseTerms(v *Visit) error {
	err := f.decideTerms(v, "desk.net_terms.refused", func(m id.ID) error { return f.Payments.RefuseTerms(v.Ctx, v.Who, m, v.Value("reason")) })
	if v.Refused(err) != nil {
		return f.showDeskMoney(v, err)
	}
	return err
}
