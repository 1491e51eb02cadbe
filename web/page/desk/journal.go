package desk

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sort"
	"strings"

	"github.com/a-h/templ"

	"guildhall/base/clock"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/part"
)

// eventWords reads an event aloud; one without words is named.
func eventWords(ctx context.Context, name, who string) string {
	if !i18n.Exists("event." + name) {
		return name
	}
	if who == "" {
		who = say(ctx, "desk.somebody")
	}
	return say(ctx, "event."+name, "Who", who, "Amount", "", "Date", "", "Count", 1, "Title", "", "Name", "")
}

// actorWords says who acted: a person by name, the house by what it was.
func actorWords(ctx context.Context, e view.EventRow) string {
	if !e.Actor.IsNone() {
		return titled(ctx, e.Who)
	}
	return say(ctx, "desk.actor."+string(e.Kind))
}

func stateWords(ctx context.Context, e view.EventRow, state string) string {
	noun, _, _ := strings.Cut(e.Name, ".")
	if key := noun + ".state." + state; i18n.Exists(key) {
		return say(ctx, key)
	}
	return state
}

func actorKinds(ctx context.Context) []part.Option {
	list := []part.Option{{Value: "", Label: say(ctx, "desk.all")}}
	for _, k := range []policy.Kind{policy.Person, policy.Operator, policy.Clock, policy.System, policy.Processor, policy.Visitor} {
		list = append(list, part.Option{Value: string(k), Label: say(ctx, "desk.actor."+string(k))})
	}
	return list
}

func (p Journal) rows(ctx context.Context) []part.Row {
	rows := make([]part.Row, 0, len(p.Rows))
	for _, e := range p.Rows {
		position := templ.Component(nil)
		if e.Position > 0 {
			position = number(i18n.Number(e.Position))
		}
		rows = append(rows, part.Row{Href: "/desk/journal/" + e.ID.String(), Cells: []templ.Component{
			happened(e), by(e), change(e), part.Time{At: e.At}, position}})
	}
	return rows
}

func (p Event) hash() string { return hex.EncodeToString(p.Hash) }

// EventFacts is everything about an event but its data.
func EventFacts(ctx context.Context, e view.EventRow) []part.Fact {
	facts := []part.Fact{
		{Label: say(ctx, "desk.col.when"), Text: i18n.Exact(i18n.From(ctx), e.At.Time())},
		{Label: say(ctx, "desk.event.wall"), Text: i18n.Exact(i18n.From(ctx), e.Wall.Time())},
		{Label: say(ctx, "desk.col.by"), Value: actorLink(ctx, e)},
	}
	if e.To != "" {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.col.change"), Value: change(e)})
	}
	facts = append(facts, part.Fact{Label: say(ctx, "desk.journal.subject"), Value: link("/desk/journal?subject="+e.Subject.String(), e.Subject.String())})
	if !e.Stream.IsNone() {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.event.stream"), Value: link("/desk/journal?subject="+talk.ConversationID.Text(e.Stream), talk.ConversationID.Text(e.Stream))})
	}
	if !e.For.IsNone() {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.col.organisation"), Value: link("/desk/organisations/"+account.OrganisationID.Text(e.For), account.OrganisationID.Text(e.For))})
	}
	return append(facts, part.Fact{Label: say(ctx, "desk.event.request"), Text: e.Request}, part.Fact{Label: say(ctx, "desk.event.id"), Text: e.ID.String()})
}

func actorLink(ctx context.Context, e view.EventRow) templ.Component {
	if e.Actor.IsNone() {
		return text(actorWords(ctx, e))
	}
	return link("/desk/people/"+account.PersonID.Text(e.Actor), actorWords(ctx, e))
}

// EventData reads an event's data: instants as times, amounts as money, ids as links.
func EventData(ctx context.Context, raw string) []part.Fact {
	decoder := json.NewDecoder(bytes.NewReader([]byte(raw)))
	decoder.UseNumber()
	data := map[string]any{}
	if err := decoder.Decode(&data); err != nil {
		return []part.Fact{{Label: "JSON", Text: raw}}
	}
	names := make([]string, 0, len(data))
	for name := range data {
		names = append(names, name)
	}
	sort.Strings(names)
	currency, _ := data["currency"].(string)
	var facts []part.Fact
	for _, name := range names {
		facts = append(facts, part.Fact{Label: name, Value: datum(ctx, name, data[name], currency)})
	}
	return facts
}

func datum(ctx context.Context, name string, value any, currency string) templ.Component {
	switch v := value.(type) {
	case json.Number:
		n, err := v.Int64()
		switch {
		case err != nil:
		case n > 1_500_000_000_000_000: // Microseconds since 2017: an instant.
			return part.Time{At: clock.Micros(n), Full: true}
		case currency != "" && strings.Contains("amount fee net total price gross", name):
			return part.Money{Amount: money.Of(n, currency)}
		}
		return number(v.String())
	case string:
		var i id.ID
		if len(v) == 26 && i.UnmarshalText([]byte(v)) == nil {
			return link("/desk/journal?subject="+v, v)
		}
		return text(v)
	}
	return text(fmt.Sprint(value))
}
