package taxid

import "guildhall/base/number"

// vatNear are the VAT numbers of Europe outside the Union.
var vatNear = []number.Kind{
	{Type: "vat:GB", Says: "United Kingdom: VAT registration number", Prefixes: []string{"GB"}, Lead: "GB", Source: "HMRC, VAT Notice 700 and VATREC10140, Validating VAT numbers", Example: "GB980780684", Variants: britain},
	{Type: "vat:XI", Says: "Northern Ireland: VAT registration number for trade in goods with the Union", Prefixes: []string{"XI"}, Lead: "XI", Source: "HMRC, Notice on Northern Ireland VAT numbers; " + vies, Example: "XI980780684", Variants: append([]number.Variant(nil), britain...)},
	{Type: "vat:CH", Says: "Switzerland and Liechtenstein: UID with MWST, TVA or IVA", Prefixes: []string{"CHE", "CH", "LI"}, Lead: "CHE", Endings: []string{"MWST", "TVA", "IVA", "TPV"}, Source: "Bundesamt für Statistik, Unternehmens-Identifikationsnummer; UIDV (SR 431.031)", Example: "CHE-116.281.710 MWST",
		Variants: one(`\d{9}`, "CHE and nine digits", digit("weights 5 4 3 2 7 6 5 4, 11 less modulo 11; 10 is never given out", uidSwitzerland))},
	{Type: "vat:NO", Says: "Norway: organisasjonsnummer with MVA", Prefixes: []string{"NO"}, Tail: "MVA", Endings: []string{"MVA"}, Source: "Brønnøysundregistrene, organisasjonsnummeret; Skatteetaten", Example: "923 609 016 MVA",
		Variants: one(`[89]\d{8}`, "nine digits, the first 8 or 9, and MVA", digit("weights 3 2 7 6 5 4 3 2, 11 less modulo 11; 10 is never given out", orgnrNorway))},
}

var britain = []number.Variant{
	{Shape: `\d{9}`, Says: "nine digits", Laws: []number.Law{inRange("not all zeros", notZero), digit("weights 8 to 2 and the last two digits, modulo 97 is 0, or 42 since 2010", vatBritain)}},
	{Name: "branch", Shape: `\d{12}`, Says: "twelve digits", Laws: []number.Law{inRange("not all zeros", func(s string) bool { return notZero(s[:9]) }), digit("of the first nine digits: weights 8 to 2 and the last two, modulo 97", vatBritain)}},
	{Name: "government department", Shape: `GD[0-4]\d{2}`, Says: "GD and 000 to 499"},
	{Name: "health authority", Shape: `HA[5-9]\d{2}`, Says: "HA and 500 to 999"},
}

func vatBritain(s string) bool {
	sum := number.Sum(s, 8, 7, 6, 5, 4, 3, 2) + number.Int(s[7:9])
	return sum%97 == 0 || (sum+55)%97 == 0
}

func uidSwitzerland(s string) bool {
	return notZero(s) && elevenLess(number.Sum(s, 5, 4, 3, 2, 7, 6, 5, 4)) == number.Last(s)
}

func orgnrNorway(s string) bool {
	return elevenLess(number.Sum(s, 3, 2, 7, 6, 5, 4, 3, 2)) == number.Last(s)
}
