// Package registration draws an organisation's way to selling: where it stands, who
// must act, what comes next, and the form.
package registration

import (
	"context"

	"guildhall/base/i18n"
	"guildhall/base/names"
	"guildhall/market/registration"
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
	Open         []string // open countries; empty for all
	Rate         string   // of the fee
}

func (p Page) turn() part.Turn {
	switch p.Registration.State {
	case registration.Checking:
		return part.Theirs
	case registration.Active:
		return part.Finished
	case registration.Suspended:
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
	if !p.There {
		return t(ctx, "registration.next.start.text")
	}
	return t(ctx, "registration.next."+string(p.Registration.State)+".text")
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
	submitted := s != "" && s != registration.Started
	decided := s == registration.Active || s == registration.Suspended
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
