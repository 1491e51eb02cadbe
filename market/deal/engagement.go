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
	Total        money.Amount
	Asked        money.Amount // awaiting, approved, collected or uncollected
	FeeRate      money.Rate
	MadeAt       clock.Micros
}

// Remaining is what may still be asked for.
func (e Engagement) Remaining() money.Amount {
	return money.Of(e.Total.Minor-e.Asked.Minor, e.Total.Currency)
}

// Split works out the fee of a price by the rate that was frozen on acceptance.
func (e Engagement) Split(price money.Amount) Split { return SplitOf(price, e.FeeRate) }
