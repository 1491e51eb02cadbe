package web

import (
	"net/http"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/payment"
	pages "guildhall/web/page/money"
	"guildhall/web/part"
)

// TestNumber is a number that a sandbox takes. Of is what it is the number of: one
// of a method's kinds, or "payout". Hint is a text key that says what it does.
type TestNumber struct {
	Of, Number, Hint string
}

// settingsPayment is Settings, Payment information: the ways to pay.
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
	if err := f.settingsMethods(v, hat, &p); err != nil {
		return err
	}
	if hat.Pays() {
		for _, one := range []struct {
			name, action string
			form         **part.Form
		}{{"card", "/settings/payment/card", &p.CardForm}, {"debit", "/settings/payment/debit", &p.DebitForm},
			{"terms", "/settings/payment/terms", &p.TermsForm}} {
			drawn := v.paymentForm(one.action, form == one.name, refused)
			drawn.ID = one.name + "-form"
			*one.form = &drawn
		}
		p.Open = form
	} else {
		p.Only = v.T("fault.need.may_pay")
	}
	for _, n := range f.TestNumbers {
		fact := part.Fact{Label: n.Number, Text: v.T(n.Hint)}
		switch n.Of {
		case payment.KindCard:
			p.Cards = append(p.Cards, fact)
		case payment.KindACH:
			p.Debits = append(p.Debits, fact)
		case payment.KindNetTerms:
			p.Payers = append(p.Payers, fact)
		}
	}
	if err := f.settingsLimits(v, &p, form, refused); err != nil {
		return err
	}
	if p.Standing, err = f.buyerFacts(v, v.Who.Organisation); err != nil {
		return err
	}
	return v.paymentTab(status, "methods", pages.SettingsPage(p))
}

// paymentForm is one of the forms, with what was wrong when it was this one.
func (v *Visit) paymentForm(action string, this bool, refused error) part.Form {
	form := v.Form(action)
	if this {
		form = v.FormOf(action, refused)
		form.Values.Del("number") // Never written back into a page.
	}
	form.Attrs = steady
	if b := LocalPath(v.R.FormValue("back"), ""); b != "" {
		form.Action += "?" + back(b)
	}
	return form
}

// settingsMethods are the ways to pay, with what may be done with each.
func (f *Face) settingsMethods(v *Visit, hat account.Membership, p *pages.Settings) error {
	methods, err := payment.MethodsOf(v.Ctx, f.DB, v.Who.Organisation)
	active := 0
	for _, m := range methods {
		if m.State == payment.MethodActive {
			active++
		}
		p.HasTerms = p.HasTerms || m.Kind == payment.KindNetTerms && m.State != payment.MethodRefused
	}
	facts := flow.Facts{payment.MayPay: hat.Pays()}
	for _, m := range methods {
		one := pages.Method{Name: v.card(m), Kind: m.Kind, Note: v.takes(m), Reason: m.Reason, ReasonLang: shownLang(m.ReasonLang)}
		if m.Kind == payment.KindCard {
			one.Note = v.T("settings.payment.until", "Month", m.Expires[5:], "Year", m.Expires[:4]) + " · " + one.Note
		}
		if m.State != payment.MethodActive {
			badge := v.badge("payment_method", m.State)
			one.Badge = &badge
		} else if m.Preferred && active > 1 {
			one.Badge = &part.Badge{Label: v.T("payment_method.preferred"), Tone: part.Good}
		}
		action := "/settings/payment/methods/" + payment.MethodID.Text(m.ID)
		for _, row := range payment.MethodFlow.Moves(m.State, facts, flow.Customer) {
			move := &part.Move{Action: action + "/" + row.Move, Key: NewKey(), Label: v.T("payment_method." + row.Move), Small: true}
			switch {
			case row.Move == "remove":
				move.Confirm = &part.Confirm{Title: v.T("payment_method.remove.title"), Text: v.T("payment_method.remove.text"), Deed: v.T("payment_method.remove")}
			case m.Preferred:
				continue
			}
			one.Moves = append(one.Moves, move)
		}
		p.Methods = append(p.Methods, one)
	}
	return err
}

// settingsLimits are the amounts above which an approval asks again.
func (f *Face) settingsLimits(v *Visit, p *pages.Settings, form string, refused error) error {
	limits, err := account.ApprovalLimits(v.Ctx, f.DB, v.Who.Organisation)
	if err != nil {
		return err
	}
	for _, l := range limits {
		one := pages.Limit{Above: l}
		if p.Only == "" {
			one.Remove = &part.Move{Action: "/settings/payment/limits", Key: NewKey(), Values: []part.Value{{Name: "currency", Value: l.Currency}, {Name: "amount"}},
				Label: v.T("settings.payment.limit.remove"), Icon: "x", Kind: part.Quiet, Small: true}
		}
		p.Limits = append(p.Limits, one)
	}
	if p.Only == "" {
		drawn := v.paymentForm("/settings/payment/limits", form == "limit", refused)
		drawn.ID = "limit-form"
		p.LimitForm = &drawn
		for _, c := range f.Deals.Currencies {
			p.LimitCurrencies = append(p.LimitCurrencies, part.Option{Value: c, Label: c})
		}
	}
	return nil
}

func (f *Face) setLimit(v *Visit) error {
	err := f.Accounts.SetApprovalLimit(v.Ctx, v.Who, account.ApprovalLimitInput{Currency: v.Value("currency"), Amount: v.Value("amount")})
	if v.Sayable(err) {
		return f.showSettingsPayment(v, v.StatusOf(err), "limit", err)
	}
	if err != nil {
		return err
	}
	v.Flash("settings.payment.limit.saved")
	return v.Redirect("/settings/payment#limits")
}

// takes says how long the money takes by a method.
func (v *Visit) takes(m payment.Method) string { return v.T("payment_method." + m.Kind + ".takes") }

// addMethod keeps a way to pay and goes back to where it was needed.
func (f *Face) addMethod(v *Visit, form, said string, add func() (id.ID, error)) error {
	if _, err := add(); err != nil {
		if !v.Sayable(err) {
			return err
		}
		return f.showSettingsPayment(v, v.StatusOf(err), form, err)
	}
	v.Flash(said)
	return v.Redirect(LocalPath(v.Query("back"), "/settings/payment"))
}

func (f *Face) addCard(v *Visit) error {
	return f.addMethod(v, "card", "settings.payment.card.added", func() (id.ID, error) {
		return f.Payments.AddCard(v.Ctx, v.Who, payment.CardInput{Number: seal.Hide(v.Value("number")), Expires: v.Value("expires")})
	})
}

func (f *Face) addDebit(v *Visit) error {
	return f.addMethod(v, "debit", "settings.payment.debit.added", func() (id.ID, error) {
		return f.Payments.AddDebit(v.Ctx, v.Who, payment.DebitInput{Routing: v.Value("routing"), Number: seal.Hide(v.Value("number"))})
	})
}

func (f *Face) askTerms(v *Visit) error {
	return f.addMethod(v, "terms", "settings.payment.terms.asked", func() (id.ID, error) {
		return f.Payments.AskTerms(v.Ctx, v.Who, payment.TermsInput{Number: seal.Hide(v.Value("number"))})
	})
}

// methodMove makes a move of the method of the address.
func (f *Face) methodMove(v *Visit, said string, do func(m id.ID) error) error {
	m, err := v.ID("id", payment.MethodID)
	if err != nil {
		return fault.Missing("payment_method.missing")
	}
	if err := do(m); err != nil {
		return err
	}
	v.Flash(said)
	return v.Redirect("/settings/payment")
}

func (f *Face) preferMethod(v *Visit) error {
	return f.methodMove(v, "settings.payment.method.preferred", func(m id.ID) error { return f.Payments.PreferMethod(v.Ctx, v.Who, m) })
}

func (f *Face) removeMethod(v *Visit) error {
	return f.methodMove(v, "settings.payment.method.removed", func(m id.ID) error { return f.Payments.RemoveMethod(v.Ctx, v.Who, m) })
}
