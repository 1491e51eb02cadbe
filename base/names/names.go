// Package names gives the countries of ISO 3166-1 and the languages experts speak
// their names in the reader's language (CLDR), for forms and pages. It decides
// nothing: which countries are open is configuration (AWS_IQ.md R18).
package names

import (
	"slices"
	"sort"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"guildhall/base/i18n"
)

// countryCodes are the officially assigned codes of ISO 3166-1.
var countryCodes = strings.Fields(`AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
	BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ
	FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE
	JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR
	MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU
	RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
	UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`)

// languageCodes are the languages a person may say they work in (BCP 47).
var languageCodes = strings.Fields(`ja en zh ko de fr es pt it nl sv da nb fi pl cs uk ru tr ar he hi bn id ms th vi tl`)

var isCountry, isLanguage = set(countryCodes), set(languageCodes)

func set(codes []string) map[string]bool {
	m := make(map[string]bool, len(codes))
	for _, c := range codes {
		m[c] = true
	}
	return m
}

// CountryCodes lists the codes of every country of ISO 3166-1, in order.
func CountryCodes() []string { return slices.Clone(countryCodes) }

// KnownCountry tells whether code is a country of ISO 3166-1, in upper case.
func KnownCountry(code string) bool { return isCountry[code] }

// KnownLanguage tells whether code is one of Languages.
func KnownLanguage(code string) bool { return isLanguage[code] }

var tags = map[i18n.Lang]language.Tag{i18n.En: language.English, i18n.Ja: language.Japanese}

// renamed are countries that took another name after the tables of the library were
// made (ISO 3166-1 newsletters of 2018 to 2022).
var renamed = map[string]map[i18n.Lang]string{
	"MK": {i18n.En: "North Macedonia", i18n.Ja: "北マケドニア"},
	"SZ": {i18n.En: "Eswatini", i18n.Ja: "エスワティニ"},
	"TR": {i18n.En: "Türkiye", i18n.Ja: "トルコ"},
}

// Country is the country's name; an unknown code is its own name.
func Country(code string, lang i18n.Lang) string {
	if name := renamed[code][lang]; name != "" {
		return name
	}
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := display.Regions(tags[lang]).Name(region); name != "" {
		return name
	}
	return code
}

// Language is the language's name; an unknown code is its own name.
func Language(code string, lang i18n.Lang) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	if name := display.Languages(tags[lang]).Name(tag); name != "" {
		return name
	}
	return code
}

// Named is a code with its name.
type Named struct{ Code, Name string }

var (
	countriesOnce sync.Once
	countries     map[i18n.Lang][]Named
)

// Countries lists all countries in the order of the reader's language.
func Countries(lang i18n.Lang) []Named {
	countriesOnce.Do(func() {
		countries = map[i18n.Lang][]Named{}
		for _, l := range i18n.Langs {
			list := make([]Named, 0, len(countryCodes))
			for _, code := range countryCodes {
				list = append(list, Named{code, Country(code, l)})
			}
			order := collate.New(tags[l])
			sort.Slice(list, func(i, j int) bool { return order.CompareString(spoken(list[i].Name), spoken(list[j].Name)) < 0 })
			countries[l] = list
		}
	})
	return countries[lang]
}

// vowels are the kana of each vowel; a long sound is sorted as that vowel.
var vowels = map[rune]string{'ア': "アカサタナハマヤラワガザダバパァャ", 'イ': "イキシチニヒミリギジヂビピィ", 'ウ': "ウクスツヌフムユルグズヅブプゥュヴ",
	'エ': "エケセテネヘメレゲゼデベペェ", 'オ': "オコソトノホモヨロヲゴゾドボポォョ"}

// spoken writes the long sounds of a Japanese name as vowels, as a dictionary sorts
// them (JIS X 4061): ガーナ as ガアナ. The collation does not know them by itself.
func spoken(name string) string {
	if !strings.ContainsRune(name, 'ー') {
		return name
	}
	said := []rune(name)
	for i := 1; i < len(said); i++ {
		if said[i] != 'ー' {
			continue
		}
		for vowel, kana := range vowels {
			if strings.ContainsRune(kana, said[i-1]) {
				said[i] = vowel
				break
			}
		}
	}
	return string(said)
}

// Languages lists the languages to choose from, the house's own first.
func Languages(lang i18n.Lang) []Named {
	list := make([]Named, 0, len(languageCodes))
	for _, code := range languageCodes {
		list = append(list, Named{code, Language(code, lang)})
	}
	return list
}
