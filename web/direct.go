package web

import (
	"net/url"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/limit"
	"guildhall/market/account"
	"guildhall/market/file"
	"guildhall/market/request"
	"guildhall/market/talk"
	"guildhall/market/view"
	"guildhall/web/page/conversation"
	"guildhall/web/page/layout"
	page "guildhall/web/page/public"
)

// cookieMessage names the draft of a direct message in this browser.
const cookieMessage = "guildhall_message"

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
	kept, err := request.Draft(v.Ctx, f.DB, v.keptMessage())
	if err != nil && !fault.IsKind(err, fault.KindMissing) {
		return err
	}
	p.Typed = talk.DirectInput{Subject: kept.Title, Text: kept.Description, Name: kept.PreferredName}
	if p.Typed.Name == "" && v.Who.IsSignedIn() {
		p.Typed.Name, _ = prose.Cut(v.Session.Person.Name, talk.NameMax, "")
	}
	return f.showDirect(v, 200, p)
}

func (f *Face) showDirect(v *Visit, status int, p page.MessagePage) error {
	p.Form.Guard, p.BytesMax = true, f.UploadMax
	if p.SignedIn { // A visitor attaches files when they come back signed in.
		conversation.Uploads(&p.Form)
		var err error
		if p.Waiting, err = f.waiting(v, file.OnActor(v.Who), p.Form.Values["file"]); err != nil {
			return err
		}
	}
	return v.PageStatus(status, Shell{Title: v.T("public.message.title", "Name", p.Voice.Name), Width: layout.Narrow}, page.Message(p))
}

// keptMessage is the draft of this browser, or the one a link brought along.
func (v *Visit) keptMessage() string {
	if token := v.Query("draft"); token != "" && len(token) <= 64 {
		v.SetCookie(cookieMessage, token, draftAge)
		return token
	}
	if c, err := v.R.Cookie(cookieMessage); err == nil && len(c.Value) <= 64 {
		return c.Value
	}
	return ""
}

// sendDirect sends the message; a visitor's is kept while they sign in.
func (f *Face) sendDirect(v *Visit, p page.MessagePage) error {
	p.Typed = talk.DirectInput{VoiceKind: p.Voice.Kind, Voice: p.Voice.Person, Name: v.Value("name"), Subject: v.Value("subject"), Text: v.Value("text")}
	if p.Voice.Kind == account.VoiceCompany {
		p.Typed.Voice = p.Voice.Organisation
	}
	if !v.Who.IsSignedIn() {
		return f.keepDirect(v, p)
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
	if token := v.keptMessage(); token != "" {
		if err := f.Requests.DropDraft(v.Ctx, token); err != nil {
			v.Log().Warn("a sent draft stays until it is pruned", "error", err)
		}
		v.ClearCookie(cookieMessage)
	}
	return v.Redirect(conversationPath(made))
}

func (f *Face) keepDirect(v *Visit, p page.MessagePage) error {
	token, err := f.Requests.KeepDraft(v.Ctx, limit.Network(v.Address()), v.keptMessage(), request.Input{Title: p.Typed.Subject, Description: p.Typed.Text, PreferredName: p.Typed.Name})
	if err != nil {
		return err
	}
	v.SetCookie(cookieMessage, token, draftAge)
	if _, err := p.Typed.Check(); err != nil {
		p.Form = v.FormOf(p.Form.Action, err)
		return f.showDirect(v, v.StatusOf(err), p)
	}
	back := p.Form.Action + "?" + url.Values{"draft": {token}}.Encode()
	return v.Redirect("/sign-in?" + url.Values{"back": {back}}.Encode())
}
