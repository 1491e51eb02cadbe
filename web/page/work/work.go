// Package work draws what experts look through: the available requests, one of them
// with the form to answer it, and why somebody may not see them.
package work

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"guildhall/base/i18n"
	"guildhall/base/names"
	"guildhall/market/account"
	"guildhall/market/file"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/web/page/conversation"
	page "guildhall/web/page/request"
	"guildhall/web/part"
)

func t(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// Row is one available request. Answered leads to one's own conversation about it.
type Row struct {
	Request  request.Request
	Answered string
}

// ListPage is one page of the available requests.
type ListPage struct {
	Rows   []Row
	Filter request.Filter
	Older  string
	First  bool
	Key    string
	// Here is this page's address, to come back to.
	Here       string
	Currencies []string
}

// ShutPage says which rule keeps somebody out, and what to do.
type ShutPage struct {
	Capability registration.Capability
	// Registration is the organisation's, zero when it has none.
	Registration registration.Registration
	HasProfile   bool
}

// ShowPage is one available request.
type ShowPage struct {
	Request  request.Request
	Files    []file.Attachment
	Answered string // address of one's own conversation about it
	Aside    bool
	Key      string
	// Form answers it; Voices are in whose name one may, the default first.
	Form   part.Form
	Voices []string
	Text   string // prefilled
	// Waiting are files that go with the answer; each of at most BytesMax bytes.
	Waiting  []conversation.File
	BytesMax int64
	Name     string // of the company
	// Open tells that the request takes answers.
	Open bool
}

// Values are a filter as an address has them.
func Values(f request.Filter) url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" && value != "0" {
			v.Set(name, value)
		}
	}
	set("q", f.Words)
	set("service", f.Service)
	set("lang", f.Lang)
	set("country", f.Country)
	set("budget", budgetValue(f))
	set("days", itoa(f.Days))
	if f.Aside {
		v.Set("aside", "1")
	}
	return v
}

func budgetValue(f request.Filter) string {
	if f.SaidOnly && f.Band == 0 {
		return "said"
	}
	if f.Band == 0 {
		return ""
	}
	return itoa(f.Band)
}

// anyOption stands before what one may choose from.
func anyOption(ctx context.Context) []part.Option {
	return []part.Option{{Value: "", Label: t(ctx, "work.any")}}
}

func langOptions(ctx context.Context) []part.Option {
	list := anyOption(ctx)
	for _, l := range i18n.Langs {
		list = append(list, part.Option{Value: string(l), Label: names.Language(string(l), i18n.From(ctx).Lang)})
	}
	return list
}

// budgetOptions name the ladder of the first open currency; bands compare across
// currencies.
func budgetOptions(ctx context.Context, currencies []string) []part.Option {
	list := append(anyOption(ctx), part.Option{Value: "said", Label: t(ctx, "work.budget.said")})
	if len(currencies) == 0 {
		return list
	}
	for _, b := range request.BandsOf(currencies[0])[1:] {
		list = append(list, part.Option{Value: itoa(b.Number), Label: t(ctx, "work.budget.from", "From", page.Whole(ctx, b.From, b.Currency))})
	}
	return list
}

func dayOptions(ctx context.Context) []part.Option {
	list := anyOption(ctx)
	for _, days := range []int{1, 7, 30, 90} {
		list = append(list, part.Option{Value: itoa(days), Label: t(ctx, "work.days", "Count", days)})
	}
	return list
}

func voiceOptions(ctx context.Context, p ShowPage) []part.Option {
	var list []part.Option
	for _, v := range p.Voices {
		label := t(ctx, "voice.as_self")
		if v == account.VoiceCompany {
			label = t(ctx, "voice.as_company", "Name", p.Name)
		}
		list = append(list, part.Option{Value: v, Label: label})
	}
	return list
}

func href(q request.Request) string { return "/work/" + request.RequestID.Text(q.ID) }

func daysValue(f request.Filter) string {
	if f.Days == 0 {
		return ""
	}
	return itoa(f.Days)
}

func noneText(ctx context.Context, p ListPage) string {
	if p.Older != "" {
		return t(ctx, "work.none.window")
	}
	return t(ctx, "work.none.filter.text")
}

// asideMove is the small button that hides a row, or shows it again.
func asideMove(ctx context.Context, p ListPage, r Row) templ.Component {
	m := part.Move{Action: href(r.Request) + "/hide", Key: p.Key + r.Request.ID.String(), Label: t(ctx, "work.put_aside"), Icon: "eye-off",
		Kind: part.Quiet, Small: true, Values: []part.Value{{Name: "_back", Value: p.Here}}}
	if p.Filter.Aside {
		m.Action, m.Label, m.Icon = href(r.Request)+"/show", t(ctx, "work.take_back"), "eye"
	}
	return m
}

func (p ShutPage) label(ctx context.Context) string {
	if p.turn() == part.Theirs {
		return t(ctx, "registration.waits_for_desk")
	}
	return ""
}

func (p ShutPage) title(ctx context.Context) string {
	switch {
	case p.Capability.Why() == "not_certified":
		return t(ctx, "work.shut.certify")
	case p.Registration.State == "":
		return t(ctx, "work.shut.register")
	}
	return t(ctx, "registration.state."+string(p.Registration.State))
}

// steps are what the pool needs, and how far one is.
func (p ShutPage) steps(ctx context.Context) []part.Step {
	state := func(done bool, now bool) part.StepState {
		switch {
		case done:
			return part.StepDone
		case now:
			return part.StepNow
		}
		return part.StepLater
	}
	c := p.Capability
	return []part.Step{
		{Label: t(ctx, "join.rule.profile"), Sub: t(ctx, "join.rule.profile.text"), State: state(p.HasProfile, !p.HasProfile)},
		{Label: t(ctx, "join.rule.registration"), Sub: t(ctx, "join.rule.registration.text"), State: state(c.Registered, p.HasProfile && !c.Registered)},
		{Label: t(ctx, "join.rule.certification"), Sub: t(ctx, "join.rule.certification.text"), State: state(c.Certified, c.Registered && !c.Certified)},
	}
}

// others is how many experts responded beside oneself.
func others(q request.Request, answered string) int64 {
	if answered != "" && q.Responses > 0 {
		return q.Responses - 1
	}
	return q.Responses
}

func othersText(ctx context.Context, n int64) string {
	if n == 0 {
		return t(ctx, "work.others.none")
	}
	return t(ctx, "work.others", "Count", n)
}

func budgetText(ctx context.Context, q request.Request) string {
	if _, said := q.Budget(); !said {
		return t(ctx, "work.budget.unsaid")
	}
	return page.BudgetOf(ctx, q)
}
