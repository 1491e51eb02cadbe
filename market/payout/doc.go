// Package payout owns what experts are paid: their accounts, the daily run, and
// the payouts of each run.
//
// Words: a run happens once a day of the house's calendar; a payout is one line of
// it, for one organisation in one currency, of everything collected for it and not
// yet paid out.
//
// Invariants: only collected money is paid out, because a payout takes its amount
// from the balance that collections made, which cannot fall below zero; there is
// one payout per run, organisation and currency, so a run may be stopped anywhere
// and started again; a run starts payouts in batches, two at a time, each one change, and one that
// cannot be started stops no other; every movement of what is owed belongs to one
// payout, and those of a payout come to the bank's line; a payout's id is the bank's idempotency key; an account's
// number is never stored, only the bank's token, sealed; an account that the bank
// refused is not tried again; an account that follows another in its currency takes
// effect after 72 hours, in which nothing is paid out in that currency and whoever sees
// the organisation's money can stop it by a link (RULES.md 4).
//
// It charges nobody: that is the room payment.
package payout
