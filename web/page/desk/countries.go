package desk

import (
	"context"

	"github.com/a-h/templ"

	"guildhall/engine/flow"
	room "guildhall/market/country"
	"guildhall/web/part"
)

var countryTones = map[flow.State]part.Tone{room.Open: part.Good, room.Announced: part.Wait}

// Countries is every country with its standing.
type Countries struct {
	Words string
	State flow.State
	Rows  []room.Standing
}

// Country is one country with what the operator may do about it.
type Country struct {
	room.Standing
	Open, Announce, Close part.Form
}

// announce names the words of announcing: the first time, or another day.
func (p Country) announce() string {
	if p.State == room.Announced {
		return "country.announce_again"
	}
	return "country.announce"
}

func (p Countries) list(ctx context.Context) part.List {
	state := func(s flow.State) part.Option {
		return part.Option{Value: string(s), Label: say(ctx, "country.state."+string(s))}
	}
	table := part.Table{Caption: say(ctx, "desk.countries"), Quiet: true, Cols: []part.Col{
		{Label: say(ctx, "desk.col.country"), Bare: true}, {Label: say(ctx, "desk.col.state")}, {Label: say(ctx, "desk.col.opens_on")}, {Label: say(ctx, "desk.col.waiting"), Num: true}}}
	for _, s := range p.Rows {
		var day templ.Component = text("")
		if s.OpensOn != "" && s.State == room.Announced {
			day = part.Date(s.OpensOn)
		}
		table.Rows = append(table.Rows, part.Row{Href: "/desk/countries/" + s.Country, Cells: []templ.Component{
			text(country(ctx, s.Country)), badge(ctx, "country", s.State, countryTones), day, number(count(s.Waiting))}})
	}
	return part.List{
		Search: &part.Search{Action: "/desk/countries", Words: p.Words, Hint: say(ctx, "desk.countries.search"), Fields: []part.Field{
			{Name: "state", Kind: part.SelectField, Label: say(ctx, "desk.col.state"), Value: string(p.State),
				Options: choose(ctx, state(room.Open), state(room.Announced), state(room.Closed))}}},
		Table: table,
	}
}

func (p Country) facts(ctx context.Context) []part.Fact {
	list := []part.Fact{{Label: say(ctx, "desk.col.waiting"), Text: count(p.Waiting)}}
	if p.State == room.Announced && p.OpensOn != "" {
		list = append(list, part.Fact{Label: say(ctx, "desk.col.opens_on"), Value: part.Date(p.OpensOn)})
	}
	if !p.Since.IsZero() {
		list = append(list, part.Fact{Label: say(ctx, "desk.col.since"), Value: part.Time{At: p.Since, Full: true}})
	}
	return list
}
