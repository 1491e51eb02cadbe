package account

import (
	"context"

	"guildhall/base/db"
)

var organisationsNamed = db.Read("account.organisations.named", `SELECT `+organisationColumns+` FROM account_organisation
	WHERE name = $1 AND state = 'active' ORDER BY made_at, id LIMIT 2`)

// OrganisationsNamed finds organisations by their whole name: at most two, since
// somebody who asks by name wants exactly one.
func OrganisationsNamed(ctx context.Context, r db.Reader, name string) ([]Organisation, error) {
	return db.All(ctx, r, organisationsNamed, scanOrganisation, name)
}
