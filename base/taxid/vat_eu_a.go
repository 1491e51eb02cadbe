package taxid

import (
	"strings"

	"guildhall/base/number"
)

// vatEU are the VAT numbers of the member states by what VIES checks before it asks
// the state. A number may be written with or without its country's letters.
var vatEU = append(vatAustriaToGreece, vatCroatiaToSweden...)

var vatAustriaToGreece = []number.Kind{
	{Type: "vat:AT", Says: "Austria: Umsatzsteuer-Identifikationsnummer", Prefixes: []string{"AT"}, Lead: "AT", Source: vies + "; § 28 UStG 1994", Example: "ATU13585627",
		Variants: one(`U\d{8}`, "U and eight digits", digit("digits 2, 4 and 6 doubled and their digits added, 4 more, up to the next ten", vatAustria))},
	{Type: "vat:BE", Says: "Belgium: numéro de TVA, btw-nummer", Prefixes: []string{"BE"}, Lead: "BE", Source: vies + "; Banque-Carrefour des Entreprises", Example: "BE0428759497",
		Variants: []number.Variant{
			{Shape: `[01]\d{9}`, Says: "ten digits, the first 0 or 1", Laws: []number.Law{digit("97 less the first eight digits modulo 97 are the last two", vatBelgium)}},
			{Name: "before 2005", Shape: `\d{9}`, Says: "nine digits without the leading 0", Laws: []number.Law{digit("97 less the first seven digits modulo 97 are the last two", vatBelgium)}},
		}},
	{Type: "vat:BG", Says: "Bulgaria: ДДС номер", Prefixes: []string{"BG"}, Lead: "BG", Source: vies + "; BULSTAT Register Act", Example: "BG175074752",
		Variants: []number.Variant{
			{Name: "company", Shape: `\d{9}`, Says: "nine digits", Laws: []number.Law{digit("weights 1 to 8, modulo 11; for 10 weights 3 to 10", eikBulgaria)}},
			{Name: "person", Shape: `\d{10}`, Says: "ten digits (ЕГН)", Laws: []number.Law{dated("a date of birth", egnDate), digit("weights 2 4 8 5 10 9 7 3 6, modulo 11, 10 is 0", egnBulgaria)}},
			{Name: "foreigner", Shape: `\d{10}`, Says: "ten digits (ЛНЧ)", Laws: []number.Law{digit("weights 21 19 17 13 11 9 7 3 1, modulo 10", pnfBulgaria)}},
			{Name: "other", Shape: `\d{10}`, Says: "ten digits of another kind", Laws: []number.Law{digit("weights 4 3 2 7 6 5 4 3 2, 11 less modulo 11", otherBulgaria)}},
		}},
	{Type: "vat:CY", Says: "Cyprus: Αριθμός Εγγραφής ΦΠΑ", Prefixes: []string{"CY"}, Lead: "CY", Source: vies, Example: "CY10259033P",
		Variants: one(`\d{8}[A-Z]`, "eight digits and a letter", inRange("does not begin with 12", func(s string) bool { return !strings.HasPrefix(s, "12") }),
			digit("digits at odd places by a table, the others as they are, modulo 26 is the letter", vatCyprus))},
	{Type: "vat:CZ", Says: "Czechia: daňové identifikační číslo (DIČ)", Prefixes: []string{"CZ"}, Lead: "CZ", Source: vies + "; zákon č. 280/2009 Sb., daňový řád, § 130", Example: "CZ25123891",
		Variants: []number.Variant{
			{Name: "company", Shape: `[0-8]\d{7}`, Says: "eight digits, the first not 9", Laws: []number.Law{digit("weights 8 to 2, 11 less modulo 11, last digit of it (0 is 1, 1 is 0)", icoCzechia)}},
			{Name: "special", Shape: `6\d{8}`, Says: "6 and eight digits", Laws: []number.Law{digit("weights 8 to 2 on digits 2 to 8, by a table", specialCzechia)}},
			{Name: "person born before 1954", Shape: `\d{9}`, Says: "nine digits (rodné číslo)", Laws: []number.Law{dated("a date of birth before 1954, 50 added to a woman's month", rcOldDate)}},
			{Name: "person", Shape: `\d{10}`, Says: "ten digits (rodné číslo)", Laws: []number.Law{dated("a date of birth, 50 added to a woman's month, 20 where numbers ran out", rcDate),
				digit("divisible by 11; until 1985 a remainder of 10 was written 0", rcCheck)}},
		}},
	{Type: "vat:DE", Says: "Germany: Umsatzsteuer-Identifikationsnummer", Prefixes: []string{"DE"}, Lead: "DE", Source: vies + "; § 27a UStG; ISO 7064", Example: "DE136695976",
		Variants: one(`[1-9]\d{8}`, "nine digits, the first not 0", digit("ISO 7064 MOD 11,10", number.Mod11And10))},
	{Type: "vat:DK", Says: "Denmark: CVR-/SE-nummer", Prefixes: []string{"DK"}, Lead: "DK", Source: vies + "; Erhvervsstyrelsen, CVR", Example: "DK13585628",
		Variants: one(`[1-9]\d{7}`, "eight digits, the first not 0", digit("weights 2 7 6 5 4 3 2 1 are divisible by 11", func(s string) bool { return number.Sum(s, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0 }))},
	{Type: "vat:EE", Says: "Estonia: käibemaksukohustuslase number", Prefixes: []string{"EE"}, Lead: "EE", Source: vies, Example: "EE100931558",
		Variants: one(`\d{9}`, "nine digits", digit("weights 3 7 1 repeated are divisible by 10", func(s string) bool { return number.Sum(s, 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 == 0 }))},
	{Type: "vat:ES", Says: "Spain: número de identificación fiscal (NIF-IVA)", Prefixes: []string{"ES"}, Lead: "ES", Source: vies + "; Real Decreto 1065/2007; Orden EHA/451/2008", Example: "ESB58378431",
		Variants: spain(true)},
	{Type: "vat:FI", Says: "Finland: arvonlisäverotunniste", Prefixes: []string{"FI"}, Lead: "FI", Source: vies + "; Patentti- ja rekisterihallitus, Y-tunnus", Example: "FI20774740",
		Variants: one(`\d{8}`, "eight digits", digit("weights 7 9 10 5 8 4 2, 11 less modulo 11; 10 is never given out", ytunnus))},
	{Type: "vat:FR", Says: "France: numéro de TVA intracommunautaire", Prefixes: []string{"FR"}, Lead: "FR", Source: vies + "; BOFiP BOI-TVA-DECLA-20-10", Example: "FR40303265045",
		Variants: []number.Variant{
			{Name: "two digits", Shape: `\d{11}`, Says: "two digits and the SIREN", Laws: []number.Law{digit("the SIREN ends with its Luhn digit (Monaco's begins with 000)", sirenOfVAT),
				digit("(12 + 3 times the SIREN modulo 97) modulo 97 are the first two", vatFranceOld)}},
			{Name: "with letters", Shape: `(?:[A-HJ-NP-Z][0-9A-HJ-NP-Z]|\d[A-HJ-NP-Z])\d{9}`, Says: "two characters without I and O, and the SIREN", Laws: []number.Law{
				digit("the SIREN ends with its Luhn digit (Monaco's begins with 000)", sirenOfVAT), digit("the two characters as a number, modulo 11", vatFranceNew)}},
		}},
	{Type: "vat:GR", Says: "Greece: αριθμός φορολογικού μητρώου (ΑΦΜ)", Prefixes: []string{"EL", "GR"}, Lead: "EL", Source: vies, Example: "EL094259216",
		Variants: one(`\d{9}`, "nine digits", inRange("not all zeros", notZero), digit("weights 256 to 2, modulo 11, 10 is 0", afm))},
}

// vatAustria doubles each second digit and adds its digits, adds 4 and completes to
// the next ten. s begins with U.
func vatAustria(s string) bool {
	sum := 4
	for i := 1; i < 8; i++ {
		d := number.Digit(s[i])
		if i%2 == 0 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	return (10-sum%10)%10 == number.Last(s)
}

func vatBelgium(s string) bool {
	body, last := s[:len(s)-2], s[len(s)-2:]
	return number.Int(body) > 0 && 97-number.Int(body)%97 == number.Int(last)
}

// eikBulgaria is the БУЛСТАТ digit of the Register Agency.
func eikBulgaria(s string) bool {
	c := number.Sum(s, 1, 2, 3, 4, 5, 6, 7, 8) % 11
	if c == 10 {
		c = number.Sum(s, 3, 4, 5, 6, 7, 8, 9, 10) % 11 % 10
	}
	return c == number.Last(s)
}

// egnDate reads YYMMDD with 20 added to the month before 1900 and 40 after 1999
// (ГРАО, Наредба РД-02-20-9).
func egnDate(s string) bool {
	yy, mm, dd := number.Int(s[:2]), number.Int(s[2:4]), number.Int(s[4:6])
	return isDate(1900+yy, mm, dd) || isDate(1800+yy, mm-20, dd) || isDate(2000+yy, mm-40, dd)
}

func egnBulgaria(s string) bool {
	return number.Sum(s, 2, 4, 8, 5, 10, 9, 7, 3, 6)%11%10 == number.Last(s)
}

func pnfBulgaria(s string) bool {
	return number.Sum(s, 21, 19, 17, 13, 11, 9, 7, 3, 1)%10 == number.Last(s)
}

func otherBulgaria(s string) bool {
	return elevenLess(number.Sum(s, 4, 3, 2, 7, 6, 5, 4, 3, 2)) == number.Last(s)
}

func vatCyprus(s string) bool {
	odd := [10]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21}
	sum := 0
	for i := range 8 {
		d := number.Digit(s[i])
		if i%2 == 0 {
			d = odd[d]
		}
		sum += d
	}
	return byte('A'+sum%26) == s[8]
}

// icoCzechia is the digit of the identifikační číslo osoby (ČSÚ).
func icoCzechia(s string) bool {
	return (11-number.Sum(s, 8, 7, 6, 5, 4, 3, 2)%11)%10 == number.Last(s)
}

// specialCzechia works on the eight digits after the 6.
func specialCzechia(s string) bool {
	difference := elevenLess(number.Sum(s[1:], 8, 7, 6, 5, 4, 3, 2))
	if difference == 0 {
		difference = 11
	}
	return [12]int{0, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9, 8}[difference] == number.Last(s)
}

// rcOldDate is the date in a nine-digit rodné číslo, given out until 1953 (zákon
// č. 133/2000 Sb.).
func rcOldDate(s string) bool {
	yy, mm, dd := number.Int(s[:2]), number.Int(s[2:4])%50, number.Int(s[4:6])
	return yy <= 53 && isDate(1900+yy, mm, dd) || yy >= 80 && isDate(1800+yy, mm, dd)
}

func rcDate(s string) bool {
	yy, mm, dd := number.Int(s[:2]), number.Int(s[2:4])%50, number.Int(s[4:6])
	if yy < 54 {
		return isDate(2000+yy, mm, dd) || isDate(2000+yy, mm-20, dd)
	}
	return isDate(1900+yy, mm, dd)
}

func rcCheck(s string) bool {
	left := number.Int(s[:9]) % 11
	if left == 10 && number.Int(s[:2]) >= 54 && number.Int(s[:2]) < 86 {
		left = 0
	}
	return left == number.Last(s)
}

// ytunnus is the digit of the Finnish business id.
func ytunnus(s string) bool {
	return elevenLess(number.Sum(s, 7, 9, 10, 5, 8, 4, 2)) == number.Last(s)
}

// sirenOfVAT holds for a company of the French register; Monaco's are not in it.
func sirenOfVAT(s string) bool { return strings.HasPrefix(s[2:], "000") || number.Luhn(s[2:]) }

func vatFranceOld(s string) bool {
	return (12+3*(number.Int(s[2:])%97))%97 == number.Int(s[:2])
}

// vatFranceNew counts the two characters in an alphabet without I and O.
func vatFranceNew(s string) bool {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	first, second := strings.IndexByte(alphabet, s[0]), strings.IndexByte(alphabet, s[1])
	key := first*34 + second - 100
	if s[0] <= '9' {
		key = first*24 + second - 10
	}
	return (number.Int(s[2:])+1+key/11)%11 == key%11
}

func afm(s string) bool {
	return number.Sum(s, 256, 128, 64, 32, 16, 8, 4, 2)%11%10 == number.Last(s)
}

func notZero(s string) bool { return strings.Trim(s, "0") != "" }
