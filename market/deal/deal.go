package deal

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
)

// The typed ids of this room, as the outside writes them.
const (
	ProposalID   id.Prefix = "prop"
	EngagementID id.Prefix = "eng"
)

// FeeRate is what the house keeps of each payment unless the operator says
// otherwise: 2.5 % (AWS_IQ.md 4.1).
const FeeRate money.Rate = 25_000

// How the fee is worked out, frozen beside its rate.
const (
	FeeBasePrice    = "price"
	RoundingHalfUp  = "half_up"
	KindMilestone   = "milestone"
	termsMax        = 5000
	reasonMax       = 500
	proposalExpires = 30 // days
)

// Facts that the flows of this room need.
const (
	MayPropose      flow.Fact = "may_propose"      // the member's switch
	SellerActive    flow.Fact = "seller_active"    // the seller's registration is active
	PaidIn          flow.Fact = "paid_in_currency" // the seller has a payout account in the currency
	MayBuy          flow.Fact = "may_buy"          // owner, admin or member of the customer
	CanPay          flow.Fact = "can_pay"          // the customer has a card
	NothingAwaiting flow.Fact = "nothing_awaiting" // no payment request waits for an answer
)

// PayoutAccounts is asked of the room payout: can this organisation be paid out
// in this currency?
type PayoutAccounts interface {
	PaidIn(ctx context.Context, r db.Reader, organisation id.ID, currency string) (bool, error)
}

// Cards is asked of the room payment: has this organisation a way to pay?
type Cards interface {
	CanPay(ctx context.Context, r db.Reader, organisation id.ID) (bool, error)
}

// Dues is asked of the room payment: does a payment request of this engagement
// wait for an answer?
type Dues interface {
	Awaiting(ctx context.Context, r db.Reader, engagement id.ID) (bool, error)
}

// Deps is what the room needs to be built.
type Deps struct {
	Journal *journal.Journal
	// Fee is the house's share of each payment from now on.
	Fee money.Rate
	// Currencies are open for new proposals.
	Currencies []string

	PayoutAccounts PayoutAccounts
	Cards          Cards
	Dues           Dues
}

// Room gives the commands and questions of this package.
type Room struct {
	Deps
}

// New builds the room.
func New(deps Deps) *Room { return &Room{deps} }
