package web

import (
	"time"

	"guildhall/base/fault"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/page/layout"
	page "guildhall/web/page/public"
)

// directSent says that a letter is on its way, the same whether somebody lives there.
func (f *Face) directSent(v *Visit) error {
	return v.PageStatus(200, Shell{Title: v.T("sign_in.sent.title"), Width: layout.Narrow},
		page.MessageSent{Days: talk.WaitingDays, Sandbox: f.Journal.Sandbox && !f.MailSent}.Show())
}

// directLink is behind the link of the letter: the message as it was typed, and a
// button, for scanners of mail open links.
func (f *Face) directLink(v *Visit) error { return f.showDirectLink(v, nil) }

func (f *Face) showDirectLink(v *Visit, problem error) error {
	token := v.R.PathValue("token")
	in, err := talk.Waiting(v.Ctx, f.DB, token)
	if err != nil {
		return v.deadLink(err)
	}
	p := page.WaitingPage{Form: v.FormOf("/direct/"+token, problem), Again: v.FormOf("/direct/"+token+"/again", problem),
		Typed: in.DirectInput, Email: account.ShownEmail(in.Email)}
	if p.Voice, err = f.writtenTo(v, in); err != nil {
		return err
	}
	_, err = f.Accounts.PeekMessage(v.Ctx, token)
	switch {
	case v.mayConfirm(in):
		p.Ready = true
	case err == nil:
		p.Ready = true
	case fault.IsKind(err, fault.KindConflict): // Too old, or used and the message not sent.
	default:
		return v.deadLink(err)
	}
	return v.PageStatus(v.StatusOf(problem), Shell{Title: v.T("public.waiting.title", "Name", p.Voice.Name), Width: layout.Narrow}, p.Show())
}

// mayConfirm tells whether the reader is in already as whose address it is.
func (v *Visit) mayConfirm(in talk.VisitorInput) bool {
	return v.Who.IsSignedIn() && v.Session.Person.Email == in.Email
}

// writtenTo is whose public page a message was written on; Missing once it is hidden.
func (f *Face) writtenTo(v *Visit, in talk.VisitorInput) (view.Seller, error) {
	if in.VoiceKind == account.VoiceCompany {
		c, err := expert.FindCompany(v.Ctx, f.DB, in.Voice)
		if err != nil {
			return view.Seller{}, err
		}
		p, err := view.PublicCompany(v.Ctx, f.DB, c.Handle)
		return p.Voice, err
	}
	e, err := expert.FindByPerson(v.Ctx, f.DB, in.Voice)
	if err != nil {
		return view.Seller{}, err
	}
	p, err := view.PublicExpert(v.Ctx, f.DB, e.Handle)
	return p.Voice, err
}

// sendWaiting confirms the address, makes or opens its account, and sends the message.
func (f *Face) sendWaiting(v *Visit) error {
	token := v.R.PathValue("token")
	in, err := talk.Waiting(v.Ctx, f.DB, token)
	if err != nil {
		return v.deadLink(err)
	}
	if !v.mayConfirm(in) {
		b := v.browser()
		done, err := f.Accounts.SignInToSend(v.Ctx, v.Who, account.UseLink{Token: token, Name: in.Name, Lang: in.Lang, Zone: in.Zone, Browser: b})
		if v.Sayable(err) {
			return f.showDirectLink(v, err)
		}
		if err != nil {
			return v.deadLink(err)
		}
		if done.Half != "" { // The second step leads back here.
			return v.secondStep(done, b)
		}
		v.SetCookie(SessionCookie, done.Token, 180*24*time.Hour)
		v.SetCookie(cookieBrowser, b.Token, 400*24*time.Hour)
		if v.Session, err = f.Accounts.Session(v.Ctx, done.Token); err != nil {
			return err
		}
		v.Who = v.Session.Actor(v.Request)
	}
	made, err := f.Talks.SendWaiting(v.Ctx, v.Who, token)
	if v.Sayable(err) {
		return f.showDirectLink(v, err)
	}
	if err != nil {
		return v.deadLink(err)
	}
	return v.Redirect(conversationPath(made))
}

// askDirectAgain sends another link for the same words.
func (f *Face) askDirectAgain(v *Visit) error {
	err := f.Talks.AskAgain(v.Ctx, v.Who, v.R.PathValue("token"), v.Address())
	if v.Sayable(err) {
		return f.showDirectLink(v, err)
	}
	if err != nil {
		return v.deadLink(err)
	}
	return v.Redirect("/direct/sent")
}
