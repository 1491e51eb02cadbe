package request

import "guildhall/base/money"

// Band is one step of the budget ladder, in smallest units of its currency. To 0
// means: and more.
type Band struct {
	Number   int
	From, To int64
	Currency string
}

// Bands is how many steps every currency has, so that bands compare across
// currencies when experts filter by them.
const Bands = 5

// yenLadder serves currencies without decimals, ladder the others; in whole units.
var (
	ladder    = [Bands - 1]int64{500, 2_000, 10_000, 50_000}
	yenLadder = [Bands - 1]int64{50_000, 200_000, 1_000_000, 5_000_000}
)

// FindBand gives a band by its number, 1 to Bands; false for "not said".
func FindBand(currency string, number int) (Band, bool) {
	if number < 1 || number > Bands || !money.Known(currency) {
		return Band{}, false
	}
	steps, unit := ladder, int64(1)
	if money.Digits(currency) == 0 {
		steps = yenLadder
	}
	for range money.Digits(currency) {
		unit *= 10
	}
	b := Band{Number: number, Currency: currency}
	if number > 1 {
		b.From = steps[number-2] * unit // #nosec G602 -- number is 2 or more here
	}
	if number < Bands {
		b.To = steps[number-1] * unit
	}
	return b, true
}

// BandsOf lists the ladder of a currency.
func BandsOf(currency string) []Band {
	list := []Band{}
	for n := 1; n <= Bands; n++ {
		if b, ok := FindBand(currency, n); ok {
			list = append(list, b)
		}
	}
	return list
}

// BandOf is the band an amount falls into; false for an unknown currency or nothing.
func BandOf(amount money.Amount) (Band, bool) {
	if !amount.IsPositive() {
		return Band{}, false
	}
	for _, b := range BandsOf(amount.Currency) {
		if b.To == 0 || amount.Minor <= b.To {
			return b, true
		}
	}
	return Band{}, false
}
