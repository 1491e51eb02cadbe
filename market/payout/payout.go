package payout

import (
	"context"
	"time"

	banks "guildhall/base/bank"
	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/seal"
	"guildhall/engine/flow"
	"guildhall/engine/job"
	"guildhall/engine/journal"
	"guildhall/market/account"
	"guildhall/market/tax"
)

// The typed ids of this room, as the outside writes them.
const (
	AccountID id.Prefix = "pa"
	RunID     id.Prefix = "run"
	LineID    id.Prefix = "po"
)

// MayPay is the fact that the member may handle money: owner, admin or billing.
const MayPay flow.Fact = "may_pay"

// BankAccount is what its owner types. It is handed to the bank and forgotten.
type BankAccount struct {
	Currency string
	Country  string // of the bank, ISO 3166-1; "" of a test account
	Bank     string
	Code     string            // routing number, Japanese bank and branch codes, or BIC
	Kind     banks.AccountKind // in Japan only
	Holder   string
	Number   seal.Secret
}

// Kept is what the bank gives for an account: a token to pay it by, and what may
// be shown of it.
type Kept struct {
	Token seal.Secret
	Last4 string
}

// Transfer asks the bank to pay an account. Payout is its idempotency key: sending
// the same again changes nothing.
type Transfer struct {
	Payout id.ID
	Token  seal.Secret
	Amount money.Amount
}

// Bank pays accounts. An error of Send means that it is not known whether the
// bank took the transfer; it is then sent again.
type Bank interface {
	KeepAccount(ctx context.Context, account BankAccount) (Kept, error)
	Send(ctx context.Context, transfer Transfer) (arrivesAt clock.Micros, err error)
}

// Names gives a seller's legal names; found is false before the tax interview.
type Names interface {
	NamesOf(ctx context.Context, r db.Reader, organisation id.ID) (n tax.Names, found bool, err error)
}

// Holds tells whose money has to wait, and looks at those who were never looked at
// before money leaves.
type Holds interface {
	Held(ctx context.Context, r db.Reader, organisations ...id.ID) (map[id.ID]bool, error)
	BeforePaying(ctx context.Context, organisations []id.ID) error
}

// Deps is what the room needs to be built.
type Deps struct {
	Journal *journal.Journal
	Jobs    *job.Jobs
	Bank    Bank
	Keys    *seal.Keyring
	// Zone is the house's: the day of a run.
	Zone *time.Location
	// Post writes the letters of this room; nil writes none.
	Post account.Post
	// Names tell whom the tax interview names; nil compares nothing.
	Names Names
	// Holds tell whose money has to wait; nil holds nobody's.
	Holds Holds
	// Currencies are open for new accounts.
	Currencies []string
}

// Room gives the commands and questions of this package.
type Room struct {
	Deps
	batch    int           // how many payouts one change starts
	onItsWay time.Duration // how much before the payout before is read again
}

// New builds the room and registers its worker.
func New(deps Deps) *Room {
	r := &Room{Deps: deps, batch: batchSize, onItsWay: onItsWay}
	job.Register(deps.Jobs, func(ctx context.Context, args sendArgs) error { return r.Send(ctx, args.Payouts...) })
	return r
}

// sendArgs ask for payouts to be sent to the bank.
type sendArgs struct {
	Payouts []id.ID `json:"payouts"`
}

// Kind names the job.
func (sendArgs) Kind() string { return "payout.send" }
