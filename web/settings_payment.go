package web

import (
	"net/http"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/market/account"
	"guildhall/market/payment"
	"guildhall/market/payout"
	pages "guildhall/web/page/money"
	"guildhall/web/part"
)

// TestNumber is a number that a sandbox takes, of a card or else of an account.
// Hint is a text key that says what it does.
type TestNumber struct {
	Card         bool
	Number, Hint string
}

// settingsPayment is Settings, Payment information: the card that pays and the
// accounts that are paid.
func (f *Face) settingsPayment(v *Visit) error {
	return f.showSettingsPayment(v, http.StatusOK, "", nil)
}

// showSettingsPayment draws it; refused is what was said to the form named.
func (f *Face) showSettingsPayment(v *Visit, status int, form string, refused error) error {
	hat, err := account.Hat(v.Ctx, f.DB, v.Who)
	if err != nil {
		return err
	}
	var p pages.Settings
	m, has, err := payment.ActiveMethod(v.Ctx, f.DB, v.Who.Organisation)
	if err != nil {
		return err
	}
	if has {
		p.Card, p.CardNote = v.card(m), v.T("settings.payment.until", "Month", m.Expires[5:], "Year", m.Expires[:4])
	}
	if err := f.settingsAccounts(v, hat, &p); err != nil {
		return err
	}
	if hat.Pays() {
		cards, accounts := v.paymentForm("/settings/payment/card", form == "card", refused), v.paymentForm("/settings/payment/accounts", form == "account", refused)
		cards.ID, accounts.ID = "card-form", "account-form"
		p.CardForm, p.AccountForm = &cards, &accounts
		if has {
			p.Remove = &part.Move{Action: "/settings/payment/card/remove", Key: NewKey(), Label: v.T("payment_method.remove"), Small: true,
				Confirm: &part.Confirm{Title: v.T("payment_method.remove.title"), Text: v.T("payment_method.remove.text"), Deed: v.T("payment_method.remove")}}
		}
	} else {
		p.Only = v.T("fault.need.may_pay")
	}
	for _, c := range f.Payouts.Currencies {
		p.Currencies = append(p.Currencies, part.Option{Value: c, Label: c})
	}
	for _, n := range f.TestNumbers {
		fact := part.Fact{Label: n.Number, Text: v.T(n.Hint)}
		if n.Card {
			p.Cards = append(p.Cards, fact)
		} else {
			p.Numbers = append(p.Numbers, fact)
		}
	}
	return v.SettingsStatus(status, "payment", pages.SettingsPage(p))
}

// paymentForm is one of the two forms, with what was wrong when it was this one.
func (v *Visit) paymentForm(action string, this bool, refused error) part.Form {
	form := v.Form(action)
	if this {
		form = v.FormOf(action, refused)
		form.Values.Del("number") // Never written back into a page.
	}
	if b := LocalPath(v.R.FormValue("back"), ""); b != "" {
		form.Action += "?" + back(b)
	}
	return form
}

func (f *Face) settingsAccounts(v *Visit, hat account.Membership, p *pages.Settings) error {
	accounts, err := payout.AccountsOf(v.Ctx, f.DB, v.Who.Organisation)
	for _, a := range accounts {
		one := pages.Account{Currency: a.Currency, Name: a.Bank + " ···" + a.Last4, Badge: v.badge("payout_account", a.State)}
		if hat.Pays() && a.State == payout.AccountActive {
			one.Remove = &part.Move{Action: "/settings/payment/accounts/" + payout.AccountID.Text(a.ID) + "/remove", Key: NewKey(), Label: v.T("payout_account.remove"), Small: true,
				Confirm: &part.Confirm{Title: v.T("payout_account.remove.title"), Text: v.T("payout_account.remove.text", "Currency", a.Currency), Deed: v.T("payout_account.remove")}}
		}
		p.Accounts = append(p.Accounts, one)
	}
	return err
}

// addCard keeps a card and goes back to where it was needed.
func (f *Face) addCard(v *Visit) error {
	_, err := f.Payments.AddCard(v.Ctx, v.Who, payment.CardInput{Number: seal.Hide(v.Value("number")), Expires: v.Value("expires")})
	if err != nil {
		if !v.Sayable(err) {
			return err
		}
		return f.showSettingsPayment(v, v.StatusOf(err), "card", err)
	}
	v.Flash("settings.payment.card.added")
	return v.Redirect(LocalPath(v.Query("back"), "/settings/payment"))
}

func (f *Face) removeCard(v *Visit) error {
	if err := f.Payments.RemoveCard(v.Ctx, v.Who); err != nil {
		return err
	}
	v.Flash("settings.payment.card.removed")
	return v.Redirect("/settings/payment")
}

// addPayoutAccount keeps an account and goes back to where it was needed.
func (f *Face) addPayoutAccount(v *Visit) error {
	_, err := f.Payouts.AddAccount(v.Ctx, v.Who, payout.AccountInput{Currency: v.Value("currency"), Bank: v.Value("bank"),
		Holder: v.Value("holder"), Number: seal.Hide(v.Value("number"))})
	if err != nil {
		if !v.Sayable(err) {
			return err
		}
		return f.showSettingsPayment(v, v.StatusOf(err), "account", err)
	}
	v.Flash("settings.payment.account.added")
	return v.Redirect(LocalPath(v.Query("back"), "/settings/payment"))
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
	return v.Redirect("/settings/payment")
}
