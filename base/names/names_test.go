package names_test

import (
	"testing"

	"guildhall/base/i18n"
	"guildhall/base/names"
)

func TestEveryCountryAndLanguageHasANameInBothLanguages(t *testing.T) {
	if names.Country("JP", i18n.En) != "Japan" || names.Country("JP", i18n.Ja) != "日本" || names.Language("ja", i18n.Ja) != "日本語" {
		t.Errorf("%s %s %s", names.Country("JP", i18n.En), names.Country("JP", i18n.Ja), names.Language("ja", i18n.Ja))
	}
	for _, lang := range i18n.Langs {
		list := names.Countries(lang)
		if len(list) != 249 {
			t.Errorf("%s: %d countries", lang, len(list))
		}
		for _, n := range append(list, names.Languages(lang)...) {
			if n.Name == "" || n.Name == n.Code {
				t.Errorf("%s has no name in %s", n.Code, lang)
			}
		}
	}
	if names.KnownCountry("jp") || names.KnownCountry("XX") || !names.KnownCountry("GB") || names.KnownLanguage("tlh") {
		t.Error("codes")
	}
}

func TestALongSoundIsSortedAsItsVowel(t *testing.T) {
	at := map[string]int{}
	for i, c := range names.Countries(i18n.Ja) {
		at[c.Name] = i
	}
	for _, pair := range [][2]string{{"アゼルバイジャン", "ガーナ"}, {"ガーナ", "カナダ"}, {"スーダン", "スペイン"}, {"サウジアラビア", "スーダン"}} {
		first, known := at[pair[0]]
		second, also := at[pair[1]]
		if !known || !also {
			t.Fatalf("%v: not both are countries", pair)
		}
		if first > second {
			t.Errorf("%s stands after %s", pair[0], pair[1])
		}
	}
}

func TestCountriesAreCalledByTheirNamesOfToday(t *testing.T) {
	for code, want := range map[string][2]string{"MK": {"North Macedonia", "北マケドニア"}, "SZ": {"Eswatini", "エスワティニ"}, "TR": {"Türkiye", "トルコ"}} {
		if en, ja := names.Country(code, i18n.En), names.Country(code, i18n.Ja); en != want[0] || ja != want[1] {
			t.Errorf("%s is %s, %s", code, en, ja)
		}
	}
}
