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
	"guildhall/base/taxid"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/notify"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/part"
)

// EventWords reads an event aloud, with the amount and the day it holds; one without
// words is named.
func EventWords(ctx context.Context, e view.EventRow) string {
	if !i18n.Exists("event." + e.Name) {
		return e.Name
	}
	who := actorWords(ctx, e)
	args := map[string]any{"Who": who, "Person": say(ctx, "desk.somebody"), "Amount": say(ctx, "desk.an_amount"), "Date": "", "Count": 1, "Number": "…", "Title": "", "Name": "", "Stars": 0, "Kind": "", "Form": "", "Days": 0, "Code": "…"}
	var data struct {
		Amount, Stars, Number, Count, Days int64
		Currency, Date, Kind, Form, Code   string
	}
	if json.Unmarshal([]byte(e.Data), &data) == nil { // Data of another shape has nothing to say.
		if data.Currency != "" {
			args["Amount"] = money.Format(money.Of(data.Amount, data.Currency), i18n.From(ctx).Lang)
		}
		if data.Date != "" {
			args["Date"] = i18n.DayOf(i18n.From(ctx), data.Date)
		}
		if data.Number != 0 {
			args["Number"] = data.Number
		}
		args["Stars"] = data.Stars
		if i18n.Exists("check." + data.Kind) {
			args["Kind"] = say(ctx, "check."+data.Kind)
		} else if key, _ := taxid.Words(data.Kind); i18n.Exists(key) {
			args["Kind"] = numberKind(ctx, data.Kind)
		}
		if data.Form != "" {
			args["Form"] = say(ctx, "tax_form."+data.Form)
		}
		if data.Count != 0 {
			args["Count"] = data.Count
		}
		args["Days"] = data.Days
		if data.Code != "" {
			args["Code"] = data.Code
		}
	}
	said := i18n.T(ctx, "event."+e.Name, args)
	if e.Actor.IsNone() { // A machine is no さん.
		said = strings.ReplaceAll(said, who+"さん", who)
	}
	return said
}

// eventKind reads aloud what an event tells of, whoever did it.
func eventKind(ctx context.Context, name string, kind policy.Kind) string {
	return EventWords(ctx, view.EventRow{Name: name, Kind: kind})
}

// things are the nouns with a page at the desk.
var things = map[string]struct {
	path   string
	prefix id.Prefix
}{
	"request": {"/desk/requests/", request.RequestID}, "registration": {"/desk/registrations/", registration.ID},
	"person": {"/desk/people/", account.PersonID}, "organisation": {"/desk/organisations/", account.OrganisationID},
	"mail": {"/desk/mail/", notify.MailID},
}

// thingHref is the desk's page of what an event is about; "" where it has none.
func thingHref(event string, subject id.ID) string {
	noun, _, _ := strings.Cut(event, ".")
	if t, has := things[noun]; has {
		return t.path + t.prefix.Text(subject)
	}
	return ""
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
	list := choose(ctx)
	for _, k := range []policy.Kind{policy.Person, policy.Operator, policy.Clock, policy.System, policy.Processor, policy.Visitor} {
		list = append(list, part.Option{Value: string(k), Label: say(ctx, "desk.actor."+string(k))})
	}
	return list
}

func (p Journal) list(ctx context.Context) part.List {
	return part.List{
		Search: &part.Search{Action: "/desk/journal", Wrong: p.Wrong, Fields: []part.Field{
			{Name: "what", Kind: part.PickField, Label: say(ctx, "desk.journal.what"), Value: p.What, Options: p.Options},
			{Name: "actor", Label: say(ctx, "desk.journal.actor"), Value: p.Actor, Placeholder: say(ctx, "desk.journal.actor.hint")},
			{Name: "subject", Label: say(ctx, "desk.journal.subject"), Value: p.Subject, Placeholder: say(ctx, "desk.journal.subject.hint")},
			{Name: "kind", Kind: part.SelectField, Label: say(ctx, "desk.journal.kind"), Value: p.Kind, Options: actorKinds(ctx)},
			{Name: "from", Kind: part.DateField, Label: say(ctx, "desk.journal.from"), Value: p.From},
			{Name: "until", Kind: part.DateField, Label: say(ctx, "desk.journal.until"), Value: p.Until}}},
		Table: part.Table{Caption: say(ctx, "desk.journal"), Quiet: true, Rows: p.rows(ctx), Cols: []part.Col{
			{Label: say(ctx, "desk.col.happened"), Bare: true}, {Label: say(ctx, "desk.col.by")}, {Label: say(ctx, "desk.col.change")},
			{Label: say(ctx, "desk.col.when")}, {Label: say(ctx, "desk.col.position"), Num: true}}},
		Pages: p.Pages,
		None:  part.EmptyState{Icon: "list", Title: say(ctx, "desk.journal.none"), Text: say(ctx, "desk.journal.none.text")},
	}
}

// EventOptions are what the journal can be narrowed to: a noun, or one of its events
// (names, sorted).
func EventOptions(ctx context.Context, names []string) []part.Option {
	list := choose(ctx)
	before := ""
	for _, name := range names {
		noun, _, _ := strings.Cut(name, ".")
		if noun != before {
			list = append(list, part.Option{Value: noun, Label: say(ctx, "desk.journal.every", "Noun", noun), Group: noun})
			before = noun
		}
		list = append(list, part.Option{Value: name, Label: name + " · " + eventKind(ctx, name, policy.Person), Group: noun})
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
	facts = append(facts, part.Fact{Label: say(ctx, "desk.journal.subject"), Value: subjectLink(e)})
	if !e.Stream.IsNone() {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.event.stream"), Value: link("/desk/journal?subject="+talk.ConversationID.Text(e.Stream), talk.ConversationID.Text(e.Stream))})
	}
	if !e.For.IsNone() {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.col.organisation"), Value: link("/desk/organisations/"+account.OrganisationID.Text(e.For), account.OrganisationID.Text(e.For))})
	}
	return append(facts, part.Fact{Label: say(ctx, "desk.event.request"), Text: e.Request}, part.Fact{Label: say(ctx, "desk.event.id"), Text: e.ID.String()})
}

func subjectLink(e view.EventRow) templ.Component {
	if href := thingHref(e.Name, e.Subject); href != "" {
		return link(href, href[strings.LastIndex(href, "/")+1:])
	}
	return link("/desk/journal?subject="+e.Subject.String(), e.Subject.String())
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
