package taxid

import (
	"guildhall/base/number"
)

const oecd = "OECD: tax identification numbers by jurisdiction (CRS implementation and assistance)"

// tinNear are the taxpayer numbers of Europe outside the Union.
var tinNear = []number.Kind{
	{Type: "tin:CH", Says: "Switzerland: AHV-Nummer or UID", Source: oecd + "; Zentrale Ausgleichsstelle; Bundesamt für Statistik", Example: "756.9217.0769.85",
		Variants: []number.Variant{
			{Name: "person", Shape: `756\d{10}`, Says: "756 and ten digits (AHV)", Laws: []number.Law{digit("weights 1 and 3 in turn, up to the next ten (EAN-13)", func(s string) bool {
				return number.Sum(s, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1)%10 == 0
			})}},
			{Name: "entity", Shape: `CHE\d{9}`, Says: "CHE and nine digits (UID)", Laws: []number.Law{digit("weights 5 4 3 2 7 6 5 4, 11 less modulo 11", func(s string) bool { return uidSwitzerland(s[3:]) })}},
		}},
	{Type: "tin:GB", Says: "United Kingdom: Unique Taxpayer Reference or National Insurance number", Source: oecd + "; HMRC, NIM39110; UTR modulus 11 check", Example: "1955839661",
		Variants: []number.Variant{
			{Name: "utr", Shape: `\d{10}K?`, Says: "ten digits (UTR)", Write: withoutK, Laws: []number.Law{digit("the first digit by a table from weights 6 7 8 9 10 5 4 3 2, modulo 11", func(s string) bool {
				return "21987654321"[number.Sum(s[1:], 6, 7, 8, 9, 10, 5, 4, 3, 2)%11] == s[0]
			})}},
			{Name: "nino", Shape: `[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]?`, Says: "two letters, six digits and A to D (National Insurance)", Laws: []number.Law{
				inRange("not BG, GB, KN, NK, NT, TN or ZZ", func(s string) bool {
					switch s[:2] {
					case "BG", "GB", "KN", "NK", "NT", "TN", "ZZ":
						return false
					}
					return true
				})}},
		}},
	{Type: "tin:NO", Says: "Norway: fødselsnummer, D-nummer or organisasjonsnummer", Source: oecd + "; Skatteetaten, Folkeregisteret", Example: "151086 95088",
		Variants: []number.Variant{
			{Name: "person", Shape: `\d{11}`, Says: "eleven digits", Laws: []number.Law{dated("a date of birth, 40 added to the day of a D-nummer", func(s string) bool {
				return someCentury(number.Int(s[4:6]), number.Int(s[2:4]), number.Int(s[:2])%40)
			}), digit("two digits, modulo 11, weights 3 7 6 1 8 9 4 5 2 and 5 4 3 2 7 6 5 4 3 2", func(s string) bool {
				return elevenLess(number.Sum(s, 3, 7, 6, 1, 8, 9, 4, 5, 2)) == number.Digit(s[9]) && elevenLess(number.Sum(s, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) == number.Digit(s[10])
			})}},
			{Name: "entity", Shape: `[89]\d{8}`, Says: "nine digits, the first 8 or 9", Laws: []number.Law{digit("weights 3 2 7 6 5 4 3 2, 11 less modulo 11", orgnrNorway)}},
		}},
}

// tinFar are the taxpayer numbers of the other places that experts come from.
var tinFar = []number.Kind{
	{Type: "tin:AE", Says: "United Arab Emirates: Tax Registration Number", Source: oecd, Example: "100123456700003", Variants: one(`1\d{14}`, "fifteen digits, the first 1")},
	{Type: "tin:AU", Says: "Australia: Tax File Number or ABN", Source: oecd + "; Australian Taxation Office", Example: "123 456 782",
		Variants: []number.Variant{
			{Name: "tfn", Shape: `\d{9}`, Says: "nine digits (TFN)", Laws: []number.Law{digit("weights 1 4 3 7 5 8 6 9 10 are divisible by 11", func(s string) bool {
				return notZero(s) && number.Sum(s, 1, 4, 3, 7, 5, 8, 6, 9, 10)%11 == 0
			})}},
			{Name: "old tfn", Shape: `[1-9]\d{7}`, Says: "eight digits (TFN), whose check digit is not published"},
			{Name: "abn", Shape: `[1-9]\d{10}`, Says: "eleven digits (ABN)", Laws: []number.Law{digit("1 off the first digit, weights 10 1 3 5 7 9 11 13 15 17 19 are divisible by 89", abn)}},
		}},
	{Type: "tin:BH", Says: "Bahrain: personal number, commercial registration or VAT account number", Source: oecd, Example: "200000000000003",
		Variants: []number.Variant{{Name: "person", Shape: `\d{9}`, Says: "nine digits"}, {Name: "registration", Shape: `\d{4,6}(?:\d{2})?`, Says: "the registration and two digits for the branch"}, {Name: "vat", Shape: `\d{15}`, Says: "fifteen digits"}}},
	{Type: "tin:CA", Says: "Canada: Social Insurance Number, Business Number or trust account", Source: oecd + "; ISO/IEC 7812-1", Example: "123456782",
		Variants: []number.Variant{
			{Shape: `\d{9}`, Says: "nine digits (SIN or BN)", Laws: []number.Law{digit("Luhn", func(s string) bool { return number.Luhn(s) && notZero(s) })}},
			{Name: "trust", Shape: `T\d{8}`, Says: "T and eight digits"},
		}},
	{Type: "tin:CO", Says: "Colombia: NIT", Source: oecd + "; DIAN", Example: "213.123.432-1", Variants: append([]number.Variant(nil), nit...)},
	{Type: "tin:HK", Says: "Hong Kong: identity card number or business registration number", Source: oecd, Keep: "()", Example: "G123456(A)",
		Variants: []number.Variant{
			{Name: "person", Shape: `[A-Z]{1,2}\d{6}\(?[0-9A]\)?`, Says: "one or two letters, six digits and a check character", Write: withoutBrackets, Laws: []number.Law{digit("weights 9 to 1, a missing letter as 36, divisible by 11", hkid)}},
			{Name: "business", Shape: `\d{8}(?:\d{3})?`, Says: "eight digits, and three for the branch"},
		}},
	{Type: "tin:IL", Says: "Israel: identity or company number", Source: oecd, Example: "516179157", Variants: one(`\d{9}`, "nine digits", digit("Luhn", func(s string) bool { return number.Luhn(s) && notZero(s) }))},
	{Type: "tin:IN", Says: "India: Permanent Account Number (PAN)", Source: oecd + "; Income-tax Department", Example: "ACUPA7085R",
		Variants: one(`[A-Z]{3}[ABCEFGHJLPT][A-Z]\d{4}[A-Z]`, "five letters, the fourth telling the kind of holder, four digits and a letter", inRange("the serial is not 0000", func(s string) bool { return s[5:9] != "0000" }))},
	{Type: "tin:KR", Says: "South Korea: business registration number", Source: oecd, Example: "110-81-28774", Variants: []number.Variant{koreaBusiness}},
	{Type: "tin:NZ", Says: "New Zealand: IRD number", Source: oecd + "; Inland Revenue", Example: "49-091-850", Variants: one(`\d{8,9}`, "eight or nine digits", irdLaws...)},
	{Type: "tin:QA", Says: "Qatar: tax card or identity number", Source: oecd, Example: "5000012345", Variants: []number.Variant{{Name: "tax card", Shape: `\d{10}`, Says: "ten digits"}, {Name: "person", Shape: `[23]\d{10}`, Says: "eleven digits, the first 2 or 3"}}},
	{Type: "tin:SG", Says: "Singapore: NRIC, FIN, UEN or ITR number", Source: oecd + "; no check letter is published", Example: "S1234567D",
		Variants: append([]number.Variant{{Name: "person", Shape: `[STFGM]\d{7}[A-Z]`, Says: "S, T, F, G or M, seven digits and a letter"}, {Name: "itr", Shape: `[A4]\d{7}[A-Z]?`, Says: "A or 4, seven digits and a letter"}}, uenSingapore...)},
}

// withoutK takes off the K that some letters of HMRC print after the reference.
func withoutK(s string) string { return s[:10] }

func withoutBrackets(s string) string {
	kept := make([]byte, 0, len(s))
	for _, c := range []byte(s) {
		if c != '(' && c != ')' {
			kept = append(kept, c)
		}
	}
	return string(kept)
}

func hkid(s string) bool {
	sum, weight := 0, len(s)
	if len(s) == 8 {
		sum = 36 * 9
	}
	for i := range len(s) {
		d := number.Digit(s[i])
		sum += d * (weight - i)
	}
	return sum%11 == 0
}
