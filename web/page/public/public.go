// Package public draws what everybody may see of those who sell: a person's page and
// a company's page.
package public

import (
	"context"

	"guildhall/base/i18n"
	"guildhall/base/names"
	"guildhall/market/view"
	"guildhall/web/page/voice"
	"guildhall/web/part"
)

func t(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// ExpertPage is a person's page.
type ExpertPage struct {
	view.ExpertPage
	// Message is where one writes to them; blank for their own page, which is
	// changed at Edit.
	Message, Edit string
	Shown         Shown
}

// CompanyPage is a company's page.
type CompanyPage struct {
	view.CompanyPage
	// Message and Edit are as with an expert.
	Message, Edit string
	Shown         Shown
}

func country(ctx context.Context, v view.Seller) string {
	if c := voice.Country(v); c != "" {
		return names.Country(c, i18n.From(ctx).Lang)
	}
	return ""
}

// facts are the short lines beside a person's words.
func facts(ctx context.Context, v view.Seller) []part.Fact {
	var list []part.Fact
	add := func(key, text string) {
		if text != "" {
			list = append(list, part.Fact{Label: t(ctx, key), Text: text})
		}
	}
	add("compare.rate", voice.Rate(ctx, v.Profile))
	add("compare.languages", voice.Languages(ctx, v.Profile.Languages))
	add("public.location", country(ctx, v))
	return list
}

func companyFacts(ctx context.Context, v view.Seller) []part.Fact {
	var list []part.Fact
	if v.Company.Website != "" {
		list = append(list, part.Fact{Label: t(ctx, "company.website"), Value: website(v.Company.Website)})
	}
	if c := country(ctx, v); c != "" {
		list = append(list, part.Fact{Label: t(ctx, "public.location"), Text: c})
	}
	return list
}
