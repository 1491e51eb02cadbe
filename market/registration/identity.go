package registration

import (
	"slices"
	"strings"

	"guildhall/base/taxid"
)

// IdentityDocument is a kind of document that shows who somebody is. Its words are
// "check.identity.document.<code>".
type IdentityDocument struct {
	Code string
	// In are the countries whose document of this kind is taken; empty for every one.
	In []string
	// Sides is how many pictures show it whole.
	Sides int
}

// IdentityDocuments are those that may be brought. A country's own card is taken where
// there is one that everybody has; a driving licence where it is what people show for
// want of such a card. Japan's My Number card is no row of it, because its back shows
// the individual number, which is never asked for.
var IdentityDocuments = []IdentityDocument{
	{Code: "passport", Sides: 1},
	{Code: "licence", Sides: 2, In: []string{"AU", "CA", "GB", "IE", "JP", "NZ", "US"}},
	{Code: "card", Sides: 2, In: []string{"AE", "AT", "BE", "BG", "BH", "CH", "CO", "CY", "CZ", "DE", "EE", "ES", "FI", "FR", "GR", "HK", "HR", "HU",
		"IL", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "QA", "RO", "SE", "SG", "SI", "SK"}},
	{Code: "permit", Sides: 2},
}

// documentsOf are the kinds of document that a country's people may bring: of the
// country that is answered, or else of the one they register from.
func documentsOf(g Registration, a Answer) []string {
	issuer := a["issuer"]
	if issuer == "" {
		issuer = g.Country
	}
	var list []string
	for _, d := range IdentityDocuments {
		if len(d.In) == 0 || slices.Contains(d.In, issuer) {
			list = append(list, d.Code)
		}
	}
	return list
}

// sidesOf is how many pictures of the chosen document are wanted.
func sidesOf(_ Registration, a Answer) int {
	i := slices.IndexFunc(IdentityDocuments, func(d IdentityDocument) bool { return d.Code == a["document"] })
	if i < 0 {
		return 1
	}
	return IdentityDocuments[i].Sides
}

// numberNames are the words by which a file's name says that an individual number is in
// it (個人番号, マイナンバー), in the forms people write them; compared in lower case
// without what stands between words.
var numberNames = []string{"個人番号", "マイナンバー", "ﾏｲﾅﾝﾊﾞｰ", "まいなんばー", "mynumber", "kojinbango", "kojinbangou"}

// namesMyNumber tells whether a file's name says that an individual number is in it, or
// is one. What a picture shows is not read by any machine here: whoever checks it looks.
func namesMyNumber(name string) bool {
	plain := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-.　", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
	for _, word := range numberNames {
		if strings.Contains(plain, word) {
			return true
		}
	}
	return taxid.MyNumber(name)
}
