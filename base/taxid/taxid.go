package taxid

import (
	"slices"
	"strings"

	"guildhall/base/number"
)

// Types that stand for themselves; VAT numbers are "vat:XX" and taxpayer numbers
// "tin:XX" by country.
const (
	JapanCorporate = "jp-corporate" // 法人番号
	JapanInvoice   = "jp-invoice"   // 適格請求書発行事業者の登録番号
	AnyVAT         = "vat"          // The country is read from the number's first letters.
	AnyUS          = "tin:US"       // SSN, ITIN, ATIN or EIN, whichever fits.
)

// kinds holds every type by its name.
var kinds = index(vatEU, vatNear, vatFar, tinEU, tinNear, tinFar, unitedStates, japan)

func index(lists ...[]number.Kind) map[string]number.Kind {
	all := map[string]number.Kind{}
	for _, list := range lists {
		for _, k := range number.Prepared(list) {
			if _, twice := all[k.Type]; twice {
				panic("taxid: " + k.Type + " stands twice")
			}
			all[k.Type] = k
		}
	}
	return all
}

// Kinds lists every type, sorted by name, with its source and an example.
func Kinds() []number.Kind {
	list := make([]number.Kind, 0, len(kinds))
	for _, k := range kinds {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b number.Kind) int { return strings.Compare(a.Type, b.Type) })
	return list
}

// Known gives the kind of a type; letters may be small, and Greece may be GR or EL.
func Known(kind string) (number.Kind, bool) {
	k, found := kinds[canonical(kind)]
	return k, found
}

// canonical writes a type as the tables do: "VAT:el" is "vat:GR".
func canonical(kind string) string {
	family, country, of := strings.Cut(kind, ":")
	if !of {
		return strings.ToLower(kind)
	}
	country = strings.ToUpper(country)
	switch country {
	case "EL":
		country = "GR"
	case "UK":
		country = "GB"
	}
	kind = strings.ToLower(family) + ":" + country
	if other, same := sameAs[kind]; same {
		return other
	}
	return kind
}

// sameAs are the places whose numbers are another's.
var sameAs = map[string]string{"vat:JP": JapanInvoice, "vat:LI": "vat:CH", "vat:MC": "vat:FR", "vat:IM": "vat:GB"}

// VAT is the type of a country's VAT (or GST) number; known is false where this
// package knows no rule, which a person then looks at.
func VAT(country string) (kind string, known bool) { return of("vat", country) }

// TIN is the type of the taxpayer numbers that a country gives its residents; known
// is false where this package knows no rule.
func TIN(country string) (kind string, known bool) { return of("tin", country) }

func of(family, country string) (string, bool) {
	kind := canonical(family + ":" + country)
	_, known := kinds[kind]
	return kind, known
}

// Check reads value as a number of the type and says which rules hold. Known is false
// when there is no such type. The value is never kept or logged.
func Check(kind, value string) (result number.Result, known bool) {
	if strings.EqualFold(kind, AnyVAT) {
		letters := number.Tidy(value, "")
		if len(letters) < 2 {
			letters = "??"
		}
		guessed, found := VAT(letters[:2])
		if strings.HasPrefix(letters, "CHE") {
			guessed, found = "vat:CH", true
		}
		if !found {
			return number.Refused(AnyVAT, value, number.Country, "begins with the letters of a country whose VAT numbers are known"), true
		}
		kind = guessed
	}
	k, known := Known(kind)
	if !known {
		return result, false
	}
	result = k.Check(value)
	if !result.OK() && slices.Contains(japaneseTypes, k.Type) && MyNumber(value) {
		result = number.Refused(k.Type, "", number.MyNumber, "an individual number (個人番号) is never asked for and never kept")
	}
	return result, true
}

// Words gives the text key that names a type, and the country that its sentence tells
// (ISO 3166-1), "" where it tells none.
func Words(kind string) (key, country string) {
	family, country, of := strings.Cut(canonical(kind), ":")
	if of {
		return "taxid.type." + family, country
	}
	return "taxid.type." + family, ""
}
