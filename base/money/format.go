package money

import (
	"strings"
	"sync"

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
	s := styleOf(a.Currency, lang)
	if !s.plain {
		return spell(a, lang)
	}
	figures := grouped(a.Decimal())
	if rest, negative := strings.CutPrefix(figures, "-"); negative {
		return s.debit[0] + rest + s.debit[1]
	}
	return s.credit[0] + figures + s.credit[1]
}

// spell lets CLDR write it, which takes some twenty times as long.
func spell(a Amount, lang i18n.Lang) string {
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

// style is what CLDR writes around the figures of a currency, before and after, for
// an amount and for a negative one.
type style struct {
	credit, debit [2]string
	// plain tells that the figures themselves are those of grouped.
	plain bool
}

type tongue struct {
	currency string
	lang     i18n.Lang
}

// styles are learnt from an example of each, once.
var styles sync.Map // tongue -> style

func styleOf(code string, lang i18n.Lang) style {
	if formatters[lang] == nil {
		lang = i18n.En
	}
	of := tongue{code, lang}
	if s, known := styles.Load(of); known {
		return s.(style)
	}
	if !currency.IsValid(code) {
		return style{}
	}
	example := Of(123_456_789_01, code)
	figures := grouped(example.Decimal())
	var s style
	var one, other bool
	s.credit[0], s.credit[1], one = strings.Cut(spell(example, lang), figures)
	s.debit[0], s.debit[1], other = strings.Cut(spell(Of(-example.Minor, code), lang), figures)
	s.plain = one && other
	styles.Store(of, s)
	return s
}

// grouped writes a decimal number's whole part in groups of three.
func grouped(decimal string) string {
	whole, fraction, broken := strings.Cut(decimal, ".")
	sign := ""
	if rest, negative := strings.CutPrefix(whole, "-"); negative {
		sign, whole = "-", rest
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if broken {
		whole += "." + fraction
	}
	return sign + whole
}

// FormatCode shows an amount with its code in front, the same in every
// language: "USD 1,200.00", "JPY 1,200,000". For where several currencies stand
// beside each other and "$" would not say whose.
func FormatCode(a Amount) string {
	return strings.TrimSpace(a.Currency + " " + grouped(a.Decimal()))
}

// Symbol is the sign a form shows beside an amount to type: "$", "￥".
func Symbol(code string, lang i18n.Lang) string {
	symbol, known := currency.GetSymbol(code, currency.NewLocale(string(lang)))
	if !known {
		return code
	}
	return symbol
}
