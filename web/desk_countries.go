package web

import (
	"cmp"
	"slices"
	"strings"

	"guildhall/base/names"
	"guildhall/engine/flow"
	room "guildhall/market/country"
	"guildhall/web/page/desk"
)

// deskCountries lists every country with its standing: the announced ones first, then
// those that most wait for, then by name.
func (f *Face) deskCountries(v *Visit) error {
	list, err := f.Countries.All(v.Ctx, f.DB)
	if err != nil {
		return err
	}
	by := map[string]room.Standing{}
	for _, s := range list {
		by[s.Country] = s
	}
	p := desk.Countries{Words: v.Query("q"), State: flow.State(v.Query("state"))}
	words := strings.ToLower(p.Words)
	for _, n := range names.Countries(v.Reader.Lang) {
		s := by[n.Code]
		if p.State != "" && s.State != p.State || words != "" && !strings.Contains(strings.ToLower(n.Name), words) && !strings.EqualFold(n.Code, p.Words) {
			continue
		}
		p.Rows = append(p.Rows, s)
	}
	slices.SortStableFunc(p.Rows, func(a, b room.Standing) int {
		switch {
		case a.State == b.State:
		case a.State == room.Announced:
			return -1
		case b.State == room.Announced:
			return 1
		}
		return cmp.Compare(b.Waiting, a.Waiting)
	})
	return v.Page(Shell{Title: v.T("desk.countries"), At: "people"}, p.Show())
}

func (f *Face) deskCountry(v *Visit) error { return f.showDeskCountry(v, nil) }

func (f *Face) showDeskCountry(v *Visit, refused error) error {
	s, err := f.Countries.Find(v.Ctx, f.DB, v.R.PathValue("code"))
	if err != nil {
		return err
	}
	if s.Waiting, err = room.WaitingFor(v.Ctx, f.DB, s.Country); err != nil {
		return err
	}
	base := "/desk/countries/" + s.Country
	p := desk.Country{Standing: s, Open: v.deskForm(base+"/open", refused), Announce: v.deskForm(base+"/announce", refused), Close: v.deskForm(base+"/close", refused)}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: names.Country(s.Country, v.Reader.Lang), At: "people"}, p.Show())
}

func (v *Visit) countryInput() room.Input {
	return room.Input{Country: v.R.PathValue("code"), OpensOn: v.Value("opens_on")}
}

func (f *Face) deskCountryDone(v *Visit, err error, said string) error {
	return v.deskDone(err, said, "/desk/countries/"+v.R.PathValue("code"), f.showDeskCountry)
}

func (f *Face) deskOpenCountry(v *Visit) error {
	return f.deskCountryDone(v, f.Countries.OpenUp(v.Ctx, v.Who, v.countryInput()), "desk.done.country_open")
}

func (f *Face) deskAnnounceCountry(v *Visit) error {
	return f.deskCountryDone(v, f.Countries.Announce(v.Ctx, v.Who, v.countryInput()), "desk.done.country_announced")
}

func (f *Face) deskCloseCountry(v *Visit) error {
	return f.deskCountryDone(v, f.Countries.CloseDown(v.Ctx, v.Who, v.countryInput()), "desk.done.country_closed")
}
