package deal

import (
	"context"
	"time"

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
	MilestoneID  id.Prefix = "mile"
)

// FeeRate is what the house keeps of each payment unless the operator says
// otherwise: 2.5 % (AWS_IQ.md 4.1).
const FeeRate money.Rate = 25_000

// How the fee is worked out, frozen beside its rate.
const (
	FeeBasePrice   = "price"
	RoundingHalfUp = "half_up"
)

// The kinds of a proposal (AWS_IQ.md 1.5).
const (
	KindMilestone = "milestone" // the total is the most that may be asked for
	KindUpfront   = "upfront"   // the total is charged on acceptance
	KindSchedule  = "schedule"  // the total is charged on agreed dates
)

// How payment requests of an engagement are approved: chosen on acceptance.
const (
	ApprovalAutomatic = "automatic" // by silence on day 10 too
	ApprovalManual    = "manual"    // by hand only
)

// Limits of this room: characters, days, lines.
const (
	termsMax         = 5000
	reasonMax        = 500
	titleMax         = 120
	acceptanceMax    = 500
	purchaseOrderMax = 64
	milestonesMax    = 50
	scheduleMax      = 60
	expiresMax       = 90
	expiresDefault   = 30
	// stopDays is how long an expert may still ask for work done before a customer
	// stopped the engagement (RULES.md 4).
	stopDays = 10
)

// Facts that the flows of this room need.
const (
	MayPropose      flow.Fact = "may_propose"      // the member's switch
	SellerActive    flow.Fact = "seller_active"    // the seller's registration is active
	SellerGoesOn    flow.Fact = "seller_goes_on"   // the seller's registration is not suspended
	PaidIn          flow.Fact = "paid_in_currency" // the seller has a payout account in the currency
	MayBuy          flow.Fact = "may_buy"          // owner, admin or member of the customer
	CanPay          flow.Fact = "can_pay"          // the customer has a way to pay in the currency
	NothingAwaiting flow.Fact = "nothing_awaiting" // no payment request waits for an answer
	Scheduled       flow.Fact = "scheduled"        // a payment is scheduled that has not fallen due
)

// PayoutAccounts is asked of the room payout: can this organisation be paid out
// in this currency?
type PayoutAccounts interface {
	PaidIn(ctx context.Context, r db.Reader, organisation id.ID, currency string) (bool, error)
}

// Cards is asked of the room payment: has this organisation a way to pay in this
// currency?
type Cards interface {
	CanPay(ctx context.Context, r db.Reader, organisation id.ID, currency string) (bool, error)
	// PaysWith tells whether this method is the organisation's and can be used in the
	// currency.
	PaysWith(ctx context.Context, r db.Reader, organisation, method id.ID, currency string) (bool, error)
}

// Dues is asked of the room payment. Begin and CancelScheduled work inside the
// change that agrees or ends, so that what was agreed is never there without its
// payments; the engagement is held by that change.
type Dues interface {
	// Awaiting tells whether a payment request waits for an answer.
	Awaiting(ctx context.Context, r db.Reader, engagement id.ID) (bool, error)
	// Scheduled tells whether a payment is scheduled that has not fallen due.
	Scheduled(ctx context.Context, r db.Reader, engagement id.ID) (bool, error)
	// Begin writes down what an acceptance agreed to: an upfront payment, approved
	// at once; a schedule's payments, scheduled. Each amount is reserved. Nothing
	// for a milestone proposal. The lines are the schedule's, by date.
	Begin(ctx context.Context, tx *journal.Tx, e Engagement, lines []Line) error
	// CancelScheduled cancels what has not fallen due, and gives it back to what
	// remains.
	CancelScheduled(ctx context.Context, tx *journal.Tx, e Engagement) error
}

// Deps is what the room needs to be built.
type Deps struct {
	Journal *journal.Journal
	// Fee is the house's share of each payment from now on.
	Fee money.Rate
	// Currencies are open for new proposals.
	Currencies []string
	// Zone is the house's: the dates of milestones and schedules.
	Zone *time.Location

	PayoutAccounts PayoutAccounts
	Cards          Cards
	// Dues is the room payment, which puts itself here when it is built.
	Dues Dues
}

// Room gives the commands and questions of this package.
type Room struct {
	Deps
}

// New builds the room.
func New(deps Deps) *Room { return &Room{deps} }
