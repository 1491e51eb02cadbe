package bank

import (
	"slices"
	"strings"

	"guildhall/base/number"
)

// The types of account details.
const (
	IBAN          = "iban"
	BIC           = "bic"
	Routing       = "us-routing"
	JapanBank     = "jp-bank"
	JapanBranch   = "jp-branch"
	JapanAccount  = "jp-account"
	JapanHolder   = "jp-holder"
	ibanSource    = "ISO 13616-1; SWIFT, IBAN Registry"
	routingSource = "American Bankers Association, Key to Routing Numbers; Federal Reserve Operating Circular 4"
	zenginSource  = "全国銀行協会 全銀協標準通信プロトコル・総合振込レコードフォーマット"
)

var kinds = number.Prepared([]number.Kind{
	{Type: BIC, Says: "business identifier code of a bank (SWIFT code)", Source: "ISO 9362", Example: "DEUTDEFF",
		Variants: []number.Variant{{Shape: `[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}(?:[A-Z0-9]{3})?`, Says: "four characters, a country's two letters, two characters, and three for a branch", Laws: []number.Law{
			{Rule: number.Country, Says: "characters 5 and 6 are a country", Holds: func(s string) bool { return isCountry(s[4:6]) }}}}}},
	{Type: Routing, Says: "routing number of a bank in the United States (ABA)", Source: routingSource, Example: "021000021",
		Variants: []number.Variant{{Shape: `\d{9}`, Says: "nine digits", Laws: []number.Law{
			{Rule: number.Range, Says: "begins with 01 to 12, 21 to 32, 61 to 72 or 80", Holds: inDistrict},
			{Rule: number.CheckDigit, Says: "weights 3 7 1 repeated are divisible by 10", Holds: func(s string) bool { return number.Sum(s, 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 == 0 }}}}}},
	{Type: JapanBank, Says: "Japanese bank code (銀行コード)", Source: zenginSource, Example: "0001",
		Variants: []number.Variant{{Shape: `\d{4}`, Says: "four digits", Laws: []number.Law{
			{Rule: number.Range, Says: "not 0000", Holds: func(s string) bool { return s != "0000" }}}}}},
	{Type: JapanBranch, Says: "Japanese branch code (支店コード)", Source: zenginSource, Example: "001",
		Variants: []number.Variant{{Shape: `\d{3}`, Says: "three digits"}}},
	{Type: JapanAccount, Says: "Japanese account number (口座番号); zeros are put before a shorter one", Source: zenginSource, Example: "1234567",
		Variants: []number.Variant{{Shape: `\d{1,7}`, Says: "at most seven digits", Write: sevenDigits, Laws: []number.Law{
			{Rule: number.Range, Says: "not all zeros", Holds: func(s string) bool { return s != "0000000" }}}}}},
})

// inDistrict holds for the Federal Reserve's districts, thrift institutions,
// electronic transactions and traveller's cheques. 00 is the government itself, which
// holds no expert's account.
func inDistrict(s string) bool {
	first := number.Int(s[:2])
	return 1 <= first && first <= 12 || 21 <= first && first <= 32 || 61 <= first && first <= 72 || first == 80
}

func sevenDigits(s string) string { return strings.Repeat("0", 7-len(s)) + s }

// Kinds lists every type of this package, sorted by name.
func Kinds() []number.Kind {
	list := append([]number.Kind{
		{Type: IBAN, Says: "international bank account number", Source: ibanSource, Example: "DE89 3704 0044 0532 0130 00", Variants: []number.Variant{ibanVariant("DE")}},
		{Type: JapanHolder, Says: "holder of a Japanese account in kana (口座名義カナ)", Source: zenginSource, Example: "ｶ)ｷﾞﾙﾄﾞﾎ-ﾙ"},
	}, kinds...)
	slices.SortFunc(list, func(a, b number.Kind) int { return strings.Compare(a.Type, b.Type) })
	return list
}

// Check reads value as account details of the type and says which rules hold; known
// is false when there is no such type. The value is never kept or logged.
func Check(kind, value string) (result number.Result, known bool) {
	kind = strings.ToLower(kind)
	switch kind {
	case IBAN:
		return checkIBAN(value), true
	case JapanHolder:
		return checkHolder(value), true
	}
	for _, k := range kinds {
		if k.Type == kind {
			return k.Check(value), true
		}
	}
	return number.Result{}, false
}

// AccountKind is what sort of account a Japanese one is.
type AccountKind string

// The kinds that transfers are made to. Each has words under
// "bank.account_kind.<kind>".
const (
	Ordinary AccountKind = "ordinary" // 普通
	Current  AccountKind = "current"  // 当座
	Savings  AccountKind = "savings"  // 貯蓄
)

// AccountKinds lists them.
var AccountKinds = []AccountKind{Ordinary, Current, Savings}

// Zengin is the digit of an account kind in transfer records (預金種目).
func (k AccountKind) Zengin() string {
	return map[AccountKind]string{Ordinary: "1", Current: "2", Savings: "4"}[k]
}

// Words gives the text key that names a type.
func Words(kind string) string { return "bank.type." + strings.ToLower(kind) }
