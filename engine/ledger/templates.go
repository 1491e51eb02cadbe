package ledger

import "slices"

// Line moves an amount: Debit receives it, Credit gives it.
type Line struct {
	Debit, Credit Account
	Amount        string
}

// Lines are the lines of a template, in order.
type Lines []Line

// Template is a named way to post.
type Template struct {
	Name  string
	Lines Lines
}

// Invoiced: the customer owes. Nobody is owed anything yet but on paper.
// Reference: the invoice.
var Invoiced = define("invoiced", Lines{
	{CustomerReceivable, ExpertUncollected, "price"},
	{CustomerReceivable, SellerTaxUncollected, "seller_tax"},
	{CustomerReceivable, SaleTaxPayable, "operator_tax"},
})

// CreditedUnpaid: a discount or refund before anything was collected; the customer
// owes less. Reference: the refund.
var CreditedUnpaid = define("credited_unpaid", Lines{
	{ExpertUncollected, CustomerReceivable, "price"},
	{SellerTaxUncollected, CustomerReceivable, "seller_tax"},
	{SaleTaxPayable, CustomerReceivable, "operator_tax"},
})

// collected are the lines by which what was uncollected becomes owed to the expert
// and earned by the house; in is where the customer's money came in.
func collected(in Account) Lines {
	return Lines{
		{in, CustomerReceivable, "received"},
		{ExpertUncollected, ExpertPayable, "net"},
		{ExpertUncollected, FeeRevenue, "fee"},
		{ExpertUncollected, FeeTaxPayable, "fee_tax"},
		{SellerTaxUncollected, ExpertPayable, "seller_tax"},
	}
}

// Collected: the customer's money has arrived at the processor. Only now does the
// house owe the expert. Reference: the charge. CollectedBank is its twin for money
// that came to the bank.
var (
	Collected     = define("collected", collected(ProcessorClearing))
	CollectedBank = define("collected_bank", collected(Bank))
)

// Money that came to the bank and names no invoice waits in suspense, until it is
// matched or sent back. Reference: the receipt; of a match, the allocation.
var (
	ReceiptUnmatched = define("receipt_unmatched", Lines{{Bank, ReceiptSuspense, "amount"}})
	ReceiptMatched   = define("receipt_matched", collected(ReceiptSuspense))
	ReceiptReturned  = define("receipt_returned", Lines{{ReceiptSuspense, Bank, "amount"}})
)

// Money paid ahead is the customer's until it is released, after invoiced.
// Reference: the charge; of a release, the payment it pays.
var (
	Funded       = define("funded", Lines{{ProcessorClearing, CustomerHeld, "gross"}})
	HeldReturned = define("held_returned", Lines{{CustomerHeld, ProcessorClearing, "gross"}})
	Released     = define("released", collected(CustomerHeld))
)

// CollectionReturned: a settled charge comes back. The customer owes it again, and
// the other lines are reversed by what remains after refunds; what was paid out
// already the expert owes. Reference: the charge.
var CollectionReturned = define("collection_returned", Lines{
	{CustomerReceivable, ProcessorClearing, "received"},
	{ExpertPayable, ExpertUncollected, "net_held"},
	{ExpertReceivable, ExpertUncollected, "net_paid_out"},
	{FeeRevenue, ExpertUncollected, "fee"},
	{FeeTaxPayable, ExpertUncollected, "fee_tax"},
	{ExpertPayable, SellerTaxUncollected, "seller_tax_held"},
	{ExpertReceivable, SellerTaxUncollected, "seller_tax_paid_out"},
})

// A refund takes back what each of the parties got, and goes to the customer by
// the card, or when that fails, otherwise. Reference: the refund.
var (
	RefundStarted = define("refund_started", Lines{
		{ExpertPayable, RefundClearing, "still_held"},
		{ExpertReceivable, RefundClearing, "already_paid_out"},
		{FeeRevenue, RefundClearing, "fee"},
		{FeeTaxPayable, RefundClearing, "fee_tax"},
		{SaleTaxPayable, RefundClearing, "operator_tax"},
	})
	RefundSettled       = define("refund_settled", Lines{{RefundClearing, ProcessorClearing, "amount"}})
	RefundFailed        = define("refund_failed", Lines{{RefundClearing, CustomerOwed, "amount"}})
	RefundPaidOtherwise = define("refund_paid_otherwise", Lines{{CustomerOwed, Bank, "amount"}})
)

// What an expert owes is taken from what the expert is owed, paid back, or given
// up. Reference: the payout line, the receipt, the write-off.
var (
	Netted               = define("netted", Lines{{ExpertPayable, ExpertReceivable, "amount"}})
	ExpertRepaid         = define("expert_repaid", Lines{{Bank, ExpertReceivable, "amount"}})
	ExpertDebtWrittenOff = define("expert_debt_written_off", Lines{{BadDebt, ExpertReceivable, "amount"}})
)

// What is disputed is kept from payouts until it is decided. Reference: the dispute.
var (
	Frozen   = define("frozen", Lines{{ExpertPayable, DisputeFrozen, "amount"}})
	Unfrozen = define("unfrozen", Lines{{DisputeFrozen, ExpertPayable, "amount"}})
)

// A chargeback: the processor takes the money back at once and asks later who is
// right. What the expert is still owed is frozen, at most net and seller tax; when
// it is lost, the expert owes the rest. Reference: the charge.
var (
	ChargebackOpened = define("chargeback_opened", Lines{
		{ChargebackClearing, ProcessorClearing, "gross"},
		{ProcessorCost, ProcessorClearing, "dispute_fee"},
		{ExpertPayable, DisputeFrozen, "frozen"},
	})
	ChargebackWon = define("chargeback_won", Lines{
		{ProcessorClearing, ChargebackClearing, "gross"},
		{DisputeFrozen, ExpertPayable, "frozen"},
	})
	ChargebackLost = define("chargeback_lost", Lines{
		{DisputeFrozen, ChargebackClearing, "frozen"},
		{ExpertReceivable, ChargebackClearing, "rest"},
		{FeeRevenue, ChargebackClearing, "fee"},
		{FeeTaxPayable, ChargebackClearing, "fee_tax"},
		{SaleTaxPayable, ChargebackClearing, "operator_tax"},
	})
)

// The processor sends what it collected to the house's bank, less its cost, or
// takes back what it returned. Reference: the charge, or the processor's statement.
var (
	ProcessorSettled = define("processor_settled", Lines{
		{Bank, ProcessorClearing, "amount"},
		{ProcessorCost, ProcessorClearing, "cost"},
	})
	ProcessorDebited = define("processor_debited", Lines{{ProcessorClearing, Bank, "amount"}})
)

// Payouts: started, what an expert is owed is on its way; arrived, the expert's
// bank has it; rejected, the bank refused before anything arrived; returned, it
// came back after it had arrived, at a charge. Reference: the payout line.
var (
	PayoutStarted  = define("payout_started", Lines{{ExpertPayable, PayoutClearing, "amount"}})
	PayoutArrived  = define("payout_arrived", Lines{{PayoutClearing, Bank, "amount"}})
	PayoutRejected = define("payout_rejected", Lines{{PayoutClearing, ExpertPayable, "amount"}})
	PayoutReturned = define("payout_returned", Lines{
		{Bank, ExpertPayable, "amount"},
		{PayoutCost, Bank, "charge"},
	})
)

// WrittenOff: the customer will never pay what remains; the expert is not owed it
// (AWS_IQ.md R26), the tax on it comes back or is lost. Recovered is its reverse,
// when the customer pays after all; collected follows. Reference: the write-off.
var (
	WrittenOff = define("written_off", Lines{
		{ExpertUncollected, CustomerReceivable, "price"},
		{SellerTaxUncollected, CustomerReceivable, "seller_tax"},
		{SaleTaxPayable, CustomerReceivable, "relieved"},
		{TaxLoss, CustomerReceivable, "not_relieved"},
		{BadDebt, CustomerReceivable, "refunded_before"},
	})
	Recovered = define("recovered", Lines{
		{CustomerReceivable, ExpertUncollected, "price"},
		{CustomerReceivable, SellerTaxUncollected, "seller_tax"},
		{CustomerReceivable, SaleTaxPayable, "relieved"},
		{CustomerReceivable, TaxLoss, "not_relieved"},
		{CustomerReceivable, BadDebt, "refunded_before"},
	})
)

// Taxes: remitted to an authority, withheld from an expert, remitted again, or
// withheld by the customer. Reference: the remittance, payment or certificate.
var (
	TaxRemitted = define("tax_remitted", Lines{
		{SaleTaxPayable, Bank, "sale_tax"},
		{FeeTaxPayable, Bank, "fee_tax"},
	})
	Withheld            = define("withheld", Lines{{ExpertPayable, WithholdingPayable, "amount"}})
	WithholdingRemitted = define("withholding_remitted", Lines{{WithholdingPayable, Bank, "amount"}})
	WithheldByCustomer  = define("withheld_by_customer", Lines{{ExpertUncollected, CustomerReceivable, "amount"}})
)

// Converted: money changed from one currency into another is two postings with one
// reference: given in the currency sold, taken in the currency bought.
var Converted = define("converted", Lines{
	{FxPosition, ProcessorClearing, "given"},
	{Bank, FxPosition, "taken"},
})

// Templates lists every template (RULES.md 4), in the order in which a sale can meet
// them.
var Templates []*Template

func define(name string, lines Lines) *Template {
	for _, line := range lines {
		if chart[line.Debit].Account == "" || chart[line.Credit].Account == "" {
			panic("ledger: template " + name + " names an account that is not in the chart")
		}
	}
	t := &Template{Name: name, Lines: lines}
	Templates = append(Templates, t)
	return t
}

// Names lists the amounts that a posting of this template must give.
func (t *Template) Names() []string {
	var names []string
	for _, line := range t.Lines {
		if !slices.Contains(names, line.Amount) {
			names = append(names, line.Amount)
		}
	}
	return names
}
