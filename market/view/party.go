package view

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/market/account"
)

var preferredName = db.Read("view.party.preferred", `SELECT name FROM talk_member
	WHERE conversation_id = $1 AND side = 'customer' AND name <> '' ORDER BY added_at, person_id LIMIT 1`)

// CustomerShown is the customer's organisation as the expert may see it: a person
// is called by the name they chose for this conversation, a company by its own
// (AWS_IQ.md 1.1). Papers such as invoices carry the organisation's name.
func CustomerShown(ctx context.Context, r db.Reader, conversation, customer id.ID) (account.Organisation, error) {
	o, err := account.FindOrganisation(ctx, r, customer)
	if err != nil || o.Kind != account.KindPersonal || o.Name == "" {
		return o, err
	}
	name, err := db.Value[string](ctx, r, preferredName, conversation)
	if errors.Is(err, db.ErrNone) {
		return o, nil
	}
	if name != "" {
		o.Name = name
	}
	return o, err
}
