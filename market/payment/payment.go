package payment

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/market/deal"
)

// The typed ids of this room, as the outside writes them.
const (
	MethodID  id.Prefix = "pm"
	RequestID id.Prefix = "pr"
	InvoiceID id.Prefix = "ivc"
	ChargeID  id.Prefix = "chg"
)

// Limits of what people write here, in characters.
const (
	workMax          = 2000
	reasonMax        = 500
	purchaseOrderMax = 64
)

// Facts that the flows of this room need.
const (
	MayPropose     flow.Fact = deal.MayPropose
	CanPay         flow.Fact = deal.CanPay
	MayPay         flow.Fact = "may_pay"         // owner, admin or billing
	EngagementOpen flow.Fact = "engagement_open" // the engagement takes payment requests
	NoFinal        flow.Fact = "no_final_awaits" // no final request waits for an answer
)

// Card is what its owner types. It is handed to the processor and forgotten.
type Card struct {
	Number  seal.Secret
	Expires string // YYYY-MM
}

// Debit is the bank account that its owner lets the processor debit (ACH). Both
// numbers go to the processor and are forgotten.
type Debit struct {
	Routing string // nine digits, of the bank
	Number  seal.Secret
}

// Payer is the bank account from which an organisation pays on net terms, so that
// its transfers are recognised.
type Payer struct {
	Number seal.Secret
}

// Kept is what the processor gives for a card: a token to charge it by, and what
// may be shown of it.
type Kept struct {
	Token        seal.Secret
	Brand, Last4 string
}

// Order asks the processor to charge a card. Charge is its idempotency key.
type Order struct {
	Charge id.ID
	Token  seal.Secret
	Amount money.Amount
}

// Outcome is what the processor knows of a charge. Known is false when it has
// never heard of it.
type Outcome struct {
	Known     bool
	Succeeded bool
	Failure   string // a code, when it did not succeed
	SettlesAt clock.Micros
}

// ErrTryLater is the processor's wish to be asked again: nothing was taken, and the
// same charge may be sent later.
var ErrTryLater = errors.New("payment: the processor asks to be tried again")

// Processor charges cards. An error of Charge means that the outcome is not
// known; a card that is refused is an Outcome.
type Processor interface {
	KeepCard(ctx context.Context, card Card) (Kept, error)
	KeepDebit(ctx context.Context, debit Debit) (Kept, error)
	KeepPayer(ctx context.Context, payer Payer) (Kept, error)
	Charge(ctx context.Context, order Order) (Outcome, error)
	FindCharge(ctx context.Context, charge id.ID) (Outcome, error)
}

// Deps is what the room needs to be built.
type Deps struct {
	// Holds tell whose money has to wait; nil holds nobody's.
	Holds     Holds
	Journal   *journal.Journal
	Deals     *deal.Room
	Processor Processor
	Jobs      *job.Jobs
	Keys      *seal.Keyring
	// Zone is the house's: the date of an invoice.
	Zone *time.Location
	// PayTo is the house's bank account, into which customers on net terms transfer, as
	// it stands on invoices. Without one net terms cannot be granted.
	PayTo string
}

// Room gives the commands and questions of this package.
type Room struct {
	Deps
}

// New builds the room, registers its worker, and answers what deals ask about dues.
func New(deps Deps) *Room {
	r := &Room{deps}
	deps.Deals.Dues = r
	job.Register(deps.Jobs, func(ctx context.Context, args collectArgs) error { return r.Collect(ctx, args.Request) })
	return r
}

// collectArgs ask for the card to be charged for a payment request.
type collectArgs struct {
	Request id.ID `json:"request"`
}

// Kind names the job.
func (collectArgs) Kind() string { return "payment.collect" }
