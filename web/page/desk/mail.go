package desk

import (
	"context"

	"github.com/a-h/templ"

	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/web/part"
)

func mailStates(ctx context.Context) []part.Option {
	list := []part.Option{{Value: "", Label: say(ctx, "desk.all")}}
	for _, s := range notify.MailFlow.States() {
		list = append(list, part.Option{Value: s, Label: say(ctx, "mail.state."+s)})
	}
	return list
}

func mailRows(ctx context.Context, list []notify.Mail, short bool) []part.Row {
	rows := make([]part.Row, 0, len(list))
	for _, m := range list {
		cells := []templ.Component{said(titled(ctx, m.Subject), m.Lang)}
		if !short {
			to := m.Name
			if m.Email != "" {
				to = m.Email
			}
			cells = append(cells, text(titled(ctx, to)))
		}
		cells = append(cells, badge(ctx, "mail", m.State, mailTones), part.Time{At: m.MadeAt})
		rows = append(rows, part.Row{Href: "/desk/mail/" + notify.MailID.Text(m.ID), Cells: cells})
	}
	return rows
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
