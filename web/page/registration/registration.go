// Package registration draws an organisation's way to selling: where it stands, who
// must act, what comes next, and the form.
package registration

import (
	"context"

	"guildhall/base/i18n"
	"guildhall/base/names"
	"guildhall/engine/flow"
	"guildhall/market/registration"
	"guildhall/market/tax"
	"guildhall/market/view"
	"guildhall/web/part"
)

func t(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// Page is the registration of the organisation one acts for.
type Page struct {
	Form         part.Form
	There        bool
	Registration registration.Registration
	Typed        registration.Details
	Organisation string
	MayChange    bool
	Capability   registration.Capability
	Kind         string   // of the organisation
	Open         []string // open countries; empty for all
	Rate         string   // of the fee
	Checks       registration.Checks
	// Employee tells that whoever looks works for the operator, and so cannot sell.
	Employee bool
	// HouseLooks tells that a check by the house is open, which asks nothing of anybody.
	HouseLooks bool
	// UnderWay is what goes on while the registration is suspended.
	UnderWay view.UnderWay
	// Changing tells that the details are being corrected.
	Changing bool
	// Hand and Appeal are the other forms of the page, when they were refused.
	Hand, Appeal part.Form
	Key          string
}

// elsewhere is where the kinds are answered that have no questions of their own.
var elsewhere = map[registration.Kind]string{
	registration.Individual: "/profile", registration.Company: "/company", registration.Factor: "/settings/sign-in",
	registration.Bank: "/settings/payment/payouts", registration.Preference: "/settings/payment/payouts",
}

func href(c registration.Check) string {
	if to, is := elsewhere[c.Kind]; is {
		return to
	}
	return "/registration/checks/" + string(c.Kind)
}

// give is the word for answering a check: here, or on another page.
func give(ctx context.Context, c registration.Check) string {
	if _, is := elsewhere[c.Kind]; is {
		return t(ctx, "check.elsewhere.go")
	}
	return t(ctx, "check.give")
}

// Asked is a check seen from the page on which it is answered.
type Asked struct{ Check registration.Check }

// words are what the desk said of it, or what it is for.
func (a Asked) words(ctx context.Context) string {
	if a.Check.Reason != "" && a.Check.WaitsFor() == flow.Expert {
		return a.Check.Reason
	}
	return t(ctx, "check."+string(a.Check.Kind)+".text")
}

// open is how many checks wait for the expert.
func (p Page) open() int {
	n := 0
	for _, c := range p.Checks {
		if c.Applies() && c.WaitsFor() == flow.Expert {
			n++
		}
	}
	return n
}

// mayHand tells whether the registration can be handed in now.
func (p Page) mayHand() bool {
	return p.There && (p.Registration.State == registration.Started || p.Registration.State == registration.ActionRequired)
}

func (p Page) mayWithdraw() bool {
	return registration.Flow.Can("withdraw", p.Registration.State, nil, flow.Expert)
}

func (p Page) hand() part.Form {
	if p.Hand.Action == "" {
		p.Hand = part.Form{Action: "/registration/submit", Key: p.Key + "s"}
	}
	return p.Hand
}

func (p Page) appeal() part.Form {
	if p.Appeal.Action == "" {
		p.Appeal = part.Form{Action: "/registration/appeal", Key: p.Key + "a"}
		if p.Registration.Stopped() {
			p.Appeal.Action = "/registration/contest"
		}
	}
	return p.Appeal
}

func (p Page) details() part.Form {
	if !p.There || p.Form.Action == "/registration/details" {
		return p.Form
	}
	return part.Form{Action: "/registration/details", Key: p.Key + "d"}
}

func (p Page) sellers(ctx context.Context) []part.Option {
	var list []part.Option
	for _, s := range registration.Sellers(p.Kind) {
		list = append(list, part.Option{Value: string(s), Label: t(ctx, "registration.seller."+string(s)), Hint: t(ctx, "registration.seller."+string(s)+".hint")})
	}
	return list
}

var checkTones = map[flow.State]part.Tone{
	registration.Given: part.Wait, registration.Passed: part.Good, registration.Failed: part.Bad, registration.Expired: part.Bad,
}

func checkBadge(ctx context.Context, c registration.Check) part.Badge {
	return part.Badge{Label: t(ctx, "check.state."+string(c.State)), Tone: checkTones[c.State]}
}

// why says why a check went back: the reason of the list, and the desk's words.
func why(ctx context.Context, c registration.Check) string {
	if c.Because == "" {
		return c.Reason
	}
	said := t(ctx, "check.because."+c.Because)
	if c.Reason != "" {
		said += " " + c.Reason
	}
	return said
}

// who says who must act on a check, and since when.
func (p Page) who(ctx context.Context, c registration.Check) string {
	switch c.WaitsFor() {
	case flow.Expert:
		return t(ctx, "check.waits.expert")
	case flow.Operator:
		return t(ctx, "check.waits.operator")
	}
	return ""
}

// CheckPage is one check with its questions.
type CheckPage struct {
	Sheet registration.Sheet
	Form  part.Form
	// Numbers are those that a register can confirm.
	Numbers []tax.Number
	Key     string
	// Rows is how many rows of questions are drawn; 0 for as many as were answered.
	Rows int
	// PaperMax is the largest upload, in bytes.
	PaperMax int64
}

// japanese tells whether what is brought may be a document of Japan.
func (p CheckPage) japanese() bool {
	return p.Sheet.Registration.Country == "JP" || p.Sheet.Answer["issuer"] == "JP" || p.Sheet.Answer["nationality"] == "JP"
}

// wanted is how many papers have to be shown at least.
func (p CheckPage) wanted() int { return p.Sheet.Form.Papers(p.Sheet.Registration, p.Sheet.Answer) }

// rows is how many rows are drawn, one at least.
func (p CheckPage) rows() int {
	return min(max(1, p.Rows, len(p.Sheet.Form.RowsOf(p.Sheet.Answer))), p.Sheet.Form.Rows.Max)
}

// rowField is one question of a row.
func (p CheckPage) rowField(ctx context.Context, n int, q registration.FormField) part.Field {
	f := p.field(ctx, q)
	f.Name = registration.RowField(n, q.Name)
	f.Value = p.Sheet.Answer[f.Name]
	return f
}

func paperHref(paper registration.Paper) string {
	return "/registration/papers/" + registration.PaperID.Text(paper.ID)
}

// more tells whether answers decide what else is asked: then there is a button to go on.
func (p CheckPage) more() bool {
	for _, q := range p.Sheet.Form.Fields {
		if q.When != nil || q.Choose != nil {
			return true
		}
	}
	return false
}

func (p CheckPage) words(name string) string {
	return "check." + string(p.Sheet.Check.Kind) + "." + name
}

func (p CheckPage) field(ctx context.Context, q registration.FormField) part.Field {
	key := p.words(q.Name)
	f := part.Field{Name: q.Name, Label: t(ctx, key), Optional: q.Optional, Value: p.Sheet.Answer[q.Name], Limit: q.Max}
	if i18n.House().Has(i18n.From(ctx).Lang, key+".hint") {
		f.Hint = t(ctx, key+".hint")
	}
	switch q.Type {
	case registration.LongField:
		f.Kind, f.Rows = part.LongField, 4
	case registration.PickField:
		f.Kind = part.RadioField
		options := q.Choices(p.Sheet.Registration, p.Sheet.Answer)
		for _, o := range options {
			f.Options = append(f.Options, part.Option{Value: o, Label: t(ctx, key+"."+o)})
		}
		if len(options) > 6 {
			f.Kind = part.SelectField
		}
	case registration.CountryField:
		f.Kind = part.PickField
		for _, n := range names.Countries(i18n.From(ctx).Lang) {
			f.Options = append(f.Options, part.Option{Value: n.Code, Label: n.Name})
		}
	case registration.DateField:
		f.Kind, f.Width = part.DateField, "short"
	case registration.TickField:
		f.Kind, f.Optional = part.CheckField, false
	}
	if f.Kind != part.TextField && f.Kind != part.LongField {
		f.Limit = 0
	}
	return f
}

func (p Page) turn() part.Turn {
	switch p.Registration.State {
	case registration.Checking, registration.Appealed, registration.Contested:
		return part.Theirs
	case registration.Active:
		return part.Finished
	case registration.Suspended, registration.Refused, registration.Closed, registration.Withdrawn:
		return part.Stuck
	}
	return part.Yours
}

func (p Page) label(ctx context.Context) string {
	if p.turn() == part.Theirs {
		return t(ctx, "registration.waits_for_desk")
	}
	return ""
}

func (p Page) title(ctx context.Context) string {
	if !p.There {
		return t(ctx, "registration.next.start")
	}
	return t(ctx, "registration.next."+string(p.Registration.State))
}

func (p Page) text(ctx context.Context) string {
	switch {
	case !p.There:
		return t(ctx, "registration.next.start.text")
	case !p.Registration.Until().IsZero():
		return t(ctx, "registration.next."+string(p.Registration.State)+".text") + " " + t(ctx, "registration.suspended_until", "Day", i18n.Day(i18n.From(ctx), p.Registration.Until().Time()))
	}
	return t(ctx, "registration.next."+string(p.Registration.State)+".text")
}

// judged tells whether the desk's rule and reason stand on the page.
func (p Page) judged() bool {
	switch p.Registration.State {
	case registration.Refused, registration.Appealed, registration.Closed, registration.Suspended, registration.Contested:
		return p.Registration.Rule != ""
	}
	return false
}

// mayAppeal tells whether a refusal or a suspension can be appealed against.
func (p Page) mayAppeal() bool {
	if p.Appeal.Refused != "" { // It says why not.
		return true
	}
	return p.MayChange && (p.Registration.State == registration.Refused || p.Registration.State == registration.Suspended && p.Registration.Appeal == "")
}

func (p Page) appealHint(ctx context.Context) string {
	if p.Registration.Stopped() {
		return t(ctx, "registration.contest.hint", "Decide", registration.AppealDecideDays)
	}
	return t(ctx, "registration.appeal.hint", "Days", registration.AppealDays, "Decide", registration.AppealDecideDays)
}

// editable tells whether the form may be filled in now.
func (p Page) editable() bool {
	return p.MayChange && (!p.There || p.Registration.State == registration.Started || p.Registration.State == registration.ActionRequired)
}

func (p Page) steps(ctx context.Context) []part.Step {
	state := func(done, now bool) part.StepState {
		switch {
		case done:
			return part.StepDone
		case now:
			return part.StepNow
		}
		return part.StepLater
	}
	s := p.Registration.State
	submitted := s != "" && s != registration.Started && s != registration.Withdrawn
	decided := submitted && s != registration.Checking && s != registration.ActionRequired && s != registration.Appealed
	return []part.Step{
		{Label: t(ctx, "registration.step.details"), Sub: t(ctx, "registration.step.details.text"), State: state(submitted, !submitted)},
		{Label: t(ctx, "registration.step.check"), Sub: t(ctx, "registration.step.check.text"), State: state(decided, submitted && !decided)},
		{Label: t(ctx, "registration.step.active"), Sub: t(ctx, "registration.step.active.text"), State: state(s == registration.Active, false)},
	}
}

func (p Page) countries(ctx context.Context) []part.Option {
	open := map[string]bool{}
	for _, c := range p.Open {
		open[c] = true
	}
	var list []part.Option
	for _, n := range names.Countries(i18n.From(ctx).Lang) {
		if len(open) == 0 || open[n.Code] {
			list = append(list, part.Option{Value: n.Code, Label: n.Name})
		}
	}
	return list
}

func (p Page) facts(ctx context.Context) []part.Fact {
	g := p.Registration
	list := []part.Fact{
		{Label: t(ctx, "registration.legal_name"), Text: g.LegalName},
		{Label: t(ctx, "registration.country"), Text: names.Country(g.Country, i18n.From(ctx).Lang)},
	}
	if !g.SubmittedAt.IsZero() {
		list = append(list, part.Fact{Label: t(ctx, "registration.submitted_at"), Value: part.Time{At: g.SubmittedAt, Full: true}})
	}
	return list
}

// opens says what the registration opens, and what it does not yet.
func (p Page) opens(ctx context.Context) []part.Fact {
	word := func(is bool) string {
		if is {
			return t(ctx, "registration.opens.yes")
		}
		return t(ctx, "registration.opens.no")
	}
	c := p.Capability
	return []part.Fact{
		{Label: t(ctx, "join.matrix.page"), Text: word(c.PublicPage)},
		{Label: t(ctx, "join.matrix.pool"), Text: word(c.SeesPool)},
		{Label: t(ctx, "join.matrix.propose"), Text: word(c.Proposes)},
		{Label: t(ctx, "join.matrix.access"), Text: word(c.EntersAccounts)},
	}
}

func checked(is bool) string {
	if is {
		return "1"
	}
	return ""
}

func badge(ctx context.Context, p Page) *part.Badge {
	if !p.There {
		return nil
	}
	tone := map[part.Turn]part.Tone{part.Finished: part.Good, part.Theirs: part.Wait, part.Yours: part.Wait, part.Stuck: part.Bad}[p.turn()]
	return &part.Badge{Label: t(ctx, "registration.state."+string(p.Registration.State)), Tone: tone}
}

// seller is who is ticked at first.
func (p Page) seller() string {
	if p.Typed.Seller == "" {
		return string(registration.Sellers(p.Kind)[0])
	}
	return string(p.Typed.Seller)
}

func (p CheckPage) badge(ctx context.Context) *part.Badge {
	b := checkBadge(ctx, p.Sheet.Check)
	return &b
}
