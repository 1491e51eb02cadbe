package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/base/page"
	"guildhall/engine/ledger"
	"guildhall/market/view"
)

// BookEntry is what stands on an account in one currency.
type BookEntry struct {
	Account string `json:"account" doc:"Its name in the chart" example:"expert_payable"`
	Party   string `json:"party,omitempty" doc:"Whose it is: an engagement, organisation or payout; blank for the house"`
	Balance Money  `json:"balance" doc:"Positive on the side where the account grows"`
}

// Posting is one entry of the books; it is never changed.
type Posting struct {
	ID        string        `json:"id"`
	Template  string        `json:"template" doc:"What happened, as the list of templates names it" example:"collected"`
	Reference string        `json:"reference" doc:"The attempt it was posted for: an invoice, charge or payout"`
	Event     string        `json:"event" doc:"The event that caused it"`
	Corrects  string        `json:"corrects,omitempty" doc:"The posting that it puts right"`
	At        string        `json:"at" format:"date-time" doc:"Business time"`
	Lines     []PostingLine `json:"lines" doc:"Each is one debit and one credit of the same amount"`
}

// PostingLine is a debit and a credit.
type PostingLine struct {
	Debit        string `json:"debit" doc:"The account that receives"`
	DebitParty   string `json:"debit_party,omitempty" doc:"Whose it is"`
	Credit       string `json:"credit" doc:"The account that gives"`
	CreditParty  string `json:"credit_party,omitempty" doc:"Whose it is"`
	Jurisdiction string `json:"jurisdiction,omitempty" doc:"Of a tax account"`
	Amount       Money  `json:"amount" doc:"What is moved"`
}

// BookMovement is one line seen from one of its accounts.
type BookMovement struct {
	Posting  string `json:"posting" doc:"The posting it is a line of"`
	Template string `json:"template" doc:"What happened"`
	Change   Money  `json:"change" doc:"Of the balance, negative where it fell"`
	Other    string `json:"other" doc:"The account it came from or went to"`
	Party    string `json:"other_party,omitempty" doc:"Whose the other account is"`
	At       string `json:"at" format:"date-time" doc:"Business time"`
}

// Explanation is everything the books say of one thing.
type Explanation struct {
	Balances []BookEntry `json:"balances" doc:"What stands on its own accounts, where it has some"`
	Postings []Posting   `json:"postings" doc:"What was posted for it"`
	Next     string      `json:"next,omitempty" doc:"The cursor of the next page"`
}

type movementsIn struct {
	Account  string `path:"account" maxLength:"64" doc:"Its name in the chart" example:"fee_revenue"`
	Currency string `query:"currency" required:"true" maxLength:"3" doc:"ISO 4217" example:"USD"`
	Party    string `query:"party" maxLength:"64" doc:"The typed id of the engagement, organisation or payout whose account it is; leave it out for the house's own"`
	Paging
}

func postingOf(b ledger.Booked) Posting {
	out := Posting{ID: ledger.PostingID.Text(b.ID), Template: b.Template, Reference: view.Referred(b.Template, b.Reference), Event: b.Event.String(), At: instant(b.At), Lines: []PostingLine{}}
	if !b.Corrects.IsNone() {
		out.Corrects = ledger.PostingID.Text(b.Corrects)
	}
	for _, l := range b.Lines {
		out.Lines = append(out.Lines, PostingLine{Debit: string(l.Debit), DebitParty: view.PartyText(l.Debit, l.DebitParty), Credit: string(l.Credit),
			CreditParty: view.PartyText(l.Credit, l.CreditParty), Jurisdiction: l.Jurisdiction, Amount: moneyOf(l.Amount)})
	}
	return out
}

func (f *Face) ledgerOperations(api huma.API) {
	add(f, api, Op{ID: "getTrialBalance", Method: "GET", Path: "/desk/ledger", Tag: "desk", Scope: "desk:read", Summary: "The trial balance",
		Detail: "Every account's lines over all parties, for each currency, in the order of the chart."},
		func(ctx context.Context, _ *struct{}) (*Out[List[BookEntry]], error) {
			sums, err := ledger.Sums(ctx, f.DB)
			out := List[BookEntry]{Items: []BookEntry{}}
			for _, b := range sums {
				out.Items = append(out.Items, BookEntry{Account: string(b.Account), Balance: moneyOf(b.Amount)})
			}
			return ok(out, err)
		})
	add(f, api, Op{ID: "listBookMovements", Method: "GET", Path: "/desk/ledger/{account}", Tag: "desk", Scope: "desk:read", Summary: "What moved an account",
		Detail: "Newest first. The sum of all of them is the account's balance."},
		func(ctx context.Context, in *movementsIn) (*Out[List[BookMovement]], error) {
			return ok(f.movements(ctx, in))
		})
	add(f, api, Op{ID: "getPosting", Method: "GET", Path: "/desk/postings/{id}", Tag: "desk", Scope: "desk:read", Summary: "A posting with its lines"},
		func(ctx context.Context, in *struct {
			ID string `path:"id" maxLength:"64"`
		}) (*Out[Posting], error) {
			posting, err := parseID(in.ID, ledger.PostingID)
			if err != nil {
				return nil, err
			}
			b, err := ledger.FindPosting(ctx, f.DB, posting)
			return ok(postingOf(b), err)
		})
	add(f, api, Op{ID: "explainNumber", Method: "GET", Path: "/desk/explain/{thing}", Tag: "desk", Scope: "desk:read", Summary: "What the books say of a thing",
		Detail: "Of an engagement, an organisation, a payout, a payment request, an invoice or a charge: what stands on its accounts and every posting that was made for it."},
		func(ctx context.Context, in *struct {
			Thing string `path:"thing" maxLength:"64" doc:"Its typed id" example:"eng_01jd3v8q6pfyxbwz5n8k2m4t7r"`
			Paging
		}) (*Out[Explanation], error) {
			return ok(f.explain(ctx, in.Thing, in.Paging))
		})
}

func (f *Face) movements(ctx context.Context, in *movementsIn) (List[BookMovement], error) {
	out := List[BookMovement]{Items: []BookMovement{}}
	entry, known := ledger.EntryOf(ledger.Account(in.Account))
	if !known || !money.Known(in.Currency) {
		return out, fault.Missing("book.missing")
	}
	var party id.ID
	if entry.IsParty() {
		if party, known = view.ParseParty(entry.Account, in.Party); !known {
			return out, fault.Invalid("form.invalid", fault.At("party", "required"))
		}
	}
	after, err := in.after()
	if err != nil {
		return out, err
	}
	list, more, err := ledger.Movements(ctx, f.DB, entry.Account, party, in.Currency, after, in.Limit)
	if err != nil {
		return out, err
	}
	for _, m := range list {
		out.Items = append(out.Items, BookMovement{Posting: ledger.PostingID.Text(m.Posting), Template: m.Template, Change: moneyOf(m.Change),
			Other: string(m.Other), Party: view.PartyText(m.Other, m.Party), At: instant(m.At)})
	}
	if more {
		out.Next = page.Cursor{ID: list[len(list)-1].Posting}.String()
	}
	return out, nil
}

func (f *Face) explain(ctx context.Context, thing string, p Paging) (Explanation, error) {
	out := Explanation{Balances: []BookEntry{}, Postings: []Posting{}}
	after, err := p.after()
	if err != nil {
		return out, err
	}
	said, err := view.Explain(ctx, f.DB, thing, after)
	if err != nil {
		return out, err
	}
	for _, b := range said.Balances {
		out.Balances = append(out.Balances, BookEntry{Account: string(b.Account), Party: view.PartyText(b.Account, b.Party), Balance: moneyOf(b.Amount)})
	}
	for _, b := range said.Postings {
		out.Postings = append(out.Postings, postingOf(b))
	}
	if said.More {
		out.Next = page.Cursor{ID: said.Postings[len(said.Postings)-1].ID}.String()
	}
	return out, nil
}
