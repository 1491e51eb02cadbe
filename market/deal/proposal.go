package deal

import (
	"errors"
	"slices"
	"strings"

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
	ExpiresDays  int   // how long it could be accepted, chosen by the expert
	Supersedes   id.ID // the earlier one it replaces, or none
	Total        money.Amount
	Terms        string // limited Markdown
	TermsLang    string
	Reason       string // of a decline, if one was given
	ReasonLang   string
	DecidedBy    id.ID
	MadeAt       clock.Micros
	FeeSent      money.Rate // the house's fee when it was sent; 0 when that is not known
}

// FeeChanged tells that a proposal which still waits was sent under another fee than
// the one it would be accepted under now (RULES.md 4: the fee is frozen then).
func (p Proposal) FeeChanged(now money.Rate) bool {
	return p.State == Proposed && p.FeeSent != 0 && p.FeeSent != now
}

// ProposeInput is what an expert fills in. Amounts are as typed. A schedule has
// lines and no total of its own; a milestone proposal has either or both.
type ProposeInput struct {
	Conversation id.ID
	Kind         string // blank for milestone
	Currency     string
	Total        string
	Terms        string
	Lines        []LineInput
	ExpiresDays  int   // 1 to 90; 0 for 30
	Supersedes   id.ID // an earlier one that still waits, or none
}

// offer is what a form came to.
type offer struct {
	total money.Amount
	lines []Line
}

// check reads the form; the currency must be one of the open ones, and nothing is
// due before today.
func (in *ProposeInput) check(open []string, today string) (offer, error) {
	var form fault.Form
	var o offer
	if in.Kind == "" {
		in.Kind = KindMilestone
	}
	if in.ExpiresDays == 0 {
		in.ExpiresDays = expiresDefault
	}
	if in.ExpiresDays < 1 || in.ExpiresDays > expiresMax {
		form.Add("expires_days", "range", "Min", 1, "Max", expiresMax)
	}
	switch {
	case !slices.Contains([]string{KindMilestone, KindUpfront, KindSchedule}, in.Kind):
		form.Add("kind", "choice")
	case !slices.Contains(open, in.Currency):
		form.Add("currency", "currency")
	default:
		o = in.price(&form, today)
	}
	in.Terms = prose.Check(&form, prose.Rule{Field: "terms", Min: 1, Max: termsMax}, in.Terms)
	return o, form.Err()
}

// price reads the total and the lines. The total of a schedule, and of milestones,
// is their sum (AWS_IQ.md 1.5).
func (in *ProposeInput) price(form *fault.Form, today string) offer {
	var o offer
	if in.Kind != KindUpfront {
		o.lines = checkLines(form, in.Kind, in.Currency, in.Lines, today)
	}
	most := milestonesMax
	if in.Kind == KindSchedule {
		most = scheduleMax
		if len(o.lines) == 0 {
			form.Add(LineField(0, "amount"), "schedule_empty")
			return o
		}
	}
	if len(o.lines) > most {
		form.Add(LineField(most, "amount"), "too_many_lines", "Max", most)
	}
	if len(o.lines) == 0 && in.Kind == KindMilestone && strings.TrimSpace(in.Total) == "" {
		form.Add("total", "total_or_lines")
		return o
	}
	if len(o.lines) == 0 {
		o.total = money.Check(form, "total", in.Total, in.Currency)
		return o
	}
	var err error
	if o.total, err = Sum(o.lines, in.Currency); errors.Is(err, money.ErrRange) {
		form.Add("total", money.CodeTooLarge)
	} else if err == nil && in.Total != "" { // A line without an amount was complained of where it stands.
		if typed := money.Check(form, "total", in.Total, in.Currency); typed.IsPositive() && typed != o.total {
			form.Add("total", "sum_differs", "Sum", o.total.Decimal())
		}
	}
	return o
}

// AcceptInput is how a customer agrees.
type AcceptInput struct {
	Proposal id.ID
	// Approval is how payment requests are approved: automatic or manual.
	Approval      string
	PurchaseOrder string // the customer's own number, on every invoice; blank for none
	// Method is the way to pay that is charged unless another is chosen for a payment;
	// None is the one preferred at that time.
	Method id.ID
	// AtOnce is the amount that the customer was told is charged at once, as
	// money.Amount.Decimal writes it; one that is no longer right is refused. Blank
	// when nothing was said.
	AtOnce string
	// Agreement is the version of the default contract that was shown, and Lang the
	// language it was shown in. A version that is not today's is refused.
	Agreement string
	Lang      string
}

func (in *AcceptInput) check() error {
	var form fault.Form
	switch in.Approval {
	case "":
		form.Add("approval", "required")
	case ApprovalAutomatic, ApprovalManual:
	default:
		form.Add("approval", "choice")
	}
	in.PurchaseOrder = prose.Check(&form, prose.Rule{Field: "purchase_order", Max: purchaseOrderMax, SingleLine: true}, in.PurchaseOrder)
	return form.Err()
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
