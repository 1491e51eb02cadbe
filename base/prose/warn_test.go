package prose_test

import (
	"slices"
	"testing"

	"guildhall/base/i18n"
	"guildhall/base/prose"
)

func TestPaymentDetailsAreNoticed(t *testing.T) {
	for in, want := range map[string]string{
		"IBAN GB82 WEST 1234 5698 7654 32 please":    prose.WarnBank,
		"de89370400440532013000":                     prose.WarnBank,
		"三菱UFJ銀行 渋谷支店 普通 １２３４５６７":                    prose.WarnBank,
		"口座番号は1234567です":                             prose.WarnBank,
		"ゆうちょ 記号 12345 番号 12345671":                  prose.WarnBank,
		"Routing number: 021000021":                  prose.WarnBank,
		"my account number is 12345678":              prose.WarnBank,
		"account number: 12345678":                   prose.WarnBank,
		"card 4242 4242 4242 4242 exp 12/30":         prose.WarnCard,
		"3782-822463-10005":                          prose.WarnCard,
		"４２４２４２４２４２４２４２４２":                           prose.WarnCard,
		"4242\u200b4242\u200b4242\u200b4242":         prose.WarnCard,
		"send to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa": prose.WarnWallet,
		"0x52908400098527886E0F7030069857D2E4169EE7": prose.WarnWallet,
		"bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq": prose.WarnWallet,
		"pay me at https://paypal.me/ben or":         prose.WarnPaymentLink,
		"https://buy.stripe.com/abc":                 prose.WarnPaymentLink,
		"https://qr.paypay.ne.jp/abcde":              prose.WarnPaymentLink,
		"call +1 (415) 555-2671":                     prose.WarnPhone,
		"電話は03-1234-5678まで":                          prose.WarnPhone,
		"携帯 ０９０１２３４５６７８":                             prose.WarnPhone,
		"415-555-2671":                               prose.WarnPhone,
		"+81 90 1234 5678":                           prose.WarnPhone,
	} {
		got := prose.OutsidePayment(in)
		if want == "" && len(got) > 0 || want != "" && !slices.Equal(got, []string{want}) {
			t.Errorf("%q: %v, want [%s]", in, got, want)
		}
	}
	if got := prose.OutsidePayment("paypal.me/ben +819012345678"); !slices.Equal(got, []string{prose.WarnPaymentLink, prose.WarnPhone}) {
		t.Errorf("two kinds: %v", got)
	}
}

func TestEverydayNumbersRaiseNoAlarm(t *testing.T) {
	for _, in := range []string{
		"AWS account 123456789012, arn:aws:iam::123456789012:role/Admin", "2026-11-23 10:00", "10.0.0.0/16 and 192.168.100.200",
		"i-0123456789abcdef0", "4242 4242 4242 4243", "order 1234567890123456", "1700000000000", "version 1.2.3-20261123", "AWS account number: 123456789012",
		"GB82 WEST 1234 5698 7654 33", "f47ac10b-58cc-4372-a567-0e02b2c3d479", "port 0-65535", "https://docs.stripe.com/payments https://www.paypal.com/jp/home",
		"普通の1234567件ではないデータ12345678", "ユーザーは1000000人です", "1BoatSLRHtKNngkdXEeobR76b53LETtpyX", "$1,000,000 and ￥１，２００，０００", "error 0x80070005", "sg-0a1b2c3d4e5f67890",
	} {
		if got := prose.OutsidePayment(in); len(got) > 0 {
			t.Errorf("%q: %v", in, got)
		}
	}
}

func TestEveryWarningHasWords(t *testing.T) {
	for _, kind := range []string{prose.WarnBank, prose.WarnCard, prose.WarnWallet, prose.WarnPaymentLink, prose.WarnPhone, "outside_payment"} {
		for _, lang := range i18n.Langs {
			if !i18n.House().Has(lang, "warning."+kind) {
				t.Errorf("warning.%s has no words in %s", kind, lang)
			}
		}
	}
}
