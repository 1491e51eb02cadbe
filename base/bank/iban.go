package bank

import (
	"strconv"
	"strings"
	"sync"

	"guildhall/base/names"
	"guildhall/base/number"
)

// structures are the countries of the SWIFT IBAN registry with the shape of what
// follows the two check digits: n digits, a capital letters, c either (ISO 13616).
// Territories that use another state's are under that state; old names of the same
// shape are not repeated.
var structures = structured(`
AD 4n4n12c  AE 3n16n  AL 8n16c  AT 5n11n  AZ 4a20c  BA 16n  BE 12n  BG 4a6n8c  BH 4a14c  BI 23n
BR 23n1a1c  BY 4c4n16c  CH 5n12c  CR 18n  CY 8n16c  CZ 20n  DE 18n  DJ 23n  DK 14n  DO 4c20n
EE 16n  EG 25n  ES 20n  FI 14n  FK 2a12n  FO 14n  FR 10n11c2n  GB 4a14n  GE 2a16n  GI 4a15c
GL 14n  GR 7n16c  GT 24c  HN 4a20n  HR 17n  HU 24n  IE 4a14n  IL 19n  IQ 4a15n  IS 22n
IT 1a10n12c  JO 4a4n18c  KW 4a22c  KZ 3n13c  LB 4n20c  LC 4a24c  LI 5n12c  LT 16n  LU 3n13c  LV 4a13c
LY 21n  MC 10n11c2n  MD 20c  ME 18n  MK 3n10c2n  MN 16n  MR 23n  MT 4a5n18c  MU 4a19n3a  NI 4a20n
NL 4a10n  NO 11n  OM 3n16c  PK 4a16c  PL 24n  PS 4a21c  PT 21n  QA 4a21c  RO 4a16c  RS 18n
RU 14n15c  SA 2n18c  SC 4a20n3a  SD 14n  SE 20n  SI 15n  SK 20n  SM 1a10n12c  SO 19n  ST 21n
SV 4a20n  TL 19n  TN 20n  TR 5n1n16c  UA 6n19c  VA 18n  VG 4a16n  XK 16n  YE 4a4n18c
`)

// structure is one country's: its shape as a regular expression, and the length of
// the whole IBAN.
type structure struct {
	shape, says string
	length      int
}

func structured(table string) map[string]structure {
	classes := map[byte]string{'n': `\d`, 'a': `[A-Z]`, 'c': `[A-Z0-9]`}
	said := map[byte]string{'n': " digits", 'a': " letters", 'c': " letters or digits"}
	all := map[string]structure{}
	words := strings.Fields(table)
	for i := 0; i+1 < len(words); i += 2 {
		country := words[i]
		s := structure{shape: country + `\d{2}`, says: country + ", two check digits", length: 4}
		for rest := words[i+1]; rest != ""; {
			at := strings.IndexAny(rest, "nac")
			n, err := strconv.Atoi(rest[:at])
			if err != nil {
				panic("bank: the IBAN table says " + words[i+1])
			}
			s.shape += classes[rest[at]] + "{" + rest[:at] + "}"
			s.says += ", " + rest[:at] + said[rest[at]]
			s.length += n
			rest = rest[at+1:]
		}
		all[country] = s
	}
	return all
}

// IBANLength is how many characters an IBAN of the country has; known is false for a
// country that has none.
func IBANLength(country string) (length int, known bool) {
	s, known := structures[country]
	return s.length, known
}

// remainder is that of the number with its first four characters put last (ISO 7064
// MOD 97-10).
func remainder(s string) int { return number.Mod(s[4:]+s[:4], 97) }

func ibanVariant(country string) number.Variant {
	s := structures[country]
	return number.Variant{Name: country, Shape: s.shape, Says: s.says, Laws: []number.Law{
		{Rule: number.Range, Says: "check digits 02 to 98", Holds: func(s string) bool { return s[2:4] >= "02" && s[2:4] <= "98" }},
		{Rule: number.CheckDigit, Says: "the first four characters put last, letters as 10 to 35, modulo 97 is 1", Source: "ISO 7064 MOD 97-10", Holds: func(s string) bool { return remainder(s) == 1 }}}}
}

// ibans holds a kind for each country.
var ibans = sync.OnceValue(func() map[string]number.Kind {
	all := map[string]number.Kind{}
	for country := range structures {
		all[country] = number.Prepared([]number.Kind{{Type: IBAN, Source: ibanSource, Variants: []number.Variant{ibanVariant(country)}}})[0]
	}
	return all
})

func checkIBAN(value string) number.Result {
	s := number.Tidy(value, "")
	s = strings.TrimPrefix(s, "IBAN")
	if len(s) < 2 || len(value) > number.LongestMax {
		return number.Refused(IBAN, value, tooShort(s, value), "begins with a country's two letters")
	}
	k, known := ibans()[s[:2]]
	if !known {
		return number.Refused(IBAN, s, number.Country, "begins with a country that has IBANs")
	}
	return k.Check(s)
}

func tooShort(s, value string) number.Reason {
	switch {
	case len(value) > number.LongestMax:
		return number.TooLong
	case s == "":
		return number.Empty
	}
	return number.Format
}

// SpacedIBAN writes an IBAN in groups of four, as it is printed (ISO 13616-1, 5.2).
func SpacedIBAN(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// isCountry knows ISO 3166-1 and Kosovo, which banks write XK.
func isCountry(code string) bool { return code == "XK" || names.KnownCountry(code) }
