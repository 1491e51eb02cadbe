package ledger

// Account is one account of the chart; each exists once per currency and, where
// it has an owner, once per party.
type Account string

// The chart (RULES.md 4).
const (
	CustomerReceivable Account = "customer_receivable" // invoiced, not yet collected
	ProcessorClearing  Account = "processor_clearing"  // with the card processor, on its way to the bank
	Bank               Account = "bank"
	ChargebackClearing Account = "chargeback_clearing"
	ExpertReceivable   Account = "expert_receivable" // what an expert owes, taken from the next payouts
	FxPosition         Account = "fx_position"

	CustomerHeld         Account = "customer_held"          // paid ahead, still the customer's
	ExpertUncollected    Account = "expert_uncollected"     // will be the expert's once collected
	SellerTaxUncollected Account = "seller_tax_uncollected" // the seller's own tax, not yet collected
	ExpertPayable        Account = "expert_payable"         // collected and owed to the expert
	DisputeFrozen        Account = "dispute_frozen"
	RefundClearing       Account = "refund_clearing"
	PayoutClearing       Account = "payout_clearing" // on its way to the expert's bank
	CustomerOwed         Account = "customer_owed"
	ReceiptSuspense      Account = "receipt_suspense"
	SaleTaxPayable       Account = "sale_tax_payable" // per jurisdiction
	FeeTaxPayable        Account = "fee_tax_payable"  // per jurisdiction
	WithholdingPayable   Account = "withholding_payable"

	FeeRevenue    Account = "fee_revenue"
	ProcessorCost Account = "processor_cost"
	PayoutCost    Account = "payout_cost"
	TaxLoss       Account = "tax_loss"
	BadDebt       Account = "bad_debt"
)

// Kind is the sort of account: it decides on which side the account grows.
type Kind string

// The kinds. Assets and costs grow by debits, the others by credits.
const (
	Asset     Kind = "assets"
	Liability Kind = "liabilities"
	Income    Kind = "income"
	Cost      Kind = "expenses"
)

// Owner is whose account it is, and so what must be finished before it is empty.
type Owner string

// The owners.
const (
	House        Owner = ""             // one for the whole house, no balance row
	Jurisdiction Owner = "jurisdiction" // the house's, kept apart by tax authority
	Engagement   Owner = "engagement"
	Expert       Owner = "expert" // an organisation that sells
	PayoutLine   Owner = "payout"
	Receipt      Owner = "receipt"
	Refund       Owner = "refund"
)

// Entry describes one account of the chart.
type Entry struct {
	Account Account
	Kind    Kind
	Owner   Owner
	// Empties says that the account must be empty once its owner is finished.
	Empties bool
	// Floor says that the balance may not fall below zero. House accounts have
	// no floor: nothing waits for them.
	Floor bool
}

// Chart is every account of the books, in the order of a report.
var Chart = []Entry{
	{CustomerReceivable, Asset, Engagement, true, true},
	{ProcessorClearing, Asset, House, false, false},
	{Bank, Asset, House, false, false},
	{ChargebackClearing, Asset, Engagement, true, true},
	{ExpertReceivable, Asset, Expert, false, true},
	{FxPosition, Asset, House, false, false},

	{CustomerHeld, Liability, Engagement, true, true},
	{ExpertUncollected, Liability, Engagement, true, true},
	{SellerTaxUncollected, Liability, Engagement, true, true},
	{ExpertPayable, Liability, Expert, false, true},
	{DisputeFrozen, Liability, Engagement, true, true},
	{RefundClearing, Liability, Engagement, true, true},
	{PayoutClearing, Liability, PayoutLine, true, true},
	{CustomerOwed, Liability, Refund, true, true},
	{ReceiptSuspense, Liability, Receipt, true, true},
	{SaleTaxPayable, Liability, Jurisdiction, false, false},
	{FeeTaxPayable, Liability, Jurisdiction, false, false},
	{WithholdingPayable, Liability, House, false, false},

	{FeeRevenue, Income, House, false, false},
	{ProcessorCost, Cost, House, false, false},
	{PayoutCost, Cost, House, false, false},
	{TaxLoss, Cost, House, false, false},
	{BadDebt, Cost, House, false, false},
}

var chart = func() map[Account]Entry {
	byName := map[Account]Entry{}
	for _, e := range Chart {
		if _, twice := byName[e.Account]; twice {
			panic("ledger: account " + string(e.Account) + " stands twice in the chart")
		}
		if e.IsParty() && !e.Floor {
			panic("ledger: party account " + string(e.Account) + " has no floor")
		}
		byName[e.Account] = e
	}
	return byName
}()

// IsParty tells whether the account belongs to one party and has a balance row.
func (e Entry) IsParty() bool { return e.Owner != House && e.Owner != Jurisdiction }

// debitGrows tells whether a debit makes the balance larger.
func (e Entry) debitGrows() bool { return e.Kind == Asset || e.Kind == Cost }

// Signed turns a change of this many debits into a change of the balance, which
// is positive on the side where the account grows.
func (a Account) Signed(debits int64) int64 {
	if chart[a].debitGrows() {
		return debits
	}
	return -debits
}
