package view

import (
	"context"

	"guildhall/base/db"
)

// SitemapMost is how many addresses one file of a sitemap may hold (sitemaps.org).
const SitemapMost = 50_000

// A page is on when its owner shows it and an organisation behind it may sell: the same
// two conditions as PublicExpert's and PublicCompany's.
const (
	expertsOn = ` FROM expert_profile p WHERE p.state = 'public' AND p.erased_at IS NULL AND p.handle IS NOT NULL AND EXISTS (
		SELECT 1 FROM account_membership m JOIN registration_seller g ON g.organisation_id = m.organisation_id AND g.state = 'active'
		WHERE m.person_id = p.person_id AND m.left_at IS NULL)`
	companiesOn = ` FROM expert_company p WHERE p.state = 'public' AND p.handle IS NOT NULL AND EXISTS (
		SELECT 1 FROM registration_seller g WHERE g.organisation_id = p.id AND g.state = 'active')`
)

// SitemapKind is a kind of public page: its first letter in addresses, and how to find
// those that are on.
type SitemapKind struct {
	Name, Prefix string
	count, list  *db.Query
}

// SitemapKinds are the kinds of page that people and companies switch on and off.
var SitemapKinds = []SitemapKind{
	sitemapKind("experts", "/e/", expertsOn),
	sitemapKind("companies", "/c/", companiesOn),
}

func sitemapKind(name, prefix, on string) SitemapKind {
	return SitemapKind{name, prefix,
		db.Read("view.sitemap."+name+".count", `SELECT CAST(COUNT(*) AS BIGINT)`+on),
		db.Read("view.sitemap."+name+".list", `SELECT p.handle`+on+` ORDER BY p.handle LIMIT $1 OFFSET $2`)}
}

// Files is how many files the addresses of a kind fill, SitemapMost in each.
func (k SitemapKind) Files(ctx context.Context, r db.Reader) (int, error) {
	n, err := db.Value[int64](ctx, r, k.count)
	return int((n + SitemapMost - 1) / SitemapMost), err
}

// Paths are the pages of a kind that are on now, in the order of their handles, those
// of one file; files count from 1.
func (k SitemapKind) Paths(ctx context.Context, r db.Reader, file int) ([]string, error) {
	list, err := db.All(ctx, r, k.list, db.ScanValue[string], SitemapMost, int64(file-1)*SitemapMost)
	for i := range list {
		list[i] = k.Prefix + list[i]
	}
	return list, err
}
