package desk

import (
	"context"

	"github.com/a-h/templ"

	"guildhall/base/i18n"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/web/part"
)

func mailStates(ctx context.Context) []part.Option {
	list := choose(ctx)
	for _, s := range notify.MailFlow.States() {
		list = append(list, part.Option{Value: s, Label: say(ctx, "mail.state."+s)})
	}
	return append(list, part.Option{Value: string(MailStuck), Label: say(ctx, "desk.mail.stuck")})
}

// MailStuck chooses the mails that the server did not take; it is no state of a mail.
const MailStuck flow.State = "stuck"

// mailBadge is a mail's state; of one that is tried again it says how often it was.
func mailBadge(ctx context.Context, m notify.Mail) *part.Badge {
	if m.State == notify.Waiting && m.Tries > 0 {
		return &part.Badge{Label: i18n.T(ctx, "desk.mail.trying", "Count", m.Tries), Tone: part.Wait}
	}
	return badge(ctx, "mail", m.State, mailTones)
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
			said(titled(ctx, m.Subject), m.Lang), text(titled(ctx, to)), mailBadge(ctx, m), part.Time{At: m.MadeAt}}})
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
