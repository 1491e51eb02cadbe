package taxid

import (
	"regexp"

	"guildhall/base/number"
)

const corporateSource = "国税庁 法人番号公表サイト: 法人番号の指定を受ける者、チェックデジットの計算（法人番号の指定等に関する省令 第2条）"

// japan are the numbers of Japanese entities and of issuers of qualified invoices.
// Persons have My Number, which is never asked for.
var japan = []number.Kind{
	{Type: JapanCorporate, Says: "Japan: corporate number (法人番号)", Source: corporateSource, Example: "7000012050002", Variants: one(`[1-9]\d{12}`, "thirteen digits, the first not 0", corporate)},
	{Type: "tin:JP", Says: "Japan: corporate number; of persons no number is asked", Source: corporateSource, Example: "7000012050002", Variants: one(`[1-9]\d{12}`, "thirteen digits, the first not 0", corporate)},
	{Type: JapanInvoice, Says: "Japan: registration number of an issuer of qualified invoices (登録番号)", Prefixes: []string{"T"}, Lead: "T", Source: "国税庁 適格請求書発行事業者公表サイト: 登録番号とは（消費税法 第57条の2）", Example: "T7000012050002",
		Variants: one(`[1-9]\d{12}`, "T and thirteen digits, the first not 0", corporate)},
}

// japaneseTypes are those in whose place a person may write My Number.
var japaneseTypes = []string{JapanCorporate, JapanInvoice, "tin:JP"}

// corporate is the digit in front: 9 less the sum of the others, counted from the
// right with weights 1 and 2 in turn, modulo 9. It does not notice a 0 for a 9.
var corporate = digit("the first digit is 9 less modulo 9 of the others with weights 1 and 2 from the right", func(s string) bool {
	return 9-number.Sum(s[1:], 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1)%9 == number.Digit(s[0])
})

// myNumberRun is a run of twelve digits, in groups of four or not, with none beside it.
var myNumberRun = regexp.MustCompile(`(?:^|[^0-9-])(\d{4})[ -]?(\d{4})[ -]?(\d{4})(?:$|[^0-9-])`)

// MyNumber tells whether a text holds what may be a Japanese individual number
// (個人番号): twelve digits whose last is its check digit (行政手続における特定の個人を
// 識別するための番号の利用等に関する法律 施行令 第8条; 同 省令 第5条). One run of twelve
// digits in eleven passes by chance, so whoever refuses says why. Such a number is
// never asked for, never kept, and a text or image showing it is refused.
func MyNumber(text string) bool {
	text = number.Tidy(text, " -.,/'_:")
	for at := 0; ; {
		m := myNumberRun.FindStringSubmatchIndex(text[at:])
		if m == nil {
			return false
		}
		s := text[at+m[2]:at+m[3]] + text[at+m[4]:at+m[5]] + text[at+m[6]:at+m[7]]
		if individual(s) {
			return true
		}
		at += m[7]
	}
}

// individual works out the last digit: weights 2 to 7 and 2 to 6 from the right, 11
// less modulo 11, a remainder of 0 or 1 gives 0.
func individual(s string) bool {
	left := number.Sum(s, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11
	c := 0
	if left > 1 {
		c = 11 - left
	}
	return c == number.Last(s)
}
