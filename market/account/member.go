package account

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/policy"
)

// Membership is a person's place in an organisation.
type Membership struct {
	Organisation    id.ID
	Person          id.ID
	Role            Role
	MayPropose      bool
	MayAccess       bool
	MayWriteSelf    bool
	MayWriteCompany bool
	DefaultVoice    string
}

// Can tells whether a switch is on. Owners and admins set them, for themselves too.
func (m Membership) Can(s Switch) bool {
	switch s {
	case MayPropose:
		return m.MayPropose
	case MayAccess:
		return m.MayAccess
	case MayWriteSelf:
		return m.MayWriteSelf
	case MayWriteCompany:
		return m.MayWriteCompany
	}
	return false
}

// Acts tells whether the role may buy, sell and write for the organisation.
func (m Membership) Acts() bool { return m.Role == Owner || m.Role == Admin || m.Role == Member }

// Pays tells whether the role may approve payments and see money.
func (m Membership) Pays() bool { return m.Role == Owner || m.Role == Admin || m.Role == Billing }

// Manages tells whether the role may change members and company details.
func (m Membership) Manages() bool { return m.Role == Owner || m.Role == Admin }

const membershipColumns = `organisation_id, person_id, role, may_propose, may_access, may_write_self, may_write_company, default_voice`

func scanMembership(row db.Scanner) (Membership, error) {
	var m Membership
	err := row.Scan(&m.Organisation, &m.Person, &m.Role, &m.MayPropose, &m.MayAccess, &m.MayWriteSelf, &m.MayWriteCompany, &m.DefaultVoice)
	return m, err
}

var (
	membershipFind = db.Read("account.membership.find", `SELECT `+membershipColumns+` FROM account_membership
		WHERE organisation_id = $1 AND person_id = $2 AND left_at IS NULL`).Once()
	membershipsOf = db.Read("account.memberships.of", `SELECT `+membershipColumns+` FROM account_membership
		WHERE person_id = $1 AND left_at IS NULL ORDER BY made_at, organisation_id`)
	membersAny = db.Read("account.members.any", `SELECT 1 FROM account_membership WHERE organisation_id = $1 AND left_at IS NULL LIMIT 1`)
	membersOf  = db.Read("account.members.of", `SELECT `+membershipColumns+` FROM account_membership
		WHERE organisation_id = $1 AND left_at IS NULL ORDER BY made_at, person_id`)
	membersOfMany = db.Read("account.members.of_many", `SELECT `+membershipColumns+` FROM account_membership
		WHERE organisation_id IN (`+db.Marks(1, MembersOfMost)+`) AND left_at IS NULL ORDER BY made_at, person_id`)
)

// MembersOfMost is of how many organisations MembersOfMany tells at most.
const MembersOfMost = 64

// FindMembership gives the person's place in the organisation, or Missing: someone
// else's organisation looks like none.
func FindMembership(ctx context.Context, r db.Reader, organisation, person id.ID) (Membership, error) {
	m, err := db.One(ctx, r, membershipFind, scanMembership, organisation, person)
	if errors.Is(err, db.ErrNone) {
		return m, fault.Missing("organisation.missing")
	}
	return m, err
}

// Knowing gives a context for one page of a signed-in reader: it remembers what it
// was told (db.Remembering), and the reader's membership from the session.
func Knowing(ctx context.Context, s Session) context.Context {
	ctx = db.Remembering(ctx)
	if m := s.Membership; !m.Organisation.IsNone() {
		db.Know(ctx, membershipFind, m, m.Organisation, m.Person)
	}
	return ctx
}

// Hat checks, inside the change, that the actor still belongs to the organisation
// it acts for.
func Hat(ctx context.Context, r db.Reader, who policy.Actor) (Membership, error) {
	if !who.IsSignedIn() {
		return Membership{}, fault.Unauthenticated("account.sign_in_first")
	}
	return FindMembership(ctx, r, who.Organisation, who.Person)
}

// MembershipsOf lists where a person belongs.
func MembershipsOf(ctx context.Context, r db.Reader, person id.ID) ([]Membership, error) {
	return db.All(ctx, r, membershipsOf, scanMembership, person)
}

// IsPeopled tells whether an organisation has any member left. One that was closed
// has none.
func IsPeopled(ctx context.Context, r db.Reader, organisation id.ID) (bool, error) {
	return db.Exists(ctx, r, membersAny, organisation)
}

// MembersOf lists who belongs to an organisation.
func MembersOf(ctx context.Context, r db.Reader, organisation id.ID) ([]Membership, error) {
	return db.All(ctx, r, membersOf, scanMembership, organisation)
}

// MembersOfMany is MembersOf for several organisations at once, MembersOfMost at most.
// An organisation without members has an empty list.
func MembersOfMany(ctx context.Context, r db.Reader, organisations []id.ID) (map[id.ID][]Membership, error) {
	of := make(map[id.ID][]Membership, len(organisations))
	for _, o := range organisations {
		of[o] = nil
	}
	list, err := db.All(ctx, r, membersOfMany, scanMembership, db.Padded(organisations, MembersOfMost)...)
	for _, m := range list {
		of[m.Organisation] = append(of[m.Organisation], m)
	}
	return of, err
}
