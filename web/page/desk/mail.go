package desk

import (
	"context"

	"github.com/a-h/templ"

	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/web/part"
)

func mailStates(ctx context.Context) []part.Option {
	list := choose(ctx)
	for _, s := range notify.MailFlow.States() {
		list = append(list, part.Option{Value: s, Label: say(ctx, "mail.state."+s)})
	}
	return list
}

func (p Mails) list(ctx context.Context) part.List {
	return part.List{
		Search: &part.Search{Action: "/desk/mail", Words: p.Words, Hint: say(ctx, "desk.mail.search"), Fields: []part.Field{
			{Name: "state", Kind: part.SelectField, Label: say(ctx, "desk.col.state"), Value: string(p.State), Options: mailStates(ctx)}}},
		Table: mailTable(ctx, p.Rows, false),
		Pages: p.Pages,
		None:  part.EmptyState{Icon: "mail", Title: say(ctx, "desk.mail.none"), Text: say(ctx, "desk.mail.none.text")},
	}
}

// mailTable lists mails; a short one leaves out to whom they go.
func mailTable(ctx context.Context, list []notify.Mail, short bool) part.Table {
	t := part.Table{Caption: say(ctx, "desk.mail"), Quiet: true, Cols: []part.Col{
		{Label: say(ctx, "desk.col.subject"), Bare: true}, {Label: say(ctx, "desk.col.to")}, {Label: say(ctx, "desk.col.state")}, {Label: say(ctx, "desk.col.written")}}}
	for _, m := range list {
		to := m.Name
		if m.Email != "" {
			to = m.Email
		}
		t.Rows = append(t.Rows, part.Row{Href: "/desk/mail/" + notify.MailID.Text(m.ID), Cells: []templ.Component{
			said(titled(ctx, m.Subject), m.Lang), text(titled(ctx, to)), badge(ctx, "mail", m.State, mailTones), part.Time{At: m.MadeAt}}})
	}
	if short {
		t.Drop(1)
	}
	return t
}

func (p Mail) facts(ctx context.Context) []part.Fact {
	facts := []part.Fact{{Label: say(ctx, "desk.col.written"), Value: part.Time{At: p.MadeAt, Full: true}}}
	if p.Email != "" {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.col.to"), Text: p.Email})
	}
	if !p.Person.IsNone() {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.person"), Value: link("/desk/people/"+account.PersonID.Text(p.Person), titled(ctx, p.Name))})
	}
	if !p.SentAt.IsZero() {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.sent"), Value: part.Time{At: p.SentAt, Full: true}})
	}
	if p.Tries > 0 {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.tries"), Text: count(p.Tries)})
	}
	if p.Problem != "" {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.problem"), Text: p.Problem})
	}
	if !p.Event.IsNone() {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.because"), Value: link("/desk/journal/"+p.Event.String(), say(ctx, "desk.event"))})
	}
	return facts
}
