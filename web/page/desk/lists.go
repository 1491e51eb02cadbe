package desk

import (
	"context"

	"github.com/a-h/templ"

	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/part"
)

func (p Requests) list(ctx context.Context) part.List {
	state := func(s flow.State) part.Option {
		return part.Option{Value: string(s), Label: say(ctx, "request.state."+string(s))}
	}
	return part.List{
		Search: &part.Search{Action: "/desk/requests", Words: p.Words, Hint: say(ctx, "desk.requests.search"), Fields: []part.Field{
			{Name: "state", Kind: part.SelectField, Label: say(ctx, "desk.col.state"), Value: string(p.State),
				Options: choose(ctx, state(request.Open), state(request.Paused), state(request.Closed))}}},
		Table: requestTable(ctx, p.Rows, false),
		Pages: p.Pages,
		None:  part.EmptyState{Icon: "inbox", Title: say(ctx, "desk.requests.none"), Text: say(ctx, "desk.requests.none.text")},
	}
}

// requestTable lists requests; a short one leaves out whose they are.
func requestTable(ctx context.Context, list []view.RequestRow, short bool) part.Table {
	t := part.Table{Caption: say(ctx, "desk.requests"), Quiet: true, Cols: []part.Col{
		{Label: say(ctx, "desk.col.title"), Bare: true}, {Label: say(ctx, "desk.col.organisation")}, {Label: say(ctx, "desk.col.state")},
		{Label: say(ctx, "desk.col.responses"), Num: true}, {Label: say(ctx, "desk.col.posted")}}}
	for _, q := range list {
		t.Rows = append(t.Rows, part.Row{Href: "/desk/requests/" + request.RequestID.Text(q.ID), Cells: []templ.Component{
			said(titled(ctx, q.Title), q.Lang), text(titled(ctx, q.Organisation)), badge(ctx, "request", q.State, requestTones),
			number(count(q.Responses)), part.Time{At: q.PostedAt}}})
	}
	if short {
		t.Drop(1)
	}
	return t
}

// conversationTable lists conversations, each leading to its events in the journal:
// their words are nobody's but the members'.
func conversationTable(ctx context.Context, list []view.DeskConversation, titles bool) part.Table {
	t := part.Table{Caption: say(ctx, "desk.conversations"), Quiet: true, Cols: []part.Col{
		{Label: say(ctx, "desk.col.title"), Bare: true}, {Label: say(ctx, "desk.col.customer")}, {Label: say(ctx, "desk.col.expert"), Bare: !titles}, {Label: say(ctx, "desk.col.last")}}}
	for _, c := range list {
		t.Rows = append(t.Rows, part.Row{Href: "/desk/journal?subject=" + talk.ConversationID.Text(c.ID), Cells: []templ.Component{
			said(titled(ctx, c.Title), c.Lang), text(titled(ctx, c.Customer)), text(titled(ctx, c.Expert)), part.Time{At: c.LastAt}}})
	}
	if !titles {
		t.Drop(0)
		t.Drop(0)
	}
	return t
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
