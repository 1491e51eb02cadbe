package web

import (
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/base/names"
	"guildhall/market/account"
	"guildhall/web/page/settings"
	"guildhall/web/part"
)

func (v *Visit) countryOptions() []part.Option {
	var options []part.Option
	for _, c := range names.Countries(v.Reader.Lang) {
		options = append(options, part.Option{Value: c.Code, Label: c.Name})
	}
	return options
}

func organisationPath(o id.ID) string {
	return "/settings/organisations/" + account.OrganisationID.Text(o)
}

func (f *Face) organisationsPage(v *Visit) error { return f.showOrganisations(v, nil) }

func (f *Face) showOrganisations(v *Visit, problem error) error {
	list, err := f.Accounts.Belongings(v.Ctx, v.Who)
	if err != nil {
		return err
	}
	invited, err := f.Accounts.MyInvitations(v.Ctx, v.Who)
	if err != nil {
		return err
	}
	page := settings.Organisations{Make: v.FormOf("/settings/organisations", problem), Countries: v.countryOptions()}
	for _, b := range list {
		personal := b.Organisation.Kind == account.KindPersonal
		page.List = append(page.List, settings.Belonging{Name: b.Organisation.Name, Role: string(b.Membership.Role), Company: !personal, Personal: personal,
			Href: organisationPath(b.Organisation.ID), Hat: b.Organisation.ID == v.Session.Organisation})
	}
	for _, i := range invited {
		path := "/settings/invitations/" + account.InvitationID.Text(i.ID)
		page.Invited = append(page.Invited, settings.Invited{Organisation: i.OrganisationName, Who: i.InviterName, Role: string(i.Role), Until: i.Deadline,
			Accept:  part.Move{Action: path + "/accept", Key: NewKey(), Label: v.T("invitation.accept"), Kind: part.Main},
			Decline: part.Move{Action: path + "/decline", Key: NewKey(), Label: v.T("invitation.decline")}})
	}
	return v.SettingsStatus(v.StatusOf(problem), "organisations", page.Show())
}

func (f *Face) makeCompany(v *Visit) error {
	made, err := f.Accounts.MakeCompany(v.Ctx, v.Who, account.OrganisationInput{Name: v.Value("name"), Country: v.Value("country")})
	if v.Sayable(err) {
		return f.showOrganisations(v, err)
	}
	if err != nil {
		return err
	}
	if err := f.Accounts.SwitchHat(v.Ctx, v.Session, made, v.Session.Hat); err != nil {
		return err
	}
	v.Flash("settings.company.made")
	return v.Redirect(organisationPath(made))
}

// organisationForms are the three forms of the page, and what went wrong at one.
type organisationForms struct{ details, invite, voice error }

func (o organisationForms) problem() error {
	for _, err := range []error{o.details, o.invite, o.voice} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (f *Face) organisationPage(v *Visit) error { return f.showOrganisation(v, organisationForms{}) }

func (f *Face) showOrganisation(v *Visit, wrong organisationForms) error {
	organisation, err := v.ID("id", account.OrganisationID)
	if err != nil {
		return err
	}
	own, members, err := f.Accounts.Colleagues(v.Ctx, v.Who, organisation)
	if err != nil {
		return err
	}
	o, me, path := own.Organisation, own.Membership, organisationPath(organisation)
	page := settings.Organisation{Name: o.Name, Country: o.Country, Personal: o.Kind == account.KindPersonal, Manages: me.Manages(),
		Form: v.FormOf(path, wrong.details), Countries: v.countryOptions(), Invite: v.FormOf(path+"/invitations", wrong.invite),
		Voice: v.FormOf(path+"/voice", wrong.voice), MyVoice: me.DefaultVoice, Roles: v.roleOptions(me, false)}
	page.Form.ID, page.Invite.ID = "details", "invite"
	if me.MayWriteSelf && me.MayWriteCompany {
		page.Voices = v.voiceOptions()
	}
	for _, m := range members {
		one := settings.Colleague{Name: m.Name, Picture: f.pictureAddress(m.Picture), Role: string(m.Role), Me: m.Person == v.Who.Person, On: v.switchWords(m.Membership)}
		if me.Manages() {
			one.Href = path + "/members/" + account.PersonID.Text(m.Person)
		}
		page.Members = append(page.Members, one)
	}
	if page.Manages && !page.Personal {
		if page.Invitations, err = f.invitationLines(v, organisation); err != nil {
			return err
		}
	}
	page.Leave, page.Close = v.waysOut(o, me, path)
	way := []part.Link{{Label: v.T("settings.organisations"), Href: "/settings/organisations"}, {Label: o.Name}}
	return v.SettingsAbout(v.StatusOf(wrong.problem()), "organisations", o.Name, way, page.Show())
}

// waysOut are leaving, and for an owner closing, a company.
func (v *Visit) waysOut(o account.Organisation, me account.Membership, path string) (leave, end *part.Move) {
	if o.Kind == account.KindPersonal {
		return nil, nil
	}
	leave = &part.Move{Action: path + "/leave", Key: NewKey(), Label: v.T("settings.leave"), Icon: "log-out",
		Confirm: &part.Confirm{Title: v.T("settings.leave.title", "Organisation", o.Name), Text: v.T("settings.leave.text"), Deed: v.T("settings.leave")}}
	if me.Role == account.Owner {
		end = &part.Move{Action: path + "/close", Key: NewKey(), Label: v.T("organisation.close"), Kind: part.Danger,
			Confirm: &part.Confirm{Title: v.T("settings.end.title", "Organisation", o.Name), Text: v.T("settings.end.text"), Deed: v.T("organisation.close")}}
	}
	return leave, end
}

func (f *Face) invitationLines(v *Visit, organisation id.ID) ([]settings.Sent, error) {
	list, err := f.Accounts.Invitations(v.Ctx, v.Who, organisation)
	lines := make([]settings.Sent, 0, len(list))
	for _, i := range list {
		one := settings.Sent{Email: account.ShownEmail(i.Email), Role: string(i.Role), State: string(i.State), At: i.MadeAt}
		switch i.State {
		case account.Sent:
			one.Tone = part.Wait
			one.Withdraw = &part.Move{Action: "/settings/invitations/" + account.InvitationID.Text(i.ID) + "/withdraw", Key: NewKey(), Label: v.T("invitation.withdraw"), Small: true,
				Values: []part.Value{{Name: "_back", Value: organisationPath(organisation)}}}
		case account.Accepted:
			one.Tone = part.Good
		}
		lines = append(lines, one)
	}
	return lines, err
}

// roleOptions are the roles that somebody with this place may give; ownership is
// given to members only.
func (v *Visit) roleOptions(me account.Membership, owner bool) []part.Option {
	var options []part.Option
	for _, role := range account.Roles {
		if role == account.Owner && !owner || !me.MayManage(role) {
			continue
		}
		options = append(options, part.Option{Value: string(role), Label: capital(v.T("role." + string(role))), Hint: v.T("role." + string(role) + ".text")})
	}
	return options
}

// capital begins a word in the middle of sentences with a capital, for a label.
func capital(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

var switches = []account.Switch{account.MayPropose, account.MayAccess, account.MayWriteSelf, account.MayWriteCompany}

func (v *Visit) switchWords(m account.Membership) []string {
	var on []string
	for _, s := range switches {
		if m.Can(s) {
			on = append(on, v.T("switch."+string(s)+".short"))
		}
	}
	return on
}

func (v *Visit) voiceOptions() []part.Option {
	return []part.Option{{Value: account.VoiceSelf, Label: v.T("voice.self")}, {Value: account.VoiceCompany, Label: v.T("voice.company")}}
}

func (f *Face) changeOrganisation(v *Visit) error {
	organisation, err := v.ID("id", account.OrganisationID)
	if err != nil {
		return err
	}
	err = f.Accounts.ChangeOrganisation(v.Ctx, v.Who, organisation, account.OrganisationInput{Name: v.Value("name"), Country: v.Value("country")})
	if v.Sayable(err) {
		return f.showOrganisation(v, organisationForms{details: err})
	}
	return v.saved(err, organisationPath(organisation))
}

// saved says so and goes on, or gives the error.
func (v *Visit) saved(err error, to string) error {
	if err != nil {
		return err
	}
	v.Flash("settings.saved")
	return v.Redirect(to)
}

func (f *Face) inviteMember(v *Visit) error {
	organisation, err := v.ID("id", account.OrganisationID)
	if err != nil {
		return err
	}
	_, err = f.Accounts.InviteMember(v.Ctx, v.Who, account.Invite{Organisation: organisation, Email: v.Value("email"),
		Role: account.Role(v.Value("role")), Lang: string(i18n.From(v.Ctx).Lang)})
	if v.Sayable(err) {
		return f.showOrganisation(v, organisationForms{invite: err})
	}
	if err != nil {
		return err
	}
	v.Flash("settings.invite.sent")
	return v.Redirect(organisationPath(organisation))
}

func (f *Face) setVoice(v *Visit) error {
	organisation, err := v.ID("id", account.OrganisationID)
	if err != nil {
		return err
	}
	who := v.Who
	who.Organisation = organisation
	err = f.Accounts.SetVoice(v.Ctx, who, v.Value("voice"))
	if v.Sayable(err) {
		return f.showOrganisation(v, organisationForms{voice: err})
	}
	return v.saved(err, organisationPath(organisation))
}

func (f *Face) leaveOrganisation(v *Visit) error {
	organisation, err := v.ID("id", account.OrganisationID)
	if err != nil {
		return err
	}
	err = f.Accounts.Leave(v.Ctx, v.Who, organisation)
	if v.Sayable(err) {
		return f.showOrganisation(v, organisationForms{details: err})
	}
	if err != nil {
		return err
	}
	v.Flash("settings.left")
	return v.Redirect("/settings/organisations")
}

func (f *Face) closeOrganisation(v *Visit) error {
	organisation, err := v.ID("id", account.OrganisationID)
	if err != nil {
		return err
	}
	err = f.Accounts.CloseOrganisation(v.Ctx, v.Who, organisation)
	if v.Sayable(err) {
		return f.showOrganisation(v, organisationForms{details: err})
	}
	if err != nil {
		return err
	}
	v.Flash("settings.ended")
	return v.Redirect("/settings/organisations")
}
