package view

import (
	"context"
	"errors"
	"strings"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/ledger"
	"guildhall/market/account"
	"guildhall/market/deal"
	"guildhall/market/payment"
	"guildhall/market/payout"
)

// Explained is a thing with everything that the books say of it.
type Explained struct {
	// Balances are its own accounts, where it has some: an engagement, an
	// organisation that sells, a payout.
	Balances []ledger.Balance
	Postings []ledger.Booked // newest first; of an attempt, oldest first
	More     bool
}

// ledgerMax is how many postings a page of an explanation holds.
const ledgerMax = 50

var (
	ledgerCharges = db.Read("view.ledger.charges", `SELECT id FROM payment_charge WHERE request_id = $1 ORDER BY id LIMIT 200`)
	partyNames    = map[ledger.Owner]*db.Query{
		ledger.Expert: db.Read("view.ledger.expert", `SELECT name FROM account_organisation WHERE id = $1`),
		ledger.Engagement: db.Read("view.ledger.engagement", `SELECT c.name || ' / ' || s.name FROM deal_engagement e
			JOIN account_organisation c ON c.id = e.customer_id JOIN account_organisation s ON s.id = e.seller_id WHERE e.id = $1`),
		ledger.PayoutLine: db.Read("view.ledger.payout", `SELECT o.name FROM payout_line p JOIN account_organisation o ON o.id = p.organisation_id WHERE p.id = $1`),
	}
	partyPrefixes = map[ledger.Owner]id.Prefix{ledger.Expert: account.OrganisationID, ledger.Engagement: deal.EngagementID, ledger.PayoutLine: payout.LineID}
)

// PartyName says whose account it is, in the words people know; blank where it is
// the house's own or its owner has no name.
func PartyName(ctx context.Context, r db.Reader, a ledger.Account, party id.ID) (string, error) {
	entry, _ := ledger.EntryOf(a)
	query := partyNames[entry.Owner]
	if query == nil || party.IsNone() {
		return "", nil
	}
	name, err := db.Value[string](ctx, r, query, party)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return name, err
}

// PartyText is the party's typed id; blank where it has no type outside.
func PartyText(a ledger.Account, party id.ID) string {
	entry, _ := ledger.EntryOf(a)
	if prefix, typed := partyPrefixes[entry.Owner]; typed && !party.IsNone() {
		return prefix.Text(party)
	}
	return ""
}

// ParseParty reads what PartyText wrote.
func ParseParty(a ledger.Account, text string) (id.ID, bool) {
	entry, _ := ledger.EntryOf(a)
	if prefix, typed := partyPrefixes[entry.Owner]; typed {
		return prefix.Parse(text)
	}
	return id.None, false
}

// Explain gives what the books say of a thing by its typed id: an engagement, an
// organisation, a payout, a payment request, an invoice or a charge. An id of
// another kind, or one that nothing was posted for, is Missing.
func Explain(ctx context.Context, r db.Reader, thing string, after id.ID) (Explained, error) {
	var e Explained
	var err error
	for _, prefix := range []id.Prefix{deal.EngagementID, account.OrganisationID, payout.LineID} {
		party, is := prefix.Parse(thing)
		if !is {
			continue
		}
		if e.Balances, err = ledger.BalancesOf(ctx, r, party); err != nil {
			return e, err
		}
		e.Postings, err = ledger.PostingsOfParty(ctx, r, party, after, ledgerMax+1)
		if e.More = len(e.Postings) > ledgerMax; e.More {
			e.Postings = e.Postings[:ledgerMax]
		}
		return e, err
	}
	references, err := references(ctx, r, thing)
	if err != nil {
		return e, err
	}
	for _, reference := range references {
		postings, err := ledger.PostingsOf(ctx, r, reference)
		if err != nil {
			return e, err
		}
		e.Postings = append(e.Postings, postings...)
	}
	if len(e.Postings) == 0 {
		return e, fault.Missing("posting.missing")
	}
	return e, nil
}

// references are the attempts that a thing's postings name: of a payment request,
// its invoice and its charges.
func references(ctx context.Context, r db.Reader, thing string) ([]id.ID, error) {
	if request, is := payment.RequestID.Parse(thing); is {
		invoice, found, err := payment.InvoiceOf(ctx, r, request)
		if err != nil || !found {
			return nil, err
		}
		charges, err := db.All(ctx, r, ledgerCharges, db.ScanValue[id.ID], request)
		return append([]id.ID{invoice.ID}, charges...), err
	}
	for _, prefix := range []id.Prefix{payment.InvoiceID, payment.ChargeID} {
		if reference, is := prefix.Parse(thing); is {
			return []id.ID{reference}, nil
		}
	}
	return nil, nil
}

// Referred is the typed id of what a posting's reference is, by its template; the
// plain id where no template says.
func Referred(template string, reference id.ID) string {
	switch {
	case template == "invoiced":
		return payment.InvoiceID.Text(reference)
	case strings.HasPrefix(template, "payout_"), template == "netted":
		return payout.LineID.Text(reference)
	case strings.HasPrefix(template, "collect"), strings.HasPrefix(template, "chargeback_"), strings.HasPrefix(template, "processor_"):
		return payment.ChargeID.Text(reference)
	}
	return reference.String()
}
