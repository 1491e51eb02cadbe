package registration

import (
	"context"
	"slices"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/expert"
)

// Capability is what somebody may do for an organisation: the matrix of
// AWS_IQ.md 1.8, R5a to R5e. The member's role and switches come on top
// (market/account).
type Capability struct {
	// PublicPage: have a public page, receive and answer direct messages.
	PublicPage bool
	// SeesPool: see and answer the requests of everybody.
	SeesPool bool
	// Proposes: send proposals and payment requests.
	Proposes bool
	// EntersAccounts: ask for access to a customer's account.
	EntersAccounts bool
	// Registered, Certified and OwnCertified are the three columns of the matrix, so
	// that a page can say which one is missing.
	Registered, Certified, OwnCertified bool
}

// matrix applies the rules to the three columns.
func matrix(registered, certified, own bool) Capability {
	return Capability{
		PublicPage:     registered,
		SeesPool:       registered && certified,
		Proposes:       registered,
		EntersAccounts: registered && own,
		Registered:     registered,
		Certified:      certified,
		OwnCertified:   own,
	}
}

// Capabilities works out what a person may do for an organisation, now. A
// certification counts for every organisation its owner belongs to.
func Capabilities(ctx context.Context, r db.Reader, organisation, person id.ID) (Capability, error) {
	var registered, own bool
	var members []account.Membership
	err := db.Together(ctx, r,
		db.Into(&registered, func(ctx context.Context) (bool, error) { return IsActive(ctx, r, organisation) }),
		db.Into(&members, func(ctx context.Context) ([]account.Membership, error) {
			return account.MembersOf(ctx, r, organisation)
		}),
		db.Into(&own, func(ctx context.Context) (bool, error) { return expert.AnyCertified(ctx, r, person) }),
	)
	if err != nil {
		return Capability{}, err
	}
	everybody := make([]id.ID, 0, len(members))
	for _, m := range members {
		everybody = append(everybody, m.Person)
	}
	if own = own && slices.Contains(everybody, person); own {
		return matrix(registered, true, true), nil
	}
	certified, err := expert.AnyCertified(ctx, r, everybody...)
	return matrix(registered, certified, false), err
}

// Why names the rule that keeps somebody from the pool, or is empty: not_registered
// or not_certified, the end of the text keys "fault.pool.<code>" and
// "pool.todo.<code>" (R2: every refusal names its rule).
func (c Capability) Why() string {
	switch {
	case !c.Registered:
		return "not_registered"
	case !c.Certified:
		return "not_certified"
	}
	return ""
}

// NeedPool refuses with the rule that is missing, unless the pool may be seen.
func (c Capability) NeedPool() error {
	if why := c.Why(); why != "" {
		return fault.Forbidden("pool." + why)
	}
	return nil
}

var active = db.Read("registration.is_active", `SELECT 1 FROM registration_seller WHERE organisation_id = $1 AND state = 'active'`)

// IsActive tells whether the organisation may sell.
func IsActive(ctx context.Context, r db.Reader, organisation id.ID) (bool, error) {
	return db.Exists(ctx, r, active, organisation)
}

// IsPersonActive tells whether any organisation a person belongs to may sell: then
// their own page may be public.
func IsPersonActive(ctx context.Context, r db.Reader, person id.ID) (bool, error) {
	memberships, err := account.MembershipsOf(ctx, r, person)
	for _, m := range memberships {
		if is, err := IsActive(ctx, r, m.Organisation); is || err != nil {
			return is, err
		}
	}
	return false, err
}
