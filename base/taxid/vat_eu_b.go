package taxid

import (
	"strings"

	"guildhall/base/number"
)

var vatCroatiaToSweden = []number.Kind{
	{Type: "vat:HR", Says: "Croatia: osobni identifikacijski broj (OIB)", Prefixes: []string{"HR"}, Lead: "HR", Source: vies + "; Zakon o OIB; ISO 7064", Example: "HR33392005961",
		Variants: one(`\d{11}`, "eleven digits", digit("ISO 7064 MOD 11,10", number.Mod11And10))},
	{Type: "vat:HU", Says: "Hungary: közösségi adószám", Prefixes: []string{"HU"}, Lead: "HU", Source: vies + "; Art. (2017. évi CL. törvény) 1. melléklet", Example: "HU12892312",
		Variants: one(`\d{8}`, "eight digits", inRange("not all zeros", notZero), digit("weights 9 7 3 1 9 7 3 1 are divisible by 10", func(s string) bool { return number.Sum(s, 9, 7, 3, 1, 9, 7, 3, 1)%10 == 0 }))},
	{Type: "vat:IE", Says: "Ireland: VAT registration number", Prefixes: []string{"IE"}, Lead: "IE", Keep: "+*", Source: vies + "; Revenue Commissioners", Example: "IE6433435F",
		Variants: []number.Variant{
			{Shape: `\d{7}[A-W]`, Says: "seven digits and a letter", Laws: []number.Law{digit("weights 8 to 2, modulo 23 is the letter", ireland)}},
			{Name: "two letters, since 2013", Shape: `\d{7}[A-W][A-IW]`, Says: "seven digits and two letters", Laws: []number.Law{digit("weights 8 to 2 and 9 for the second letter, modulo 23 is the first letter", ireland)}},
			{Name: "before 2013", Shape: `\d[A-Z+*]\d{5}[A-W]`, Says: "a digit, a letter or + or *, five digits and a letter", Laws: []number.Law{digit("0, digits 3 to 7, the first digit: weights 8 to 2, modulo 23 is the letter", irelandOld)}},
		}},
	{Type: "vat:IT", Says: "Italy: partita IVA", Prefixes: []string{"IT"}, Lead: "IT", Source: vies + "; D.P.R. 633/1972, art. 35; D.M. 23.12.1976", Example: "IT00743110157",
		Variants: one(`\d{11}`, "eleven digits", inRange("digits 1 to 7 not all zeros, digits 8 to 10 an office (001 to 100, 120, 121, 888, 999)", partitaIVAOffice), digit("Luhn", number.Luhn))},
	{Type: "vat:LT", Says: "Lithuania: PVM mokėtojo kodas", Prefixes: []string{"LT"}, Lead: "LT", Source: vies, Example: "LT119511515",
		Variants: []number.Variant{
			{Name: "company", Shape: `\d{7}1\d`, Says: "nine digits, the eighth 1", Laws: []number.Law{digit("weights 1 to 8, modulo 11; for 10 weights 3 to 9, 1", lithuania)}},
			{Name: "temporary", Shape: `\d{10}1\d`, Says: "twelve digits, the eleventh 1", Laws: []number.Law{digit("weights 1 to 9, 1, 2, modulo 11; for 10 weights from 3", lithuania)}},
		}},
	{Type: "vat:LU", Says: "Luxembourg: numéro d'identification TVA", Prefixes: []string{"LU"}, Lead: "LU", Source: vies, Example: "LU15027442",
		Variants: one(`\d{8}`, "eight digits", inRange("not all zeros", notZero), digit("the first six digits modulo 89 are the last two", func(s string) bool { return number.Int(s[:6])%89 == number.Int(s[6:]) }))},
	{Type: "vat:LV", Says: "Latvia: PVN reģistrācijas numurs", Prefixes: []string{"LV"}, Lead: "LV", Source: vies + "; Ministru kabineta noteikumi par personas kodu", Example: "LV40003521600",
		Variants: latvia},
	{Type: "vat:MT", Says: "Malta: numru tal-VAT", Prefixes: []string{"MT"}, Lead: "MT", Source: vies, Example: "MT11679112",
		Variants: one(`[1-9]\d{7}`, "eight digits, the first not 0", digit("weights 3 4 6 7 8 9 10 1 are divisible by 37 (the last two digits count as a number)", func(s string) bool {
			return (number.Sum(s, 3, 4, 6, 7, 8, 9)+number.Int(s[6:]))%37 == 0
		}))},
	{Type: "vat:NL", Says: "Netherlands: btw-identificatienummer", Prefixes: []string{"NL"}, Lead: "NL", Source: vies + "; Belastingdienst, btw-identificatienummer; ISO 7064", Example: "NL004495445B01",
		Variants: []number.Variant{
			{Name: "entity", Shape: `\d{9}B\d{2}`, Says: "nine digits, B and two digits", Laws: []number.Law{inRange("the last two are not 00", netherlandsBranch), digit("the nine digits with weights 9 to 2 and -1 are divisible by 11", func(s string) bool { return bsn(s[:9]) })}},
			{Name: "person, since 2020", Shape: `\d{9}B\d{2}`, Says: "nine digits, B and two digits", Laws: []number.Law{inRange("the last two are not 00", netherlandsBranch), digit("NL and the number, letters as 10 to 35, modulo 97 is 1", func(s string) bool { return number.Mod("NL"+s, 97) == 1 })}},
		}},
	{Type: "vat:PL", Says: "Poland: NIP", Prefixes: []string{"PL"}, Lead: "PL", Source: vies + "; Ustawa o zasadach ewidencji i identyfikacji podatników", Example: "PL8567346215",
		Variants: one(`\d{10}`, "ten digits", inRange("not all zeros", notZero), digit("weights 6 5 7 2 3 4 5 6 7, modulo 11; 10 is never given out", nip))},
	{Type: "vat:PT", Says: "Portugal: número de identificação fiscal (NIF)", Prefixes: []string{"PT"}, Lead: "PT", Source: vies + "; Decreto-Lei 14/2013", Example: "PT501964843",
		Variants: one(`[1-9]\d{8}`, "nine digits, the first not 0", digit("weights 9 to 2, 11 less modulo 11, 10 and 11 are 0", nifPortugal))},
	{Type: "vat:RO", Says: "Romania: cod de înregistrare în scopuri de TVA", Prefixes: []string{"RO"}, Lead: "RO", Source: vies + "; Ministerul Finanțelor, cod de identificare fiscală", Example: "RO18547290",
		Variants: one(`[1-9]\d{1,9}`, "two to ten digits, the first not 0", digit("zeros before it, weights 7 5 3 2 1 7 5 3 2, ten times modulo 11, 10 is 0", cif))},
	{Type: "vat:SE", Says: "Sweden: momsregistreringsnummer", Prefixes: []string{"SE"}, Lead: "SE", Source: vies + "; Skatteverket", Example: "SE123456789701",
		Variants: one(`\d{10}(?:0[1-9]|[1-8]\d|9[0-4])`, "ten digits and 01 (to 94)", digit("the ten digits end with their Luhn digit", func(s string) bool { return notZero(s[:10]) && number.Luhn(s[:10]) }))},
	{Type: "vat:SI", Says: "Slovenia: identifikacijska številka za DDV", Prefixes: []string{"SI"}, Lead: "SI", Source: vies + "; Zakon o davčnem postopku", Example: "SI50223054",
		Variants: one(`[1-9]\d{7}`, "eight digits, the first not 0", digit("weights 8 to 2, 11 less modulo 11, 10 is 0; 11 is never given out", slovenia))},
	{Type: "vat:SK", Says: "Slovakia: identifikačné číslo pre DPH", Prefixes: []string{"SK"}, Lead: "SK", Source: vies, Example: "SK2022749619",
		Variants: []number.Variant{
			{Shape: `[1-9]\d[2-47-9]\d{7}`, Says: "ten digits, the first not 0, the third 2, 3, 4, 7, 8 or 9", Laws: []number.Law{digit("divisible by 11", func(s string) bool { return number.Int(s)%11 == 0 })}},
			{Name: "person", Shape: `\d{10}`, Says: "ten digits (rodné číslo)", Laws: []number.Law{dated("a date of birth, 50 added to a woman's month", rcDate), digit("divisible by 11", rcCheck)}},
		}},
}

// irishLetters are the check letters of VAT numbers and PPSN: W stands for 0.
const irishLetters = "WABCDEFGHIJKLMNOPQRSTUV"

// ireland is also the letter of a PPSN (Social Welfare Consolidation Act 2005).
func ireland(s string) bool {
	sum := number.Sum(s, 8, 7, 6, 5, 4, 3, 2)
	if len(s) == 9 && s[8] != 'W' {
		sum += 9 * int(s[8]-'A'+1)
	}
	return irishLetters[sum%23] == s[7]
}

func irelandOld(s string) bool {
	return irishLetters[number.Sum("0"+s[2:7]+s[:1], 8, 7, 6, 5, 4, 3, 2)%23] == s[7]
}

func partitaIVAOffice(s string) bool {
	office := number.Int(s[7:10])
	return notZero(s[:7]) && (1 <= office && office <= 100 || office == 120 || office == 121 || office == 888 || office == 999)
}

func lithuania(s string) bool {
	sum, again := 0, 0
	for i := range len(s) - 1 {
		d := number.Digit(s[i])
		sum += d * (i%9 + 1)
		again += d * ((i+2)%9 + 1)
	}
	c := sum % 11
	if c == 10 {
		c = again % 11 % 10
	}
	return c == number.Last(s)
}

// latvia are an entity's numbers and a person's: the personal code with the date of
// birth inside, and those since 2017 that begin with 32 to 39 and tell nothing.
var latvia = []number.Variant{
	{Name: "entity", Shape: `[4-9]\d{10}`, Says: "eleven digits, the first above 3", Laws: []number.Law{digit("weights 9 1 4 8 3 10 2 5 7 6, 3 less modulo 11; -1 is never given out", latviaEntity)}},
	{Name: "person", Shape: `[0-3]\d{10}`, Says: "eleven digits (personas kods)", Laws: []number.Law{
		dated("a date of birth", func(s string) bool {
			return s[6] <= '2' && isDate(1800+100*number.Digit(s[6])+number.Int(s[4:6]), number.Int(s[2:4]), number.Int(s[:2]))
		}),
		digit("weights 10 5 8 4 2 1 6 3 7 9, 1 more, modulo 11, 10 is 0", func(s string) bool {
			return (1+number.Sum(s, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9))%11%10 == number.Last(s)
		})}},
	{Name: "person, since 2017", Shape: `3[2-9]\d{9}`, Says: "eleven digits, beginning with 32 to 39"},
}

func latviaEntity(s string) bool {
	left := 3 - number.Sum(s, 9, 1, 4, 8, 3, 10, 2, 5, 7, 6)%11
	if left < -1 {
		left += 11
	}
	return left == number.Last(s)
}

func netherlandsBranch(s string) bool { return !strings.HasSuffix(s, "00") }

// bsn is the eleven-test (elfproef) of the burgerservicenummer and the RSIN.
func bsn(s string) bool {
	return notZero(s) && number.Sum(s, 9, 8, 7, 6, 5, 4, 3, 2, -1)%11 == 0
}

func nip(s string) bool {
	return number.Sum(s, 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == number.Last(s)
}

func nifPortugal(s string) bool {
	c := elevenLess(number.Sum(s, 9, 8, 7, 6, 5, 4, 3, 2))
	return c%10 == number.Last(s)
}

func cif(s string) bool {
	padded := strings.Repeat("0", 10-len(s)) + s
	return number.Sum(padded, 7, 5, 3, 2, 1, 7, 5, 3, 2)*10%11%10 == number.Last(s)
}

func slovenia(s string) bool {
	c := 11 - number.Sum(s, 8, 7, 6, 5, 4, 3, 2)%11
	return c != 11 && c%10 == number.Last(s)
}
