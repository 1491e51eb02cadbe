package web

import (
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"guildhall/base/bank"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/names"
	"guildhall/base/page"
	"guildhall/base/seal"
	"guildhall/market/account"
	"guildhall/market/payout"
	"guildhall/market/registration"
	"guildhall/market/view"
	pages "guildhall/web/page/money"
	"guildhall/web/part"
)

// paymentTabs are the parts of Payment information, in order.
var paymentTabs = []struct{ at, href string }{
	{"methods", "/settings/payment"},
	{"payouts", accountPage},
	{"statements", "/settings/payment/statements"},
	{"invoices", "/settings/payment/invoices"},
}

// paymentTab draws one part of Payment information under the tabs.
func (v *Visit) paymentTab(status int, at string, body templ.Component) error {
	tabs := part.Tabs{Label: v.T("settings.payment")}
	for _, t := range paymentTabs {
		tabs.List = append(tabs.List, part.Tab{Label: v.T("settings.payment." + t.at), Href: t.href, Current: t.at == at})
	}
	return v.SettingsStatus(status, "payment", pages.PaymentInformation(tabs, body))
}

// settingsPayouts is where the organisation is paid, and when.
func (f *Face) settingsPayouts(v *Visit) error {
	return f.showSettingsPayouts(v, http.StatusOK, nil)
}

// showSettingsPayouts draws it; refused is what was said to the account typed.
func (f *Face) showSettingsPayouts(v *Visit, status int, refused error) error {
	hat, err := account.Hat(v.Ctx, f.DB, v.Who)
	if err != nil {
		return err
	}
	p := pages.SettingsPayouts{Refused: refused != nil}
	accounts, err := payout.AccountsOf(v.Ctx, f.DB, v.Who.Organisation)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		one, err := f.settingsAccount(v, hat, a)
		if err != nil {
			return err
		}
		p.Accounts = append(p.Accounts, one)
	}
	if hat.Pays() {
		form := v.paymentForm("/settings/payment/accounts", refused != nil, refused)
		form.ID = "account-form"
		p.AccountForm = &form
	} else {
		p.Only = v.T("fault.need.may_pay")
	}
	if g, err := registration.Of(v.Ctx, f.DB, v.Who.Organisation); err == nil {
		p.Country = g.Country
	}
	for _, n := range names.Countries(v.Reader.Lang) {
		p.Countries = append(p.Countries, part.Option{Value: n.Code, Label: n.Name})
	}
	for _, k := range bank.AccountKinds {
		p.Kinds = append(p.Kinds, part.Option{Value: string(k), Label: v.T("bank.account_kind." + string(k))})
	}
	for _, c := range f.Payouts.Currencies {
		p.Currencies = append(p.Currencies, part.Option{Value: c, Label: c})
	}
	for _, n := range f.TestNumbers {
		if n.Of == "payout" {
			p.Numbers = append(p.Numbers, part.Fact{Label: n.Number, Text: v.T(n.Hint)})
		}
	}
	return v.paymentTab(status, "payouts", pages.SettingsPayoutsPage(p))
}

func (f *Face) settingsAccount(v *Visit, hat account.Membership, a payout.Account) (pages.Account, error) {
	one := pages.Account{Currency: a.Currency, Name: bankLine(a), Badge: v.badge("payout_account", a.State)}
	at := "/settings/payment/accounts/" + payout.AccountID.Text(a.ID)
	switch {
	case a.State == payout.AccountWaiting:
		one.When = v.T("payout_account.waits", "Currency", a.Currency, "At", v.exact(a.EffectAt))
		if hat.Pays() {
			one.Remove = &part.Move{Action: at + "/stop", Key: NewKey(), Label: v.T("payout_account.stop"), Small: true, Kind: part.Danger,
				Confirm: &part.Confirm{Title: v.T("payout_account.stop.title"), Text: v.T("payout_account.stop.text", "Currency", a.Currency), Deed: v.T("payout_account.stop")}}
		}
		return one, nil
	case a.State != payout.AccountActive:
		return one, nil
	}
	wish, err := payout.PreferenceOf(v.Ctx, f.DB, v.Who.Organisation, a.Currency)
	if err != nil {
		return one, err
	}
	one.When = v.T("payouts.when", "When", v.dayWish(wish.Day), "Next", v.houseDay(wish.Next(v.now(), f.Zone)))
	if !wish.HeldUntil.IsZero() {
		one.When = v.T("payout_account.gives_way", "At", v.exact(wish.HeldUntil))
	}
	if !hat.Pays() {
		return one, nil
	}
	one.Remove = &part.Move{Action: at + "/remove", Key: NewKey(), Label: v.T("payout_account.remove"), Small: true,
		Confirm: &part.Confirm{Title: v.T("payout_account.remove.title"), Text: v.T("payout_account.remove.text", "Currency", a.Currency), Deed: v.T("payout_account.remove")}}
	form := v.Form("/settings/payment/preferences/" + a.Currency)
	form.ID = "when-" + a.Currency
	one.WhenForm, one.Day = &form, strconv.Itoa(wish.Day)
	for day := range payout.LastDay + 1 {
		one.Days = append(one.Days, part.Option{Value: strconv.Itoa(day), Label: v.dayWish(day)})
	}
	return one, nil
}

// dayWish is a day of payout in words.
func (v *Visit) dayWish(day int) string {
	if day == 0 {
		return v.T("payouts.daily")
	}
	return v.T("payouts.monthly", "Day", day)
}

// addPayoutAccount keeps an account and goes back to where it was needed.
func (f *Face) addPayoutAccount(v *Visit) error {
	made, err := f.Payouts.AddAccount(v.Ctx, v.Who, payout.AccountInput{Currency: v.Value("currency"), Bank: v.Value("bank"),
		Country: v.Value("country"), Code: v.Value("code"), Kind: v.Value("kind"), Holder: v.Value("holder"), Number: seal.Hide(v.Value("number"))})
	if err != nil {
		if !v.Sayable(err) {
			return err
		}
		return f.showSettingsPayouts(v, v.StatusOf(err), err)
	}
	a, err := payout.FindAccount(v.Ctx, f.DB, made)
	if err != nil {
		return err
	}
	if a.State == payout.AccountWaiting {
		v.Flash("settings.payment.account.waits")
		return v.Redirect(accountPage)
	}
	v.Flash("settings.payment.account.added")
	return v.Redirect(LocalPath(v.Query("back"), accountPage))
}

func (f *Face) removePayoutAccount(v *Visit) error {
	var a id.ID
	a, err := v.ID("id", payout.AccountID)
	if err != nil {
		return fault.Missing("payout_account.missing")
	}
	if err := f.Payouts.RemoveAccount(v.Ctx, v.Who, a); err != nil {
		return err
	}
	v.Flash("settings.payment.account.removed")
	return v.Redirect(accountPage)
}

// preferPayout sets when a currency is paid out.
func (f *Face) preferPayout(v *Visit) error {
	day, err := strconv.Atoi(v.Value("day"))
	if err != nil {
		day = -1 // Refused in words.
	}
	if err := f.Payouts.Prefer(v.Ctx, v.Who, v.R.PathValue("currency"), day); err != nil {
		return err
	}
	v.Flash("payouts.preference.saved")
	return v.Redirect(accountPage)
}

// settingsStatements lists the months of which there is a statement.
func (f *Face) settingsStatements(v *Visit) error {
	if _, err := account.Hat(v.Ctx, f.DB, v.Who); err != nil {
		return err
	}
	list, err := view.StatementMonths(v.Ctx, f.DB, v.Who.Organisation, f.Zone)
	if err != nil {
		return err
	}
	t := part.Table{Caption: v.T("settings.payment.statements"), Quiet: true, Cols: []part.Col{
		{Label: v.T("statement.of"), Bare: true, Short: true}, {Label: v.T("part.currency")}, {Label: v.T("statement.earned"), Num: true},
		{Label: v.T("statement.corrections"), Num: true}, {Label: v.T("statement.paid"), Num: true}, {Label: v.T("statement.closing"), Num: true}}}
	for _, m := range list {
		t.Rows = append(t.Rows, part.Row{Href: statementPath(m.Currency, m.Month), Cells: []templ.Component{part.Text(v.monthOf(m.Month)), part.Text(m.Currency),
			part.Money{Amount: m.Earned}, part.Money{Amount: m.Corrections}, part.Money{Amount: m.Paid}, part.Money{Amount: m.Closing}}})
	}
	return v.paymentTab(http.StatusOK, "statements", pages.SettingsList("statements", t, part.Pagination{}))
}

// settingsInvoices lists the invoices that the organisation wrote or received.
func (f *Face) settingsInvoices(v *Visit) error {
	if _, err := account.Hat(v.Ctx, f.DB, v.Who); err != nil {
		return err
	}
	rows, more, err := view.InvoicesOf(v.Ctx, f.DB, v.Who.Organisation, cursorOf(v), moneyPage)
	if err != nil {
		return err
	}
	t := part.Table{Caption: v.T("settings.payment.invoices"), Quiet: true, Cols: []part.Col{
		{Label: v.T("invoice.number"), Bare: true}, {Label: v.T("invoice.issued")}, {Label: v.T("invoices.way")}, {Label: v.T("invoices.other")},
		{Label: v.T("payment_request.amount"), Num: true}}}
	for _, i := range rows {
		way := "invoices.bought"
		if i.Sold {
			way = "invoices.sold"
		}
		t.Rows = append(t.Rows, part.Row{Href: invoicePath(i.ID), Cells: []templ.Component{part.Text(i.Number), part.Text(v.fullDay(i.IssuedOn)), part.Text(v.T(way)),
			part.Text(i.Other), part.Money{Amount: i.Total}}})
	}
	var older part.Pagination
	if more {
		older.Older = "/settings/payment/invoices?cursor=" + page.Cursor{ID: rows[len(rows)-1].ID}.String()
	}
	return v.paymentTab(http.StatusOK, "invoices", pages.SettingsList("invoices", t, older))
}
