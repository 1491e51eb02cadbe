package deal

import (
	"slices"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/prose"
	"guildhall/engine/flow"
)

// Proposal is an offer of a fixed price.
type Proposal struct {
	ID           id.ID
	State        flow.State
	StateSince   clock.Micros
	Deadline     clock.Micros // when it expires; zero once decided
	Version      int64
	Conversation id.ID
	Customer     id.ID // organisation
	Seller       id.ID // organisation
	SentBy       id.ID // person
	Kind         string
	Total        money.Amount
	Terms        string // limited Markdown
	TermsLang    string
	Reason       string // of a decline, if one was given
	ReasonLang   string
	DecidedBy    id.ID
	MadeAt       clock.Micros
}

// ProposeInput is what an expert fills in. Total is as typed.
type ProposeInput struct {
	Conversation id.ID
	Currency     string
	Total        string
	Terms        string
}

// check reads the form; the currency must be one of the open ones.
func (in *ProposeInput) check(open []string) (money.Amount, error) {
	var form fault.Form
	var total money.Amount
	if slices.Contains(open, in.Currency) {
		total = money.Check(&form, "total", in.Total, in.Currency)
	} else {
		form.Add("currency", "currency")
	}
	in.Terms = prose.Check(&form, prose.Rule{Field: "terms", Min: 1, Max: termsMax}, in.Terms)
	return total, form.Err()
}

// DeclineInput says why, if the customer wants to.
type DeclineInput struct {
	Proposal id.ID
	Reason   string
}

func (in *DeclineInput) check() error {
	var form fault.Form
	in.Reason = prose.Check(&form, prose.Rule{Field: "reason", Max: reasonMax}, in.Reason)
	return form.Err()
}

// Split is what becomes of a price: the customer pays Price, the house keeps Fee,
// the expert receives Net. The fee is rounded half up (RULES.md 4).
type Split struct {
	Price, Fee, Net money.Amount
}

// SplitOf works the fee out.
func SplitOf(price money.Amount, rate money.Rate) Split {
	fee := money.Share(price, rate)
	return Split{Price: price, Fee: fee, Net: money.Of(price.Minor-fee.Minor, price.Currency)}
}
