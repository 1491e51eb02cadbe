package web

import (
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/market/account"
	"guildhall/market/view"
	page "guildhall/web/page/public"
)

// publicExpert is /e/handle, which everybody may see.
func (f *Face) publicExpert(v *Visit) error {
	handle := v.R.PathValue("handle")
	p, err := view.PublicExpert(v.Ctx, f.DB, handle)
	if err != nil {
		return err
	}
	shown, err := v.shownReviews("/e/"+handle, p.Tally, id.None, p.Voice.Person)
	if err != nil {
		return err
	}
	out := page.ExpertPage{ExpertPage: p, Message: p.Voice.Href + "/message", Shown: shown}
	if v.own(p.Voice) {
		out.Message, out.Edit = "", "/profile"
	}
	return v.Page(Shell{Title: p.Voice.Name, Description: prose.Preview(p.Voice.Profile.Biography, 160, p.Voice.Profile.WordsLang), Public: true,
		Found: v.found(p.Voice, "profile", personData(f.BaseURL, p))},
		page.Expert(out))
}

// publicCompany is /c/handle.
func (f *Face) publicCompany(v *Visit) error {
	handle := v.R.PathValue("handle")
	p, err := view.PublicCompany(v.Ctx, f.DB, handle)
	if err != nil {
		return err
	}
	shown, err := v.shownReviews("/c/"+handle, p.Voice.Tally, p.Voice.Organisation, id.None)
	if err != nil {
		return err
	}
	out := page.CompanyPage{CompanyPage: p, Message: p.Voice.Href + "/message", Shown: shown}
	if v.own(p.Voice) {
		out.Message, out.Edit = "", "/company"
	}
	return v.Page(Shell{Title: p.Voice.Name, Description: prose.Preview(p.Voice.Company.Description, 160, p.Voice.Company.WordsLang), Public: true,
		Found: v.found(p.Voice, "website", companyData(f.BaseURL, p))},
		page.CompanyShow(out))
}

// own tells that a voice is the reader's own: themselves, or the company for which
// they act. Nobody is offered to write to themselves.
func (v *Visit) own(s view.Seller) bool {
	if s.Kind == account.VoiceCompany {
		return v.Who.IsSignedIn() && v.Who.Organisation == s.Organisation
	}
	return v.Who.IsSignedIn() && v.Who.Person == s.Person
}
