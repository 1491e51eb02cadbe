package view

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/account"
)

// partyColumns are the organisation o, before the name it is known by.
const partyColumns = `o.id, o.state, o.kind, o.name, o.country, COALESCE(o.handle, ''), o.made_at`

var shownCustomer = db.Read("view.party.customer", `SELECT `+partyColumns+`, COALESCE(CASE WHEN o.kind = 'personal' THEN (SELECT m.name FROM talk_member m
		WHERE m.conversation_id = $1 AND m.side = 'customer' AND m.name <> '' ORDER BY m.added_at, m.person_id LIMIT 1) END, '')
	FROM account_organisation o WHERE o.id = $2`)

var shownSeller = db.Read("view.party.seller", `SELECT `+partyColumns+`, COALESCE(CASE WHEN c.voice = 'self' AND o.kind = 'personal' THEN ep.name ELSE ec.name END, '')
	FROM account_organisation o
	LEFT JOIN talk_conversation c ON c.id = $1 AND c.expert_organisation_id = o.id
	LEFT JOIN expert_profile ep ON ep.person_id = c.voice_id
	LEFT JOIN expert_company ec ON ec.id = o.id WHERE o.id = $2`)

// shown is an organisation with the name it is known by; one that was erased has none.
func shown(ctx context.Context, r db.Reader, q *db.Query, conversation, organisation id.ID) (account.Organisation, error) {
	o, err := db.One(ctx, r, q, func(row db.Scanner) (account.Organisation, error) {
		var o account.Organisation
		var name string
		err := row.Scan(&o.ID, &o.State, &o.Kind, &o.Name, &o.Country, &o.Handle, &o.MadeAt, &name)
		if name != "" && o.Name != "" {
			o.Name = name
		}
		return o, err
	}, conversation, organisation)
	if errors.Is(err, db.ErrNone) {
		return o, fault.Missing("organisation.missing")
	}
	return o, err
}

// SellerShown is the seller's organisation as the customer knows it from the
// conversation: a person is called by the name of their profile, a company by that of
// its own, and without one by the organisation's. Papers such as invoices, and the
// desk, carry the organisation's name.
func SellerShown(ctx context.Context, r db.Reader, conversation, seller id.ID) (account.Organisation, error) {
	return shown(ctx, r, shownSeller, conversation, seller)
}

// The same two rules for lists of payment requests q, whose other side is o.
const (
	sellerOfPayment = `CASE WHEN o.name = '' THEN '' ELSE COALESCE(NULLIF((SELECT CASE WHEN t.voice = 'self' AND o.kind = 'personal' THEN ep.name ELSE ec.name END
		FROM talk_conversation t LEFT JOIN expert_profile ep ON ep.person_id = t.voice_id LEFT JOIN expert_company ec ON ec.id = t.expert_organisation_id
		WHERE t.id = q.conversation_id AND t.expert_organisation_id = o.id), ''), o.name) END`
	customerOfPayment = `CASE WHEN o.name = '' OR o.kind <> 'personal' THEN o.name ELSE COALESCE((SELECT m.name FROM talk_member m
		WHERE m.conversation_id = q.conversation_id AND m.side = 'customer' AND m.name <> '' ORDER BY m.added_at, m.person_id LIMIT 1), o.name) END`
)

// CustomerShown is the customer's organisation as the expert may see it: a person
// is called by the name they chose for this conversation, a company by its own
// (AWS_IQ.md 1.1). Papers such as invoices carry the organisation's name.
func CustomerShown(ctx context.Context, r db.Reader, conversation, customer id.ID) (account.Organisation, error) {
	return shown(ctx, r, shownCustomer, conversation, customer)
}
