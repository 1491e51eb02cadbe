package payment

import (
	"strings"
	"time"

	"golang.org/x/text/width"

	"guildhall/base/bank"
	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/flow"
)

// States of a payment method.
const (
	MethodAsked   flow.State = "asked" // net terms wait for the operator
	MethodActive  flow.State = "active"
	MethodRefused flow.State = "refused"
	MethodRemoved flow.State = "removed"
)

// MethodFlow is the life of a way to pay. Net terms are asked for by the customer
// and granted by the operator; one of the active ones is preferred.
var MethodFlow = flow.Define("payment_method", "payment_method",
	flow.Stops(
		flow.Waits(MethodAsked, flow.Operator),
		flow.Waits(MethodActive, flow.Customer),
		flow.End(MethodRefused, MethodRemoved),
	),
	flow.Rows{
		{Move: "add", To: MethodActive, By: flow.Customer, Needs: flow.Needs(MayPay), Op: "addPaymentMethod"},
		{Move: "ask", To: MethodAsked, By: flow.Customer, Needs: flow.Needs(MayPay), Op: "askNetTerms"},
		{Move: "grant", From: MethodAsked, To: MethodActive, By: flow.Operator, Op: "grantNetTerms"},
		{Move: "refuse", From: MethodAsked, To: MethodRefused, By: flow.Operator, Reason: true, Op: "refuseNetTerms"},
		{Move: "prefer", From: MethodActive, To: MethodActive, By: flow.Customer, Needs: flow.Needs(MayPay), Op: "preferPaymentMethod"},
		{Move: "remove", From: MethodActive, To: MethodRemoved, By: flow.Customer, Needs: flow.Needs(MayPay), Op: "removePaymentMethod"},
		{Move: "remove", From: MethodAsked, To: MethodRemoved, By: flow.Customer, Needs: flow.Needs(MayPay), Op: "removePaymentMethod"},
	})

// Kinds of methods (AWS_IQ.md 4.3).
const (
	KindCard     = "card"
	KindACH      = "ach"       // a debit of a bank account in the United States
	KindNetTerms = "net_terms" // an invoice, to be paid by transfer within 30 days
)

// NetTerms is how long a customer on net terms may take.
const NetTerms = 30 * 24 * time.Hour

// methodsMax is how many methods an organisation may have at once.
const methodsMax = 10

// Method is a way to pay, as its owner may see it.
type Method struct {
	ID           id.ID
	State        flow.State
	Kind         string
	Preferred    bool // of the active ones: charged unless another is chosen
	Organisation id.ID
	Person       id.ID
	Brand        string // of a card; ACH for a debit, blank for net terms
	Last4        string
	Expires      string // YYYY-MM, of a card
	Reason       string // why net terms were refused
	ReasonLang   string
	MadeAt       clock.Micros
}

// PaysIn tells whether the method can pay in a currency: accounts in the United
// States are debited in dollars only.
func (m Method) PaysIn(currency string) bool { return m.Kind != KindACH || currency == "USD" }

// Takes is how long the money takes to arrive by a method of this kind, in days
// (AWS_IQ.md 4.3).
func Takes(kind string) (from, to int) {
	switch kind {
	case KindACH:
		return 7, 14
	case KindNetTerms:
		return 30, 30
	}
	return 1, 3
}

// CardInput is what its owner types. Expires is as typed: "12/30" or "2030-12".
type CardInput struct {
	Number  seal.Secret
	Expires string
}

// check reads the form into a card; today is the business month.
func (in CardInput) check(now clock.Micros) (Card, error) {
	var form fault.Form
	number := digits(in.Number)
	if number == "" {
		form.Add("number", "required")
	} else if len(number) < 12 || len(number) > 19 || strings.Trim(number, "0123456789") != "" {
		form.Add("number", "card_number")
	}
	expires, ok := month(in.Expires)
	switch {
	case strings.TrimSpace(in.Expires) == "":
		form.Add("expires", "required")
	case !ok:
		form.Add("expires", "card_expiry")
	case expires < now.Time().Format("2006-01"):
		form.Add("expires", "card_expired")
	}
	return Card{Number: seal.Hide(number), Expires: expires}, form.Err()
}

func month(typed string) (string, bool) {
	typed = strings.ReplaceAll(strings.TrimSpace(width.Fold.String(typed)), " ", "")
	for _, layout := range []string{"01/06", "1/06", "01/2006", "1/2006", "2006-01", "0106"} {
		if t, err := time.Parse(layout, typed); err == nil {
			if t.Year() < 2000 { // Go reads 99 as 1999; no card is that old.
				t = t.AddDate(100, 0, 0)
			}
			return t.Format("2006-01"), true
		}
	}
	return "", false
}

// DebitInput is a bank account in the United States, as typed.
type DebitInput struct {
	Routing string
	Number  seal.Secret
}

func (in DebitInput) check() (Debit, error) {
	var form fault.Form
	routing, number := digits(seal.Hide(in.Routing)), digits(in.Number)
	switch {
	case routing == "":
		form.Add("routing", "required")
	case !isRouting(routing):
		form.Add("routing", "routing_number")
	}
	checkAccount(&form, number)
	return Debit{Routing: routing, Number: seal.Hide(number)}, form.Err()
}

// isRouting checks the nine digits, their range and the check digit.
func isRouting(n string) bool {
	r, _ := bank.Check(bank.Routing, n)
	return r.OK()
}

// TermsInput is the account from which somebody who asks for net terms will pay, as
// typed.
type TermsInput struct {
	Number seal.Secret
}

func (in TermsInput) check() (Payer, error) {
	var form fault.Form
	number := digits(in.Number)
	checkAccount(&form, number)
	return Payer{Number: seal.Hide(number)}, form.Err()
}

func checkAccount(form *fault.Form, number string) {
	if number == "" {
		form.Add("number", "required")
	} else if len(number) < 4 || len(number) > 17 || strings.Trim(number, "0123456789") != "" {
		form.Add("number", "account_number")
	}
}

// digits is a number without the gaps people write, in narrow digits.
func digits(typed seal.Secret) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u3000' {
			return -1
		}
		return r
	}, width.Fold.String(typed.Reveal()))
}
