package deal

import (
	"guildhall/base/clock"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
)

// Engagement is agreed work and the root of everything paid for it.
type Engagement struct {
	ID           id.ID
	State        flow.State
	StateSince   clock.Micros
	Version      int64
	Proposal     id.ID
	Conversation id.ID
	Customer     id.ID // organisation
	Seller       id.ID // organisation
	AcceptedBy   id.ID // person
	Kind         string
	Total        money.Amount
	Asked        money.Amount // scheduled, awaiting, approved, collected, uncollected or written off
	FeeRate      money.Rate
	// Approval is how its payment requests are approved: automatic or manual.
	Approval      string
	PurchaseOrder string // the customer's own number; blank for none
	Method        id.ID  // chosen on acceptance to be charged; None is the preferred one
	// Agreement is the version of the default contract that was agreed to, in the
	// language it was shown in; blank for engagements older than the contract.
	Agreement     string
	AgreementLang string
	// Deadline is when a stopped engagement ends; zero otherwise.
	Deadline  clock.Micros
	StoppedAt clock.Micros
	MadeAt    clock.Micros
}

// TakesRequests tells whether the expert may ask for a payment at this moment: while
// the work goes on, and for ten days after the customer stopped it, for work done
// before (RULES.md 4).
func (e Engagement) TakesRequests(now clock.Micros) bool {
	return e.State == Active || e.State == Stopping && now < e.StoppedAt.Add(flow.Days(stopDays))
}

// Remaining is what may still be asked for.
func (e Engagement) Remaining() money.Amount {
	return money.Of(e.Total.Minor-e.Asked.Minor, e.Total.Currency)
}

// Split works out the fee of a price by the rate that was frozen on acceptance.
func (e Engagement) Split(price money.Amount) Split { return SplitOf(price, e.FeeRate) }
