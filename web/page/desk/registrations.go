package desk

import (
	"context"

	"github.com/a-h/templ"

	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/web/part"
)

// registrationBadge says a registration's state as the operator sees it: what is
// "your answer" to the expert is the expert's answer here.
func registrationBadge(ctx context.Context, s flow.State) *part.Badge {
	return &part.Badge{Label: say(ctx, "desk.registration."+string(s)), Tone: registrationTones[s]}
}

// rules are the published ones, those that may refuse or all of them.
func rules(ctx context.Context, fits func(code string) bool) []part.Option {
	var list []part.Option
	for _, r := range registration.RuleBook {
		if fits(r.Code) {
			list = append(list, part.Option{Value: r.Code, Label: say(ctx, "eligibility."+r.Code)})
		}
	}
	return list
}

func (p Registrations) tabs(ctx context.Context) part.Tabs {
	t := part.Tabs{Label: say(ctx, "desk.col.state")}
	for _, s := range []flow.State{registration.Checking, registration.ActionRequired, registration.Active, registration.Appealed, registration.Refused, registration.Suspended, registration.Contested, registration.Started, registration.Closed, registration.Withdrawn, ""} {
		one := part.Tab{Label: say(ctx, "desk.all"), Href: "/desk/registrations?state=all", Current: p.State == s}
		if s != "" {
			one.Label, one.Href = say(ctx, "desk.registration."+string(s)), "/desk/registrations?state="+string(s)
			if s == registration.Checking || s == registration.Appealed || s == registration.Contested {
				one.Count = p.Counts[s]
			}
		}
		t.List = append(t.List, one)
	}
	return t
}

func (p Registrations) list(ctx context.Context) part.List {
	tab := string(p.State)
	if tab == "" {
		tab = "all"
	}
	return part.List{
		Search: &part.Search{Action: "/desk/registrations", Words: p.Words, Hint: say(ctx, "desk.registrations.search"), Keep: []part.Value{{Name: "state", Value: tab}}},
		Table: part.Table{Caption: say(ctx, "desk.registrations"), Quiet: true, Rows: p.rows(ctx), Cols: []part.Col{
			{Label: say(ctx, "desk.col.organisation"), Bare: true}, {Label: say(ctx, "desk.col.applicant")}, {Label: say(ctx, "desk.col.country")},
			{Label: say(ctx, "desk.col.state")}, {Label: say(ctx, "desk.col.since")}}},
		Pages: p.Pages,
		None:  part.EmptyState{Icon: "award", Title: say(ctx, "desk.registrations.none"), Text: say(ctx, "desk.registrations.none.text")},
	}
}

func (p Registrations) rows(ctx context.Context) []part.Row {
	rows := make([]part.Row, 0, len(p.Rows))
	for _, g := range p.Rows {
		late := g.State == registration.Checking && p.Now.Sub(g.Counted) > registration.RedAfter
		rows = append(rows, part.Row{Href: "/desk/registrations/" + registration.ID.Text(g.ID), Cells: []templ.Component{
			part.Chip{Name: titled(ctx, g.Organisation), Company: g.Kind == "company", Small: true}, text(g.Person), text(country(ctx, g.Country)),
			registrationBadge(ctx, g.State), waits(since{g.Since, late})}})
	}
	return rows
}

func (p Registration) facts(ctx context.Context) []part.Fact {
	yes := func(b bool) string {
		if b {
			return say(ctx, "desk.yes")
		}
		return say(ctx, "desk.no")
	}
	facts := []part.Fact{
		{Label: say(ctx, "desk.legal_name"), Text: p.LegalName},
		{Label: say(ctx, "desk.col.country"), Text: country(ctx, p.Country)},
		{Label: say(ctx, "desk.kind"), Text: say(ctx, "desk.kind."+p.Organisation.Kind)},
		{Label: say(ctx, "desk.col.organisation"), Value: link("/desk/organisations/"+account.OrganisationID.Text(p.Organisation.ID), titled(ctx, p.Organisation.Name))},
		{Label: say(ctx, "desk.col.applicant"), Value: link("/desk/people/"+account.PersonID.Text(p.Person.ID), titled(ctx, p.Person.Name))},
		{Label: say(ctx, "desk.not_employed"), Text: yes(p.NotEmployed)},
		{Label: say(ctx, "desk.terms"), Text: yes(p.TermsAccepted)},
	}
	if !p.SubmittedAt.IsZero() {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.submitted"), Value: part.Time{At: p.SubmittedAt, Full: true}})
	}
	if p.Seller != "" {
		facts = append(facts, part.Fact{Label: say(ctx, "registration.seller"), Text: say(ctx, "registration.seller."+string(p.Seller))})
	}
	if p.Rule != "" {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.rule"), Text: say(ctx, "eligibility."+p.Rule)})
	}
	if until := p.Until(); !until.IsZero() {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.suspended_until"), Value: part.Time{At: until, Full: true}})
	}
	if p.Reason != "" {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.last_reason"), Text: p.Reason})
	}
	return facts
}
