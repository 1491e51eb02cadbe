package view

import (
	"cmp"
	"context"
	"slices"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/registration"
	"guildhall/market/review"
)

// Seller is a person or a company as the other side sees it, whether or not its
// page is public: whoever talks with it may know it.
type Seller struct {
	Kind         string // account.VoiceSelf or account.VoiceCompany
	Person       id.ID  // None for a company
	Organisation id.ID  // who would sell
	Name         string
	Picture      string // address, "" for none
	Href         string // public page, "" when there is none
	Profile      expert.Profile
	Company      expert.Company
	// Certifications are the person's, or those of everybody in the company.
	Certifications []expert.Certification
	Tally          review.Tally
}

// SellerOf gathers what a voice shows. Profiles that were never written leave a name.
func SellerOf(ctx context.Context, r db.Reader, kind string, person, organisation id.ID) (Seller, error) {
	v := Seller{Kind: kind, Organisation: organisation}
	show := v.company
	if kind != account.VoiceCompany {
		v.Person, show = person, v.self
	}
	var active bool
	err := db.Together(ctx, r,
		func(ctx context.Context) error { return show(ctx, r) },
		db.Into(&active, func(ctx context.Context) (bool, error) { return registration.IsActive(ctx, r, organisation) }),
		db.Into(&v.Tally, func(ctx context.Context) (review.Tally, error) { return review.TallyOf(ctx, r, organisation) }),
	)
	switch {
	case !active:
	case v.Profile.State == expert.Public:
		v.Href = "/e/" + v.Profile.Handle
	case v.Company.State == expert.Public:
		v.Href = "/c/" + v.Company.Handle
	}
	return v, err
}

func (v *Seller) self(ctx context.Context, r db.Reader) (err error) {
	v.Profile, err = expert.FindByPerson(ctx, r, v.Person)
	if fault.IsKind(err, fault.KindMissing) {
		p, err := account.FindPerson(ctx, r, v.Person)
		v.Name = p.Name
		return err
	}
	if err != nil {
		return err
	}
	v.Name, v.Picture = v.Profile.Name, file.PictureAddress(v.Profile.Picture)
	v.Certifications, err = expert.ValidCertifications(ctx, r, v.Profile.ID)
	return err
}

func (v *Seller) company(ctx context.Context, r db.Reader) (err error) {
	v.Company, err = expert.FindCompany(ctx, r, v.Organisation)
	switch {
	case fault.IsKind(err, fault.KindMissing):
		o, err := account.FindOrganisation(ctx, r, v.Organisation)
		if err != nil {
			return err
		}
		v.Name = o.Name
	case err != nil:
		return err
	default:
		v.Name, v.Picture = v.Company.Name, file.PictureAddress(v.Company.Logo)
	}
	members, err := account.MembersOf(ctx, r, v.Organisation)
	if err != nil {
		return err
	}
	held := make([][]expert.Certification, len(members))
	reads := make([]func(context.Context) error, len(members))
	for i, m := range members {
		reads[i] = db.Into(&held[i], func(ctx context.Context) ([]expert.Certification, error) {
			p, err := expert.FindByPerson(ctx, r, m.Person)
			if fault.IsKind(err, fault.KindMissing) {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			return expert.ValidCertifications(ctx, r, p.ID)
		})
	}
	if err := db.Together(ctx, r, reads...); err != nil {
		return err
	}
	v.Certifications = slices.Concat(held...)
	slices.SortStableFunc(v.Certifications, func(a, b expert.Certification) int { return cmp.Compare(rank(b), rank(a)) })
	return nil
}

// rank puts professional before specialty before associate.
func rank(c expert.Certification) int {
	return map[string]int{"professional": 3, "specialty": 2, "associate": 1}[c.Level]
}
