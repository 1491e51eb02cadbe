package desk

import (
	"context"

	"github.com/a-h/templ"

	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/view"
	"guildhall/web/part"
)

// Engagements is the list of engagements.
type Engagements struct {
	State, Words string
	Rows         []view.DeskEngagement
	Pages        part.Pagination
}

// Charges is the list of attempts to be paid.
type Charges struct {
	State, Kind, Words string
	Rows               []view.DeskCharge
	Pages              part.Pagination
}

// Overdue is the list of invoices that are not paid past their day, with what they
// come to.
type Overdue struct {
	Kind, Words string
	Owed        []view.DeskOwed
	Rows        []view.DeskOverdue
	Pages       part.Pagination
}

// MoneyTabs lead between the desk's pages of money.
func MoneyTabs(ctx context.Context, at string) part.Tabs {
	t := part.Tabs{Label: say(ctx, "desk.money.title")}
	for _, one := range []struct{ at, href string }{
		{"money", "/desk/money"}, {"engagements", "/desk/engagements"}, {"charges", "/desk/charges"}, {"overdue", "/desk/overdue"}, {"ledger", "/desk/ledger"},
	} {
		t.List = append(t.List, part.Tab{Label: say(ctx, "desk.money.tab."+one.at), Href: one.href, Current: one.at == at})
	}
	return t
}

var (
	engagementTones = map[flow.State]part.Tone{deal.Active: part.Good, deal.Stopping: part.Wait}
	chargeTones     = map[flow.State]part.Tone{payment.Started: part.Wait, payment.Succeeded: part.Wait, payment.Unknown: part.Wait, payment.Settled: part.Good,
		payment.Failed: part.Bad, payment.Returned: part.Bad, payment.ChargedBack: part.Bad, payment.Won: part.Good, payment.Lost: part.Bad}
)

// states are a flow's states to choose from.
func states(ctx context.Context, noun string, list ...flow.State) []part.Option {
	var options []part.Option
	for _, s := range list {
		options = append(options, part.Option{Value: string(s), Label: say(ctx, noun+".state."+string(s))})
	}
	return choose(ctx, options...)
}

// methods are the kinds of payment methods to choose from.
func methods(ctx context.Context) []part.Option {
	var options []part.Option
	for _, kind := range []string{payment.KindCard, payment.KindACH, payment.KindNetTerms} {
		options = append(options, part.Option{Value: kind, Label: say(ctx, "desk.method."+kind)})
	}
	return choose(ctx, options...)
}

// organisation leads to one.
func organisation(ctx context.Context, i id.ID, name string) templ.Component {
	return link("/desk/organisations/"+account.OrganisationID.Text(i), titled(ctx, name))
}

// engagementCell leads to an engagement.
func engagementCell(ctx context.Context, i id.ID) templ.Component {
	return link("/engagements/"+deal.EngagementID.Text(i), say(ctx, "desk.deal.engagement"))
}

func (p Engagements) list(ctx context.Context) part.List {
	rows := make([]part.Row, 0, len(p.Rows))
	for _, e := range p.Rows {
		rows = append(rows, part.Row{Cells: []templ.Component{dealTitle("/engagements/"+deal.EngagementID.Text(e.ID), e.Title, e.Lang),
			organisation(ctx, e.CustomerID, e.Customer), organisation(ctx, e.SellerID, e.Seller), badge(ctx, "engagement", e.State, engagementTones),
			part.Time{At: e.MadeAt}, part.Money{Amount: e.Asked}, part.Money{Amount: e.Total}, books(deal.EngagementID.Text(e.ID))}})
	}
	return part.List{
		Search: &part.Search{Action: "/desk/engagements", Words: p.Words, Hint: say(ctx, "desk.engagements.search"), Fields: []part.Field{
			{Name: "state", Kind: part.SelectField, Label: say(ctx, "desk.col.state"), Value: p.State, Options: states(ctx, "engagement", deal.Active, deal.Stopping, deal.Completed)}}},
		Table: part.Table{Caption: say(ctx, "desk.engagements"), Quiet: true, Rows: rows, Cols: []part.Col{{Label: say(ctx, "desk.deal.engagement"), Bare: true},
			{Label: say(ctx, "party.customer")}, {Label: say(ctx, "party.seller")}, {Label: say(ctx, "desk.col.state")}, {Label: say(ctx, "desk.col.made")},
			{Label: say(ctx, "desk.deal.asked"), Num: true}, {Label: say(ctx, "desk.deal.total"), Num: true}, {Label: say(ctx, "desk.ledger")}}},
		Pages: p.Pages,
		None:  part.EmptyState{Icon: "handshake", Title: say(ctx, "desk.engagements.none"), Text: say(ctx, "desk.engagements.none.text")},
	}
}

func (p Charges) list(ctx context.Context) part.List {
	rows := make([]part.Row, 0, len(p.Rows))
	for _, c := range p.Rows {
		var why, when templ.Component
		if c.Failure != "" {
			why = text(say(ctx, "charge.failure."+c.Failure))
		} else if c.State == payment.Succeeded {
			when = part.Time{At: c.SettlesAt, Full: true}
		}
		rows = append(rows, part.Row{Cells: []templ.Component{
			link("/payment-requests/"+payment.RequestID.Text(c.Request), say(ctx, "desk.method."+c.Kind)), badge(ctx, "charge", c.State, chargeTones), why,
			organisation(ctx, c.CustomerID, c.Customer), organisation(ctx, c.SellerID, c.Seller), engagementCell(ctx, c.Engagement),
			part.Time{At: c.MadeAt}, when, invoiceAmount("/invoices/"+payment.InvoiceID.Text(c.Invoice), c.Amount), books(payment.RequestID.Text(c.Request))}})
	}
	return part.List{
		Search: &part.Search{Action: "/desk/charges", Words: p.Words, Hint: say(ctx, "desk.engagements.search"), Fields: []part.Field{
			{Name: "state", Kind: part.SelectField, Label: say(ctx, "desk.col.state"), Value: p.State, Options: states(ctx, "charge", payment.Started, payment.Succeeded, payment.Unknown,
				payment.Settled, payment.Failed, payment.Returned, payment.ChargedBack, payment.Won, payment.Lost)},
			{Name: "kind", Kind: part.SelectField, Label: say(ctx, "desk.deal.method"), Value: p.Kind, Options: methods(ctx)}}},
		Table: part.Table{Caption: say(ctx, "desk.charges"), Quiet: true, Rows: rows, Cols: []part.Col{{Label: say(ctx, "desk.deal.method"), Bare: true},
			{Label: say(ctx, "desk.col.state")}, {Label: say(ctx, "desk.deal.why")}, {Label: say(ctx, "party.customer")}, {Label: say(ctx, "party.seller")},
			{Label: say(ctx, "desk.deal.engagement")}, {Label: say(ctx, "desk.col.made")}, {Label: say(ctx, "desk.deal.settles")},
			{Label: say(ctx, "payment_request.amount"), Num: true}, {Label: say(ctx, "desk.ledger")}}},
		Pages: p.Pages,
		None:  part.EmptyState{Icon: "credit-card", Title: say(ctx, "desk.charges.none"), Text: say(ctx, "desk.charges.none.text")},
	}
}

func (p Overdue) list(ctx context.Context) part.List {
	rows := make([]part.Row, 0, len(p.Rows))
	for _, o := range p.Rows {
		name := o.Number
		if name == "" {
			name = say(ctx, "desk.deal.invoice")
		}
		rows = append(rows, part.Row{Cells: []templ.Component{link("/invoices/"+payment.InvoiceID.Text(o.Invoice), name), part.Date(o.DueOn),
			link("/payment-requests/"+payment.RequestID.Text(o.Request), say(ctx, "payment_request.state."+string(o.State))), text(say(ctx, "desk.method."+o.Kind)),
			organisation(ctx, o.CustomerID, o.Customer), organisation(ctx, o.SellerID, o.Seller), engagementCell(ctx, o.Engagement),
			part.Money{Amount: o.Amount}, books(payment.RequestID.Text(o.Request))}})
	}
	return part.List{
		Search: &part.Search{Action: "/desk/overdue", Words: p.Words, Hint: say(ctx, "desk.engagements.search"), Fields: []part.Field{
			{Name: "kind", Kind: part.SelectField, Label: say(ctx, "desk.deal.method"), Value: p.Kind, Options: methods(ctx)}}},
		Table: part.Table{Caption: say(ctx, "desk.overdue_invoices"), Quiet: true, Rows: rows, Cols: []part.Col{{Label: say(ctx, "desk.deal.invoice"), Bare: true},
			{Label: say(ctx, "desk.deal.due")}, {Label: say(ctx, "desk.col.state")}, {Label: say(ctx, "desk.deal.method")}, {Label: say(ctx, "party.customer")}, {Label: say(ctx, "party.seller")},
			{Label: say(ctx, "desk.deal.engagement")}, {Label: say(ctx, "payment_request.amount"), Num: true}, {Label: say(ctx, "desk.ledger")}}},
		Pages: p.Pages,
		None:  part.EmptyState{Icon: "circle-check", Title: say(ctx, "desk.overdue.none"), Text: say(ctx, "desk.overdue.none.text")},
	}
}

// owed is what is overdue in each currency.
func (p Overdue) owed(ctx context.Context) []part.Fact {
	var facts []part.Fact
	for _, o := range p.Owed {
		facts = append(facts, part.Fact{Label: i18n.T(ctx, "desk.overdue.count", map[string]any{"Count": o.Count, "Currency": o.Amount.Currency}), Value: part.Money{Amount: o.Amount, Strong: true}})
	}
	return facts
}
