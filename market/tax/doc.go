// Package tax owns what sellers tell for the tax office: the forms they signed, the
// answers to the DAC7 questionnaire, and the numbers that a register can confirm
// (AWS_IQ.md 1.10, 4.5, 4.6; R21, R27).
//
// Words: a record is one form as it was signed (W-9, W-8BEN, the questionnaire); the
// one before it is replaced, never changed. A number is a VAT number, a Japanese
// corporate number or the number of an issuer of qualified invoices. A register
// (VIES, HMRC, the published list of the National Tax Agency) knows it or does not.
//
// Invariants: a record is sealed, and kept for KeptYears after the year in which it
// was replaced or its owner left; then it is blanked and only form and dates stay.
// An event tells the form and the kind of number, never what was typed. Arithmetic
// alone is "unconfirmed": a number is confirmed by a register, with the day and the
// register's reference, or at the desk with evidence. One that a register knows under
// another name than the legal one is not confirmed, and a register is asked again every
// AskedEvery days about what it confirmed. The taxpayer numbers of
// persons (SSN, ITIN, TIN) stand in the sealed record only. Japan's My Number is
// never asked for and refused where it is typed.
//
// It puts no questions and judges no check: that is the room registration. It works
// out no tax and files nothing.
package tax
