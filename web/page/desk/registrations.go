package desk

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"guildhall/engine/flow"
	"guildhall/market/registration"
	"guildhall/web/part"
)

// registrationLate is how long a registration may wait for the desk.
const registrationLate = 48 * time.Hour

func (p Registrations) tabs(ctx context.Context) part.Tabs {
	t := part.Tabs{Label: say(ctx, "desk.col.state")}
	for _, s := range []flow.State{registration.Checking, registration.ActionRequired, registration.Active, registration.Suspended, registration.Started, ""} {
		one := part.Tab{Label: say(ctx, "desk.all"), Href: "/desk/registrations?state=all", Current: p.State == s}
		if s != "" {
			one.Label, one.Href = say(ctx, "registration.state."+string(s)), "/desk/registrations?state="+string(s)
			if s == registration.Checking {
				one.Count = p.Counts[s]
			}
		}
		t.List = append(t.List, one)
	}
	return t
}

func (p Registrations) rows(ctx context.Context) []part.Row {
	rows := make([]part.Row, 0, len(p.Rows))
	for _, g := range p.Rows {
		late := g.State == registration.Checking && p.Now.Sub(g.Since) > registrationLate
		rows = append(rows, part.Row{Href: "/desk/registrations/" + registration.ID.Text(g.ID), Cells: []templ.Component{
			part.Chip{Name: titled(ctx, g.Organisation), Company: g.Kind == "company", Small: true}, text(g.Person), text(g.Country),
			badge(ctx, "registration", g.State, registrationTones), waits(since{g.Since, late})}})
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
		{Label: say(ctx, "desk.col.country"), Text: p.Country},
		{Label: say(ctx, "desk.kind"), Text: say(ctx, "desk.kind."+p.Organisation.Kind)},
		{Label: say(ctx, "desk.col.by"), Text: p.Person.Name},
		{Label: say(ctx, "desk.not_employed"), Text: yes(p.NotEmployed)},
		{Label: say(ctx, "desk.terms"), Text: yes(p.TermsAccepted)},
	}
	if !p.SubmittedAt.IsZero() {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.submitted"), Value: part.Time{At: p.SubmittedAt, Full: true}})
	}
	if p.Reason != "" {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.last_reason"), Text: p.Reason})
	}
	return facts
}
