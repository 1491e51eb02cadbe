// Package deal owns what two sides agree: proposals and engagements.
//
// Words: a proposal is an offer by one seller, of a fixed price and its terms, in
// one conversation; its words never change, new terms are a new proposal, which may
// supersede an earlier one that still waits. Its kind is milestone (the total is the
// most that may be asked for, with milestones or without), upfront (charged on
// acceptance) or schedule (charged on dates); its lines are the milestones or the
// payments (AWS_IQ.md 1.5). An engagement is what an accepted proposal becomes: the
// work, and the root under which every payment is asked for. The agreement is the
// default contract; the proposal's terms win over it.
//
// Invariants: a proposal names its seller and customer for good (RULES.md 1); it
// is sent only by a seller whose registration is active and who has a payout
// account in its currency; the fee's rate, base and rounding are frozen when it is
// accepted, and the contract's text of that day is kept (RULES.md 4); what an
// acceptance agrees to be paid is written in the same change, through Dues; what was
// asked for never exceeds the total, which one conditional counter on the engagement
// guards; an engagement is not completed while a payment request awaits an answer;
// after a customer's stop the expert has ten days to ask for work done before.
//
// It does not ask for, charge or pay any money: that is the rooms payment and
// payout.
package deal
