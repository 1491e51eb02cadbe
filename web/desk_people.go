package web

import (
	"guildhall/market/account"
	deskroom "guildhall/market/desk"
	"guildhall/market/expert"
	"guildhall/market/view"
	"guildhall/web/page/desk"
	"guildhall/web/part"
)

func (v *Visit) deskOrder() view.Order {
	if v.Query("sort") == string(view.ByName) {
		return view.ByName
	}
	return view.Newest
}

func (f *Face) deskPeople(v *Visit) error {
	order := v.deskOrder()
	rows, more, err := view.DeskPeople(v.Ctx, f.DB, v.Query("q"), order, v.deskAfter(account.PersonID), deskPage)
	if err != nil {
		return err
	}
	page := desk.People{Words: v.Query("q"), Order: string(order), Rows: rows}
	if len(rows) > 0 {
		page.Pages = v.deskPages(more, account.PersonID.Text(rows[len(rows)-1].ID))
	}
	return v.Page(Shell{Title: v.T("desk.people"), At: "people"}, page.Show())
}

func (f *Face) deskOrganisations(v *Visit) error {
	order, kind := v.deskOrder(), v.Query("kind")
	rows, more, err := view.DeskOrganisations(v.Ctx, f.DB, v.Query("q"), kind, order, v.deskAfter(account.OrganisationID), deskPage)
	if err != nil {
		return err
	}
	page := desk.People{Words: v.Query("q"), Order: string(order), Kind: kind, Organisations: rows}
	if len(rows) > 0 {
		page.Pages = v.deskPages(more, account.OrganisationID.Text(rows[len(rows)-1].ID))
	}
	return v.Page(Shell{Title: v.T("desk.organisations"), At: "people"}, page.ShowOrganisations())
}

func (f *Face) deskOrganisation(v *Visit) error {
	organisation, err := v.ID("id", account.OrganisationID)
	if err != nil {
		return err
	}
	o, err := view.DeskOrganisationOf(v.Ctx, f.DB, organisation)
	if err != nil {
		return err
	}
	return v.Page(Shell{Title: o.Organisation.Name, At: "people"}, desk.Organisation{DeskOrganisation: o}.Show())
}

func (f *Face) deskPerson(v *Visit) error { return f.showDeskPerson(v, nil) }

func (f *Face) showDeskPerson(v *Visit, refused error) error {
	person, err := v.ID("id", account.PersonID)
	if err != nil {
		return err
	}
	d, err := view.DeskPersonOf(v.Ctx, f.DB, person)
	if err != nil {
		return err
	}
	acts, err := deskroom.ActsOn(v.Ctx, f.DB, person)
	if err != nil {
		return err
	}
	base := "/desk/people/" + account.PersonID.Text(person)
	page := desk.Person{DeskPerson: d, Acts: acts, Self: person == v.Who.Person, Withdraw: map[string]part.Form{},
		Enter: v.deskForm(base+"/certifications", refused), Erase: v.deskForm(base+"/erase", refused)}
	page.Factors, err = account.FactorsOf(v.Ctx, f.DB, person)
	if err != nil {
		return err
	}
	waits, found, err := account.OpenReset(v.Ctx, f.DB, person)
	if err != nil {
		return err
	}
	page.Reset = v.deskForm(base+"/reset-factors", refused)
	if found {
		page.ResetAt = waits.Deadline
		page.StopReset = &part.Move{Action: "/desk/factor-resets/" + account.ResetID.Text(waits.ID) + "/stop", Key: NewKey(), Label: v.T("factor_reset.stop"), Small: true,
			Values: []part.Value{{Name: "_back", Value: base}}}
	}
	for _, c := range d.Certifications {
		i := expert.CertificationID.Text(c.ID)
		page.Withdraw[i] = v.deskForm(base+"/certifications/"+i+"/withdraw", refused)
	}
	return v.PageStatus(v.StatusOf(refused), Shell{Title: d.Person.Name, At: "people"}, page.Show())
}

// deskDone goes back to the page of the thing, or shows it again with what was wrong.
func (v *Visit) deskDone(err error, said, to string, again func(*Visit, error) error) error {
	if v.Sayable(err) {
		return again(v, err)
	}
	if err != nil {
		return err
	}
	v.Flash(said)
	return v.Redirect(to)
}

func (f *Face) deskEnterCertification(v *Visit) error {
	person, err := v.ID("id", account.PersonID)
	if err != nil {
		return err
	}
	profile, err := expert.FindByPerson(v.Ctx, f.DB, person)
	if err != nil {
		return err
	}
	_, err = f.Experts.EnterCertification(v.Ctx, v.Who, expert.CertificationInput{Profile: profile.ID, Name: v.Value("name"), Level: v.Value("level"),
		ValidUntil: v.Value("valid_until"), Reason: v.Value("reason")})
	return v.deskDone(err, "desk.done.certification", "/desk/people/"+account.PersonID.Text(person), f.showDeskPerson)
}

func (f *Face) deskWithdrawCertification(v *Visit) error {
	person, err := v.ID("id", account.PersonID)
	if err != nil {
		return err
	}
	certification, err := v.ID("certification", expert.CertificationID)
	if err != nil {
		return err
	}
	err = f.Experts.WithdrawCertification(v.Ctx, v.Who, certification, v.Value("reason"))
	return v.deskDone(err, "desk.done.withdrawn", "/desk/people/"+account.PersonID.Text(person), f.showDeskPerson)
}

func (f *Face) deskErasePerson(v *Visit) error {
	person, err := v.ID("id", account.PersonID)
	if err != nil {
		return err
	}
	err = f.Desk.ErasePerson(v.Ctx, v.Who, person, v.Value("reason"))
	return v.deskDone(err, "desk.done.erased", "/desk/people/"+account.PersonID.Text(person), f.showDeskPerson)
}

func (f *Face) deskResetFactors(v *Visit) error {
	person, err := v.ID("id", account.PersonID)
	if err != nil {
		return err
	}
	_, err = f.Accounts.AskReset(v.Ctx, v.Who, person, v.Value("reason"))
	return v.deskDone(err, "factor.reset.asked", "/desk/people/"+account.PersonID.Text(person), f.showDeskPerson)
}

func (f *Face) deskStopReset(v *Visit) error {
	reset, err := v.ID("id", account.ResetID)
	if err != nil {
		return err
	}
	if err := f.Accounts.StopReset(v.Ctx, v.Who, reset); err != nil {
		return err
	}
	v.Flash("factor.reset.stopped")
	return v.Back("/desk/people")
}
