package money

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"guildhall/base/fault"
)

// The codes of what can be wrong with a typed amount. The sentence of each is
// text key "field.<code>".
const (
	CodeRequired   = "required"
	CodeMalformed  = "money_malformed"
	CodeAmbiguous  = "money_ambiguous"
	CodeDecimals   = "money_decimals" // Digits
	CodeNoDecimals = "money_no_decimals"
	CodeNegative   = "money_negative"
	CodeZero       = "money_zero"
	CodeTooLarge   = "money_too_large"
	CodeCurrency   = "money_currency" // Currency
)

// Refusal is why a typed amount was not taken; Code names a text key.
type Refusal struct {
	Code string
	Args []any // pairs, as fault.At takes them
}

func (r *Refusal) Error() string { return "money: " + r.Code }

func refuse(code string, pairs ...any) (Amount, *Refusal) { return Amount{}, &Refusal{code, pairs} }

// Field is the complaint for the named input.
func (r *Refusal) Field(name string) fault.Field { return fault.At(name, r.Code, r.Args...) }

// Check reads an amount above zero out of a form and complains under the
// field's name; the zero Amount is returned with a complaint.
func Check(form *fault.Form, name, text, code string) Amount {
	amount, refusal := Parse(text, code)
	if refusal == nil && amount.Minor == 0 {
		amount, refusal = refuse(CodeZero)
	}
	if refusal != nil {
		form.Add(name, refusal.Code, refusal.Args...)
	}
	return amount
}

// Parse reads what a person typed: "1,000", "1000.00", "１０００", "￥１，０００",
// "$1,000.5", "USD 1 000", "1000円". The comma and the space group thousands,
// the point comes before decimals; anything that another country would read as
// another number ("1.000", "1,5", "1.000,00") is refused as ambiguous rather
// than guessed. Zero is taken; Check refuses it.
func Parse(text, code string) (Amount, *Refusal) {
	if !Known(code) {
		return refuse(CodeCurrency, "Currency", code)
	}
	if len(text) > 200 {
		return refuse(CodeMalformed)
	}
	s := strings.TrimSpace(width.Fold.String(text))
	if s == "" {
		return refuse(CodeRequired)
	}
	s, negative := cutMinus(s)
	s, own := cutSign(s, code)
	if !own {
		return refuse(CodeCurrency, "Currency", code)
	}
	s, late := cutMinus(s)
	minor, refusal := digitsOf(s, Digits(code))
	if refusal != nil {
		return Amount{}, refusal
	}
	if negative || late {
		return refuse(CodeNegative)
	}
	return Amount{minor, code}, nil
}

func cutMinus(s string) (string, bool) {
	for _, minus := range []string{"-", "−", "–", "▲", "△"} {
		if rest, found := strings.CutPrefix(s, minus); found {
			return strings.TrimSpace(rest), true
		}
	}
	return s, false
}

// signs says whose each sign may be. A dollar sign is every dollar's.
var signs = []struct {
	sign   string
	owners []string
}{
	{"US$", []string{"USD"}}, {"A$", []string{"AUD"}}, {"C$", []string{"CAD"}}, {"CA$", []string{"CAD"}},
	{"NZ$", []string{"NZD"}}, {"HK$", []string{"HKD"}}, {"S$", []string{"SGD"}}, {"NT$", []string{"TWD"}},
	{"$", []string{"USD", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD", "MXN", "CLP", "COP", "ARS"}},
	{"¥", []string{"JPY", "CNY"}}, {"円", []string{"JPY"}}, {"元", []string{"CNY"}},
	{"€", []string{"EUR"}}, {"£", []string{"GBP"}}, {"₩", []string{"KRW"}}, {"₹", []string{"INR"}},
	{"ドル", []string{"USD"}}, {"米ドル", []string{"USD"}}, {"ユーロ", []string{"EUR"}},
}

// cutSign removes a currency sign or code at either end; false when it belongs
// to another currency, so that "$5" is never taken as five yen.
func cutSign(s, code string) (string, bool) {
	first := strings.IndexFunc(s, isNumberRune)
	last := strings.LastIndexFunc(s, isNumberRune)
	if first < 0 {
		return s, true
	}
	front, back := strings.TrimSpace(s[:first]), strings.TrimSpace(s[last+1:])
	if rest, minus := strings.CutSuffix(front, "-"); minus {
		front = strings.TrimSpace(rest)
		first-- // the minus stays with the number
	}
	number := s[first : last+1]
	for _, sign := range []string{front, back} {
		if sign == "" || strings.EqualFold(sign, code) {
			continue
		}
		at := slices.IndexFunc(signs, func(known struct {
			sign   string
			owners []string
		}) bool {
			return strings.EqualFold(known.sign, sign)
		})
		switch {
		case at >= 0 && slices.Contains(signs[at].owners, code):
		case at >= 0 || len(sign) == 3 && Known(strings.ToUpper(sign)):
			return s, false
		default:
			return s, true // Not a sign at all: digitsOf will call it malformed.
		}
	}
	return number, true
}

func isNumberRune(r rune) bool { return r >= '0' && r <= '9' || r == '.' || r == ',' }

// digitsOf reads grouped digits and at most `decimals` decimals into minor units.
func digitsOf(s string, decimals int) (int64, *Refusal) {
	no := func(code string, pairs ...any) (int64, *Refusal) { return 0, &Refusal{code, pairs} }
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Zs, r) {
			return ' '
		}
		return r
	}, s)
	if strings.Trim(s, "0123456789., ") != "" || strings.Trim(s, "., ") != s || s == "" {
		return no(CodeMalformed)
	}
	if strings.Count(s, ".") > 1 {
		return no(CodeAmbiguous)
	}
	whole, fraction, _ := strings.Cut(s, ".")
	if strings.ContainsAny(fraction, ", ") {
		return no(CodeAmbiguous)
	}
	if strings.Contains(whole, ",") && strings.Contains(whole, " ") {
		return no(CodeAmbiguous)
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == ',' || r == ' ' })
	if len(groups) > 1 && !wellGrouped(groups, len(whole)) {
		return no(CodeAmbiguous)
	}
	if len(fraction) > decimals {
		if len(fraction) == 3 && len(groups) == 1 {
			return no(CodeAmbiguous) // "1.000" is a thousand in Berlin.
		}
		if decimals == 0 {
			return no(CodeNoDecimals)
		}
		return no(CodeDecimals, "Digits", decimals)
	}
	number := strings.TrimLeft(strings.Join(groups, "")+fraction+strings.Repeat("0", decimals-len(fraction)), "0")
	if len(number) > len("10000000000000") {
		return no(CodeTooLarge)
	}
	var minor int64
	for _, digit := range []byte(number) {
		minor = minor*10 + int64(digit-'0')
	}
	if minor > Max {
		return no(CodeTooLarge)
	}
	return minor, nil
}

// wellGrouped wants one to three digits, no leading zero, then groups of three.
func wellGrouped(groups []string, length int) bool {
	if len(groups[0]) > 3 || groups[0][0] == '0' {
		return false
	}
	total := len(groups) - 1 // one separator between each two
	for i, group := range groups {
		if i > 0 && len(group) != 3 {
			return false
		}
		total += len(group)
	}
	return total == length
}
