package money

import (
	"strings"

	"github.com/bojanz/currency"

	"guildhall/base/i18n"
)

var formatters = func() map[i18n.Lang]*currency.Formatter {
	made := map[i18n.Lang]*currency.Formatter{}
	for _, lang := range i18n.Langs {
		made[lang] = currency.NewFormatter(currency.NewLocale(string(lang)))
	}
	return made
}()

// Format shows an amount as people who read this language write it (CLDR):
// "$1,200.00", "¥1,200,000" in English, "￥1,200,000" in Japanese; a negative one with the
// minus sign that is as wide as a figure: "−$20.00".
func Format(a Amount, lang i18n.Lang) string {
	formatter := formatters[lang]
	if formatter == nil {
		formatter = formatters[i18n.En]
	}
	amount, err := currency.NewAmountFromInt64(a.Minor, a.Currency)
	if err != nil {
		return a.String() // An unknown currency is shown as it is, never hidden.
	}
	return strings.Replace(formatter.Format(amount), "-", "−", 1)
}

// FormatCode shows an amount with its code in front, the same in every
// language: "USD 1,200.00", "JPY 1,200,000". For where several currencies stand
// beside each other and "$" would not say whose.
func FormatCode(a Amount) string {
	whole, fraction, _ := strings.Cut(a.Decimal(), ".")
	sign := ""
	if rest, negative := strings.CutPrefix(whole, "-"); negative {
		sign, whole = "-", rest
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	return strings.TrimSpace(a.Currency + " " + sign + whole)
}

// Symbol is the sign a form shows beside an amount to type: "$", "￥".
func Symbol(code string, lang i18n.Lang) string {
	symbol, known := currency.GetSymbol(code, currency.NewLocale(string(lang)))
	if !known {
		return code
	}
	return symbol
}
