package desk

import (
	"context"

	"github.com/a-h/templ"

	"guildhall/base/taxid"
	"guildhall/engine/flow"
	"guildhall/market/registration"
	"guildhall/market/tax"
	"guildhall/market/view"
	"guildhall/web/part"
)

// TaxNumbers is the list of numbers that nobody has confirmed.
type TaxNumbers struct {
	State   flow.State
	Words   string
	Sandbox bool
	Rows    []view.TaxNumberRow
	Pages   part.Pagination
	// Loads are the last times that the list of issuers was loaded, Load the form for it.
	Loads []tax.Load
	Load  part.Form
}

// did says what came of loading a list.
func did(ctx context.Context, l tax.Loaded) string {
	return say(ctx, "issuers.did", "Read", l.Read, "Count", l.Kept)
}

// NumberSheet is one number of a seller as the operator decides it.
type NumberSheet struct {
	tax.Number
	// Legal is what the seller calls themselves, where the register differs.
	Legal string
	Deeds []Deed
}

var numberTones = map[flow.State]part.Tone{tax.Confirmed: part.Good, tax.ByHand: part.Good, tax.Unconfirmed: part.Wait, tax.Unknown: part.Bad, tax.Differs: part.Bad}

// numberKind names a kind of number.
func numberKind(ctx context.Context, kind string) string {
	key, of := taxid.Words(kind)
	return say(ctx, key, "Country", country(ctx, of))
}

// asked is who was asked; blank for nobody.
func asked(ctx context.Context, register string) string {
	if register == "" {
		return ""
	}
	return say(ctx, "tax_number.register."+register)
}

func (p TaxNumbers) list(ctx context.Context) part.List {
	state := func(s flow.State) part.Option {
		return part.Option{Value: string(s), Label: say(ctx, "tax_number.state."+string(s))}
	}
	t := part.Table{Caption: say(ctx, "desk.tax_numbers"), Quiet: true, Cols: []part.Col{
		{Label: say(ctx, "desk.col.organisation"), Bare: true}, {Label: say(ctx, "desk.col.number")}, {Label: say(ctx, "desk.col.state")},
		{Label: say(ctx, "desk.col.asked")}, {Label: say(ctx, "desk.col.since")}}}
	for _, n := range p.Rows {
		t.Rows = append(t.Rows, part.Row{Href: "/desk/registrations/" + registration.ID.Text(n.Registration) + "#numbers", Cells: []templ.Component{
			text(titled(ctx, n.Organisation)), text(numberKind(ctx, n.Kind) + " · " + say(ctx, "tax_number.ends", "Tail", n.Tail)),
			badge(ctx, "tax_number", n.State, numberTones), text(asked(ctx, n.Register)), part.Time{At: n.Since}}})
	}
	return part.List{
		Search: &part.Search{Action: "/desk/tax-numbers", Words: p.Words, Hint: say(ctx, "desk.tax_numbers.search"), Fields: []part.Field{
			{Name: "state", Kind: part.SelectField, Label: say(ctx, "desk.col.state"), Value: string(p.State), Options: choose(ctx, state(tax.Unconfirmed), state(tax.Unknown), state(tax.Differs))}}},
		Table: t,
		Pages: p.Pages,
		None:  part.EmptyState{Icon: "circle-check", Title: say(ctx, "desk.tax_numbers.none"), Text: say(ctx, "desk.tax_numbers.none.text")},
	}
}
