package web

import (
	"guildhall/base/fault"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/market/view"
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
	p := page.Page{Form: v.Form("/registration"), Rate: f.Deals.Fee.String()}
	var err error
	if p.Open, err = f.Countries.OpenCountries(v.Ctx, f.DB); err != nil {
		return p, err
	}
	m, err := account.Hat(v.Ctx, f.DB, v.Who)
	if err != nil {
		return p, err
	}
	o, err := account.FindOrganisation(v.Ctx, f.DB, v.Who.Organisation)
	if err != nil {
		return p, err
	}
	p.MayChange, p.Organisation, p.Kind = m.Manages(), o.Name, o.Kind
	if p.Capability, err = registration.Capabilities(v.Ctx, f.DB, o.ID, v.Who.Person); err != nil {
		return p, err
	}
	if p.Employee, err = registration.IsEmployee(v.Ctx, f.DB, v.Who.Person); err != nil {
		return p, err
	}
	p.Registration, err = registration.Of(v.Ctx, f.DB, o.ID)
	if fault.IsKind(err, fault.KindMissing) {
		p.Typed = registration.Details{LegalName: o.Name, Country: o.Country}
		return p, nil
	}
	if err != nil {
		return p, err
	}
	g := p.Registration
	p.There, p.Typed = true, registration.Details{LegalName: g.LegalName, Country: g.Country, Seller: g.Seller, NotEmployed: g.NotEmployed, TermsAccepted: g.TermsAccepted}
	p.Key = NewKey()
	if p.HouseLooks, err = f.Registrations.HouseLooks(v.Ctx, f.DB, g); err != nil {
		return p, err
	}
	if g.Stopped() {
		if p.UnderWay, err = view.UnderWayOf(v.Ctx, f.DB, o.ID); err != nil {
			return p, err
		}
	}
	p.Checks, err = f.Registrations.Checks(v.Ctx, f.DB, g)
	return p, err
}

// asked is what the registration of the organisation one acts for says of a check that
// is answered on another page; nil where it does not ask, or has all it needs.
func (f *Face) asked(v *Visit, kind registration.Kind) (*page.Asked, error) {
	g, err := registration.Of(v.Ctx, f.DB, v.Who.Organisation)
	if fault.IsKind(err, fault.KindMissing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, err := f.Registrations.Checks(v.Ctx, f.DB, g)
	c, asked := all.Of(kind)
	if err != nil || !asked || g.State == registration.Active && c.State == registration.Passed {
		return nil, err
	}
	return &page.Asked{Check: c}, nil
}

func (v *Visit) registrationTyped() registration.Details {
	return registration.Details{LegalName: v.Value("legal_name"), Country: v.Value("country"), NotEmployed: v.Value("not_employed") == "1",
		TermsAccepted: v.Value("terms_accepted") == "1", Seller: registration.Seller(v.Value("seller"))}
}

// startRegistration begins it, with the details.
func (f *Face) startRegistration(v *Visit) error {
	in := v.registrationTyped()
	_, err := f.Registrations.Start(v.Ctx, v.Who, in)
	if err == nil {
		v.wearExpert()
	}
	return f.registrationDone(v, err, "registration.started", func(p *page.Page) {
		p.Form, p.Typed = v.FormOf("/registration", err), in
	})
}

// changeRegistration corrects the details.
func (f *Face) changeRegistration(v *Visit) error {
	in := v.registrationTyped()
	_, err := f.Registrations.Change(v.Ctx, v.Who, in)
	return f.registrationDone(v, err, "registration.changed", func(p *page.Page) {
		p.Form, p.Typed = v.FormOf("/registration/details", err), in
		p.Changing = true
	})
}

// submitRegistration hands it in as it stands, with an answer to the desk's question.
func (f *Face) submitRegistration(v *Visit) error {
	g, err := registration.Of(v.Ctx, f.DB, v.Who.Organisation)
	if err != nil {
		return err
	}
	in := registration.Details{LegalName: g.LegalName, Country: g.Country, Seller: g.Seller, NotEmployed: g.NotEmployed, TermsAccepted: g.TermsAccepted, Answer: v.Value("answer")}
	_, err = f.Registrations.Submit(v.Ctx, v.Who, in)
	return f.registrationDone(v, err, "registration.submitted", func(p *page.Page) {
		p.Hand = v.FormOf("/registration/submit", err)
	})
}

func (f *Face) appealRegistration(v *Visit) error {
	_, err := f.Registrations.Appeal(v.Ctx, v.Who, v.Value("appeal"))
	return f.registrationDone(v, err, "registration.appealed", func(p *page.Page) { p.Appeal = v.FormOf("/registration/appeal", err) })
}

func (f *Face) contestSuspension(v *Visit) error {
	_, err := f.Registrations.Contest(v.Ctx, v.Who, v.Value("appeal"))
	return f.registrationDone(v, err, "registration.appealed", func(p *page.Page) { p.Appeal = v.FormOf("/registration/contest", err) })
}

func (f *Face) withdrawRegistration(v *Visit) error {
	_, err := f.Registrations.Withdraw(v.Ctx, v.Who)
	return f.registrationDone(v, err, "registration.withdrawn", func(p *page.Page) { p.Hand = v.FormOf("/registration/submit", err) })
}

func (f *Face) restartRegistration(v *Visit) error {
	_, err := f.Registrations.Restart(v.Ctx, v.Who)
	return f.registrationDone(v, err, "registration.restarted", func(p *page.Page) { p.Hand = v.FormOf("/registration/submit", err) })
}

// registrationDone says what was done, or shows the page with the refusal in its form.
func (f *Face) registrationDone(v *Visit, err error, said string, refused func(p *page.Page)) error {
	if v.Sayable(err) {
		p, e := f.registrationPage(v)
		if e != nil {
			return e
		}
		refused(&p)
		return v.PageStatus(v.StatusOf(err), Shell{Title: v.T("registration.title"), At: "profile"}, page.Show(p))
	}
	if err != nil {
		return err
	}
	v.Flash(said)
	return v.Redirect("/registration")
}
