package payout

import (
	"slices"
	"strings"

	"golang.org/x/text/width"

	banks "guildhall/base/bank"
	"guildhall/base/fault"
	"guildhall/base/names"
	"guildhall/base/number"
	"guildhall/base/prose"
	"guildhall/base/seal"
)

// numberMax is how many digits an account's number has at most where no rule of a
// country says so (NACHA Operating Rules, DFI account number: 17).
const numberMax = 17

// AccountInput is what its owner types. Country is where the account is; Code is the
// bank's: the routing number in the United States, bank and branch code in Japan
// (0001-001), the BIC elsewhere; Number is an IBAN where the country has them. In Japan
// Kind is the account's (banks.Ordinary when left out), and Holder the 口座名義カナ.
type AccountInput struct {
	Currency string
	Country  string
	Bank     string
	Code     string
	Kind     string
	Holder   string
	Number   seal.Secret
}

// Tester is a bank of a sandbox: its test numbers stand for accounts of any country.
type Tester interface {
	IsTest(number string) bool
}

func (in AccountInput) check(open []string, test func(string) bool) (BankAccount, error) {
	var form fault.Form
	if !slices.Contains(open, in.Currency) {
		form.Add("currency", "currency")
	}
	a := BankAccount{Currency: in.Currency, Country: in.Country}
	a.Bank = prose.Check(&form, prose.Rule{Field: "bank", Min: 1, Max: 80, SingleLine: true}, in.Bank)
	a.Holder = prose.Check(&form, prose.Rule{Field: "holder", Min: 1, Max: 80, SingleLine: true}, in.Holder)
	typed := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u3000' {
			return -1
		}
		return r
	}, width.Fold.String(in.Number.Reveal()))
	a.Number = seal.Hide(typed)
	switch {
	case typed == "":
		form.Add("number", "required")
		return a, form.Err()
	case test(typed): // It needs no code; one that is given is a code.
		if in.Code != "" && !names.KnownCountry(in.Country) {
			form.Add("country", "required")
		} else if in.Code != "" {
			a.code(&form, in.Code)
		}
		return a, form.Err()
	case in.Country == "" && len(typed) > 1 && strings.Trim(strings.ToUpper(typed[:2]), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "":
		a.Country = strings.ToUpper(typed[:2]) // An IBAN says where it is.
	case in.Country == "":
		form.Add("country", "required")
		return a, form.Err()
	}
	if !names.KnownCountry(a.Country) {
		form.Add("country", "country")
		return a, form.Err()
	}
	a.rules(&form, in)
	return a, form.Err()
}

// code reads which bank it is, in the way of the account's country.
func (a *BankAccount) code(form *fault.Form, typed string) {
	switch a.Country {
	case "JP":
		codes := number.Tidy(typed, "")
		if len(codes) != 7 {
			form.Add("code", "japan_codes")
			return
		}
		a.Code = checked(form, "code", banks.JapanBank, codes[:4]) + checked(form, "code", banks.JapanBranch, codes[4:])
	case "US":
		a.Code = checked(form, "code", banks.Routing, typed)
	default:
		a.Code = checked(form, "code", banks.BIC, typed)
	}
}

// checked is a number as its kind writes it; what is wrong with it is said of the field.
func checked(form *fault.Form, field, kind, value string) string {
	result, _ := banks.Check(kind, value)
	if why := result.Field(); why != "" {
		form.Add(field, why)
	}
	return result.Value
}

// rules holds the account to what its country's banks can be sent.
func (a *BankAccount) rules(form *fault.Form, in AccountInput) {
	_, hasIBAN := banks.IBANLength(a.Country)
	if !hasIBAN || in.Code != "" {
		a.code(form, in.Code)
	}
	switch {
	case a.Country == "JP":
		if a.Kind = banks.AccountKind(in.Kind); a.Kind == "" {
			a.Kind = banks.Ordinary
		}
		if !slices.Contains(banks.AccountKinds, a.Kind) {
			form.Add("kind", "choice")
		}
		a.Number = seal.Hide(checked(form, "number", banks.JapanAccount, in.Number.Reveal()))
		if a.Holder == "" {
			return
		}
		written, why := banks.Holder(a.Holder)
		if why != "" {
			form.Add("holder", "holder_characters")
			return
		}
		a.Holder = written
	case hasIBAN:
		iban := checked(form, "number", banks.IBAN, in.Number.Reveal())
		if _, is := banks.IBANLength(iban[:min(2, len(iban))]); is && iban[:2] != a.Country {
			form.Add("number", "iban_country")
		}
		a.Number = seal.Hide(iban)
	default:
		a.digits(form)
	}
}

// digits is all that can be said of a number without a rule of its own.
func (a *BankAccount) digits(form *fault.Form) {
	typed := a.Number.Reveal()
	if len(typed) < 4 || len(typed) > numberMax || strings.Trim(typed, "0123456789") != "" {
		form.Add("number", "account_number")
	}
}

// held tells whether an account's holder is whoever the tax interview names: in Japan
// kana is compared with kana, elsewhere the names as banks and offices write them
// (AWS_IQ.md 1.10). The code is of text key "field.<code>"; "" when they are the same.
func (a BankAccount) held(legal, kana string) string {
	inKana := banks.SameHolder(kana, a.Holder).Same
	switch {
	case a.Country == "JP" && kana == "":
		return "holder_no_kana"
	case a.Country == "JP" && !inKana:
		return "holder_kana"
	case a.Country == "JP", inKana:
		return ""
	}
	switch m := names.Compare(legal, a.Holder); {
	case m.Same:
		return ""
	case m.Why == names.Form:
		return "holder_form"
	case m.Why == names.Order:
		return "holder_order"
	case m.Why == names.Part:
		return "holder_part"
	}
	return "holder_other"
}
