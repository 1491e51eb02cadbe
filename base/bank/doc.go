// Package bank owns the arithmetic of account details: IBAN, BIC, US routing numbers,
// Japanese bank and branch codes, and the name of a Japanese account's holder in the
// half-width kana that banks send each other (Zengin format) (AWS_IQ.md 1.10).
//
// Words: the verdicts, reasons and rules are those of package number; a holder is
// whose account it is; a form is a legal form as banks shorten it: カ) before a name,
// (カ after it, (カ) inside.
//
// Invariants: arithmetic alone is "unconfirmed": it finds typing errors and says
// nothing about whether the account exists or whose it is. Holder names are compared
// kana to kana, never by reading kanji. A holder's written form, written again, stays
// as it is.
//
// It knows no banks by name, asks nobody, and stores nothing; what becomes of an
// account is the room payout's.
package bank
