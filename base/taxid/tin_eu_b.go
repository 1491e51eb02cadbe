package taxid

import (
	"strings"

	"guildhall/base/number"
)

var tinCroatiaToSlovakia = []number.Kind{
	{Type: "tin:HR", Says: "Croatia: OIB", Prefixes: []string{"HR"}, Source: tinAlgorithms, Example: "33392005961", Variants: one(`\d{11}`, "eleven digits", digit("ISO 7064 MOD 11,10", number.Mod11And10))},
	{Type: "tin:HU", Says: "Hungary: adóazonosító jel or adószám", Source: tinAlgorithms, Example: "8071592153",
		Variants: []number.Variant{
			{Name: "person", Shape: `8\d{9}`, Says: "ten digits, the first 8", Laws: []number.Law{digit("weights 1 to 9, modulo 11; 10 is never given out", func(s string) bool {
				return number.Sum(s, 1, 2, 3, 4, 5, 6, 7, 8, 9)%11 == number.Last(s)
			})}},
			{Name: "entity", Shape: `\d{8}[1-5]\d{2}`, Says: "eight digits, the kind of tax (1 to 5) and the county", Laws: []number.Law{digit("weights 9 7 3 1 9 7 3 1 are divisible by 10", func(s string) bool {
				return notZero(s[:8]) && number.Sum(s, 9, 7, 3, 1, 9, 7, 3, 1)%10 == 0
			})}},
		}},
	{Type: "tin:IE", Says: "Ireland: PPS number or tax reference number", Source: tinAlgorithms + "; Revenue Commissioners", Example: "1234567T",
		Variants: []number.Variant{{Shape: `\d{7}[A-W][A-IWTX]?`, Says: "seven digits and one or two letters", Laws: []number.Law{digit("weights 8 to 2 (9 for the second letter), modulo 23 is the first letter", irelandPPS)}}}},
	{Type: "tin:IT", Says: "Italy: codice fiscale", Source: "D.M. 23.12.1976; " + tinAlgorithms, Example: "RSSMRA85T10A562S",
		Variants: []number.Variant{
			{Name: "person", Shape: `[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]`, Says: "six letters, year, month's letter, day, place and a letter; letters for digits where two would be the same", Laws: []number.Law{
				dated("a day of birth, 40 added for a woman", codiceFiscaleDate), digit("odd places by a table, even places as they are, modulo 26 is the letter", codiceFiscale)}},
			{Name: "entity", Shape: `\d{11}`, Says: "eleven digits", Laws: []number.Law{digit("Luhn", func(s string) bool { return number.Luhn(s) && notZero(s) })}},
		}},
	{Type: "tin:LT", Says: "Lithuania: asmens kodas or juridinio asmens kodas", Source: tinAlgorithms, Example: "33309240064",
		Variants: []number.Variant{
			{Name: "person", Shape: `[1-69]\d{10}`, Says: "eleven digits, the first 1 to 6 or 9", Laws: []number.Law{digit("weights 1 to 9 and 1, modulo 11; for 10 weights 3 to 9 and 1 to 3", lithuania)}},
			{Name: "entity", Shape: `\d{9}`, Says: "nine digits", Laws: []number.Law{digit("weights 1 to 8, modulo 11; for 10 weights 3 to 9 and 1", lithuania)}},
		}},
	{Type: "tin:LU", Says: "Luxembourg: matricule", Source: tinAlgorithms, Example: "1893120105732",
		Variants: []number.Variant{
			{Name: "person", Shape: `(?:18|19|20)\d{11}`, Says: "date and five digits", Laws: []number.Law{dated("a date of birth", func(s string) bool { return isDate(number.Int(s[:4]), number.Int(s[4:6]), number.Int(s[6:8])) }),
				digit("digit 12 by Luhn and digit 13 by Verhoeff, each over the first eleven", func(s string) bool { return number.Luhn(s[:12]) && verhoeff(s[:11]+s[12:]) })}},
			{Name: "entity", Shape: `(?:18|19|20)\d{9}`, Says: "eleven digits, beginning with a year"},
		}},
	{Type: "tin:LV", Says: "Latvia: personas kods or nodokļu maksātāja kods", Prefixes: []string{"LV"}, Source: tinAlgorithms, Example: "161175-19997", Variants: append([]number.Variant(nil), latvia...)},
	{Type: "tin:MT", Says: "Malta: identity card number or taxpayer reference", Source: tinAlgorithms, Example: "1234567M",
		Variants: []number.Variant{{Name: "person", Shape: `\d{3,7}[MGAPLHBZ]`, Says: "three to seven digits and M, G, A, P, L, H, B or Z", Write: maltaZeros}, {Name: "taxpayer", Shape: `\d{9}`, Says: "nine digits"}}},
	{Type: "tin:NL", Says: "Netherlands: burgerservicenummer or RSIN", Source: tinAlgorithms, Example: "1112.22.333", Variants: one(`\d{9}`, "nine digits", digit("weights 9 to 2 and -1 are divisible by 11", bsn))},
	{Type: "tin:PL", Says: "Poland: PESEL or NIP", Source: tinAlgorithms, Example: "44051401359",
		Variants: []number.Variant{
			{Name: "person", Shape: `\d{11}`, Says: "eleven digits (PESEL)", Laws: []number.Law{dated("a date of birth, 20 added to the month for each century", peselDate), digit("weights 1 3 7 9 1 3 7 9 1 3, up to the next ten", func(s string) bool {
				return (number.Sum(s, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3)+number.Last(s))%10 == 0
			})}},
			{Name: "business", Shape: `\d{10}`, Says: "ten digits (NIP)", Laws: []number.Law{inRange("not all zeros", notZero), digit("weights 6 5 7 2 3 4 5 6 7, modulo 11", nip)}},
		}},
	{Type: "tin:PT", Says: "Portugal: NIF", Prefixes: []string{"PT"}, Source: tinAlgorithms, Example: "501964843", Variants: one(`[1-9]\d{8}`, "nine digits, the first not 0", digit("weights 9 to 2, 11 less modulo 11, 10 and 11 are 0", nifPortugal))},
	{Type: "tin:RO", Says: "Romania: CNP or CUI", Prefixes: []string{"RO"}, Source: tinAlgorithms, Example: "1630615123457",
		Variants: []number.Variant{
			{Name: "person", Shape: `[1-9]\d{12}`, Says: "thirteen digits (CNP)", Laws: []number.Law{dated("a date of birth", func(s string) bool {
				return someCentury(number.Int(s[1:3]), number.Int(s[3:5]), number.Int(s[5:7]))
			}), digit("weights 2 7 9 1 4 6 3 5 8 2 7 9, modulo 11, 10 is 1", func(s string) bool {
				c := number.Sum(s, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11
				return c == 10 && number.Last(s) == 1 || c == number.Last(s)
			})}},
			{Name: "entity", Shape: `[1-9]\d{1,9}`, Says: "two to ten digits (CUI)", Laws: []number.Law{digit("weights 7 5 3 2 1 7 5 3 2, ten times modulo 11, 10 is 0", cif)}},
		}},
	{Type: "tin:SE", Says: "Sweden: personnummer, samordningsnummer or organisationsnummer", Keep: "+", Source: "Skatteverket, SKV 704; " + tinAlgorithms, Example: "640823-3234",
		Variants: []number.Variant{
			{Name: "person", Shape: `(?:18|19|20)?\d{6}\+?\d{4}`, Says: "date and four digits", Laws: []number.Law{dated("a date of birth, 60 added to the day of a samordningsnummer", swedishDate), digit("Luhn over the last ten digits", func(s string) bool { return number.Luhn(lastTen(s)) })}},
			{Name: "entity", Shape: `\d{2}[2-9]\d{7}`, Says: "ten digits, the third 2 or more", Laws: []number.Law{digit("Luhn", number.Luhn)}},
		}},
	{Type: "tin:SI", Says: "Slovenia: davčna številka", Prefixes: []string{"SI"}, Source: tinAlgorithms, Example: "15012557", Variants: one(`[1-9]\d{7}`, "eight digits, the first not 0", digit("weights 8 to 2, 11 less modulo 11, 10 is 0; 11 is never given out", slovenia))},
	{Type: "tin:SK", Says: "Slovakia: rodné číslo or DIČ", Prefixes: []string{"SK"}, Source: tinAlgorithms, Example: "2022749619",
		Variants: []number.Variant{
			{Name: "taxpayer", Shape: `[1-9]\d[2-47-9]\d{7}`, Says: "ten digits (DIČ)", Laws: []number.Law{digit("divisible by 11", func(s string) bool { return number.Int(s)%11 == 0 })}},
			{Name: "person", Shape: `\d{10}`, Says: "ten digits (rodné číslo)", Laws: []number.Law{dated("a date of birth, 50 added to a woman's month", rcDate), digit("divisible by 11", rcCheck)}},
			{Name: "person born before 1954", Shape: `\d{9}`, Says: "nine digits (rodné číslo)", Laws: []number.Law{dated("a date of birth before 1954, 50 added to a woman's month", rcOldDate)}},
		}},
}

// irelandPPS is a PPS number; T was written second for husbands' wives, X for others
// until 1999, and both count nothing.
func irelandPPS(s string) bool {
	if len(s) == 9 && number.OneOf(s[8], "TX") {
		s = s[:8]
	}
	return ireland(s)
}

// codiceFiscaleDigits turns the letters of omocodia into digits.
var codiceFiscaleDigits = strings.NewReplacer("L", "0", "M", "1", "N", "2", "P", "3", "Q", "4", "R", "5", "S", "6", "T", "7", "U", "8", "V", "9")

func codiceFiscaleDate(s string) bool {
	year, day := number.Int(codiceFiscaleDigits.Replace(s[6:8])), number.Int(codiceFiscaleDigits.Replace(s[9:11]))
	return someCentury(year, strings.IndexByte("ABCDEHLMPRST", s[8])+1, day%40) && day != 40 && day < 72
}

func codiceFiscale(s string) bool {
	odd := [26]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23}
	sum := 0
	for i := range 15 {
		d := number.Digit(s[i])
		if d > 9 {
			d -= 10
		}
		if i%2 == 0 {
			d = odd[d]
		}
		sum += d
	}
	return byte('A'+sum%26) == s[15]
}

// maltaZeros fills an identity card number up to seven digits.
func maltaZeros(s string) string { return strings.Repeat("0", 8-len(s)) + s }

func peselDate(s string) bool {
	century := [5]int{1900, 2000, 2100, 2200, 1800}[number.Int(s[2:4])/20]
	return isDate(century+number.Int(s[:2]), number.Int(s[2:4])%20, number.Int(s[4:6]))
}

// lastTen are the ten digits that both ways of a personnummer share.
func lastTen(s string) string {
	s = strings.ReplaceAll(s, "+", "")
	return s[len(s)-10:]
}

func swedishDate(s string) bool {
	ten := lastTen(s)
	day := number.Int(ten[4:6])
	if day > 60 {
		day -= 60
	}
	if plain := strings.ReplaceAll(s, "+", ""); len(plain) == 12 {
		return isDate(number.Int(plain[:4]), number.Int(ten[2:4]), day)
	}
	return someCentury(number.Int(ten[:2]), number.Int(ten[2:4]), day)
}
