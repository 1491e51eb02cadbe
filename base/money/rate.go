package money

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/text/width"
)

// Rate is an exact fraction in parts per million: 2.5 % is 25_000, 10.21 % is
// 102_100. Four decimals of a percent are enough for every tax and fee we know.
type Rate int64

// Whole is a rate of 100 %.
const Whole Rate = 1_000_000

// ErrRate is a rate that is no percentage from 0 to 100 with four decimals.
var ErrRate = errors.New("money: a rate is 0% to 100%, with at most four decimals")

// Percent makes a rate from whole percents.
func Percent(percent int64) Rate { return Rate(percent * 10_000) }

// ParseRate reads "2.5%", "10 %" or "２．５％"; the sign must be there, so that
// nobody writes 0.025 and means 2.5 %.
func ParseRate(text string) (Rate, error) {
	number, found := strings.CutSuffix(strings.TrimSpace(width.Fold.String(text)), "%")
	number = strings.TrimSpace(number)
	whole, fraction, pointed := strings.Cut(number, ".")
	if !found || whole == "" || len(whole) > 3 || len(fraction) > 4 || pointed && fraction == "" ||
		strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, fmt.Errorf("%w: %q", ErrRate, text)
	}
	parts, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", 4-len(fraction)), 10, 64)
	if err != nil || Rate(parts) > Whole {
		return 0, fmt.Errorf("%w: %q", ErrRate, text)
	}
	return Rate(parts), nil
}

// String writes the rate as ParseRate reads it: "2.5%".
func (r Rate) String() string {
	sign := ""
	if r < 0 {
		sign, r = "-", -r
	}
	fraction := strings.TrimRight(fmt.Sprintf("%04d", r%10_000), "0")
	if fraction != "" {
		fraction = "." + fraction
	}
	return fmt.Sprintf("%s%d%s%%", sign, r/10_000, fraction)
}

// MarshalText and UnmarshalText let a rate stand in JSON and in configuration.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText wrote. ErrRate otherwise.
func (r *Rate) UnmarshalText(text []byte) error {
	rate, err := ParseRate(string(text))
	if err == nil {
		*r = rate
	}
	return err
}

// Share is the part of an amount that a rate takes, rounded half up (RULES.md
// 4); the share of a negative amount is the negative of its opposite's share,
// so that a correction takes back exactly what was taken.
func Share(a Amount, rate Rate) Amount {
	if a.Minor < 0 {
		share := Share(Amount{-a.Minor, a.Currency}, rate)
		return Amount{-share.Minor, share.Currency}
	}
	// Split at a million so that nothing overflows: each part is exact, and
	// only the last division rounds.
	millions, rest := a.Minor/int64(Whole), a.Minor%int64(Whole)
	return Amount{millions*int64(rate) + (rest*int64(rate)+int64(Whole)/2)/int64(Whole), a.Currency}
}
