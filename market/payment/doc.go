// Package payment owns what a customer pays: cards, payment requests, invoices and
// charges.
//
// Words: a payment request asks for a part of an engagement's total for work
// delivered; an invoice is the paper of an approved one; a charge is one attempt
// at one card. Collected means that the money is there, not that a card said yes
// (RULES.md 4).
//
// Invariants: the engagement is taken first, before anything under it is read, so
// twenty who ask, approve or complete at once have one outcome; there is at most
// one open charge for a payment request; a charge's id is the processor's
// idempotency key, and an answer that was lost is found by asking, never by
// charging again; the books follow the same change: invoiced at approval,
// collected when the charge is settled; a card's number is never stored, only the
// processor's token, sealed; invoices are numbered by one worker in journal order,
// without gaps, and shown only then.
//
// It pays nobody: that is the room payout. Refunds, taxes and automatic approval
// are not here yet; their columns and accounts are.
package payment
