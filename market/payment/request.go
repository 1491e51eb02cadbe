package payment

import (
	"strings"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/prose"
	"guildhall/engine/flow"
)

// Request asks for a part of an engagement's total.
type Request struct {
	ID           id.ID
	State        flow.State
	StateSince   clock.Micros
	Version      int64
	Engagement   id.ID
	Conversation id.ID
	Customer     id.ID // organisation
	Seller       id.ID // organisation
	AskedBy      id.ID // person
	Amount       money.Amount
	Kind         string
	DueOn        string // YYYY-MM-DD in the house's zone, of a scheduled one
	Milestone    id.ID  // None when it is not asked for one
	Work         string // what was delivered; blank once erased, and for what was agreed upfront
	WorkLang     string
	Final        bool
	Fee, Net     money.Amount // once approved
	Reason       string       // of a decline
	ReasonLang   string
	DecidedBy    id.ID
	ApprovedAt   clock.Micros
	Silent       bool // approved by silence
	// Deadline is when the clock acts: when silence approves, or a scheduled payment
	// falls due; zero otherwise.
	Deadline clock.Micros
	RemindAt clock.Micros // when the customer is told next; zero for never
	Reminded int64
	// PurchaseOrder is the customer's own number for this payment; blank for the
	// engagement's.
	PurchaseOrder string
	Method        id.ID // chosen for it or on acceptance; None is the preferred one
	WriteOff      id.ID // the books' reference, once written off
	MadeAt        clock.Micros
}

// Kinds of payment requests.
const (
	KindAsked     = "asked"     // by the expert, for work delivered
	KindUpfront   = "upfront"   // agreed with the proposal, charged on acceptance
	KindScheduled = "scheduled" // agreed with the proposal, charged on its date
)

// AskInput is what an expert fills in. Amount is as typed.
type AskInput struct {
	Engagement id.ID
	// Milestone is what is asked for; None for a part of the total. Its amount is the
	// milestone's, and may be left blank.
	Milestone id.ID
	Amount    string
	Work      string
	Final     bool
}

func (in *AskInput) check(currency string) (money.Amount, error) {
	var form fault.Form
	var amount money.Amount
	if in.Milestone.IsNone() || strings.TrimSpace(in.Amount) != "" {
		amount = money.Check(&form, "amount", in.Amount, currency)
	}
	in.Work = prose.Check(&form, prose.Rule{Field: "work", Min: 1, Max: workMax}, in.Work)
	return amount, form.Err()
}

// PayInput is how a customer pays: for approving, and for trying again.
type PayInput struct {
	Request id.ID
	// Method is the one to charge. None leaves it, when approving, to the one chosen
	// on acceptance, else to the preferred one; when trying again, to the preferred one.
	Method id.ID
	// PurchaseOrder overrides the engagement's for this payment; blank leaves it.
	PurchaseOrder string
}

func (in *PayInput) check() error {
	var form fault.Form
	in.PurchaseOrder = prose.Check(&form, prose.Rule{Field: "purchase_order", Max: purchaseOrderMax, SingleLine: true}, in.PurchaseOrder)
	return form.Err()
}

// WriteOffInput says why the operator gives up a payment.
type WriteOffInput struct {
	Request id.ID
	Reason  string
}

func (in *WriteOffInput) check() error {
	var form fault.Form
	in.Reason = prose.Check(&form, prose.Rule{Field: "reason", Min: 1, Max: reasonMax}, in.Reason)
	return form.Err()
}

// DeclineInput says why: the expert has to know what to mend.
type DeclineInput struct {
	Request id.ID
	Reason  string
}

func (in *DeclineInput) check() error {
	var form fault.Form
	in.Reason = prose.Check(&form, prose.Rule{Field: "reason", Min: 1, Max: reasonMax}, in.Reason)
	return form.Err()
}
