package expert

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/account"
)

// HasIndividual tells whether somebody who belongs to the organisation has given
// individual details: a name, a photo and a biography, whether shown or not (R3d).
func HasIndividual(ctx context.Context, r db.Reader, organisation id.ID) (bool, error) {
	members, err := account.MembersOf(ctx, r, organisation)
	if err != nil {
		return false, err
	}
	for _, m := range members {
		p, err := FindByPerson(ctx, r, m.Person)
		switch {
		case fault.IsKind(err, fault.KindMissing):
		case err != nil:
			return false, err
		case len(p.Lacks()) == 0:
			return true, nil
		}
	}
	return false, nil
}

// HasCompany tells whether the organisation's company page has all it needs: name,
// description, logo and website, whether shown or not (R6b).
func HasCompany(ctx context.Context, r db.Reader, organisation id.ID) (bool, error) {
	c, err := FindCompany(ctx, r, organisation)
	if fault.IsKind(err, fault.KindMissing) {
		return false, nil
	}
	return err == nil && len(c.Lacks()) == 0, err
}
