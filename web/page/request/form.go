package request

import (
	"net/url"
	"strconv"

	"guildhall/base/fault"
	"guildhall/market/request"
)

// Form is a request being written.
type Form struct {
	Action, Key string
	In          request.Input
	// Codes are the services shown to be kept or taken off; nil asks for none.
	Codes      []string
	Currencies []string
	Edition    int64
	Errors     []fault.Field
	Refused    string
	Values     url.Values
}

// band is the value of the budget's option.
func (f Form) band() string {
	if f.In.BudgetBand == 0 {
		return ""
	}
	return f.In.BudgetCurrency + " " + strconv.Itoa(f.In.BudgetBand)
}
