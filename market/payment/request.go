package payment

import (
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
	Work         string // what was delivered
	WorkLang     string
	Final        bool
	Fee, Net     money.Amount // once approved
	Reason       string       // of a decline
	ReasonLang   string
	DecidedBy    id.ID
	ApprovedAt   clock.Micros
	MadeAt       clock.Micros
}

// AskInput is what an expert fills in. Amount is as typed.
type AskInput struct {
	Engagement id.ID
	Amount     string
	Work       string
	Final      bool
}

func (in *AskInput) check(currency string) (money.Amount, error) {
	var form fault.Form
	amount := money.Check(&form, "amount", in.Amount, currency)
	in.Work = prose.Check(&form, prose.Rule{Field: "work", Min: 1, Max: workMax}, in.Work)
	return amount, form.Err()
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
