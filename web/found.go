package web

import (
	"encoding/json"
	"fmt"
	"strconv"

	"guildhall/base/prose"
	"guildhall/base/services"
	"guildhall/market/expert"
	"guildhall/market/review"
	"guildhall/market/view"
	"guildhall/web/page/layout"
)

// thing is a node of schema.org.
type thing map[string]any

// found is how a public page looks where it is shared: the address of its picture, and
// what it says in the words of schema.org. A script of a data type is not run, so the
// page's policy has nothing against it.
func (v *Visit) found(of view.Seller, kind string, data thing) *layout.Found {
	data["@context"] = "https://schema.org"
	text, err := json.Marshal(data) // escapes <, > and &
	if err != nil {
		panic(err) // of strings and numbers only
	}
	return &layout.Found{Kind: kind, Image: v.face.BaseURL + of.Href + "/share.png?lang=" + string(v.Reader.Lang), Data: string(text)}
}

func put(into thing, key, text string) {
	if text != "" {
		into[key] = text
	}
}

// personData says of a person what the page shows. Stars are of the service, because
// schema.org rates no people.
func personData(base string, p view.ExpertPage) thing {
	of, href := p.Voice.Profile, base+p.Voice.Href
	person := thing{"@type": "Person", "@id": href + "#person", "name": p.Voice.Name, "url": href}
	put(person, "description", prose.Plain(of.Biography))
	if p.Voice.Picture != "" {
		person["image"] = base + p.Voice.Picture
	}
	if of.Country != "" {
		person["address"] = thing{"@type": "PostalAddress", "addressCountry": of.Country}
	}
	if len(of.Languages) > 0 {
		person["knowsLanguage"] = of.Languages
	}
	var knows []string
	for _, code := range of.Services {
		knows = append(knows, services.Name(code))
	}
	if knows = append(knows, of.Skills...); len(knows) > 0 {
		person["knowsAbout"] = knows
	}
	if held := credentials(p.Voice.Certifications); len(held) > 0 {
		person["hasCredential"] = held
	}
	var same []string
	for _, l := range of.Links {
		if l.Kind == "site" || l.Kind == "code" {
			same = append(same, l.Address)
		}
	}
	if len(same) > 0 {
		person["sameAs"] = same
	}
	var firms []thing
	for _, c := range p.Companies {
		firms = append(firms, thing{"@type": "Organization", "name": c.Name, "url": base + c.Href})
	}
	if len(firms) > 0 {
		person["worksFor"] = firms
	}
	if p.Tally.Count > 0 {
		person["makesOffer"] = thing{"@type": "Offer", "itemOffered": thing{"@type": "Service", "name": p.Voice.Name,
			"provider": thing{"@id": href + "#person"}, "aggregateRating": rating(p.Tally)}}
	}
	return thing{"@type": "ProfilePage", "url": href, "mainEntity": person}
}

// companyData says of a company what the page shows.
func companyData(base string, p view.CompanyPage) thing {
	of, href := p.Voice.Company, base+p.Voice.Href
	firm := thing{"@type": "ProfessionalService", "@id": href + "#company", "name": p.Voice.Name, "url": href}
	put(firm, "description", prose.Plain(of.Description))
	if p.Voice.Picture != "" {
		firm["logo"], firm["image"] = base+p.Voice.Picture, base+p.Voice.Picture
	}
	if of.Website != "" {
		firm["sameAs"] = []string{of.Website}
	}
	if of.Country != "" {
		firm["address"] = thing{"@type": "PostalAddress", "addressCountry": of.Country}
	}
	if p.Voice.Tally.Count > 0 {
		firm["aggregateRating"] = rating(p.Voice.Tally)
	}
	var people []thing
	for _, e := range p.Experts {
		people = append(people, thing{"@type": "Person", "name": e.Name, "url": base + e.Href})
	}
	if len(people) > 0 {
		firm["employee"] = people
	}
	return firm
}

func credentials(list []expert.Certification) (held []thing) {
	for _, c := range list {
		held = append(held, thing{"@type": "EducationalOccupationalCredential", "name": c.Name, "credentialCategory": "certification", "expires": c.ValidUntil})
	}
	return held
}

func rating(t review.Tally) thing {
	tenths := tenthsOf(t)
	return thing{"@type": "AggregateRating", "ratingValue": fmt.Sprintf("%d.%d", tenths/10, tenths%10), "reviewCount": strconv.FormatInt(t.Count, 10),
		"bestRating": "5", "worstRating": "1"}
}

// tenthsOf is the average in tenths of a star, half up; 0 without a review.
func tenthsOf(t review.Tally) int64 {
	if t.Count == 0 {
		return 0
	}
	return (t.Stars*10 + t.Count/2) / t.Count
}
