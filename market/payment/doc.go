// Package payment owns what a customer pays: methods, payment requests, invoices and
// charges.
//
// Words: a method is a card, a bank account that is debited (ACH), or net terms,
// which the customer asks for and the operator grants; one of them is preferred. A
// payment request asks for a part of an engagement's total for work delivered, or
// was agreed with the proposal: upfront, or scheduled for a date. An invoice is the
// paper of an approved one; a charge is one attempt at one method. Collected means
// that the money is there, not that a card said yes (RULES.md 4).
//
// Invariants: the engagement is taken first, before anything under it is read, so
// twenty who ask, approve or complete at once have one outcome; every amount is
// counted against the engagement's total; there is at most one open charge for a
// payment request; a charge's id is the processor's idempotency key, and an answer
// that was lost is found by asking, never by charging again; reports may come twice,
// late or out of order; the books follow in the same change (books.go); silence
// approves only where the customer chose so, 240 hours after the ask; a number of a
// card or an account is never stored, only the processor's token, sealed; invoices
// are numbered by one worker in journal order, without gaps, and shown only then.
//
// It pays nobody: that is the room payout, and it takes nothing back from payouts:
// what an expert owes stands on expert_receivable. Refunds and taxes are not here
// yet; their columns, accounts and templates are.
package payment
