package payout

import (
	"slices"
	"strings"
	"testing"

	"guildhall/base/fault"
	"guildhall/base/seal"
)

func TestAnAccountIsHeldToItsCountrysRules(t *testing.T) {
	for name, c := range map[string]struct {
		in         AccountInput
		want       string
		code, kept string
	}{
		// ISO 13616-1, the example of the IBAN Registry.
		"an IBAN":                        {AccountInput{Country: "DE", Number: seal.Hide("DE89 3704 0044 0532 0130 00")}, "", "", "DE89370400440532013000"},
		"an IBAN says where it is":       {AccountInput{Number: seal.Hide("gb29 nwbk 6016 1331 9268 19")}, "", "", "GB29NWBK60161331926819"},
		"an IBAN with a slip":            {AccountInput{Country: "DE", Number: seal.Hide("DE89 3704 0044 0532 0130 01")}, "number:number_check_digit", "", ""},
		"an IBAN of another country":     {AccountInput{Country: "FR", Number: seal.Hide("DE89370400440532013000")}, "number:iban_country", "", ""},
		"an IBAN with a BIC":             {AccountInput{Country: "DE", Code: "cobadeff", Number: seal.Hide("DE89370400440532013000")}, "", "COBADEFF", "DE89370400440532013000"},
		"no IBAN where there are some":   {AccountInput{Country: "DE", Number: seal.Hide("532013000")}, "number:number_country", "", ""},
		"a routing number":               {AccountInput{Country: "US", Code: "021000021", Number: seal.Hide("12345678901234567")}, "", "021000021", "12345678901234567"},
		"a routing number with a slip":   {AccountInput{Country: "US", Code: "021000022", Number: seal.Hide("1234567890")}, "code:number_check_digit", "", ""},
		"no routing number":              {AccountInput{Country: "US", Number: seal.Hide("1234567890")}, "code:number_empty", "", ""},
		"too many digits":                {AccountInput{Country: "US", Code: "021000021", Number: seal.Hide("123456789012345678")}, "number:account_number", "", ""},
		"Japan":                          {AccountInput{Country: "JP", Code: "０００１－００１", Number: seal.Hide("12345"), Holder: "カブシキガイシャ ギルドホール"}, "", "0001001", "0012345"},
		"Japan without a branch":         {AccountInput{Country: "JP", Code: "0001", Number: seal.Hide("1234567"), Holder: "モリ ハルト"}, "code:japan_codes", "", ""},
		"Japan with a holder in kanji":   {AccountInput{Country: "JP", Code: "0001-001", Number: seal.Hide("1234567"), Holder: "森 陽翔"}, "holder:holder_characters", "", ""},
		"Japan with eight digits":        {AccountInput{Country: "JP", Code: "0001-001", Number: seal.Hide("12345678"), Holder: "モリ ハルト"}, "number:number_format", "", ""},
		"Japan, a kind there is not":     {AccountInput{Country: "JP", Code: "0001-001", Kind: "gold", Number: seal.Hide("1234567"), Holder: "モリ ハルト"}, "kind:choice", "", ""},
		"Singapore by its BIC":           {AccountInput{Country: "SG", Code: "DBSSSGSG", Number: seal.Hide("0123456789")}, "", "DBSSSGSG", "0123456789"},
		"Singapore without":              {AccountInput{Country: "SG", Number: seal.Hide("0123456789")}, "code:number_empty", "", ""},
		"nowhere":                        {AccountInput{Number: seal.Hide("0123456789")}, "country:required", "", ""},
		"a country there is not":         {AccountInput{Country: "ZZ", Number: seal.Hide("0123456789")}, "country:country", "", ""},
		"a test number of the sandbox's": {AccountInput{Number: seal.Hide("0001 2345")}, "", "", "00012345"},
		"its code, of nowhere":           {AccountInput{Code: "021000021", Number: seal.Hide("00012345")}, "country:required", "", ""},
		"its code, with a slip":          {AccountInput{Country: "US", Code: "021000022", Number: seal.Hide("00012345")}, "code:number_check_digit", "", ""},
		"its code":                       {AccountInput{Country: "US", Code: "021000021", Number: seal.Hide("00012345")}, "", "021000021", "00012345"},
	} {
		t.Run(name, func(t *testing.T) {
			in := c.in
			in.Currency, in.Bank = "USD", "Bank"
			if in.Holder == "" {
				in.Holder = "Ben Carter"
			}
			a, err := in.check([]string{"USD"}, func(n string) bool { return n == "00012345" })
			if got := refusals(err); got != c.want {
				t.Fatalf("refused with %q, want %q", got, c.want)
			}
			if err == nil && (a.Code != c.code || a.Number.Reveal() != c.kept) {
				t.Errorf("goes to the bank as %q %q", a.Code, a.Number.Reveal())
			}
		})
	}
}

func refusals(err error) string {
	if err == nil {
		return ""
	}
	var list []string
	for _, f := range fault.Of(err).Fields {
		list = append(list, f.Name+":"+f.Code)
	}
	slices.Sort(list)
	return strings.Join(list, " ")
}

func TestTheHolderIsWhomTheTaxInterviewNames(t *testing.T) {
	for _, c := range []struct{ country, legal, kana, holder, want string }{
		{"DE", "Müller Werke GmbH", "", "MUELLER WERKE GESELLSCHAFT MIT BESCHRÄNKTER HAFTUNG", ""},
		{"DE", "Müller Werke GmbH", "", "Mueller Werke", ""},
		{"DE", "Müller Werke GmbH", "", "Müller Werke AG", "holder_form"},
		{"DE", "Anna Lena Beck", "", "Beck Anna Lena", "holder_order"},
		{"DE", "Anna Lena Beck", "", "Anna Beck", "holder_part"},
		{"US", "Ben Carter", "", "ＢＥＮ ＣＡＲＴＥＲ", ""},
		{"US", "Ben Carter", "", "Dana Fox", "holder_other"},
		{"JP", "森 陽翔", "モリ ハルト", "ﾓﾘ ﾊﾙﾄ", ""},
		{"JP", "森 陽翔", "モリ ハルト", "モリ ハルカ", "holder_kana"},
		{"JP", "みなとクラウド株式会社", "ミナトクラウド カブシキガイシャ", "ﾐﾅﾄｸﾗｳﾄﾞ(ｶ", ""},
		{"JP", "みなとクラウド株式会社", "ミナトクラウド カブシキガイシャ", "ｶ)ﾐﾅﾄｸﾗｳﾄﾞ", "holder_kana"},
		{"JP", "Ben Carter", "", "ﾍﾞﾝ ｶｰﾀｰ", "holder_no_kana"},
		{"", "森 陽翔", "モリ ハルト", "森 陽翔", ""},
	} {
		if got := (BankAccount{Country: c.country, Holder: c.holder}).held(c.legal, c.kana); got != c.want {
			t.Errorf("%s, %s in %s: %q, want %q", c.legal, c.holder, c.country, got, c.want)
		}
	}
}
