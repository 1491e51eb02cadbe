package web

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/registration"
	"guildhall/market/view"
	page "guildhall/web/page/profile"
)

func (v *Visit) details() expert.Details {
	d := expert.Details{Handle: v.Value("handle"), Name: v.Value("name"), Country: v.Value("country"), Languages: v.Values("languages"),
		Biography: v.Value("biography"), Experience: v.Value("experience"), RateFrom: v.Value("rate_from"), RateTo: v.Value("rate_to"),
		RateCurrency: v.Value("rate_currency"), Zone: v.Value("zone"), Skills: expert.SkillsOf(v.Value("skills"))}
	for i := range expert.EntriesMax + 2 {
		if at := page.EntryName(i); v.Value(at+"drop") != "1" {
			d.Entries = append(d.Entries, expert.Entry{Title: v.Value(at + "title"), Organisation: v.Value(at + "organisation"), From: v.Value(at + "from"),
				To: v.Value(at + "to"), Words: v.Value(at + "words"), Link: v.Value(at + "link")})
		} else {
			d.Entries = append(d.Entries, expert.Entry{})
		}
	}
	for i := range expert.LinksMax + 2 {
		at := page.LinkName(i)
		d.Links = append(d.Links, expert.Link{Kind: v.Value(at + "kind"), Label: v.Value(at + "label"), Address: v.Value(at + "address")})
	}
	return d
}

func (f *Face) profile(v *Visit) error {
	p, err := f.expertPage(v)
	if err != nil {
		return err
	}
	return f.showExpert(v, 200, p)
}

// expertPage gathers what stands around the form.
func (f *Face) expertPage(v *Visit) (page.Page, error) {
	p := page.Page{Form: v.Form("/profile"), Base: f.BaseURL, Currencies: f.Experts.Currencies, Key: NewKey(), PictureMax: f.UploadMax}
	p.Form.Guard = true
	var err error
	if p.Active, err = registration.IsPersonActive(v.Ctx, f.DB, v.Who.Person); err != nil {
		return p, err
	}
	if p.Asked, err = f.asked(v, registration.Individual); err != nil {
		return p, err
	}
	p.Saved, err = expert.FindByPerson(v.Ctx, f.DB, v.Who.Person)
	p.Zones = append(page.NoZone(v.Ctx), zoneOptions(p.Saved.Zone, v.Reader.Now)...)
	if fault.IsKind(err, fault.KindMissing) {
		p.Typed.Name = v.Session.Person.Name
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.There, p.Typed = true, page.Typed(p.Saved)
	p.Certifications, err = expert.CertificationsOf(v.Ctx, f.DB, p.Saved.ID)
	return p, err
}

func (f *Face) showExpert(v *Visit, status int, p page.Page) error {
	return v.PageStatus(status, Shell{Title: v.T("profile.title"), At: "profile"}, page.Show(p))
}

// saveProfile saves, or with then=preview shows what it would look like.
func (f *Face) saveProfile(v *Visit) error {
	p, err := f.expertPage(v)
	if err != nil {
		return err
	}
	p.Typed = v.details()
	if v.Value("then") == "preview" {
		return f.previewProfile(v, p)
	}
	if p.There {
		_, err = f.Experts.Update(v.Ctx, v.Who, expert.UpdateInput{Details: p.Typed, Edition: v.edition()})
	} else if _, err = f.Experts.Create(v.Ctx, v.Who, p.Typed); err == nil {
		v.wearExpert()
	}
	if v.Sayable(err) {
		p.Form = v.FormOf("/profile", err)
		p.Form.Guard = true
		return f.showExpert(v, v.StatusOf(err), p)
	}
	if err != nil {
		return err
	}
	v.Flash("profile.saved")
	return v.Redirect("/profile")
}

// wearExpert changes to the expert's hat, once somebody has begun to be one.
func (v *Visit) wearExpert() {
	if v.Session.Hat == account.HatExpert {
		return
	}
	if err := v.face.Accounts.SwitchHat(v.Ctx, v.Session, v.Who.Organisation, account.HatExpert); err != nil {
		v.Log().Warn("the hat stays", "error", err)
	}
}

func (f *Face) previewProfile(v *Visit, p page.Page) error {
	shown, err := f.Experts.Preview(v.Ctx, f.DB, v.Who, p.Typed)
	if err != nil && !v.Sayable(err) {
		return err
	}
	p.Form = v.FormOf("/profile", err)
	p.Form.Guard, p.Form.Values = true, v.R.PostForm
	if err == nil {
		voice, err := view.SellerOf(v.Ctx, f.DB, account.VoiceSelf, v.Who.Person, v.Who.Organisation)
		if err != nil {
			return err
		}
		voice.Name, voice.Profile = shown.Name, shown
		p.Preview = &voice
	}
	return f.showExpert(v, v.StatusOf(err), p)
}

func (f *Face) expertPicture(v *Visit) error {
	err := f.keepPicture(v, f.Experts.SetPicture)
	if v.Sayable(err) {
		p, e := f.expertPage(v)
		if e != nil {
			return e
		}
		p.Refused = v.sentence(err)
		return f.showExpert(v, v.StatusOf(err), p)
	}
	if err != nil {
		return err
	}
	v.Flash("profile.saved")
	return v.Redirect("/profile")
}

// keepPicture stages the uploaded picture and gives its key to the room.
func (f *Face) keepPicture(v *Visit, set func(ctx context.Context, who policy.Actor, key string) error) error {
	body, _, err := v.R.FormFile("picture")
	if err != nil {
		return fault.Invalid("picture.none")
	}
	defer body.Close()
	key, err := f.Files.StagePicture(v.Ctx, v.Who, body, pictureEdge)
	if err != nil {
		return err
	}
	return set(v.Ctx, v.Who, key)
}

// sentence is why something was refused, in words.
func (v *Visit) sentence(err error) string {
	problem := fault.Of(err)
	if len(problem.Fields) > 0 {
		return v.T("field."+problem.Fields[0].Code, problem.Fields[0].Args)
	}
	return v.T("fault."+problem.Code, problem.Args)
}

func (f *Face) profileShow(v *Visit) error {
	return f.moveAnd(v, f.Experts.Show, "profile.done.show", "/profile")
}
func (f *Face) profileHide(v *Visit) error {
	return f.moveAnd(v, f.Experts.Hide, "profile.done.hide", "/profile")
}

func (f *Face) moveAnd(v *Visit, do func(ctx context.Context, who policy.Actor) error, said, to string) error {
	if err := do(v.Ctx, v.Who); err != nil {
		return err
	}
	v.Flash(said)
	return v.Redirect(to)
}

// company is the profile of the company one acts for.
func (f *Face) company(v *Visit) error {
	p, err := f.companyPage(v)
	if err != nil {
		return err
	}
	return f.showCompany(v, 200, p)
}

func (f *Face) companyPage(v *Visit) (page.CompanyPage, error) {
	p := page.CompanyPage{Form: v.Form("/company"), Base: f.BaseURL, Key: NewKey(), PictureMax: f.UploadMax}
	p.Form.Guard = true
	m, err := account.Hat(v.Ctx, f.DB, v.Who)
	if err != nil {
		return p, err
	}
	o, err := account.FindOrganisation(v.Ctx, f.DB, v.Who.Organisation)
	if err != nil {
		return p, err
	}
	p.MayChange, p.Personal = m.Manages(), o.Kind == account.KindPersonal
	if p.Active, err = registration.IsActive(v.Ctx, f.DB, o.ID); err != nil {
		return p, err
	}
	if p.Asked, err = f.asked(v, registration.Company); err != nil {
		return p, err
	}
	p.Saved, err = expert.FindCompany(v.Ctx, f.DB, o.ID)
	if fault.IsKind(err, fault.KindMissing) {
		p.Typed.Name, p.Typed.Country = o.Name, o.Country
		return p, nil
	}
	if err != nil {
		return p, err
	}
	p.There, p.Typed = true, page.TypedCompany(p.Saved)
	p.Voice, err = view.SellerOf(v.Ctx, f.DB, account.VoiceCompany, id.None, o.ID)
	return p, err
}

func (f *Face) showCompany(v *Visit, status int, p page.CompanyPage) error {
	return v.PageStatus(status, Shell{Title: v.T("company.title"), At: "company"}, page.Company(p))
}

func (f *Face) saveCompany(v *Visit) error {
	p, err := f.companyPage(v)
	if err != nil {
		return err
	}
	p.Typed = expert.CompanyDetails{Handle: v.Value("handle"), Name: v.Value("name"), Description: v.Value("description"),
		Website: v.Value("website"), Country: v.Value("country")}
	if v.Value("then") == "preview" {
		return f.previewCompany(v, p)
	}
	_, err = f.Experts.UpdateCompany(v.Ctx, v.Who, expert.CompanyInput{CompanyDetails: p.Typed, Edition: v.edition()})
	if v.Sayable(err) {
		p.Form = v.FormOf("/company", err)
		p.Form.Guard = true
		return f.showCompany(v, v.StatusOf(err), p)
	}
	if err != nil {
		return err
	}
	v.Flash("company.saved")
	return v.Redirect("/company")
}

func (f *Face) previewCompany(v *Visit, p page.CompanyPage) error {
	shown, err := f.Experts.PreviewCompany(v.Ctx, f.DB, v.Who, p.Typed)
	if err != nil && !v.Sayable(err) {
		return err
	}
	p.Form = v.FormOf("/company", err)
	p.Form.Guard, p.Form.Values = true, v.R.PostForm
	if err == nil {
		voice, err := view.SellerOf(v.Ctx, f.DB, account.VoiceCompany, id.None, v.Who.Organisation)
		if err != nil {
			return err
		}
		voice.Name, voice.Company = shown.Name, shown
		p.Preview = &voice
	}
	return f.showCompany(v, v.StatusOf(err), p)
}

func (f *Face) companyLogo(v *Visit) error {
	err := f.keepPicture(v, f.Experts.SetLogo)
	if v.Sayable(err) {
		p, e := f.companyPage(v)
		if e != nil {
			return e
		}
		p.Refused = v.sentence(err)
		return f.showCompany(v, v.StatusOf(err), p)
	}
	if err != nil {
		return err
	}
	v.Flash("company.saved")
	return v.Redirect("/company")
}

func (f *Face) companyShow(v *Visit) error {
	return f.moveAnd(v, f.Experts.ShowCompany, "company.done.show", "/company")
}
func (f *Face) companyHide(v *Visit) error {
	return f.moveAnd(v, f.Experts.HideCompany, "company.done.hide", "/company")
}
