package web

import (
	"net/url"

	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/market/account"
	"guildhall/market/file"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/page/conversation"
	"guildhall/web/page/layout"
	page "guildhall/web/page/public"
)

func (f *Face) messageExpert(v *Visit) error {
	p, err := view.PublicExpert(v.Ctx, f.DB, v.R.PathValue("handle"))
	if err != nil {
		return err
	}
	return f.directPage(v, p.Voice)
}

func (f *Face) messageCompany(v *Visit) error {
	p, err := view.PublicCompany(v.Ctx, f.DB, v.R.PathValue("handle"))
	if err != nil {
		return err
	}
	return f.directPage(v, p.Voice)
}

// directPage shows the form, or takes what was typed into it.
func (f *Face) directPage(v *Visit, to view.Seller) error {
	if v.R.Method == "GET" && v.own(to) {
		return v.Redirect(to.Href)
	}
	p := page.MessagePage{Form: v.Form(to.Href + "/message"), Voice: to, SignedIn: v.Who.IsSignedIn()}
	if v.R.Method == "POST" {
		return f.sendDirect(v, p)
	}
	if v.Who.IsSignedIn() {
		p.Typed.Name, _ = prose.Cut(v.Session.Person.Name, talk.NameMax, "")
	}
	return f.showDirect(v, 200, p)
}

func (f *Face) showDirect(v *Visit, status int, p page.MessagePage) error {
	p.Form.Guard, p.BytesMax = true, f.UploadMax
	p.SignIn = "/sign-in?" + url.Values{"back": {p.Voice.Href + "/message"}}.Encode()
	if p.SignedIn { // A visitor attaches files once they are in.
		conversation.Uploads(&p.Form)
		var err error
		if p.Waiting, err = f.waiting(v, file.OnActor(v.Who), p.Form.Values["file"]); err != nil {
			return err
		}
	}
	return v.PageStatus(status, Shell{Title: v.T("public.message.title", "Name", p.Voice.Name), Width: layout.Narrow}, page.Message(p))
}

// sendDirect sends the message; a visitor's is kept until their address is confirmed.
func (f *Face) sendDirect(v *Visit, p page.MessagePage) error {
	p.Typed = talk.DirectInput{VoiceKind: p.Voice.Kind, Voice: p.Voice.Person, Name: v.Value("name"), Subject: v.Value("subject"), Text: v.Value("text")}
	if p.Voice.Kind == account.VoiceCompany {
		p.Typed.Voice = p.Voice.Organisation
	}
	if !v.Who.IsSignedIn() {
		return f.askDirect(v, p)
	}
	typed := url.Values{"name": {p.Typed.Name}, "subject": {p.Typed.Subject}, "text": {p.Typed.Text}, "file": v.Values("file")}
	if v.Value("drop") != "" {
		if err := f.dropFile(v, typed); err != nil || v.byScript() {
			return err
		}
		p.Form.Values = typed
		return f.showDirect(v, 200, p)
	}
	var made id.ID
	var err error
	if p.Typed.Files, err = f.uploaded(v, file.OnActor(v.Who), typed); err == nil {
		made, err = f.Talks.DirectMessage(v.Ctx, v.Who, p.Typed)
	}
	if v.Sayable(err) {
		p.Form = v.FormOf(p.Form.Action, err)
		p.Form.Values = typed
		return f.showDirect(v, v.StatusOf(err), p)
	}
	if err != nil {
		return err
	}
	return v.Redirect(conversationPath(made))
}

// askDirect keeps a visitor's message and has a link sent, and says the same whoever
// has that address.
func (f *Face) askDirect(v *Visit, p page.MessagePage) error {
	err := f.Talks.AskDirect(v.Ctx, v.Who, talk.VisitorInput{DirectInput: p.Typed, Email: v.Value("email"),
		Lang: string(v.Reader.Lang), Zone: v.Reader.Zone.String(), Network: v.Address()})
	if v.Sayable(err) {
		p.Form = v.FormOf(p.Form.Action, err)
		return f.showDirect(v, v.StatusOf(err), p)
	}
	if err != nil {
		return err
	}
	return v.Redirect("/direct/sent")
}
