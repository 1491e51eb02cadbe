// Package taxid owns the arithmetic of tax numbers: VAT numbers, taxpayer numbers
// (TIN) for information returns, Japanese corporate and qualified-invoice numbers
// (AWS_IQ.md 1.10, 4.5, 4.6).
//
// Words: a type is written as the command line takes it: "vat:DE", "tin:US", "us-ein",
// "jp-corporate". Verdicts, reasons and rules are those of package number.
//
// Invariants: arithmetic alone is "unconfirmed". Numbers of the United States have no
// check digit, so only format and ranges are looked at and the reason says so
// ("format_only"); the same holds wherever a state publishes no check digit. Each
// type names where its rule is published. Japan's My Number (個人番号) is never
// accepted as anything: MyNumber finds it so that it can be refused.
//
// It asks no register (VIES, HMRC, the National Tax Agency's list), does not say who
// must give which number, and stores nothing.
package taxid
