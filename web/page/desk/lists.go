package desk

import (
	"context"

	"github.com/a-h/templ"

	"guildhall/base/prose"
	"guildhall/market/account"
	"guildhall/market/request"
	"guildhall/web/part"
)

func (p Requests) rows(ctx context.Context) []part.Row {
	rows := make([]part.Row, 0, len(p.Rows))
	for _, q := range p.Rows {
		rows = append(rows, part.Row{Href: "/desk/requests/" + request.RequestID.Text(q.ID), Cells: []templ.Component{
			said(titled(ctx, q.Title), q.Lang), text(titled(ctx, q.Organisation)), badge(ctx, "request", q.State, requestTones),
			number(count(q.Responses)), part.Time{At: q.PostedAt}}})
	}
	return rows
}

func (p Request) drawn() string { return string(prose.Markdown(p.Description)) }

func (p Request) facts(ctx context.Context) []part.Fact {
	return []part.Fact{
		{Label: say(ctx, "desk.col.organisation"), Value: link("/desk/organisations/"+account.OrganisationID.Text(p.Owner.ID), titled(ctx, p.Owner.Name))},
		{Label: say(ctx, "desk.col.by"), Value: link("/desk/people/"+account.PersonID.Text(p.Writer.ID), titled(ctx, p.Writer.Name))},
		{Label: say(ctx, "desk.col.posted"), Value: part.Time{At: p.PostedAt, Full: true}},
		{Label: say(ctx, "desk.col.responses"), Text: count(p.Responses)},
	}
}
