package taxid

import "guildhall/base/number"

// vatFar are the VAT and GST numbers of other places that experts come from
// (AWS_IQ.md 4.5 and 5).
var vatFar = []number.Kind{
	{Type: "vat:AE", Says: "United Arab Emirates: Tax Registration Number (TRN)", Source: "Federal Tax Authority, TRN verification", Example: "100123456700003",
		Variants: one(`1\d{14}`, "fifteen digits, the first 1")},
	{Type: "vat:AU", Says: "Australia: Australian Business Number (ABN)", Source: "Australian Business Register, Format of the ABN", Example: "51 824 753 556",
		Variants: one(`[1-9]\d{10}`, "eleven digits, the first not 0", digit("1 off the first digit, weights 10 1 3 5 7 9 11 13 15 17 19 are divisible by 89", abn))},
	{Type: "vat:BH", Says: "Bahrain: VAT account number", Source: "National Bureau for Revenue, VAT general guide", Example: "200000000000003",
		Variants: one(`\d{15}`, "fifteen digits")},
	{Type: "vat:CA", Says: "Canada: Business Number with GST/HST account", Source: "Canada Revenue Agency, Business Number; ISO/IEC 7812-1", Example: "123456782 RT 0001",
		Variants: []number.Variant{
			{Name: "account", Shape: `\d{9}RT\d{4}`, Says: "nine digits, RT and four digits", Laws: []number.Law{digit("Luhn over the nine digits", func(s string) bool { return number.Luhn(s[:9]) && notZero(s[:9]) })}},
			{Name: "business number", Shape: `\d{9}`, Says: "nine digits", Laws: []number.Law{digit("Luhn", func(s string) bool { return number.Luhn(s) && notZero(s) })}},
		}},
	{Type: "vat:CO", Says: "Colombia: Número de Identificación Tributaria (NIT)", Source: "DIAN, Orden Administrativa 4 de 1989", Example: "213.123.432-1", Variants: nit},
	{Type: "vat:IL", Says: "Israel: osek murshe, company or identity number", Source: "Israel Tax Authority; OECD: tax identification numbers, Israel", Example: "516179157",
		Variants: one(`\d{9}`, "nine digits", digit("Luhn", func(s string) bool { return number.Luhn(s) && notZero(s) }))},
	{Type: "vat:IN", Says: "India: GSTIN", Source: "Central Goods and Services Tax Rules 2017, rule 10; GSTN", Example: "27AAPFU0939F1ZV",
		Variants: one(`\d{2}[A-Z]{5}\d{4}[A-Z][1-9A-Z][A-Z][0-9A-Z]`, "state code, PAN, entity, a letter and a check character",
			inRange("a state code (01 to 38, 97 or 99)", func(s string) bool {
				state := number.Int(s[:2])
				return 1 <= state && state <= 38 || state == 97 || state == 99
			}), digit("Luhn's way modulo 36, letters as 10 to 35", gstin))},
	{Type: "vat:KR", Says: "South Korea: business registration number (사업자등록번호)", Source: "National Tax Service; OECD: tax identification numbers, Korea", Example: "110-81-28774", Variants: []number.Variant{koreaBusiness}},
	{Type: "vat:NZ", Says: "New Zealand: GST number (IRD number)", Source: "Inland Revenue, Resident Withholding Tax and Non-Resident Withholding Tax specification, IRD number validation", Example: "49-091-850", Variants: one(`\d{8,9}`, "eight or nine digits", irdLaws...)},
	{Type: "vat:SG", Says: "Singapore: GST registration number", Source: "Inland Revenue Authority of Singapore; ACRA, Unique Entity Number", Example: "M90367530P",
		Variants: append([]number.Variant{{Name: "GST only", Shape: `M[0-9A-Z]\d{7}[A-Z]`, Says: "M, eight characters and a letter"}}, uenSingapore...)},
}

func abn(s string) bool {
	return (number.Sum(s, 10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)-10)%89 == 0
}

// nit has its check digit at the end, weights counted from the right.
var nit = one(`\d{8,16}`, "seven to fifteen digits and a check digit", inRange("not all zeros", notZero), digit("weights 3 7 13 17 19 23 29 37 41 43 47 53 59 67 71 from the right, modulo 11", func(s string) bool {
	weights := [...]int{3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71}
	sum := 0
	for i := range len(s) - 1 {
		sum += number.Digit(s[len(s)-2-i]) * weights[i]
	}
	c := sum % 11
	if c > 1 {
		c = 11 - c
	}
	return c == number.Last(s)
}))

func gstin(s string) bool {
	sum := 0
	for i := range 14 {
		p := number.Digit(s[13-i]) * (2 - i%2)
		sum += p/36 + p%36
	}
	return (36-sum%36)%36 == number.Digit(s[14])
}

var koreaBusiness = number.Variant{Name: "business", Shape: `\d{10}`, Says: "ten digits", Laws: []number.Law{
	inRange("the office 101 or more, the kind 01 or more, the serial not 0000", func(s string) bool { return s[:3] >= "101" && s[3:5] != "00" && s[5:9] != "0000" }),
	digit("weights 1 3 7 1 3 7 1 3 5, the tens of the ninth's product once more, up to the next ten", func(s string) bool {
		sum := number.Sum(s, 1, 3, 7, 1, 3, 7, 1, 3, 5) + number.Digit(s[8])*5/10
		return (10-sum%10)%10 == number.Last(s)
	})}}

// irdLaws hold for New Zealand's IRD numbers, which are also its GST numbers.
var irdLaws = []number.Law{
	inRange("between 10,000,000 and 200,000,000", func(s string) bool { return number.Int(s) > 10_000_000 && number.Int(s) < 200_000_000 }),
	digit("weights 3 2 7 6 5 4 3 2, 11 less modulo 11; for 10 weights 7 4 3 2 5 2 7 6", func(s string) bool {
		if len(s) == 8 {
			s = "0" + s
		}
		c := elevenLess(number.Sum(s, 3, 2, 7, 6, 5, 4, 3, 2))
		if c == 10 {
			c = elevenLess(number.Sum(s, 7, 4, 3, 2, 5, 2, 7, 6))
		}
		return c == number.Last(s)
	})}

// uenSingapore are the three ways of a Unique Entity Number; ACRA publishes no rule
// for its check letter.
var uenSingapore = []number.Variant{
	{Name: "business", Shape: `\d{8}[A-Z]`, Says: "eight digits and a letter"},
	{Name: "company", Shape: `(?:19|20)\d{7}[A-Z]`, Says: "year, five digits and a letter"},
	{Name: "other entity", Shape: `[RST]\d{2}[A-Z]{2}\d{4}[A-Z]`, Says: "R, S or T, year, two letters, four digits and a letter"},
}
