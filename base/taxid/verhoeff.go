package taxid

import "guildhall/base/number"

// The dihedral group of ten elements and its permutation (J. Verhoeff, Error
// Detecting Decimal Codes, 1969).
var (
	verhoeffTimes = [10]string{"0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
		"5987604321", "6598710432", "7659821043", "8765932104", "9876543210"}
	verhoeffTurns = [8]string{"0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258"}
)

// verhoeff tells whether a run of digits ends with its Verhoeff digit: every changed
// digit and every exchange of neighbours is noticed.
func verhoeff(s string) bool {
	c := 0
	for i := range len(s) {
		d := number.Digit(s[len(s)-1-i])
		c = number.Digit(verhoeffTimes[c][number.Digit(verhoeffTurns[i%8][d])])
	}
	return c == 0
}
