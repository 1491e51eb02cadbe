// Package public draws what everybody may see of those who sell: a person's page and
// a company's page.
package public

import (
	"context"
	"strings"

	"guildhall/base/i18n"
	"guildhall/base/names"
	"guildhall/base/services"
	"guildhall/market/expert"
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
	add("profile.zone", zoneName(ctx, v.Profile.Zone))
	return list
}

// zoneName is a time zone with what its clocks show beside UTC now.
func zoneName(ctx context.Context, name string) string {
	z, err := i18n.Zone(name)
	if name == "" || err != nil {
		return ""
	}
	now := i18n.From(ctx).Now
	return strings.ReplaceAll(name, "_", " ") + " (UTC" + now.In(z).Format("-07:00") + ")"
}

// month is a year or a month in words: "2019-04" is April 2019.
func month(ctx context.Context, when string) string {
	year, of, both := strings.Cut(when, "-")
	if !both {
		return t(ctx, "public.year", "Year", year)
	}
	return t(ctx, "statement.month", "Year", year, "Month", t(ctx, "month."+strings.TrimPrefix(of, "0")))
}

// years are from when to when somebody worked somewhere, or empty.
func years(ctx context.Context, e expert.Entry) string {
	switch {
	case e.From == "" && e.To == "":
		return ""
	case e.To == "":
		return t(ctx, "public.since", "From", month(ctx, e.From))
	case e.From == "":
		return t(ctx, "public.until", "To", month(ctx, e.To))
	}
	return t(ctx, "public.between", "From", month(ctx, e.From), "To", month(ctx, e.To))
}

// with are the services of finished work, each with how often.
func with(ctx context.Context, f view.Finished) []string {
	list := make([]string, len(f.With))
	for i, w := range f.With {
		list[i] = t(ctx, "public.finished.with", "Service", services.Name(w.Service), "Times", w.Count)
	}
	return list
}

// shown is an address as people read it.
func shown(l expert.Link) string {
	if l.Label != "" {
		return l.Label
	}
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(l.Address, "https://"), "http://"), "/")
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
