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

// Collected: the customer's money has arrived. Only now does the house owe the
// expert. Reference: the charge.
var Collected = define("collected", Lines{
	{ProcessorClearing, CustomerReceivable, "received"},
	{ExpertUncollected, ExpertPayable, "net"},
	{ExpertUncollected, FeeRevenue, "fee"},
	{ExpertUncollected, FeeTaxPayable, "fee_tax"},
	{SellerTaxUncollected, ExpertPayable, "seller_tax"},
})

// ProcessorSettled: the processor has sent what it collected to the house's bank,
// less its cost. Reference: the charge.
var ProcessorSettled = define("processor_settled", Lines{
	{Bank, ProcessorClearing, "amount"},
	{ProcessorCost, ProcessorClearing, "cost"},
})

// PayoutStarted: what an expert is owed is on its way. Reference: the payout line.
var PayoutStarted = define("payout_started", Lines{
	{ExpertPayable, PayoutClearing, "amount"},
})

// PayoutArrived: the expert's bank has it. Reference: the payout line.
var PayoutArrived = define("payout_arrived", Lines{
	{PayoutClearing, Bank, "amount"},
})

// PayoutRejected: the bank refused before anything arrived; the expert is owed it
// again. Reference: the payout line.
var PayoutRejected = define("payout_rejected", Lines{
	{PayoutClearing, ExpertPayable, "amount"},
})

// Templates lists every template that is posted, in the order of a sale.
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
