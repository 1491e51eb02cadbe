package bank_test

import (
	"strings"
	"testing"

	"guildhall/base/bank"
	"guildhall/base/number"
)

// ibans are the examples of the SWIFT registry for the countries experts come from.
var ibans = strings.Fields(`AT611904300234573201 AE070331234567890123456 BE68539007547034 BG80BNBG96611020345678 BH67BMAG00001299123456 CH9300762011623852957 CY17002001280000001200527600
	CZ6508000000192000145399 DE89370400440532013000 DK5000400440116243 EE382200221020145685 ES9121000418450200051332 FI2112345600000785 FR1420041010050500013M02606 GB29NWBK60161331926819
	GR1601101250000000012300695 HR1210010051863000160 HU42117730161111101800000000 IE29AIBK93115212345678 IL620108000000099999999 IT60X0542811101000000123456 LT121000011101001000 LU280019400644750000
	LV80BANK0000435195001 MT84MALT011000012345MTLCAST001S NL91ABNA0417164300 NO9386011117947 PL61109010140000071219812874 PT50000201231234567890154 QA58DOHB00001234567890ABCDEFG RO49AAAA1B31007593840000
	SE4550000000058398257466 SI56263300012039086 SK3112000000198742637541`)

func TestEveryChangedCharacterOfAnIBANIsNoticed(t *testing.T) {
	t.Parallel()
	for _, n := range ibans {
		good, _ := bank.Check(bank.IBAN, n)
		if !good.OK() || good.Value != n {
			t.Errorf("%s: %+v", n, good)
			continue
		}
		if spaced, _ := bank.Check(bank.IBAN, "IBAN "+strings.ToLower(bank.SpacedIBAN(n))); spaced.Value != n {
			t.Errorf("%s with spaces is %+v", n, spaced)
		}
		if length, known := bank.IBANLength(n[:2]); !known || length != len(n) {
			t.Errorf("%s has %d characters", n[:2], length)
		}
		for at := 2; at < len(n); at++ {
			for c := byte('0'); c <= '9'; c++ {
				if c == n[at] || n[at] > '9' {
					continue
				}
				if r, _ := bank.Check(bank.IBAN, n[:at]+string(c)+n[at+1:]); r.OK() {
					t.Errorf("%s is taken for %s", r.Value, n)
				}
			}
		}
	}
}

func TestBrokenAccountDetailsAreRefusedByTheRuleThatFails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, value string
		want        number.Reason
	}{
		{bank.IBAN, "DE89370400440532013001", number.CheckDigit}, {bank.IBAN, "DE8937040044053201300", number.Format}, {bank.IBAN, "US89370400440532013000", number.Country}, {bank.IBAN, "", number.Empty}, {bank.IBAN, "D", number.Format},
		{bank.IBAN, "DE00370400440532013000", number.Range}, {bank.IBAN, strings.Repeat("1", 200), number.TooLong}, {bank.IBAN, "GB82WEST1234569876543ö", number.Characters},
		{bank.Routing, "021000022", number.CheckDigit}, {bank.Routing, "999999992", number.Range}, {bank.Routing, "02100002", number.Format}, {bank.Routing, "", number.Empty},
		{bank.BIC, "DEUTXXFF", number.Country}, {bank.BIC, "DEUTDEF", number.Format}, {bank.JapanBank, "0000", number.Range}, {bank.JapanBank, "123", number.Format}, {bank.JapanBranch, "12", number.Format},
		{bank.JapanAccount, "12345678", number.Format}, {bank.JapanAccount, "0", number.Range}, {bank.JapanHolder, "田中", number.Characters}, {bank.JapanHolder, " ", number.Empty},
	} {
		if r, _ := bank.Check(c.kind, c.value); r.Verdict != number.Invalid || r.Reason != c.want || r.Field() != "number_"+string(c.want) {
			t.Errorf("%s %q: %+v, not %s", c.kind, c.value, r, c.want)
		}
	}
	for kind, value := range map[string]string{bank.Routing: "011000015", bank.BIC: "deut de ff 500", bank.JapanBank: "０００１", bank.JapanAccount: "123"} {
		if r, _ := bank.Check(kind, value); !r.OK() {
			t.Errorf("%s %s: %+v", kind, value, r)
		}
	}
	for kind, digit := range map[bank.AccountKind]string{bank.Ordinary: "1", bank.Current: "2", bank.Savings: "4"} {
		if kind.Zengin() != digit {
			t.Errorf("%s is %s", kind, kind.Zengin())
		}
	}
}

// FuzzIBAN throws anything at the account details.
func FuzzIBAN(f *testing.F) {
	for _, n := range ibans {
		f.Add(n)
	}
	for _, n := range []string{"GB82 WEST 1234 5698 7654 32", "021000021", "DEUTDEFF", "0001", "", "IBAN"} {
		f.Add(n)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, k := range bank.Kinds() {
			r, known := bank.Check(k.Type, value)
			if !known || r.Verdict != number.Invalid && r.Verdict != number.Unconfirmed || len(r.Rules) == 0 {
				t.Fatalf("%s %q: %+v", k.Type, value, r)
			}
			if again, _ := bank.Check(k.Type, r.Value); r.OK() && (again.Value != r.Value || !again.OK()) {
				t.Fatalf("%s %q: %+v, then %+v", k.Type, value, r, again)
			}
		}
	})
}

// FuzzHolder throws anything at the holder's name: what is taken can be sent, is
// written again as it is, and is the same as itself.
func FuzzHolder(f *testing.F) {
	for _, n := range []string{"カ）ギルド", "株式会社ギルド", "ギルド（カ）オオサカ（エイ", "たなか　あいこ", "㈱(有)", "ﾊﾟﾋﾟ", "〔カ〕", "カ)カ)カ)", "トクヒ）"} {
		f.Add(n, "ギルド")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		written, why := bank.Holder(a)
		if why == "" {
			again, also := bank.Holder(written)
			if again != written || also != "" {
				t.Fatalf("%q is written %q, then %q (%s)", a, written, again, also)
			}
			if !bank.SameHolder(a, written).Same {
				t.Fatalf("%q is not %q", a, written)
			}
		}
		if x, y := bank.SameHolder(a, b), bank.SameHolder(b, a); x != y {
			t.Fatalf("%q, %q: %+v and %+v", a, b, x, y)
		}
	})
}
