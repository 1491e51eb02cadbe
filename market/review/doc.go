// Package review owns what customers say once the work is done.
//
// Words: a review belongs to the selling organisation, one per engagement, and
// names the people who did the work (AWS_IQ.md 1.14). It asks whether the work
// succeeded, and has a private part (would you work together again) and a public
// one (one to five stars and some text).
//
// Invariants: only the customer of a completed engagement writes, after at least
// one payment was collected; a review is written once and not changed; the private
// part is never shown to the expert's side.
//
// Nobody reviews who has an interest: did the work, shares a member with the seller,
// or paid by a card the seller has too. The expert's side replies once. A report
// names one of Grounds; the operator keeps the review or takes it down, and one
// taken down is shown to nobody and counts nowhere.
//
// It weighs no review against another.
package review
