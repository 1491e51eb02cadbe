package web

import (
	"time"

	"guildhall/base/fault"
	"guildhall/base/seal"
	"guildhall/market/account"
	"guildhall/web/page/layout"
	"guildhall/web/page/signin"
)

// cookieBrowser outlives sessions, so that a new browser can be told from a known one.
const cookieBrowser = "guildhall_browser"

// browser is what the door knows of where somebody stands.
func (v *Visit) browser() account.Browser {
	b := account.Browser{Device: v.R.UserAgent(), Address: v.Address()}
	if c, err := v.R.Cookie(cookieBrowser); err == nil && len(c.Value) <= 64 {
		b.Token = c.Value
	}
	if b.Token == "" {
		b.Token = seal.Token()
	}
	return b
}

// enter gives the browser its session and goes on to where the person was going.
func (v *Visit) enter(done account.SignedIn, b account.Browser) error {
	if done.Half != "" {
		return v.secondStep(done, b)
	}
	v.SetCookie(SessionCookie, done.Token, 180*24*time.Hour)
	v.SetCookie(cookieBrowser, b.Token, 400*24*time.Hour)
	if done.Next == "" || done.Next == "/" {
		s, err := v.face.Accounts.Session(v.Ctx, done.Token)
		if err != nil {
			return err
		}
		done.Next = homeOf(s.Hat)
	}
	return v.Redirect(done.Next)
}

// homeOf is where a hat is at home.
func homeOf(hat string) string {
	switch hat {
	case account.HatOperator:
		return "/desk"
	case account.HatExpert:
		return "/work"
	}
	return "/requests"
}

func (v *Visit) door(status int, title string, body shower) error {
	return v.PageStatus(status, Shell{Title: v.T(title), Width: layout.Narrow}, body.Show())
}

// askSignIn shows the door; who is in already goes on.
func (f *Face) askSignIn(v *Visit) error {
	next := LocalPath(v.Query("back"), "")
	if v.Who.IsSignedIn() {
		return v.Redirect(LocalPath(next, homeOf(v.Session.Hat)))
	}
	return f.showSignIn(v, next, nil, "")
}

// showSignIn shows the door, with what went wrong at one of its two forms.
func (f *Face) showSignIn(v *Visit, next string, problem error, at string) error {
	page := signin.Ask{Link: v.Form("/sign-in/link"), Password: v.Form("/sign-in/password"), Next: next}
	page.Password.ID, page.Open = "password", at == "password"
	if f.Accounts.PasskeysAt(v.R.Host) {
		form := v.Form("/sign-in/passkey")
		if at == "passkey" {
			form = v.FormOf("/sign-in/passkey", problem)
		}
		form.ID, form.Attrs = "passkey-form", passkeyAttrs("get", "/passkeys/ask")
		page.Passkey = &form
	}
	switch {
	case problem == nil, at == "passkey" && page.Passkey != nil:
	case at == "password":
		page.Password = v.FormOf("/sign-in/password", problem)
		page.Password.ID = "password"
	default:
		page.Link = v.FormOf("/sign-in/link", problem)
	}
	personas, err := f.Accounts.PersonasHere(v.Ctx)
	if err != nil {
		return err
	}
	for _, p := range personas {
		page.Personas = append(page.Personas, signin.Persona{Key: p.Key, Name: p.Name, Lang: p.Lang})
	}
	return v.door(v.StatusOf(problem), "sign_in.title", page)
}

func (v *Visit) ask() account.AskSignIn {
	return account.AskSignIn{Email: v.Value("email"), Next: v.Value("next"), Lang: string(v.Reader.Lang),
		Zone: v.Reader.Zone.String(), Network: v.Address()}
}

// signInLink has a link sent, and says the same whoever asked for whom.
func (f *Face) signInLink(v *Visit) error {
	if err := f.Accounts.AskLink(v.Ctx, v.Who, v.ask()); err != nil {
		if !v.Sayable(err) {
			return err
		}
		return f.showSignIn(v, LocalPath(v.Value("next"), ""), err, "link")
	}
	return v.Redirect("/sign-in/sent")
}

func (f *Face) signInSent(v *Visit) error {
	return v.door(200, "sign_in.sent.title", signin.Sent{Sandbox: f.Journal.Sandbox && !f.MailSent})
}

func (f *Face) signInPassword(v *Visit) error {
	b := v.browser()
	done, err := f.Accounts.SignInWithPassword(v.Ctx, v.Who, account.WithPassword{
		Email: v.Value("email"), Password: seal.Hide(v.Value("password")), Browser: b, Next: v.Value("next")})
	if err != nil {
		if !v.Sayable(err) && !fault.Is(err, "account.sign_in_refused") {
			return err
		}
		return f.showSignIn(v, LocalPath(v.Value("next"), ""), err, "password")
	}
	return v.enter(done, b)
}

// signInAs is the demo's one click.
func (f *Face) signInAs(v *Visit) error {
	done, err := f.Accounts.SignInAs(v.Ctx, v.Who, v.Value("persona"), v.browser())
	if err != nil {
		return err
	}
	done.Next = LocalPath(v.Value("next"), "")
	return v.enter(done, v.browser())
}

// about is what the house guesses of somebody new: this page's language, this
// browser's zone.
func (v *Visit) about(lang, zone string) signin.About {
	if lang == "" {
		lang = string(v.Reader.Lang)
	}
	if zone == "" || zone == "UTC" {
		zone = v.Reader.Zone.String()
	}
	return signin.About{Lang: lang, Zone: zone, Zones: zoneOptions(zone, v.Reader.Now)}
}

// signInPage is behind a sign-in link: a button, for scanners of mail open links.
func (f *Face) signInPage(v *Visit) error { return f.showLink(v, nil) }

func (f *Face) showLink(v *Visit, problem error) error {
	token := v.R.PathValue("token")
	link, err := f.Accounts.PeekLink(v.Ctx, token)
	if err != nil {
		return v.deadLink(err)
	}
	title := "sign_in.use.title"
	if !link.Known {
		title = "sign_in.join.title"
	}
	page := signin.Use{Form: v.FormOf("/sign-in/"+token, problem), Email: account.ShownEmail(link.Email), Known: link.Known,
		About: v.about(string(v.Reader.Lang), link.Zone)}
	return v.door(v.StatusOf(problem), title, page)
}

// deadLink leads somebody with a used or old link to the door, with the reason.
func (v *Visit) deadLink(err error) error {
	if code := fault.Of(err).Code; code == "account.link_used" || code == "account.link_expired" || code == "account.link_unknown" {
		return v.face.showSignIn(v, "", err, "link")
	}
	return err
}

// signIn uses the link.
func (f *Face) signIn(v *Visit) error {
	b := v.browser()
	done, err := f.Accounts.SignIn(v.Ctx, v.Who, account.UseLink{Token: v.R.PathValue("token"), Name: v.Value("name"),
		Lang: v.Value("lang"), Zone: v.Value("zone"), Browser: b})
	if v.Refused(err) != nil || fault.IsKind(err, fault.KindLimited) {
		return f.showLink(v, err)
	}
	if err != nil {
		return v.deadLink(err)
	}
	return v.enter(done, b)
}

// signOut ends this session.
func (f *Face) signOut(v *Visit) error {
	if err := f.Accounts.EndSession(v.Ctx, v.Who, v.Session.ID); err != nil {
		return err
	}
	v.ClearCookie(SessionCookie)
	v.Flash("sign_in.out")
	return v.Redirect("/")
}

// setUpPage is behind the link that the first start prints.
func (f *Face) setUpPage(v *Visit) error { return f.showSetUp(v, nil) }

func (f *Face) showSetUp(v *Visit, problem error) error {
	token := v.R.PathValue("token")
	if err := f.Accounts.PeekSetup(v.Ctx, token); err != nil {
		return v.deadSetUp(err)
	}
	return v.door(v.StatusOf(problem), "setup.title", signin.SetUp{Form: v.FormOf("/setup/"+token, problem), About: v.about("", "")})
}

// deadSetUp says how else to get in: nobody mails a set-up link.
func (v *Visit) deadSetUp(err error) error {
	switch fault.Of(err).Code {
	case "account.link_used", "account.link_expired":
		return v.face.showSignIn(v, "", fault.Conflict("setup.dead"), "link")
	case "account.link_unknown":
		return v.face.showSignIn(v, "", fault.Missing("setup.dead"), "link")
	}
	return err
}

// setUp makes the first operator.
func (f *Face) setUp(v *Visit) error {
	b := v.browser()
	done, err := f.Accounts.SetUp(v.Ctx, v.Who, account.SetUp{Token: v.R.PathValue("token"), Email: v.Value("email"), Name: v.Value("name"),
		Lang: v.Value("lang"), Zone: v.Value("zone"), Password: seal.Hide(v.Value("password")), Browser: b})
	if v.Refused(err) != nil || fault.IsKind(err, fault.KindLimited) {
		return f.showSetUp(v, err)
	}
	if err != nil {
		return v.deadSetUp(err)
	}
	return v.enter(done, b)
}
