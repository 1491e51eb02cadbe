// Package number owns what it means to check a written number (a VAT number, an
// account number) by itself, without asking anybody: the words of the answer, the
// shape of a rule, and the check-digit arithmetic that many countries share.
// Packages taxid and bank hold the rules of each number.
//
// Words: a Kind is one type of number ("vat:DE"); a Variant is one of the ways it is
// written (a company's, a person's); a Law is one rule of a variant beyond its shape;
// a Result is the answer; a Verdict is the one word of it.
//
// Invariants: arithmetic alone never confirms. A number whose every rule holds is
// "unconfirmed", because anybody can work out a check digit; only a register that was
// asked, or a person with evidence, confirms it (those verdicts are given by others).
// A number has one normalised value: checking that value gives it again.
//
// It asks no register, stores nothing and knows no room.
package number
