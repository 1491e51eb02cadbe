package money

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/bojanz/currency"
)

// Max is the largest amount the house handles, in minor units (RULES.md 2).
const Max = 10_000_000_000_000

// What can be wrong with arithmetic. These are mistakes of a program, not of a
// person: what a person types is refused by Parse.
var (
	ErrCurrency = errors.New("money: the currencies differ")
	ErrRange    = errors.New("money: beyond 10^13 minor units")
)

// Amount is so many minor units of one currency. The zero Amount has no
// currency and means "not said".
type Amount struct {
	Minor    int64  `json:"amount_minor"`
	Currency string `json:"currency"`
}

// Of makes an amount from minor units.
func Of(minor int64, code string) Amount { return Amount{Minor: minor, Currency: code} }

// Known tells whether code is a currency of ISO 4217 in upper case; none at all is not.
func Known(code string) bool { return code != "" && currency.IsValid(code) }

// Digits is the number of decimals the currency is written with (JPY 0, USD 2,
// KWD 3); an unknown currency has 2.
func Digits(code string) int {
	digits, known := currency.GetDigits(code)
	if !known {
		return 2
	}
	return int(digits)
}

// Valid tells whether the currency is known and the amount within Max.
func (a Amount) Valid() bool { return Known(a.Currency) && inRange(a.Minor) }

// IsZero tells whether nothing is owed, in whatever currency.
func (a Amount) IsZero() bool { return a.Minor == 0 }

// IsPositive tells whether there is more than nothing.
func (a Amount) IsPositive() bool { return a.Minor > 0 }

// Add is a + b. ErrCurrency when they differ, ErrRange beyond Max.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.Currency != b.Currency {
		return Amount{}, fmt.Errorf("%w: %s and %s", ErrCurrency, a.Currency, b.Currency)
	}
	// Both sides are checked first, so their sum cannot overflow.
	if !inRange(a.Minor) || !inRange(b.Minor) || !inRange(a.Minor+b.Minor) {
		return Amount{}, ErrRange
	}
	return Amount{a.Minor + b.Minor, a.Currency}, nil
}

// Sub is a - b, which may be negative. Errors as for Add.
func (a Amount) Sub(b Amount) (Amount, error) {
	if !inRange(b.Minor) {
		return Amount{}, ErrRange
	}
	return a.Add(Amount{-b.Minor, b.Currency})
}

// Cmp is -1, 0 or 1 as a is below, at or above b. ErrCurrency when they differ.
func (a Amount) Cmp(b Amount) (int, error) {
	switch {
	case a.Currency != b.Currency:
		return 0, fmt.Errorf("%w: %s and %s", ErrCurrency, a.Currency, b.Currency)
	case a.Minor < b.Minor:
		return -1, nil
	case a.Minor > b.Minor:
		return 1, nil
	}
	return 0, nil
}

// Decimal writes the number alone, as a form field or a CSV cell wants it:
// "1200.50", "1000" for yen. Parse reads it back when it is not negative.
func (a Amount) Decimal() string {
	sign, minor := "", uint64(a.Minor)
	if a.Minor < 0 {
		sign, minor = "-", -minor
	}
	text := strconv.FormatUint(minor, 10)
	digits := Digits(a.Currency)
	if digits == 0 {
		return sign + text
	}
	if short := digits + 1 - len(text); short > 0 {
		text = strings.Repeat("0", short) + text
	}
	return sign + text[:len(text)-digits] + "." + text[len(text)-digits:]
}

// String is the unambiguous form for logs and tests: "USD 1200.50".
func (a Amount) String() string { return strings.TrimSpace(a.Currency + " " + a.Decimal()) }

func inRange(minor int64) bool { return minor >= -Max && minor <= Max }
