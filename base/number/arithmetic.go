package number

import "strings"

// Digit is the value of one ASCII digit; of a capital letter A is 10 and Z is 35, as
// ISO 7064 and ISO 13616 count them.
func Digit(c byte) int {
	if c >= 'A' {
		return int(c-'A') + 10
	}
	return int(c - '0')
}

// Int reads a run of at most 18 digits.
func Int(s string) int {
	n := 0
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// Sum adds each digit times its weight; what has no weight is left out.
func Sum(s string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		if i < len(s) {
			sum += Digit(s[i]) * w
		}
	}
	return sum
}

// Mod is the remainder of a long run of digits, letters counted as two digits
// (ISO 7064, ISO 13616).
func Mod(s string, m int) int {
	n := 0
	for i := range len(s) {
		d := Digit(s[i])
		if d > 9 {
			n = n * 10
		}
		n = (n*10 + d) % m
	}
	return n
}

// Luhn tells whether a run of digits ends with its Luhn digit (ISO/IEC 7812-1 annex B,
// ISO 7064 calls it "modulus 10 double-add-double"). One digit changed, or two
// neighbours exchanged (but 09 and 90), is noticed.
func Luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := Digit(s[len(s)-1-i])
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// Mod11And10 tells whether a run of digits ends with its ISO 7064 MOD 11,10 digit.
func Mod11And10(s string) bool {
	p := 10
	for i := range len(s) - 1 {
		p = (p + Digit(s[i])) % 10
		if p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return (p+Digit(s[len(s)-1]))%10 == 1
}

// Mod37And36 tells whether digits and letters end with their check character by
// ISO 7064 MOD 37,36.
func Mod37And36(s string) bool {
	p := 36
	for i := range len(s) - 1 {
		p = (p + Digit(s[i])) % 36
		if p == 0 {
			p = 36
		}
		p = p * 2 % 37
	}
	return (p+Digit(s[len(s)-1]))%36 == 1
}

// Last is the value of the last digit.
func Last(s string) int { return Digit(s[len(s)-1]) }

// OneOf tells whether c stands in set.
func OneOf(c byte, set string) bool { return strings.IndexByte(set, c) >= 0 }
