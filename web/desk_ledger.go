package web

import (
	"net/url"
	"strings"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/ledger"
	"guildhall/market/view"
	"guildhall/web/page/desk"
)

// deskLedger is the trial balance.
func (f *Face) deskLedger(v *Visit) error {
	sums, err := ledger.Sums(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	return v.Page(Shell{Title: v.T("desk.ledger"), At: "money"}, desk.Ledger{Sums: sums}.Show())
}

// deskAccount is one account: the parties on whose part something stands, or what
// moved the house's or one party's.
func (f *Face) deskAccount(v *Visit) error {
	entry, known := ledger.EntryOf(ledger.Account(v.R.PathValue("account")))
	currency := v.Query("currency")
	if !known || !money.Known(currency) {
		return fault.Missing("book.missing")
	}
	p := desk.Account{Entry: entry, Names: map[id.ID]string{}}
	var err error
	if text := v.Query("party"); text != "" {
		if p.Party, known = view.ParseParty(entry.Account, text); !known {
			return fault.Missing("book.missing")
		}
	}
	p.Balance.Account = entry.Account
	if entry.IsParty() && p.Party.IsNone() {
		return f.deskParties(v, p, currency)
	}
	if p.Party.IsNone() {
		p.Balance.Amount, err = ledger.HouseBalance(v.Ctx, f.DB, entry.Account, currency)
	} else {
		p.Balance.Amount, err = ledger.PartyBalance(v.Ctx, f.DB, entry.Account, p.Party, currency)
	}
	if err != nil {
		return err
	}
	if p.PartyName, err = view.PartyName(v.Ctx, f.DB, entry.Account, p.Party); err != nil {
		return err
	}
	var more bool
	p.Movements, more, err = ledger.Movements(v.Ctx, f.DB, entry.Account, p.Party, currency, v.deskAfter(ledger.PostingID), deskPage)
	if err != nil {
		return err
	}
	if n := len(p.Movements); n > 0 {
		p.Pages = v.deskPages(more, ledger.PostingID.Text(p.Movements[n-1].Posting))
	}
	for _, m := range p.Movements {
		if err := f.nameParty(v, p.Names, m.Other, m.Party); err != nil {
			return err
		}
	}
	return v.Page(Shell{Title: v.T("book." + string(entry.Account)), At: "money"}, p.Show())
}

func (f *Face) deskParties(v *Visit, p desk.Account, currency string) (err error) {
	after, _ := view.ParseParty(p.Entry.Account, v.Query("after"))
	list, err := ledger.StandingIn(v.Ctx, f.DB, p.Entry.Account, currency, after, deskPage+1)
	if err != nil {
		return err
	}
	if p.Balance.Amount, err = ledger.HouseBalance(v.Ctx, f.DB, p.Entry.Account, currency); err != nil {
		return err
	}
	more := len(list) > deskPage
	if more {
		list = list[:deskPage]
	}
	p.Parties = list
	if len(list) > 0 {
		p.Pages = v.deskPages(more, view.PartyText(p.Entry.Account, list[len(list)-1].Party))
	}
	for _, b := range list {
		if err := f.nameParty(v, p.Names, b.Account, b.Party); err != nil {
			return err
		}
	}
	return v.Page(Shell{Title: v.T("book." + string(p.Entry.Account)), At: "money"}, p.Show())
}

// nameParty looks a party's name up once.
func (f *Face) nameParty(v *Visit, names map[id.ID]string, a ledger.Account, party id.ID) error {
	if _, known := names[party]; known || party.IsNone() {
		return nil
	}
	name, err := view.PartyName(v.Ctx, f.DB, a, party)
	names[party] = name
	return err
}

func (f *Face) nameLines(v *Visit, names map[id.ID]string, b ledger.Booked) error {
	for _, l := range b.Lines {
		if err := f.nameParty(v, names, l.Debit, l.DebitParty); err != nil {
			return err
		}
		if err := f.nameParty(v, names, l.Credit, l.CreditParty); err != nil {
			return err
		}
	}
	return nil
}

func (f *Face) deskPosting(v *Visit) error {
	posting, err := v.ID("id", ledger.PostingID)
	if err != nil {
		return err
	}
	p := desk.Posting{Names: map[id.ID]string{}}
	if p.Booked, err = ledger.FindPosting(v.Ctx, f.DB, posting); err != nil {
		return err
	}
	if p.Event, err = view.DeskEvent(v.Ctx, f.DB, p.Booked.Event); err != nil {
		return err
	}
	if err := f.nameLines(v, p.Names, p.Booked); err != nil {
		return err
	}
	return v.Page(Shell{Title: v.T("book.template." + p.Template), At: "money"}, p.Show())
}

// deskExplainFind leads from an id that was typed to what the books say of it.
func (f *Face) deskExplainFind(v *Visit) error {
	thing := strings.TrimSpace(v.Query("q"))
	if thing == "" {
		return v.Redirect("/desk/ledger")
	}
	return v.Redirect("/desk/explain/" + url.PathEscape(thing))
}

func (f *Face) deskExplain(v *Visit) error {
	p := desk.Explanation{Thing: v.R.PathValue("thing"), Names: map[id.ID]string{}}
	var err error
	if p.Explained, err = view.Explain(v.Ctx, f.DB, p.Thing, v.deskAfter(ledger.PostingID)); err != nil {
		return err
	}
	for _, b := range p.Postings {
		if err := f.nameLines(v, p.Names, b); err != nil {
			return err
		}
	}
	if n := len(p.Postings); n > 0 {
		p.Pages = v.deskPages(p.More, ledger.PostingID.Text(p.Postings[n-1].ID))
	}
	return v.Page(Shell{Title: v.T("desk.ledger.explain"), At: "money"}, p.Show())
}
