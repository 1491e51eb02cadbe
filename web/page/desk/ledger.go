package desk

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"guildhall/base/id"
	"guildhall/engine/ledger"
	"guildhall/market/view"
	"guildhall/web/part"
)

// Ledger is the trial balance, a table for each currency.
type Ledger struct{ Sums []ledger.Balance }

// Account is one account of the books, or one party's part of it.
type Account struct {
	Entry     ledger.Entry
	Party     id.ID
	PartyName string
	Balance   ledger.Balance
	// Parties are those on whose account something stands; Names say who they are.
	Parties   []ledger.Balance
	Names     map[id.ID]string
	Movements []ledger.Movement
	Pages     part.Pagination
}

// Posting is one posting with its lines.
type Posting struct {
	ledger.Booked
	Names map[id.ID]string
	Event view.EventRow
}

// Explanation is everything the books say of one thing.
type Explanation struct {
	Thing string
	view.Explained
	Names map[id.ID]string
	Pages part.Pagination
}

func accountHref(a ledger.Account, party id.ID, currency string) string {
	q := url.Values{"currency": {currency}}
	if text := view.PartyText(a, party); text != "" {
		q.Set("party", text)
	}
	return "/desk/ledger/" + string(a) + "?" + q.Encode()
}

func postingHref(posting id.ID) string { return "/desk/postings/" + ledger.PostingID.Text(posting) }

// accountCell names an account, and whose it is, and leads there.
func accountCell(ctx context.Context, a ledger.Account, party id.ID, name, currency string) templ.Component {
	words := say(ctx, "book."+string(a))
	if name != "" {
		words += " (" + name + ")"
	}
	return link(accountHref(a, party, currency), words)
}

// currencies are those of the trial balance, in its order.
func (p Ledger) currencies() []string {
	var list []string
	seen := map[string]bool{}
	for _, b := range p.Sums {
		if !seen[b.Amount.Currency] {
			seen[b.Amount.Currency] = true
			list = append(list, b.Amount.Currency)
		}
	}
	return list
}

func (p Ledger) table(ctx context.Context, currency string) part.Table {
	t := part.Table{Caption: say(ctx, "desk.ledger.trial", "Currency", currency), Cols: []part.Col{
		{Label: say(ctx, "desk.ledger.account"), Bare: true}, {Label: say(ctx, "desk.ledger.kind")}, {Label: say(ctx, "desk.ledger.balance"), Num: true}}}
	for _, b := range p.Sums {
		if b.Amount.Currency != currency {
			continue
		}
		entry, _ := ledger.EntryOf(b.Account)
		t.Rows = append(t.Rows, part.Row{Href: accountHref(b.Account, id.None, currency), Cells: []templ.Component{
			text(say(ctx, "book."+string(b.Account))), text(say(ctx, "desk.ledger.kind."+string(entry.Kind))), part.Money{Amount: b.Amount}}})
	}
	return t
}

func (p Account) title(ctx context.Context) string { return say(ctx, "book."+string(p.Entry.Account)) }

func (p Account) facts(ctx context.Context) []part.Fact {
	facts := []part.Fact{{Label: say(ctx, "desk.ledger.kind"), Text: say(ctx, "desk.ledger.kind."+string(p.Entry.Kind))},
		{Label: say(ctx, "desk.ledger.balance"), Value: part.Money{Amount: p.Balance.Amount}}}
	if !p.Party.IsNone() {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.ledger.party"),
			Value: link("/desk/explain/"+view.PartyText(p.Entry.Account, p.Party), titled(ctx, p.PartyName))})
	}
	if p.Entry.Empties {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.ledger.empties"), Text: say(ctx, "desk.ledger.yes")})
	}
	return facts
}

func (p Account) parties(ctx context.Context) part.Table {
	t := part.Table{Caption: say(ctx, "desk.ledger.parties"), Cols: []part.Col{
		{Label: say(ctx, "desk.ledger.party"), Bare: true}, {Label: say(ctx, "desk.ledger.balance"), Num: true}}}
	for _, b := range p.Parties {
		t.Rows = append(t.Rows, part.Row{Href: accountHref(b.Account, b.Party, b.Amount.Currency), Cells: []templ.Component{
			text(titled(ctx, p.Names[b.Party])), part.Money{Amount: b.Amount}}})
	}
	return t
}

func (p Account) movements(ctx context.Context) part.Table {
	t := part.Table{Caption: say(ctx, "desk.ledger.movements"), Cols: []part.Col{{Label: say(ctx, "desk.ledger.posting"), Bare: true},
		{Label: say(ctx, "desk.ledger.other")}, {Label: say(ctx, "desk.ledger.at")}, {Label: say(ctx, "desk.ledger.change"), Num: true}}}
	for _, m := range p.Movements {
		t.Rows = append(t.Rows, part.Row{Href: postingHref(m.Posting), Cells: []templ.Component{text(say(ctx, "book.template."+m.Template)),
			accountCell(ctx, m.Other, m.Party, p.Names[m.Party], m.Change.Currency), part.Time{At: m.At}, part.Money{Amount: m.Change}}})
	}
	return t
}

func (p Posting) facts(ctx context.Context) []part.Fact {
	referred := view.Referred(p.Template, p.Reference)
	facts := []part.Fact{{Label: say(ctx, "desk.ledger.at"), Value: part.Time{At: p.At, Full: true}},
		{Label: say(ctx, "desk.ledger.reference"), Value: link("/desk/explain/"+referred, referred)},
		{Label: say(ctx, "desk.ledger.event"), Value: link("/desk/journal/"+p.Booked.Event.String(), EventWords(ctx, p.Event))}}
	if !p.Corrects.IsNone() {
		facts = append(facts, part.Fact{Label: say(ctx, "desk.ledger.corrects"), Value: link(postingHref(p.Corrects), ledger.PostingID.Text(p.Corrects))})
	}
	return facts
}

// lines draws a posting's lines, each account leading to itself.
func lines(ctx context.Context, b ledger.Booked, names map[id.ID]string) part.Table {
	t := part.Table{Caption: say(ctx, "book.template."+b.Template), Quiet: true, Cols: []part.Col{{Label: say(ctx, "desk.ledger.debit"), Bare: true},
		{Label: say(ctx, "desk.ledger.credit")}, {Label: say(ctx, "desk.ledger.amount"), Num: true}}}
	for _, l := range b.Lines {
		t.Rows = append(t.Rows, part.Row{Cells: []templ.Component{accountCell(ctx, l.Debit, l.DebitParty, names[l.DebitParty], b.Currency),
			accountCell(ctx, l.Credit, l.CreditParty, names[l.CreditParty], b.Currency), part.Money{Amount: l.Amount}}})
	}
	return t
}

func (p Explanation) balances(ctx context.Context) part.Table {
	t := part.Table{Caption: say(ctx, "desk.ledger.balance"), Cols: []part.Col{
		{Label: say(ctx, "desk.ledger.account"), Bare: true}, {Label: say(ctx, "desk.ledger.balance"), Num: true}}}
	for _, b := range p.Balances {
		t.Rows = append(t.Rows, part.Row{Href: accountHref(b.Account, b.Party, b.Amount.Currency), Cells: []templ.Component{
			text(say(ctx, "book."+string(b.Account))), part.Money{Amount: b.Amount}}})
	}
	return t
}
