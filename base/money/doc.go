// Package money owns amounts: whole numbers of a currency's smallest unit
// (RULES.md 2), how they are added, shared, typed and shown.
//
// Words: an Amount is so many minor units of one currency (ISO 4217); a Rate is
// an exact fraction in parts per million; a Share is the part of an amount that
// a rate takes, rounded half up.
//
// Invariants: no floating point anywhere; no amount beyond Max on either side
// of zero leaves this package without an error; two currencies never mix; what
// Decimal writes, Parse reads back as the same amount.
//
// It does not convert between currencies and knows no tax and no fee.
package money
