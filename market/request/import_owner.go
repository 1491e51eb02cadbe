package request

import (
	"context"
	"strings"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// importHost never receives mail (RFC 2606).
const importHost = "import.invalid"

// OwnedBy names an existing organisation, by id or by its whole name, as the owner
// of what is imported. Faults: organisation.missing, import.owner_ambiguous.
func OwnedBy(ctx context.Context, r db.Reader, owner string) (ImportOptions, error) {
	organisation, ok := account.OrganisationID.Parse(owner)
	if !ok {
		list, err := account.OrganisationsNamed(ctx, r, owner)
		switch {
		case err != nil:
			return ImportOptions{}, err
		case len(list) == 0:
			return ImportOptions{}, fault.Missing("organisation.missing")
		case len(list) > 1:
			return ImportOptions{}, fault.Conflict("import.owner_ambiguous")
		}
		organisation = list[0].ID
	}
	if _, err := account.FindOrganisation(ctx, r, organisation); err != nil {
		return ImportOptions{}, err
	}
	members, err := account.MembersOf(ctx, r, organisation)
	if err != nil {
		return ImportOptions{}, err
	}
	for _, m := range members {
		if m.Role == account.Owner {
			p, err := account.FindPerson(ctx, r, m.Person)
			return ownedBy(organisation, p), err
		}
	}
	return ImportOptions{}, fault.Missing("organisation.missing")
}

// OwnedByImport gives the one customer named after an import, who is made the first
// time; its address receives nothing. Dry makes nobody: the options then own nothing.
func (r *Room) OwnedByImport(ctx context.Context, name string, dry bool) (ImportOptions, error) {
	name, err := prose.Line(name)
	if err != nil || name == "" {
		name = "import"
	}
	email := strings.ToLower(strings.TrimSuffix(fileName(name), ".txt")) + "@" + importHost
	p, err := account.FindPersonByEmail(ctx, r.journal.DB, email)
	if fault.IsKind(err, fault.KindMissing) && dry {
		return ownedBy(id.None, account.Person{Name: name, Email: email}), nil
	}
	if fault.IsKind(err, fault.KindMissing) {
		who := policy.As(policy.System, "import")
		err = r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
			short, _ := prose.Cut(name, NameMax, "en")
			_, _, err := account.Join(ctx, tx, account.NewPerson{Name: short, Email: email, Lang: "en", Zone: "UTC"})
			return err
		})
		if err == nil || fault.Is(err, "account.email_taken") { // Another import of it may be running.
			p, err = account.FindPersonByEmail(ctx, r.journal.DB, email)
		}
	}
	if err != nil {
		return ImportOptions{}, err
	}
	memberships, err := account.MembershipsOf(ctx, r.journal.DB, p.ID)
	if err != nil || len(memberships) == 0 {
		return ImportOptions{}, fault.Missing("organisation.missing").Because(err)
	}
	return ownedBy(memberships[0].Organisation, p), nil
}

func ownedBy(organisation id.ID, p account.Person) ImportOptions {
	name, _ := prose.Cut(p.Name, NameMax, prose.Guess(p.Name))
	return ImportOptions{Organisation: organisation, Person: p.ID, Name: name, Email: p.Email}
}
