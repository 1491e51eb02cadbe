package view

import (
	"context"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/flow"
)

// TaxNumberRow is one number of a seller in the operator's list; Registration is where
// it is decided.
type TaxNumberRow struct {
	ID           id.ID
	State        flow.State
	Since        clock.Micros
	Kind         string
	Tail         string
	Register     string
	Named        string // whose it is by the register
	AskedAt      clock.Micros
	Organisation string
	Registration id.ID
}

var deskTaxNumbers = db.Read("view.desk.tax_numbers", `SELECT n.id, n.state, n.state_since, n.kind, n.tail, n.register, n.named, n.asked_at, o.name, g.id FROM tax_number n
	JOIN account_organisation o ON o.id = n.organisation_id JOIN registration_seller g ON g.organisation_id = n.organisation_id
	WHERE n.state IN ('unconfirmed', 'unknown', 'differs') AND ($1 = '' OR n.state = $1)
		AND ($2 = '%%' OR LOWER(o.name) LIKE $2 ESCAPE '\' OR o.name LIKE $5 ESCAPE '\') AND n.id > $3
	ORDER BY n.id LIMIT $4`)

// DeskTaxNumbers lists the numbers that nobody has confirmed, the oldest first; a state
// narrows them.
func DeskTaxNumbers(ctx context.Context, r db.Reader, state flow.State, words string, after id.ID, limit int) ([]TaxNumberRow, bool, error) {
	list, err := db.All(ctx, r, deskTaxNumbers, func(row db.Scanner) (TaxNumberRow, error) {
		var n TaxNumberRow
		err := row.Scan(&n.ID, &n.State, &n.Since, &n.Kind, &n.Tail, &n.Register, &n.Named, &n.AskedAt, &n.Organisation, &n.Registration)
		return n, err
	}, string(state), pattern(words), after[:], limit+1, asTyped(words))
	return cut(list, limit, err)
}
