package web

import (
	"guildhall/base/fault"
	"guildhall/market/account"
	"guildhall/market/registration"
	page "guildhall/web/page/registration"
)

// registration shows where the organisation's registration stands.
func (f *Face) registration(v *Visit) error {
	p, err := f.registrationPage(v)
	if err != nil {
		return err
	}
	return v.Page(Shell{Title: v.T("registration.title"), At: "profile"}, page.Show(p))
}

func (f *Face) registrationPage(v *Visit) (page.Page, error) {
	p := page.Page{Form: v.Form("/registration"), Open: f.Registrations.Open, Rate: f.Deals.Fee.String()}
	m, err := account.Hat(v.Ctx, f.DB, v.Who)
	if err != nil {
		return p, err
	}
	o, err := account.FindOrganisation(v.Ctx, f.DB, v.Who.Organisation)
	if err != nil {
		return p, err
	}
	p.MayChange, p.Organisation = m.Manages(), o.Name
	if p.Capability, err = registration.Capabilities(v.Ctx, f.DB, o.ID, v.Who.Person); err != nil {
		return p, err
	}
	p.Registration, err = registration.Of(v.Ctx, f.DB, o.ID)
	if fault.IsKind(err, fault.KindMissing) {
		p.Typed = registration.Details{LegalName: o.Name, Country: o.Country}
		return p, nil
	}
	g := p.Registration
	p.There, p.Typed = err == nil, registration.Details{LegalName: g.LegalName, Country: g.Country, NotEmployed: g.NotEmployed, TermsAccepted: g.TermsAccepted}
	return p, err
}

// submitRegistration starts the registration if there is none, and hands it in.
func (f *Face) submitRegistration(v *Visit) error {
	in := registration.Details{LegalName: v.Value("legal_name"), Country: v.Value("country"), NotEmployed: v.Value("not_employed") == "1",
		TermsAccepted: v.Value("terms_accepted") == "1", Answer: v.Value("answer")}
	_, err := f.Registrations.Start(v.Ctx, v.Who, in)
	if err == nil || fault.Is(err, "registration.exists") {
		_, err = f.Registrations.Submit(v.Ctx, v.Who, in)
	}
	if v.Sayable(err) {
		p, e := f.registrationPage(v)
		if e != nil {
			return e
		}
		p.Form, p.Typed = v.FormOf("/registration", err), in
		return v.PageStatus(v.StatusOf(err), Shell{Title: v.T("registration.title"), At: "profile"}, page.Show(p))
	}
	if err != nil {
		return err
	}
	v.wearExpert()
	v.Flash("registration.submitted")
	return v.Redirect("/registration")
}
