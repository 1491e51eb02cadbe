package money_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/bojanz/currency"
	"pgregory.net/rapid"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/money"
	_ "guildhall/text"
)

func TestEveryCurrencyIsWrittenAsCLDRWritesIt(t *testing.T) {
	for _, lang := range i18n.Langs {
		formatter := currency.NewFormatter(currency.NewLocale(string(lang)))
		for _, code := range currency.GetCurrencyCodes() {
			for _, minor := range []int64{0, 1, -1, 7, 99, 100, -100, 999, 1000, 99_999, 100_000, -123_456, 1_234_567_89, -money.Max, money.Max} {
				amount, err := currency.NewAmountFromInt64(minor, code)
				if err != nil {
					t.Fatal(err)
				}
				want := strings.Replace(formatter.Format(amount), "-", "−", 1)
				if got := money.Format(money.Of(minor, code), lang); got != want {
					t.Errorf("%d of %s in %s is written %q, CLDR writes %q", minor, code, lang, got, want)
				}
			}
		}
	}
}

func TestAmountsAreShownAsEachLanguageWritesThem(t *testing.T) {
	for _, c := range []struct {
		minor                  int64
		code, en, ja, withCode string
	}{
		{120000, "USD", "$1,200.00", "$1,200.00", "USD 1,200.00"},
		{1200000, "JPY", "¥1,200,000", "￥1,200,000", "JPY 1,200,000"},
		{1234567, "KWD", "KWD\u00a01,234.567", "KWD\u00a01,234.567", "KWD 1,234.567"},
		{5, "EUR", "€0.05", "€0.05", "EUR 0.05"},
		{-120000, "USD", "−$1,200.00", "−$1,200.00", "USD -1,200.00"},
		{100, "XXQ", "XXQ 1.00", "XXQ 1.00", "XXQ 1.00"},
	} {
		a := money.Of(c.minor, c.code)
		if en, ja, code := money.Format(a, i18n.En), money.Format(a, i18n.Ja), money.FormatCode(a); en != c.en || ja != c.ja || code != c.withCode {
			t.Errorf("%s: %q %q %q, want %q %q %q", a, en, ja, code, c.en, c.ja, c.withCode)
		}
	}
}

func TestTypedAmountsAreRead(t *testing.T) {
	for text, want := range map[string]money.Amount{
		"1,000":          money.Of(100000, "USD"),
		"1000.00":        money.Of(100000, "USD"),
		"$1,000.5":       money.Of(100050, "USD"),
		" US$ 1,000 ":    money.Of(100000, "USD"),
		"usd 1 000":      money.Of(100000, "USD"),
		"1000 USD":       money.Of(100000, "USD"),
		"0":              money.Of(0, "USD"),
		"0.50":           money.Of(50, "USD"),
		"１０００":           money.Of(1000, "JPY"),
		"¥1000":          money.Of(1000, "JPY"),
		"￥１，０００":         money.Of(1000, "JPY"),
		"1,000円":         money.Of(1000, "JPY"),
		"1.000":          money.Of(1000, "KWD"),
		"1,000.5":        money.Of(1000500, "KWD"),
		"1,234,567":      money.Of(1234567, "JPY"),
		"10000000000000": money.Of(money.Max, "JPY"),
	} {
		if got, refusal := money.Parse(text, want.Currency); refusal != nil || got != want {
			t.Errorf("%q: %v (%v), want %v", text, got, refusal, want)
		}
	}
}

func TestAmountsThatCouldMeanSomethingElseAreRefused(t *testing.T) {
	for _, c := range []struct{ text, currency, code string }{
		{"", "USD", "required"}, {"　", "USD", "required"},
		{"1.000", "USD", "money_ambiguous"}, {"1.000", "JPY", "money_ambiguous"}, {"1,5", "USD", "money_ambiguous"},
		{"1.000,00", "USD", "money_ambiguous"}, {"1,00", "USD", "money_ambiguous"}, {"1,23,456", "INR", "money_ambiguous"},
		{"1.2.3", "USD", "money_ambiguous"}, {"0,123", "USD", "money_ambiguous"}, {"1,,000", "USD", "money_ambiguous"},
		{"1 000,000", "USD", "money_ambiguous"}, {"1,000.123", "USD", "money_decimals"}, {"5.5", "JPY", "money_no_decimals"},
		{"1.2345", "KWD", "money_decimals"}, {"-5", "USD", "money_negative"}, {"−５", "JPY", "money_negative"},
		{"$-5", "USD", "money_negative"}, {"-$5", "USD", "money_negative"}, {"▲5", "JPY", "money_negative"},
		{"10000000000001", "JPY", "money_too_large"}, {strings.Repeat("9", 99), "USD", "money_too_large"},
		{"100000000000.01", "USD", "money_too_large"},
		{"$5", "JPY", "money_currency"}, {"EUR 5", "USD", "money_currency"}, {"5円", "USD", "money_currency"}, {"5", "ZZZ", "money_currency"},
		{"ten", "USD", "money_malformed"}, {"1e5", "USD", "money_malformed"}, {"0x10", "USD", "money_malformed"}, {"5.", "USD", "money_malformed"},
		{".5", "USD", "money_malformed"}, {"①", "JPY", "money_malformed"}, {"٣", "USD", "money_malformed"}, {"$", "USD", "money_malformed"},
		{"5 apples", "USD", "money_malformed"}, {"NaN", "USD", "money_malformed"}, {"5\x00", "USD", "money_malformed"}, {"10万", "JPY", "money_malformed"},
		{strings.Repeat("0", 201), "USD", "money_malformed"},
	} {
		_, refusal := money.Parse(c.text, c.currency)
		if refusal == nil || refusal.Code != c.code {
			t.Errorf("%q in %s: %v, want %s", c.text, c.currency, refusal, c.code)
			continue
		}
		for _, lang := range i18n.Langs {
			if !i18n.House().Has(lang, "field."+refusal.Code) {
				t.Errorf("field.%s has no words in %s", refusal.Code, lang)
			}
		}
	}
}

func TestAFormWantsAnAmountAboveZero(t *testing.T) {
	var form fault.Form
	if a := money.Check(&form, "total", "250", "USD"); a.Minor != 25000 || form.Err() != nil {
		t.Fatalf("%v %v", a, form.Err())
	}
	money.Check(&form, "total", "0.00", "USD")
	money.Check(&form, "rest", "x", "USD")
	fields := fault.Of(form.Err()).Fields
	if len(fields) != 2 || fields[0].Code != "money_zero" || fields[1].Name != "rest" || fields[1].Code != "money_malformed" {
		t.Fatalf("%+v", fields)
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.SampledFrom([]string{"JPY", "USD", "EUR", "KWD", "KRW", "BHD"}).Draw(t, "currency")
		a := money.Of(rapid.Int64Range(0, money.Max).Draw(t, "minor"), code)
		for _, text := range []string{a.Decimal(), a.String(), money.FormatCode(a), money.Format(a, i18n.En), money.Format(a, i18n.Ja)} {
			if got, refusal := money.Parse(text, code); refusal != nil || got != a {
				t.Fatalf("%q became %v (%v), want %v", text, got, refusal, a)
			}
		}
	})
}

func TestSharesAreExactHalfUp(t *testing.T) {
	for _, c := range []struct {
		minor int64
		rate  string
		want  int64
	}{{100000, "2.5%", 2500}, {20, "2.5%", 1}, {19, "2.5%", 0}, {-20, "2.5%", -1}, {1000, "10.21%", 102}, {money.Max, "100%", money.Max}, {999, "0%", 0}} {
		rate, err := money.ParseRate(c.rate)
		if got := money.Share(money.Of(c.minor, "JPY"), rate); err != nil || got.Minor != c.want || got.Currency != "JPY" {
			t.Errorf("%s of %d: %v (%v), want %d", c.rate, c.minor, got, err, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		minor := rapid.Int64Range(0, money.Max).Draw(t, "minor")
		rate := money.Rate(rapid.Int64Range(0, int64(money.Whole)).Draw(t, "rate"))
		twice := new(big.Int).Mul(big.NewInt(minor), big.NewInt(2*int64(rate)))
		want := twice.Add(twice, big.NewInt(1_000_000)).Div(twice, big.NewInt(2_000_000)).Int64()
		if got := money.Share(money.Of(minor, "USD"), rate).Minor; got != want {
			t.Fatalf("%s of %d: %d, want %d", rate, minor, got, want)
		}
	})
}

func TestRatesSurviveTheRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rate := money.Rate(rapid.Int64Range(0, int64(money.Whole)).Draw(t, "rate"))
		if back, err := money.ParseRate(rate.String()); err != nil || back != rate {
			t.Fatalf("%d became %d over %q (%v)", rate, back, rate, err)
		}
	})
	for _, text := range []string{"", "%", "2.5", "-1%", "100.0001%", "2.%", ".5%", "1.23456%", "1,5%", "1e1%", "101%"} {
		if rate, err := money.ParseRate(text); !errors.Is(err, money.ErrRate) {
			t.Errorf("%q was taken as %s", text, rate)
		}
	}
	if rate, err := money.ParseRate("２．５％"); err != nil || rate != 25_000 {
		t.Errorf("full width: %v %v", rate, err)
	}
}

func TestSumsNeverOverflowNorMixCurrencies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := money.Of(rapid.Int64().Draw(t, "a"), "USD"), money.Of(rapid.Int64().Draw(t, "b"), "USD")
		sum, err := a.Add(b)
		exact := new(big.Int).Add(big.NewInt(a.Minor), big.NewInt(b.Minor))
		if err == nil && (exact.Int64() != sum.Minor || !exact.IsInt64() || !sum.Valid()) {
			t.Fatalf("%v + %v = %v", a, b, sum)
		}
		if a.Valid() && b.Valid() && exact.CmpAbs(big.NewInt(money.Max)) <= 0 && err != nil {
			t.Fatalf("%v + %v was refused: %v", a, b, err)
		}
		if diff, err := a.Sub(b); err == nil {
			if back, err := diff.Add(b); err != nil || back != a {
				t.Fatalf("%v - %v + %v = %v (%v)", a, b, b, back, err)
			}
		}
	})
	if _, err := money.Of(1, "USD").Add(money.Of(1, "JPY")); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("currencies were mixed: %v", err)
	}
	if _, err := money.Of(1, "USD").Cmp(money.Of(1, "JPY")); !errors.Is(err, money.ErrCurrency) {
		t.Errorf("currencies were compared: %v", err)
	}
}

func FuzzParseNeverTakesWhatItCannotWriteBack(f *testing.F) {
	for _, seed := range []string{"1,000", "￥１，０００", "-5", "1.000,00", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, code := range []string{"JPY", "USD", "KWD"} {
			a, refusal := money.Parse(text, code)
			if refusal != nil {
				continue
			}
			if back, again := money.Parse(a.Decimal(), code); again != nil || back != a || a.Minor < 0 || a.Minor > money.Max {
				t.Fatalf("%q became %v", text, a)
			}
		}
	})
}
