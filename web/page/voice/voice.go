// Package voice draws a person or a company who sells: on public pages, in lists of
// who answered, side by side.
package voice

import (
	"context"

	"guildhall/base/i18n"
	"guildhall/base/money"
	"guildhall/base/names"
	"guildhall/base/services"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/view"
)

func t(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// IsCompany tells a company from a person.
func IsCompany(v view.Seller) bool { return v.Kind == account.VoiceCompany }

// Country is where the voice is, as a code.
func Country(v view.Seller) string {
	if IsCompany(v) {
		return v.Company.Country
	}
	return v.Profile.Country
}

// Sub is the line under a voice's name: what it is, and where.
func Sub(ctx context.Context, v view.Seller) string {
	kind := "seller.expert"
	if IsCompany(v) {
		kind = "seller.company"
	}
	if Country(v) == "" {
		return t(ctx, kind)
	}
	return t(ctx, kind) + " · " + names.Country(Country(v), i18n.From(ctx).Lang)
}

// Rate is an indicative hourly rate in words, or empty.
func Rate(ctx context.Context, p expert.Profile) string {
	if !p.HasRate() {
		return ""
	}
	from, to := p.Rate()
	lang := i18n.From(ctx).Lang
	if from == to {
		return t(ctx, "expert.rate.one", "Rate", money.Format(from, lang))
	}
	return t(ctx, "expert.rate.range", "From", money.Format(from, lang), "To", money.Format(to, lang))
}

// Languages are names of languages in one line.
func Languages(ctx context.Context, codes []string) string {
	words := ""
	for i, c := range codes {
		if i > 0 {
			words += t(ctx, "list.comma")
		}
		words += names.Language(c, i18n.From(ctx).Lang)
	}
	return words
}

// CertificationNames are what the voice's certifications are called, once each.
func CertificationNames(v view.Seller) []string {
	var list []string
	for _, c := range once(v) {
		list = append(list, c.Name)
	}
	return list
}

// once gives one certification of each name: several people of a company may hold it.
func once(v view.Seller) []expert.Certification {
	var list []expert.Certification
	seen := map[string]bool{}
	for _, c := range v.Certifications {
		if !seen[c.Name] {
			seen[c.Name] = true
			list = append(list, c)
		}
	}
	return list
}

// Known are the services and the skills of a profile in words.
func Known(p expert.Profile) []string {
	list := make([]string, 0, len(p.Services)+len(p.Skills))
	for _, code := range p.Services {
		list = append(list, services.Name(code))
	}
	return append(list, p.Skills...)
}
