package request

import (
	"net/mail"
	"slices"
	"strings"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/names"
	"guildhall/base/prose"
	"guildhall/base/services"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/file"
)

// RequestID is how a request is written outside.
const RequestID id.Prefix = "req"

// The limits, in characters (AWS_IQ.md 1.1); Max of services is ours.
const (
	TitleMin       = 10
	TitleMax       = 140
	DescriptionMin = 30
	DescriptionMax = 1500
	NameMax        = 30
	EmailMax       = 254
	ServicesMax    = 8
)

// Room gives the commands of this package.
type Room struct {
	journal *journal.Journal
	files   *file.Room
	// Accounts has an address for notices confirmed; nil asks nobody.
	Accounts *account.Room
	// Currencies are the ones open in this house, for budgets.
	Currencies []string
}

// New builds the room with the currencies of AWS Marketplace. It answers for what
// hangs on requests (file.Gate).
func New(j *journal.Journal, files *file.Room) *Room {
	r := &Room{journal: j, files: files, Currencies: []string{"USD", "EUR", "GBP", "AUD", "JPY"}}
	files.Guard(file.OnRequest, r)
	return r
}

// Request is one request for help.
type Request struct {
	ID             id.ID
	State          flow.State
	Since          clock.Micros
	Edition        int64
	Organisation   id.ID
	Person         id.ID
	Title          string
	Description    string
	Lang           string
	Services       []string
	Country        string // preferred location, "" is anywhere
	BudgetCurrency string
	BudgetBand     int
	PreferredName  string
	Email          string // for notices only; used once it is confirmed (NoticesTo)
	Responses      int64
	Reason         string
	PostedAt       clock.Micros
	ErasedAt       clock.Micros
}

// RoleOf is what the actor is towards this request: its customer, an expert (who
// may see it is decided elsewhere), or the operator.
func (q Request) RoleOf(who policy.Actor) flow.Role {
	switch {
	case who.IsOperator():
		return flow.Operator
	case !who.Organisation.IsNone() && who.Organisation == q.Organisation:
		return flow.Customer
	}
	return flow.Expert
}

// Budget is the band the customer gave, if any.
func (q Request) Budget() (Band, bool) { return FindBand(q.BudgetCurrency, q.BudgetBand) }

// Input is a request as somebody types it. Services nil means: find them.
type Input struct {
	Title          string
	Description    string
	Services       []string
	Country        string
	BudgetCurrency string
	BudgetBand     int
	PreferredName  string
	Email          string
}

// Check cleans the words and puts them into q, or says everything that is wrong.
// Before sign-in the name and address are not asked for (visitor).
func (in Input) Check(q Request, currencies []string, visitor bool) (Request, error) {
	var form fault.Form
	q.Title = prose.Check(&form, prose.Rule{Field: "title", Min: TitleMin, Max: TitleMax, SingleLine: true}, in.Title)
	q.Description = prose.Check(&form, prose.Rule{Field: "description", Min: DescriptionMin, Max: DescriptionMax}, in.Description)
	q.Lang = prose.Guess(q.Title + "\n" + q.Description)
	q.Services = in.services(&form, q)
	if q.Country = in.Country; q.Country != "" && !names.KnownCountry(q.Country) {
		form.Add("country", "country")
	}
	q.BudgetCurrency, q.BudgetBand = "", 0
	if in.BudgetBand != 0 {
		_, known := FindBand(in.BudgetCurrency, in.BudgetBand)
		switch {
		case !slices.Contains(currencies, in.BudgetCurrency):
			form.Add("budget_currency", "currency")
		case !known:
			form.Add("budget_band", "choice")
		default:
			q.BudgetCurrency, q.BudgetBand = in.BudgetCurrency, in.BudgetBand
		}
	}
	if !visitor {
		q.PreferredName = prose.Check(&form, prose.Rule{Field: "preferred_name", Min: 1, Max: NameMax, SingleLine: true}, in.PreferredName)
		q.Email = checkEmail(&form, in.Email)
	}
	return q, form.Err()
}

func (in Input) services(form *fault.Form, q Request) []string {
	if in.Services == nil {
		return services.Find(q.Title, q.Description)
	}
	chosen := []string{}
	for _, code := range in.Services {
		if code == "" {
			continue
		}
		if !services.Known(code) {
			form.Add("services", "choice")
			return chosen
		}
		if !slices.Contains(chosen, code) {
			chosen = append(chosen, code)
		}
	}
	if len(chosen) > ServicesMax {
		form.Add("services", "too_many", "Max", ServicesMax)
	}
	return chosen
}

func checkEmail(form *fault.Form, text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		form.Add("email", "required")
		return ""
	}
	address, err := mail.ParseAddress(text)
	if err != nil || address.Address != text || len(text) > EmailMax || !strings.Contains(text[strings.LastIndexByte(text, '@'):], ".") {
		form.Add("email", "email")
		return ""
	}
	return text
}
