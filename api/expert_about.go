package api

import (
	"guildhall/market/expert"
	"guildhall/market/view"
)

// About is what a person says of themselves besides biography and experience.
type About struct {
	Zone     string   `json:"time_zone,omitempty" maxLength:"64" doc:"IANA" example:"Asia/Tokyo"`
	Services []string `json:"services,omitempty" nullable:"false" maxItems:"100" doc:"Codes of services" example:"[\"rds\"]"`
	Skills   []string `json:"skills,omitempty" nullable:"false" maxItems:"100" doc:"Other words, each of at most 40 characters; one that names a service becomes that service. 30 of both together"`
	Entries  []Entry  `json:"entries,omitempty" nullable:"false" maxItems:"50" doc:"Professional experience, the newest first; at most 20"`
	Links    []Link   `json:"links,omitempty" nullable:"false" maxItems:"50" doc:"At most 10"`
}

// Entry is one station of somebody's professional experience.
type Entry struct {
	Title        string `json:"title" maxLength:"2000" doc:"At most 80 characters"`
	Organisation string `json:"organisation,omitempty" maxLength:"2000"`
	From         string `json:"from,omitempty" maxLength:"20" doc:"A year or a month" example:"2019-04"`
	To           string `json:"to,omitempty" maxLength:"20" doc:"A year or a month; absent for what goes on"`
	Words        string `json:"words,omitempty" maxLength:"50000" doc:"At most 600 characters; limited Markdown"`
	Link         string `json:"link,omitempty" maxLength:"2000"`
}

// Link is an address on a profile.
type Link struct {
	Kind    string `json:"kind" enum:"site,recommendation,case,code,talk"`
	Label   string `json:"label,omitempty" maxLength:"2000" doc:"At most 60 characters"`
	Address string `json:"address" maxLength:"2000"`
}

func (a *About) into(d *expert.Details) {
	if a == nil {
		return
	}
	d.Zone, d.Services, d.Skills = a.Zone, a.Services, a.Skills
	for _, e := range a.Entries {
		d.Entries = append(d.Entries, expert.Entry(e))
	}
	for _, l := range a.Links {
		d.Links = append(d.Links, expert.Link(l))
	}
}

// aboutOf is nil where nothing of it was said.
func aboutOf(p expert.Profile) *About {
	a := About{Zone: p.Zone, Services: p.Services, Skills: p.Skills}
	for _, e := range p.Entries {
		a.Entries = append(a.Entries, Entry(e))
	}
	for _, l := range p.Links {
		a.Links = append(a.Links, Link(l))
	}
	if a.Zone == "" && len(a.Services)+len(a.Skills)+len(a.Entries)+len(a.Links) == 0 {
		return nil
	}
	return &a
}

// Finished counts finished engagements.
type Finished struct {
	Count int64          `json:"count"`
	With  []FinishedWith `json:"with" doc:"The services of the requests they began with, the most frequent first"`
}

// FinishedWith is one service of finished work.
type FinishedWith struct {
	Service string `json:"service"`
	Count   int64  `json:"count"`
}

func finishedOf(f view.Finished) *Finished {
	out := Finished{Count: f.Count, With: []FinishedWith{}}
	for _, w := range f.With {
		out.With = append(out.With, FinishedWith(w))
	}
	return &out
}
