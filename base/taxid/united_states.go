package taxid

import (
	"slices"

	"guildhall/base/number"
)

const (
	ssaSource = "Social Security Administration, POMS RM 10201.035 Invalid Social Security Numbers, and SSN randomization (2011)"
	irsITIN   = "Internal Revenue Service, Publication 1915; Internal Revenue Manual 3.21.263"
	irsEIN    = "Internal Revenue Service, How EINs are assigned and valid EIN prefixes"
)

// unitedStates are the taxpayer numbers of Form W-9 and of the W-8 forms. None has a
// check digit: format and ranges are all that can be looked at.
var unitedStates = []number.Kind{
	{Type: AnyUS, Says: "United States: SSN, ITIN, ATIN or EIN by format and ranges only; nine digits without dashes are read as a person's first", Source: "26 U.S.C. § 6109", Example: "123-45-6789", Variants: []number.Variant{ssn, itin, atin, ein}, Keep: "-"},
	{Type: "us-ssn", Says: "United States: social security number, by format and ranges only", Source: ssaSource, Example: "123-45-6789", Variants: []number.Variant{ssn}, Keep: "-"},
	{Type: "us-itin", Says: "United States: individual taxpayer identification number, by format and ranges only", Source: irsITIN, Example: "912-90-3456", Variants: []number.Variant{itin}, Keep: "-"},
	{Type: "us-atin", Says: "United States: adoption taxpayer identification number, by format and ranges only", Source: irsITIN, Example: "912-93-3456", Variants: []number.Variant{atin}, Keep: "-"},
	{Type: "us-ein", Says: "United States: employer identification number, by format and ranges only", Source: irsEIN, Example: "12-3456789", Variants: []number.Variant{ein}, Keep: "-"},
}

// dashedPerson and dashedEmployer write the dashes that tell a person's number from an
// employer's: nine digits alone could be either.
func dashedPerson(s string) string { s = bare(s); return s[:3] + "-" + s[3:5] + "-" + s[5:] }

func dashedEmployer(s string) string { s = bare(s); return s[:2] + "-" + s[2:] }

// personShape keeps the dashes of a person's number apart from those of an EIN, so
// that 12-3456789 is never read as an SSN.
const personShape = `\d{3}-?\d{2}-?\d{4}`

var (
	ssn = number.Variant{Name: "ssn", Shape: personShape, Says: "nine digits, or 3-2-4", Write: dashedPerson, Laws: []number.Law{
		{Rule: number.Range, Source: ssaSource, Says: "the area not 000, 666 or 900 to 999, the group not 00, the serial not 0000", Holds: func(s string) bool {
			return s[:3] != "000" && s[:3] != "666" && s[0] != '9' && s[4:6] != "00" && s[7:] != "0000"
		}},
		{Rule: number.Range, Source: ssaSource, Says: "none of those printed in advertisements", Holds: func(s string) bool {
			return !slices.Contains([]string{"078-05-1120", "219-09-9999"}, s)
		}}}}
	itin = number.Variant{Name: "itin", Shape: `9\d{2}-?\d{2}-?\d{4}`, Says: "nine digits beginning with 9, or 3-2-4", Write: dashedPerson, Laws: []number.Law{
		{Rule: number.Range, Source: irsITIN, Says: "digits 4 and 5 are 50 to 65, 70 to 88, 90 to 92 or 94 to 99", Holds: func(s string) bool {
			group := number.Int(s[4:6])
			return 50 <= group && group <= 65 || 70 <= group && group <= 88 || 90 <= group && group <= 92 || 94 <= group
		}}}}
	atin = number.Variant{Name: "atin", Shape: `9\d{2}-?93-?\d{4}`, Says: "nine digits beginning with 9, digits 4 and 5 are 93", Write: dashedPerson}
	ein  = number.Variant{Name: "ein", Shape: `\d{2}-?\d{7}`, Says: "nine digits, or 2-7", Write: dashedEmployer, Laws: []number.Law{
		{Rule: number.Range, Source: irsEIN, Says: "a prefix that the IRS gives out", Holds: func(s string) bool {
			return !slices.Contains([]string{"00", "07", "08", "09", "17", "18", "19", "28", "29", "49", "69", "70", "78", "79", "89", "96", "97"}, s[:2])
		}},
		{Rule: number.Range, Source: irsEIN, Says: "the serial is not 0000000", Holds: func(s string) bool { return s[3:] != "0000000" }}}}
)

// bare takes the dashes out.
func bare(s string) string { return number.Tidy(s, "") }
