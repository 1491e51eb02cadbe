package desk

import (
	"context"

	"github.com/a-h/templ"

	"guildhall/base/i18n"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/desk"
	"guildhall/market/expert"
	"guildhall/market/registration"
	"guildhall/market/view"
	"guildhall/web/part"
)

var certificationTones = map[flow.State]part.Tone{expert.Valid: part.Good, expert.Withdrawn: part.Bad}

func (p People) people(ctx context.Context) part.List {
	return part.List{
		Search: &part.Search{Action: "/desk/people", Words: p.Words, Hint: say(ctx, "desk.people.search"), Sort: orders(ctx), SortBy: p.Order},
		Table: part.Table{Caption: say(ctx, "desk.people"), Quiet: true, Rows: personRows(ctx, p.Rows), Cols: []part.Col{
			{Label: say(ctx, "desk.col.name"), Bare: true}, {Label: say(ctx, "desk.col.email")}, {Label: say(ctx, "desk.col.is")},
			{Label: say(ctx, "desk.col.seen")}, {Label: say(ctx, "desk.col.joined")}}},
		Pages: p.Pages,
	}
}

func (p People) organisations(ctx context.Context) part.List {
	return part.List{
		Search: &part.Search{Action: "/desk/organisations", Words: p.Words, Hint: say(ctx, "desk.organisations.search"), Sort: orders(ctx), SortBy: p.Order,
			Fields: []part.Field{{Name: "kind", Kind: part.SelectField, Label: say(ctx, "desk.col.kind"), Value: p.Kind, Options: choose(ctx,
				part.Option{Value: account.KindCompany, Label: say(ctx, "desk.kind.company")}, part.Option{Value: account.KindPersonal, Label: say(ctx, "desk.kind.personal")})}}},
		Table: part.Table{Caption: say(ctx, "desk.organisations"), Quiet: true, Rows: organisationRows(ctx, p.Organisations), Cols: []part.Col{
			{Label: say(ctx, "desk.col.name"), Bare: true}, {Label: say(ctx, "desk.col.kind")}, {Label: say(ctx, "desk.col.country")},
			{Label: say(ctx, "desk.col.members"), Num: true}, {Label: say(ctx, "desk.col.registration")}, {Label: say(ctx, "desk.col.made")}}},
		Pages: p.Pages,
	}
}

func personRows(ctx context.Context, list []view.PersonRow) []part.Row {
	rows := make([]part.Row, 0, len(list))
	for _, p := range list {
		var is []string
		if p.Operator {
			is = append(is, say(ctx, "desk.is.operator"))
		}
		if p.Expert {
			is = append(is, say(ctx, "desk.is.expert"))
		}
		if p.State != account.Active {
			is = append(is, say(ctx, "person.state."+string(p.State)))
		}
		rows = append(rows, part.Row{Href: "/desk/people/" + account.PersonID.Text(p.ID), Cells: []templ.Component{
			personName(p), text(p.Email), tags(is), part.Time{At: p.SeenAt}, part.Time{At: p.MadeAt}}})
	}
	return rows
}

func organisationRows(ctx context.Context, list []view.OrganisationRow) []part.Row {
	rows := make([]part.Row, 0, len(list))
	for _, o := range list {
		var state templ.Component
		if o.Registration != "" {
			state = registrationBadge(ctx, o.Registration)
		}
		rows = append(rows, part.Row{Href: "/desk/organisations/" + account.OrganisationID.Text(o.ID), Cells: []templ.Component{
			organisationName(o), text(say(ctx, "desk.kind."+o.Kind)), text(country(ctx, o.Country)), number(i18n.Number(o.Members)), state, part.Time{At: o.MadeAt}}})
	}
	return rows
}

func levels(ctx context.Context) []part.Option {
	var list []part.Option
	for _, l := range expert.Levels {
		list = append(list, part.Option{Value: l, Label: say(ctx, "certification.level."+l)})
	}
	return list
}

func personFacts(ctx context.Context, p Person) []part.Fact {
	facts := []part.Fact{
		{Label: say(ctx, "desk.col.joined"), Value: part.Time{At: p.Person.MadeAt, Full: true}},
		{Label: say(ctx, "desk.language"), Text: say(ctx, "desk.language."+p.Person.Lang)},
		{Label: say(ctx, "desk.zone"), Text: p.Person.Zone},
		{Label: say(ctx, "desk.sessions"), Text: i18n.Number(p.Sessions)},
	}
	if p.Person.Operator {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.col.is"), Text: say(ctx, "desk.is.operator")})
	}
	if p.HasProfile {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.profile"), Value: badge(ctx, "expert", p.Profile.State, map[flow.State]part.Tone{expert.Public: part.Good})})
		if p.Profile.Handle != "" {
			facts = append(facts, part.Fact{Label: say(ctx, "desk.page"), Value: link("/experts/"+p.Profile.Handle, p.Profile.Name)})
		}
	}
	return facts
}

func organisationFacts(ctx context.Context, o Organisation) []part.Fact {
	facts := []part.Fact{
		{Label: say(ctx, "desk.col.kind"), Text: say(ctx, "desk.kind."+o.Organisation.Kind)},
		{Label: say(ctx, "desk.col.made"), Value: part.Time{At: o.Organisation.MadeAt, Full: true}},
	}
	if o.Organisation.Country != "" {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.col.country"), Text: country(ctx, o.Organisation.Country)})
	}
	if o.HasRegistration {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.col.registration"),
			Value: link("/desk/registrations/"+registration.ID.Text(o.Registration.ID), say(ctx, "desk.registration."+string(o.Registration.State)))})
	}
	if o.HasCompany && o.Company.Handle != "" {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.page"), Value: link("/companies/"+o.Company.Handle, o.Company.Name)})
	}
	return facts
}

func actHappenings(ctx context.Context, list []desk.Act) []part.Happening {
	all := make([]part.Happening, 0, len(list))
	for _, a := range list {
		all = append(all, part.Happening{Icon: "shield-check", Text: eventKind(ctx, a.What, policy.Operator), At: a.At, Body: quoted(a.Reason)})
	}
	return all
}

// peopleTabs lead between people and organisations.
func peopleTabs(ctx context.Context, at string) part.Tabs {
	return part.Tabs{Label: say(ctx, "desk.tabs"), List: []part.Tab{
		{Label: say(ctx, "desk.people"), Href: "/desk/people", Current: at == "people"},
		{Label: say(ctx, "desk.organisations"), Href: "/desk/organisations", Current: at == "organisations"},
		{Label: say(ctx, "desk.proofs"), Href: "/desk/certifications", Current: at == "proofs"},
		{Label: say(ctx, "desk.catalogue"), Href: "/desk/catalogue", Current: at == "catalogue"},
	}}
}
