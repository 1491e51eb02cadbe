package web

import (
	"slices"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/market/account"
	"guildhall/web/page/settings"
	"guildhall/web/part"
)

// member reads the two ids of a member's address.
func (v *Visit) member() (organisation, person id.ID, err error) {
	if organisation, err = v.ID("id", account.OrganisationID); err != nil {
		return
	}
	person, err = v.ID("person", account.PersonID)
	return
}

func (f *Face) memberPage(v *Visit) error { return f.showMember(v, nil) }

func (f *Face) showMember(v *Visit, problem error) error {
	organisation, person, err := v.member()
	if err != nil {
		return err
	}
	own, list, err := f.Accounts.Colleagues(v.Ctx, v.Who, organisation)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(c account.Colleague) bool { return c.Person == person })
	if at < 0 || !own.Membership.Manages() {
		return fault.Missing("membership.missing")
	}
	m, me := list[at], own.Membership
	path := organisationPath(organisation) + "/members/" + account.PersonID.Text(person)
	page := settings.Member{Form: v.FormOf(path, problem), Role: string(m.Role), Roles: v.roleOptions(me, true), Voice: m.DefaultVoice, Voices: v.voiceOptions(), Fixed: !me.MayManage(m.Role)}
	if page.Fixed {
		page.Roles = v.roleOptions(account.Membership{Role: account.Owner}, true)
	}
	for _, s := range switches {
		page.Switches = append(page.Switches, part.Option{Value: string(s), Label: v.T("switch." + string(s))})
		if m.Can(s) {
			page.On = append(page.On, string(s))
		}
	}
	if person != v.Who.Person && !page.Fixed {
		page.Remove = &part.Move{Action: path + "/remove", Key: NewKey(), Label: v.T("settings.remove"), Icon: "user-x", Kind: part.Danger,
			Confirm: &part.Confirm{Title: v.T("settings.remove.title", "Who", m.Name), Text: v.T("settings.remove.text", "Organisation", own.Organisation.Name), Deed: v.T("settings.remove")}}
		if me.Role == account.Owner && own.Organisation.Kind == account.KindCompany {
			page.HandOver = &part.Move{Action: path + "/hand-over", Key: NewKey(), Label: v.T("settings.hand_over"), Icon: "arrow-left-right",
				Confirm: &part.Confirm{Title: v.T("settings.hand_over.title", "Who", m.Name), Text: v.T("settings.hand_over.text"), Deed: v.T("settings.hand_over")}}
		}
	}
	way := []part.Link{{Label: v.T("settings.organisations"), Href: "/settings/organisations"},
		{Label: own.Organisation.Name, Href: organisationPath(organisation)}, {Label: m.Name}}
	return v.SettingsAbout(v.StatusOf(problem), "organisations", m.Name, way, page.Show())
}

func (f *Face) changeMember(v *Visit) error {
	organisation, person, err := v.member()
	if err != nil {
		return err
	}
	on := func(s account.Switch) bool { return slices.Contains(v.Values("switches"), string(s)) }
	err = f.Accounts.ChangeMember(v.Ctx, v.Who, organisation, person, account.MemberInput{Role: account.Role(v.Value("role")),
		MayPropose: on(account.MayPropose), MayAccess: on(account.MayAccess), MayWriteSelf: on(account.MayWriteSelf),
		MayWriteCompany: on(account.MayWriteCompany), DefaultVoice: v.Value("default_voice")})
	if v.Sayable(err) {
		return f.showMember(v, err)
	}
	return v.saved(err, organisationPath(organisation))
}

func (f *Face) removeMember(v *Visit) error {
	organisation, person, err := v.member()
	if err != nil {
		return err
	}
	err = f.Accounts.RemoveMember(v.Ctx, v.Who, organisation, person)
	if v.Sayable(err) {
		return f.showMember(v, err)
	}
	if err != nil {
		return err
	}
	v.Flash("settings.removed")
	return v.Redirect(organisationPath(organisation))
}

func (f *Face) handOver(v *Visit) error {
	organisation, person, err := v.member()
	if err != nil {
		return err
	}
	err = f.Accounts.HandOver(v.Ctx, v.Who, organisation, person)
	if v.Sayable(err) {
		return f.showMember(v, err)
	}
	return v.saved(err, organisationPath(organisation))
}

func (f *Face) acceptInvitation(v *Visit) error {
	invitation, err := v.ID("id", account.InvitationID)
	if err != nil {
		return err
	}
	if err := f.Accounts.AcceptInvitation(v.Ctx, v.Who, invitation); err != nil {
		return err
	}
	v.Flash("invitation.accepted")
	return v.Redirect("/settings/organisations")
}

func (f *Face) declineInvitation(v *Visit) error {
	invitation, err := v.ID("id", account.InvitationID)
	if err != nil {
		return err
	}
	if err := f.Accounts.DeclineInvitation(v.Ctx, v.Who, invitation); err != nil {
		return err
	}
	v.Flash("invitation.declined")
	return v.Redirect("/settings/organisations")
}

func (f *Face) withdrawInvitation(v *Visit) error {
	invitation, err := v.ID("id", account.InvitationID)
	if err != nil {
		return err
	}
	if err := f.Accounts.WithdrawInvitation(v.Ctx, v.Who, invitation); err != nil {
		return err
	}
	v.Flash("settings.invite.withdrawn")
	return v.Back("/settings/organisations")
}
