package request

import (
	"context"
	"strconv"

	"guildhall/market/request"
	"guildhall/web/part"
)

// Form is a request being written.
type Form struct {
	part.Form
	In request.Input
	// Codes are the services shown to be kept or taken off; nil asks for none.
	Codes      []string
	Currencies []string
	Edition    int64
	// SignedIn tells that no signing in lies between writing and posting.
	SignedIn bool
}

func (f Form) lead(ctx context.Context) string {
	if f.SignedIn {
		return t(ctx, "request.new.lead.signed_in")
	}
	return t(ctx, "request.new.lead")
}

// band is the value of the budget's option.
func (f Form) band() string {
	if f.In.BudgetBand == 0 {
		return ""
	}
	return f.In.BudgetCurrency + " " + strconv.Itoa(f.In.BudgetBand)
}

func stepState(i, at int) part.StepState {
	switch {
	case i < at:
		return part.StepDone
	case i == at:
		return part.StepNow
	}
	return part.StepLater
}
