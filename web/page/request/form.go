package request

import (
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
