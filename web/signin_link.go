package web

import (
	"net/url"

	"github.com/a-h/templ"

	"guildhall/base/fault"
	"guildhall/base/seal"
	"guildhall/market/account"
	"guildhall/web/page/signin"
)

// shower is a page that draws itself.
type shower interface{ Show() templ.Component }

// forgotPassword asks where to send a link for a new password.
func (f *Face) forgotPassword(v *Visit) error {
	return v.door(200, "password.forgot.title", signin.Forgot{Form: v.Form("/password")})
}

func (f *Face) sendPasswordLink(v *Visit) error {
	err := f.Accounts.AskPassword(v.Ctx, v.Who, v.ask())
	if v.Sayable(err) {
		return v.door(v.StatusOf(err), "password.forgot.title", signin.Forgot{Form: v.FormOf("/password", err)})
	}
	if err != nil {
		return err
	}
	return v.Redirect("/sign-in/sent")
}

func (f *Face) passwordPage(v *Visit) error { return f.showPassword(v, nil) }

func (f *Face) showPassword(v *Visit, problem error) error {
	token := v.R.PathValue("token")
	link, err := f.Accounts.PeekPassword(v.Ctx, token)
	if err != nil {
		return v.deadLink(err)
	}
	return v.door(v.StatusOf(problem), "password.set.title",
		signin.Password{Form: v.FormOf("/password/"+token, problem), Email: account.ShownEmail(link.Email)})
}

func (f *Face) setPassword(v *Visit) error {
	b := v.browser()
	done, err := f.Accounts.SetPassword(v.Ctx, v.Who, v.R.PathValue("token"), seal.Hide(v.Value("password")), b)
	if v.Refused(err) != nil || fault.IsKind(err, fault.KindLimited) {
		return f.showPassword(v, err)
	}
	if err != nil {
		return v.deadLink(err)
	}
	v.Flash("password.done")
	return v.enter(done, b)
}

// emailPage is behind the link that confirms a new address.
func (f *Face) emailPage(v *Visit) error {
	token := v.R.PathValue("token")
	link, err := f.Accounts.PeekEmail(v.Ctx, token)
	if err != nil {
		return v.deadLink(err)
	}
	title := "email.confirm.title"
	if link.Notices {
		title = "mailbox.confirm.title"
	}
	return v.door(200, title, signin.Confirm{Form: v.Form("/email/" + token), Email: account.ShownEmail(link.Email), Notices: link.Notices})
}

func (f *Face) confirmEmail(v *Visit) error {
	token := v.R.PathValue("token")
	link, err := f.Accounts.PeekEmail(v.Ctx, token)
	if err == nil {
		err = f.Accounts.ConfirmEmail(v.Ctx, v.Who, token)
	}
	if err != nil {
		return v.deadLink(err)
	}
	done, next := "email.done", "/settings/sign-in"
	if link.Notices {
		done, next = "mailbox.done", "/requests"
	}
	v.Flash(done)
	if !v.Who.IsSignedIn() {
		return v.Redirect("/sign-in")
	}
	return v.Redirect(next)
}

// invitationPage shows an invitation to whoever holds its link.
func (f *Face) invitationPage(v *Visit) error { return f.showInvitation(v, nil) }

func (f *Face) showInvitation(v *Visit, problem error) error {
	token := v.R.PathValue("token")
	i, err := f.Accounts.FindInvitation(v.Ctx, token)
	if err != nil {
		return err
	}
	path := "/invitations/" + token
	page := signin.Invitation{Organisation: i.OrganisationName, Who: i.InviterName, Role: string(i.Role), Email: account.ShownEmail(i.Email),
		Until: i.Deadline, Back: "/sign-in?" + url.Values{"back": {path}}.Encode(), Accept: v.FormOf(path+"/accept", problem), Decline: v.Form(path + "/decline"), Enter: v.Form(path + "/sign-in")}
	if i.State != account.Sent {
		page.State = string(i.State)
	}
	if v.Who.IsSignedIn() {
		page.Me, page.Other = v.Session.Person.Name, v.Session.Person.Email != i.Email
	}
	title := "invitation.head"
	return v.door(v.StatusOf(problem), title, page)
}

func (f *Face) acceptByLink(v *Visit) error {
	i, err := f.Accounts.AcceptByLink(v.Ctx, v.Who, v.R.PathValue("token"))
	if v.Sayable(err) {
		return f.showInvitation(v, err)
	}
	if err != nil {
		return err
	}
	v.Flash("invitation.accepted")
	if i.IsForOperator() {
		if err := f.Accounts.SwitchHat(v.Ctx, v.operatorNow(), v.Session.Organisation, account.HatOperator); err != nil {
			return err
		}
		return v.Redirect("/desk")
	}
	if err := f.Accounts.SwitchHat(v.Ctx, v.Session, i.Organisation, v.Session.Hat); err != nil {
		return err
	}
	return v.Redirect("/settings/organisations/" + account.OrganisationID.Text(i.Organisation))
}

// operatorNow is this session of somebody who has just become an operator.
func (v *Visit) operatorNow() account.Session {
	s := v.Session
	s.Operator = true
	return s
}

func (f *Face) declineByLink(v *Visit) error {
	if err := f.Accounts.DeclineByLink(v.Ctx, v.Who, v.R.PathValue("token")); err != nil {
		return err
	}
	v.Flash("invitation.declined")
	return v.Redirect("/")
}

// enterByInvitation sends a sign-in link to the invited address: the invitation's
// own link is too old to open anybody's account.
func (f *Face) enterByInvitation(v *Visit) error {
	token := v.R.PathValue("token")
	i, err := f.Accounts.FindInvitation(v.Ctx, token)
	if err != nil {
		return err
	}
	in := v.ask()
	in.Email, in.Next = i.Email, "/invitations/"+token
	if err := f.Accounts.AskLink(v.Ctx, v.Who, in); err != nil {
		return err
	}
	return v.Redirect("/sign-in/sent")
}
