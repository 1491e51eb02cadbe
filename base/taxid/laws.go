package taxid

import (
	"time"

	"guildhall/base/number"
)

// vies is where the Commission publishes what its VAT number system checks.
const vies = "European Commission, DG TAXUD: VIES, structure and check-digit algorithms of VAT numbers"

// tinAlgorithms is where the Commission publishes the taxpayer numbers of its states.
const tinAlgorithms = "European Commission, DG TAXUD: TIN algorithms, public functional specification; OECD: tax identification numbers by jurisdiction"

func digit(says string, holds func(string) bool) number.Law {
	return number.Law{Rule: number.CheckDigit, Says: says, Holds: holds}
}

func inRange(says string, holds func(string) bool) number.Law {
	return number.Law{Rule: number.Range, Says: says, Holds: holds}
}

func dated(says string, holds func(string) bool) number.Law {
	return number.Law{Rule: number.Date, Says: says, Holds: holds}
}

// one is a kind written in one way only.
func one(shape, says string, laws ...number.Law) []number.Variant {
	return []number.Variant{{Shape: shape, Says: says, Laws: laws}}
}

// isDate tells whether there is such a day.
func isDate(year, month, day int) bool {
	d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return d.Year() == year && int(d.Month()) == month && d.Day() == day
}

// someCentury tells whether a two-digit year, month and day are a day of the 19th,
// 20th or 21st century's calendar: 29 February needs one of them to be a leap year.
func someCentury(yy, month, day int) bool {
	return isDate(1800+yy, month, day) || isDate(1900+yy, month, day) || isDate(2000+yy, month, day)
}

// elevenLess is 11 less the remainder, with 11 written as 0; 10 has no digit and
// stands for nothing.
func elevenLess(sum int) int { return (11 - sum%11) % 11 }
