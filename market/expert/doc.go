// Package expert owns what an expert's side says about itself: the individual
// profile of a person (one each), the company profile of an organisation (one
// each), and the certifications that the desk has seen (AWS_IQ.md 1.7, 1.9).
//
// Words: a profile or company is hidden or public, which is its owner's wish; the
// public page is there when it is public and the organisation's registration is
// active (AWS_IQ.md 1.8), which the room registration decides. A certification is
// associate, professional or specialty, belongs to one profile, and is valid until
// the end of a day in the house's zone, when the clock lets it expire.
//
// Invariants: an hourly rate is information and never a basis of billing. No
// e-mail address is in this room. Only the desk enters or withdraws certifications,
// with a written reason; what it saw stays after a withdrawal.
//
// It does not know registrations, requests or reviews, and does not hold the bytes
// of pictures: it keeps their keys in the blob store.
package expert
