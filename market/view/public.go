package view

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/registration"
	"guildhall/market/review"
)

// ExpertPage is what everybody may see of a person who sells.
type ExpertPage struct {
	Voice     Seller
	Companies []Seller     // the person's companies that are public
	Tally     review.Tally // of the person's work
	Finished  Finished
}

// PublicExpert gives the page at /e/handle, or Missing: unknown, hidden and not
// registered look the same.
func PublicExpert(ctx context.Context, r db.Reader, handle string) (ExpertPage, error) {
	var page ExpertPage
	p, err := expert.FindByHandle(ctx, r, handle)
	if err != nil {
		return page, err
	}
	organisation, err := sellingFor(ctx, r, p.Person)
	if err != nil {
		return page, err
	}
	if p.State != expert.Public || organisation.IsNone() {
		return page, fault.Missing("expert.missing")
	}
	if page.Voice, err = SellerOf(ctx, r, account.VoiceSelf, p.Person, organisation); err != nil {
		return page, err
	}
	memberships, err := account.MembershipsOf(ctx, r, p.Person)
	if err != nil {
		return page, err
	}
	for _, m := range memberships {
		c, err := SellerOf(ctx, r, account.VoiceCompany, id.None, m.Organisation)
		if err != nil {
			return page, err
		}
		if c.Href != "" {
			page.Companies = append(page.Companies, c)
		}
	}
	if page.Tally, err = review.TallyOfPerson(ctx, r, p.Person); err != nil {
		return page, err
	}
	page.Finished, err = FinishedBy(ctx, r, p.Person)
	return page, err
}

// sellingFor is the first organisation of a person that may sell, or None.
func sellingFor(ctx context.Context, r db.Reader, person id.ID) (id.ID, error) {
	memberships, err := account.MembershipsOf(ctx, r, person)
	for _, m := range memberships {
		active, err := registration.IsActive(ctx, r, m.Organisation)
		if err != nil || active {
			return m.Organisation, err
		}
	}
	return id.None, err
}

// CompanyPage is what everybody may see of a company that sells.
type CompanyPage struct {
	Voice   Seller
	Experts []Seller // its members whose own pages are public
	Finished
}

// PublicCompany gives the page at /c/handle, or Missing.
func PublicCompany(ctx context.Context, r db.Reader, handle string) (CompanyPage, error) {
	var page CompanyPage
	c, err := expert.FindCompanyByHandle(ctx, r, handle)
	if err != nil {
		return page, err
	}
	if page.Voice, err = SellerOf(ctx, r, account.VoiceCompany, id.None, c.ID); err != nil {
		return page, err
	}
	if page.Voice.Href == "" {
		return page, fault.Missing("company.missing")
	}
	members, err := account.MembersOf(ctx, r, c.ID)
	if err != nil {
		return page, err
	}
	for _, m := range members {
		e, err := SellerOf(ctx, r, account.VoiceSelf, m.Person, c.ID)
		if err != nil {
			return page, err
		}
		if e.Href != "" {
			page.Experts = append(page.Experts, e)
		}
	}
	page.Finished, err = FinishedOf(ctx, r, c.ID)
	return page, err
}

// NameOf is the name a person shows on their own public page; blank when it is
// hidden, so that a review names nobody who does not show themselves.
func NameOf(ctx context.Context, r db.Reader, person id.ID) (string, error) {
	p, err := expert.FindByPerson(ctx, r, person)
	if fault.IsKind(err, fault.KindMissing) || err == nil && p.State != expert.Public {
		return "", nil
	}
	return p.Name, err
}
