package taxid

import (
	"strings"

	"guildhall/base/number"
)

// tinEU are the taxpayer numbers of the member states, which residents give for
// DAC7 (Directive (EU) 2021/514). Where a state publishes no check digit, or numbers
// without one are in use, only the shape and the date inside are looked at.
var tinEU = append(tinAustriaToGreece, tinCroatiaToSlovakia...)

var tinAustriaToGreece = []number.Kind{
	{Type: "tin:AT", Says: "Austria: Abgabenkontonummer (Steuernummer)", Source: tinAlgorithms, Example: "59-119/9013",
		Variants: one(`\d{9}`, "nine digits", digit("digits 2, 4, 6 and 8 doubled and their digits added, up to the next ten", luhnFromLeft))},
	{Type: "tin:BE", Says: "Belgium: numéro national, rijksregisternummer, or enterprise number", Source: tinAlgorithms, Example: "85.07.30-033 28",
		Variants: []number.Variant{
			{Name: "person", Shape: `\d{11}`, Says: "eleven digits", Laws: []number.Law{digit("97 less the first nine digits (2 before them for those born since 2000) modulo 97", func(s string) bool {
				body, last := number.Int(s[:9]), number.Int(s[9:])
				return 97-body%97 == last || 97-(2_000_000_000+body)%97 == last
			})}},
			{Name: "entity", Shape: `[01]\d{9}`, Says: "ten digits, the first 0 or 1", Laws: []number.Law{digit("97 less the first eight digits modulo 97", vatBelgium)}},
		}},
	{Type: "tin:BG", Says: "Bulgaria: ЕГН, ЛНЧ or ЕИК", Source: tinAlgorithms, Example: "7523169263",
		Variants: []number.Variant{
			{Name: "person", Shape: `\d{10}`, Says: "ten digits (ЕГН)", Laws: []number.Law{dated("a date of birth, 20 or 40 added to the month", egnDate), digit("weights 2 4 8 5 10 9 7 3 6, modulo 11, 10 is 0", egnBulgaria)}},
			{Name: "foreigner", Shape: `\d{10}`, Says: "ten digits (ЛНЧ)", Laws: []number.Law{digit("weights 21 19 17 13 11 9 7 3 1, modulo 10", pnfBulgaria)}},
			{Name: "entity", Shape: `\d{9}`, Says: "nine digits (ЕИК)", Laws: []number.Law{digit("weights 1 to 8, modulo 11; for 10 weights 3 to 10", eikBulgaria)}},
		}},
	{Type: "tin:CY", Says: "Cyprus: Αριθμός Φορολογικής Ταυτότητας", Source: tinAlgorithms, Example: "10259033P",
		Variants: one(`\d{8}[A-Z]`, "eight digits and a letter", digit("digits at odd places by a table, the others as they are, modulo 26 is the letter", vatCyprus))},
	{Type: "tin:CZ", Says: "Czechia: rodné číslo or DIČ", Source: tinAlgorithms, Prefixes: []string{"CZ"}, Example: "710319/2745",
		Variants: []number.Variant{
			{Name: "person", Shape: `\d{10}`, Says: "ten digits (rodné číslo)", Laws: []number.Law{dated("a date of birth, 50 added to a woman's month", rcDate), digit("divisible by 11; until 1985 a remainder of 10 was written 0", rcCheck)}},
			{Name: "person born before 1954", Shape: `\d{9}`, Says: "nine digits (rodné číslo)", Laws: []number.Law{dated("a date of birth before 1954, 50 added to a woman's month", rcOldDate)}},
			{Name: "special", Shape: `6\d{8}`, Says: "6 and eight digits", Laws: []number.Law{digit("weights 8 to 2 on digits 2 to 8, by a table", specialCzechia)}},
			{Name: "entity", Shape: `[0-8]\d{7}`, Says: "eight digits (IČO)", Laws: []number.Law{digit("weights 8 to 2, 11 less modulo 11", icoCzechia)}},
		}},
	{Type: "tin:DE", Says: "Germany: Identifikationsnummer, Wirtschafts-Identifikationsnummer or Steuernummer", Keep: "/", Source: "Bundeszentralamt für Steuern; §§ 139b, 139c AO; StIdV; " + tinAlgorithms, Example: "36 574 261 809",
		Variants: []number.Variant{
			{Name: "person", Shape: `[1-9]\d{10}`, Says: "eleven digits, the first not 0 (IdNr)", Laws: []number.Law{
				inRange("among the first ten one digit stands twice or three times, not three in a row, and the others once at most", idNrRepeats), digit("ISO 7064 MOD 11,10", number.Mod11And10)}},
			{Name: "business", Shape: `DE[1-9]\d{8}(?:\d{5})?`, Says: "DE, nine digits, and five digits for the branch (W-IdNr)", Laws: []number.Law{digit("ISO 7064 MOD 11,10", func(s string) bool { return number.Mod11And10(s[2:11]) })}},
			// Eleven digits without slashes would let every mistyped IdNr through.
			{Name: "Steuernummer", Shape: `\d{2,3}/\d{3,4}/\d{4,5}|\d{10}|\d{13}`, Says: "ten or thirteen digits, or as the Land writes it with slashes"},
		}},
	{Type: "tin:DK", Says: "Denmark: CPR-nummer or CVR-nummer", Source: "CPR-kontoret: since 2007 numbers without the check digit are given out; " + tinAlgorithms, Example: "211062-5629",
		Variants: []number.Variant{
			{Name: "person", Shape: `\d{10}`, Says: "ten digits (CPR)", Laws: []number.Law{dated("a date of birth", func(s string) bool { return someCentury(number.Int(s[4:6]), number.Int(s[2:4]), number.Int(s[:2])) })}},
			{Name: "entity", Shape: `[1-9]\d{7}`, Says: "eight digits (CVR)", Laws: []number.Law{digit("weights 2 7 6 5 4 3 2 1 are divisible by 11", func(s string) bool { return number.Sum(s, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0 })}},
		}},
	{Type: "tin:EE", Says: "Estonia: isikukood or registrikood", Source: tinAlgorithms, Example: "36805280109",
		Variants: []number.Variant{
			{Name: "person", Shape: `[1-8]\d{10}`, Says: "eleven digits, the first 1 to 8", Laws: []number.Law{dated("a date of birth", func(s string) bool {
				return isDate(1800+100*((number.Digit(s[0])-1)/2)+number.Int(s[1:3]), number.Int(s[3:5]), number.Int(s[5:7]))
			}), digit("weights 1 to 9 and 1, modulo 11; for 10 weights 3 to 9 and 1 to 3", lithuania)}},
			{Name: "entity", Shape: `[1789]\d{7}`, Says: "eight digits, the first 1, 7, 8 or 9", Laws: []number.Law{digit("weights 1 to 7, modulo 11; for 10 weights 3 to 9", lithuania)}},
		}},
	{Type: "tin:ES", Says: "Spain: NIF of a person (DNI, NIE) or of an entity", Source: tinAlgorithms + "; Real Decreto 1065/2007; Orden EHA/451/2008", Example: "54362315-K", Variants: spain(false)},
	{Type: "tin:FI", Says: "Finland: henkilötunnus or Y-tunnus", Keep: "+-", Source: "Digi- ja väestötietovirasto; Valtioneuvoston asetus 690/2022 (letters between the centuries); " + tinAlgorithms, Example: "131052-308T",
		Variants: []number.Variant{
			{Name: "person", Shape: `\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]`, Says: "date, a sign for the century, three digits and a check character", Laws: []number.Law{dated("a date of birth", hetuDate),
				digit("the nine digits modulo 31 by a table", func(s string) bool {
					return "0123456789ABCDEFHJKLMNPRSTUVWXY"[number.Int(s[:6]+s[7:10])%31] == s[10]
				})}},
			{Name: "entity", Shape: `\d{7}-?\d`, Says: "seven digits, a dash and a digit (Y-tunnus)", Write: bare, Laws: []number.Law{digit("weights 7 9 10 5 8 4 2, 11 less modulo 11", ytunnus)}},
		}},
	{Type: "tin:FR", Says: "France: numéro fiscal (SPI) or SIREN", Source: "Direction générale des Finances publiques; INSEE, SIRENE; " + tinAlgorithms, Example: "30 23 217 600 053",
		Variants: []number.Variant{
			{Name: "person", Shape: `[0-3]\d{12}`, Says: "thirteen digits, the first 0 to 3", Laws: []number.Law{digit("the first ten digits modulo 511 are the last three", func(s string) bool { return number.Int(s[:10])%511 == number.Int(s[10:]) })}},
			{Name: "entity", Shape: `\d{9}`, Says: "nine digits (SIREN)", Laws: []number.Law{digit("Luhn", func(s string) bool { return number.Luhn(s) && notZero(s) })}},
			{Name: "establishment", Shape: `\d{14}`, Says: "fourteen digits (SIRET)", Laws: []number.Law{digit("Luhn over the SIREN and the whole; La Poste's digits add up to a multiple of 5", siret)}},
		}},
	{Type: "tin:GR", Says: "Greece: ΑΦΜ", Prefixes: []string{"EL", "GR"}, Source: tinAlgorithms, Example: "094259216", Variants: one(`\d{9}`, "nine digits", inRange("not all zeros", notZero), digit("weights 256 to 2, modulo 11, 10 is 0", afm))},
}

// luhnFromLeft doubles the even places counted from the left.
func luhnFromLeft(s string) bool {
	sum := 0
	for i := range len(s) - 1 {
		d := number.Digit(s[i])
		if i%2 == 1 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return (10-sum%10)%10 == number.Last(s)
}

// idNrRepeats: the first ten digits hold one digit twice (all since 2008) or three
// times (since 2016), the three not side by side; every other digit once or never.
func idNrRepeats(s string) bool {
	repeated := 0
	for d := '0'; d <= '9'; d++ {
		switch n := strings.Count(s[:10], string(d)); {
		case n > 3 || strings.Contains(s[:10], strings.Repeat(string(d), 3)):
			return false
		case n > 1:
			repeated++
		}
	}
	return repeated == 1
}

// hetuDate reads DDMMYY and the sign of the century: + 1800, - and U to Y 1900, A to
// F 2000.
func hetuDate(s string) bool {
	year := 1900
	switch {
	case s[6] == '+':
		year = 1800
	case 'A' <= s[6] && s[6] <= 'F':
		year = 2000
	}
	return isDate(year+number.Int(s[4:6]), number.Int(s[2:4]), number.Int(s[:2]))
}

func siret(s string) bool {
	const laPoste = "356000000"
	if !number.Luhn(s[:9]) || !notZero(s[:9]) {
		return false
	}
	return number.Luhn(s) || s[:9] == laPoste && number.Sum(s, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)%5 == 0
}
