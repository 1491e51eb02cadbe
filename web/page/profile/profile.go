// Package profile draws where people and companies write about themselves: the
// form, what it will look like, whether the page is public and what it lacks.
package profile

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"guildhall/base/i18n"
	"guildhall/base/money"
	"guildhall/base/names"
	"guildhall/engine/flow"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/view"
	"guildhall/web/page/registration"
	"guildhall/web/page/voice"
	"guildhall/web/part"
)

func t(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// Page is the person's own profile being written.
type Page struct {
	Form part.Form
	// There tells that a profile exists; Saved is as it is stored.
	There          bool
	Saved          expert.Profile
	Typed          expert.Details
	Certifications []expert.Certification
	// Active tells that the person may have a public page.
	Active     bool
	Base       string // the house's address, for the page's own
	Currencies []string
	Zones      []part.Option
	Key        string
	PictureMax int64
	Refused    string // of the picture
	// Preview is drawn when asked for.
	Preview *view.Seller
	Asked   *registration.Asked
}

// CompanyPage is the company's profile being written.
type CompanyPage struct {
	Form       part.Form
	There      bool
	Saved      expert.Company
	Typed      expert.CompanyDetails
	Active     bool
	MayChange  bool
	Personal   bool // a personal organisation has no company
	Base       string
	Key        string
	PictureMax int64
	Refused    string
	Preview    *view.Seller
	Asked      *registration.Asked
	Voice      view.Seller
}

// Typed is a stored profile as its form shows it.
func Typed(p expert.Profile) expert.Details {
	d := expert.Details{Handle: p.Handle, Name: p.Name, Country: p.Country, Languages: p.Languages, Biography: p.Biography,
		Experience: p.Experience, RateCurrency: p.RateCurrency, Zone: p.Zone, Skills: voice.Known(p), Entries: p.Entries, Links: p.Links}
	if p.HasRate() {
		from, to := p.Rate()
		d.RateFrom, d.RateTo = from.Decimal(), to.Decimal()
	}
	return d
}

// EntryName and LinkName begin the names of the fields of the n-th one.
func EntryName(n int) string { return "entries." + strconv.Itoa(n) + "." }

// LinkName is as EntryName.
func LinkName(n int) string { return "links." + strconv.Itoa(n) + "." }

// entries are those that are there, and a blank one.
func (p Page) entries() []expert.Entry {
	if len(p.Saved.Entries) >= expert.EntriesMax {
		return p.Saved.Entries
	}
	return append(slices.Clone(p.Saved.Entries), expert.Entry{})
}

// links are those that are there, and two blank ones.
func (p Page) links() []expert.Link {
	list := slices.Clone(p.Saved.Links)
	for range min(2, expert.LinksMax-len(list)) {
		list = append(list, expert.Link{Kind: expert.LinkKinds[0]})
	}
	return list
}

// isOpen tells that an entry is to be seen at once: it was refused, or is being typed.
func (p Page) isOpen(n int) bool {
	for _, e := range p.Form.Errors {
		if strings.HasPrefix(e.Name, EntryName(n)) {
			return true
		}
	}
	return false
}

func entryTitle(ctx context.Context, e expert.Entry) string {
	switch {
	case e.Title == "":
		return t(ctx, "profile.entries.add")
	case e.Organisation == "":
		return e.Title
	}
	return e.Title + " · " + e.Organisation
}

func linkKinds(ctx context.Context) []part.Option {
	var list []part.Option
	for _, k := range expert.LinkKinds {
		list = append(list, part.Option{Value: k, Label: t(ctx, "link."+k)})
	}
	return list
}

// NoZone is the option of naming no time zone.
func NoZone(ctx context.Context) []part.Option {
	return []part.Option{{Value: "", Label: t(ctx, "profile.country.unsaid")}}
}

// TypedCompany is a stored company profile as its form shows it.
func TypedCompany(c expert.Company) expert.CompanyDetails {
	return expert.CompanyDetails{Handle: c.Handle, Name: c.Name, Description: c.Description, Website: c.Website, Country: c.Country}
}

// unsaid is the option of naming no country.
func unsaid(ctx context.Context) []part.Option {
	return []part.Option{{Value: "", Label: t(ctx, "profile.country.unsaid")}}
}

func languageOptions(ctx context.Context) []part.Option {
	var list []part.Option
	for _, n := range names.Languages(i18n.From(ctx).Lang) {
		list = append(list, part.Option{Value: n.Code, Label: n.Name})
	}
	return list
}

func currencyOptions(ctx context.Context, codes []string) []part.Option {
	var list []part.Option
	for _, c := range codes {
		list = append(list, part.Option{Value: c, Label: c + " " + money.Symbol(c, i18n.From(ctx).Lang)})
	}
	return list
}

// lacks names what is missing, in words.
func lacks(ctx context.Context, fields []string) string {
	words := make([]string, len(fields))
	for i, f := range fields {
		words[i] = t(ctx, "profile.lacks."+f)
	}
	return strings.Join(words, t(ctx, "list.comma"))
}

func (p Page) turn() part.Turn {
	if p.There && p.Saved.State == expert.Public && p.Active {
		return part.Finished
	}
	if p.There && p.Saved.State == expert.Public {
		return part.Theirs
	}
	return part.Yours
}

func (p Page) title(ctx context.Context) string {
	switch {
	case !p.There:
		return t(ctx, "profile.next.write")
	case p.Saved.State == expert.Public && p.Active:
		return t(ctx, "profile.next.public")
	case p.Saved.State == expert.Public:
		return t(ctx, "profile.next.registration")
	case len(p.Saved.Lacks()) > 0:
		return t(ctx, "profile.next.lacks")
	}
	return t(ctx, "profile.next.show")
}

func (p Page) text(ctx context.Context) string {
	switch {
	case !p.There:
		return t(ctx, "profile.next.write.text")
	case p.Saved.State == expert.Public && p.Active:
		return t(ctx, "profile.next.public.text")
	case p.Saved.State == expert.Public:
		return t(ctx, "profile.next.registration.text")
	case len(p.Saved.Lacks()) > 0:
		return t(ctx, "profile.next.lacks.text", "Fields", lacks(ctx, p.Saved.Lacks()))
	}
	return t(ctx, "profile.next.show.text")
}

func (p CompanyPage) turn() part.Turn {
	return Page{There: p.There, Saved: expert.Profile{State: p.Saved.State}, Active: p.Active}.turn()
}

func (p CompanyPage) title(ctx context.Context) string {
	switch {
	case !p.There:
		return t(ctx, "company.next.write")
	case p.Saved.State == expert.Public && p.Active:
		return t(ctx, "company.next.public")
	case p.Saved.State == expert.Public:
		return t(ctx, "profile.next.registration")
	case len(p.Saved.Lacks()) > 0:
		return t(ctx, "profile.next.lacks")
	}
	return t(ctx, "company.next.show")
}

func (p CompanyPage) text(ctx context.Context) string {
	switch {
	case !p.There:
		return t(ctx, "company.next.write.text")
	case p.Saved.State == expert.Public && p.Active:
		return t(ctx, "profile.next.public.text")
	case p.Saved.State == expert.Public:
		return t(ctx, "profile.next.registration.text")
	case len(p.Saved.Lacks()) > 0:
		return t(ctx, "profile.next.lacks.text", "Fields", lacks(ctx, p.Saved.Lacks()))
	}
	return t(ctx, "company.next.show.text")
}

func stateBadge(ctx context.Context, noun string, s flow.State) *part.Badge {
	if s == "" {
		return nil
	}
	tone, icon := part.Neutral, "eye-off"
	if s == expert.Public {
		tone, icon = part.Good, "eye"
	}
	return &part.Badge{Label: t(ctx, noun+".state."+string(s)), Tone: tone, Icon: icon}
}

func certificationBadge(ctx context.Context, s flow.State) part.Badge {
	tone := part.Neutral
	if s == expert.Valid {
		tone = part.Good
	}
	return part.Badge{Label: t(ctx, "certification.state."+string(s)), Tone: tone}
}

func picture(key string) string { return file.PictureAddress(key) }
