package taxid_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"guildhall/base/number"
	"guildhall/base/taxid"
)

// noticing are the types whose arithmetic notices every single digit that is changed.
var noticing = strings.Fields(`vat:AT vat:AU vat:CH vat:DE vat:DK vat:EE vat:FI vat:HR vat:HU vat:IL vat:IT vat:LU vat:MT vat:NO vat:PL
	tin:AT tin:CH tin:HR tin:NL tin:IL jp-corporate jp-invoice`)

func TestEveryChangedDigitIsNoticed(t *testing.T) {
	t.Parallel()
	tried := 0
	for _, kind := range noticing {
		k, _ := taxid.Known(kind)
		for _, n := range append(strings.Fields(published[kind]), k.Example) {
			good, _ := taxid.Check(kind, n)
			for at := range len(good.Value) {
				old := good.Value[at]
				if old < '0' || old > '9' {
					continue
				}
				for d := byte('0'); d <= '9'; d++ {
					japan := strings.HasPrefix(kind, "jp-") && (old == '0' && d == '9' || old == '9' && d == '0')
					if d == old || japan { // Modulo 9, which the agency chose, takes 0 for 9.
						continue
					}
					tried++
					changed := good.Value[:at] + string(d) + good.Value[at+1:]
					if r, _ := taxid.Check(kind, changed); r.OK() && r.Reason == number.Arithmetic && r.Variant == good.Variant {
						t.Errorf("%s takes %s for %s", kind, changed, good.Value)
					}
				}
			}
		}
	}
	if tried < 3000 {
		t.Errorf("only %d changes were tried", tried)
	}
}

func TestNumbersAreReadInEveryWayPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ kind, typed, want string }{
		{"vat:DE", " de 136 695 976 ", "DE136695976"}, {"vat:DE", "136695976", "DE136695976"}, {"VAT:de", "ＤＥ１３６６９５９７６", "DE136695976"}, {"vat:DE", "DE\u00a0136.695.976\u200b", "DE136695976"},
		{"vat:EL", "GR 094259216", "EL094259216"}, {"vat:UK", "GB 980 7806 84", "GB980780684"}, {"vat:CH", "CHE‑116.281.710 TVA", "CHE116281710"}, {"vat:LI", "CHE-116.281.710", "CHE116281710"},
		{"vat:NO", "NO 923 609 016 mva", "923609016MVA"}, {"vat:JP", "Ｔ７０００−０１２０−５０００２", "T7000012050002"}, {"jp-invoice", "7000012050002", "T7000012050002"},
		{"vat", "atu13585627", "ATU13585627"}, {"vat", "CHE-116.281.710", "CHE116281710"}, {"vat:IE", "IE 8D79739I", "IE8D79739I"}, {"tin:FI", "131052‐308t", "131052-308T"}, {"tin:FI", "2077474-0", "20774740"},
		{"us-ein", "12 3456789", "12-3456789"}, {"tin:US", "12-3456789", "12-3456789"}, {"tin:US", "536 90 4399", "536-90-4399"}, {"tin:MT", "123M", "0000123M"}, {"tin:HK", "g123456(a)", "G123456A"}, {"tin:GB", "19558 39661 K", "1955839661"}, {"tin:DE", "21/815/08150", "21/815/08150"},
	} {
		r, known := taxid.Check(c.kind, c.typed)
		if !known || !r.OK() || r.Value != c.want {
			t.Errorf("%s %q: %+v", c.kind, c.typed, r)
		}
	}
	if r, known := taxid.Check("vat", "QQ123"); !known || r.Reason != number.Country {
		t.Errorf("%+v", r)
	}
	if _, known := taxid.Check("vat:ZZ", "1"); known {
		t.Error("ZZ has no VAT numbers")
	}
}

func TestAnAmericanNumberIsToldApartAndNeverCalledMoreThanWellFormed(t *testing.T) {
	t.Parallel()
	for typed, variant := range map[string]string{"123-45-6789": "ssn", "123456789": "ssn", "912-90-3456": "itin", "912-93-3456": "atin", "98-7654321": "ein", "000456789": ""} {
		r, _ := taxid.Check(taxid.AnyUS, typed)
		if variant == "" {
			if r.OK() {
				t.Errorf("%s: %+v", typed, r)
			}
			continue
		}
		if r.Variant != variant || r.Verdict != number.Unconfirmed || r.Reason != number.FormatOnly {
			t.Errorf("%s: %+v", typed, r)
		}
	}
}

func TestMyNumberIsFoundInATextAndNothingElseIs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"123456789018": true, "1234 5678 9018": true, "個人番号：１２３４−５６７８−９０１８ です": true, "1234-5678-9018.": true,
		"123456789012": false, "1234567890180": false, "7000012050002": false, "order 12345": false, "": false, "tel 03-1234-5678": false, "x 123456789012 y 123456789018": true,
	} {
		if got := taxid.MyNumber(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestOrderIsHeldBetweenCountriesAndTypes(t *testing.T) {
	t.Parallel()
	for _, country := range strings.Fields("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK GB XI CH NO AU NZ IL AE KR SG IN CA BH CO JP") {
		if kind, known := taxid.VAT(country); !known {
			t.Errorf("no VAT number of %s (%s)", country, kind)
		}
		if kind, known := taxid.TIN(country); !known && country != "XI" {
			t.Errorf("no taxpayer number of %s (%s)", country, kind)
		}
	}
}

// FuzzCheck throws anything at every type: no answer may be more than unconfirmed, and
// what is taken is written in one way that is taken again.
func FuzzCheck(f *testing.F) {
	kinds := taxid.Kinds()
	for i, k := range kinds {
		f.Add(uint8(i), k.Example)
		for _, n := range strings.Fields(published[k.Type]) {
			f.Add(uint8(i), n)
		}
		for n := range broken[k.Type] {
			f.Add(uint8(i), n)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, value string) {
		k := kinds[int(which)%len(kinds)]
		r, known := taxid.Check(k.Type, value)
		if !known || r.Verdict != number.Invalid && r.Verdict != number.Unconfirmed || len(r.Rules) == 0 || r.Reason == "" {
			t.Fatalf("%s %q: %+v", k.Type, value, r)
		}
		if len(value) <= number.LongestMax && utf8.ValidString(value) && !utf8.ValidString(r.Value) {
			t.Fatalf("%q is written %q", value, r.Value)
		}
		if r.OK() {
			again, _ := taxid.Check(k.Type, r.Value)
			if again.Value != r.Value || again.Variant != r.Variant || again.Verdict != r.Verdict {
				t.Fatalf("%s %q: %+v, then %+v", k.Type, value, r, again)
			}
		}
		taxid.Check(taxid.AnyVAT, value)
		taxid.MyNumber(value)
	})
}
