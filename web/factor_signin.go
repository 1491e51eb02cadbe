package web

import (
	"net/http"
	"time"

	"guildhall/base/fault"
	"guildhall/market/account"
	"guildhall/web/page/signin"
	"guildhall/web/part"
)

// cookieHalf is half a sign-in, until the second factor is proved.
const cookieHalf = "guildhall_half"

func (v *Visit) half() string {
	if c, err := v.R.Cookie(cookieHalf); err == nil && len(c.Value) <= 100 {
		return c.Value
	}
	return ""
}

// secondStep keeps half a sign-in and asks for the rest.
func (v *Visit) secondStep(done account.SignedIn, b account.Browser) error {
	v.SetCookie(cookieHalf, done.Half, 15*time.Minute)
	v.SetCookie(cookieBrowser, b.Token, 400*24*time.Hour)
	return v.Redirect("/sign-in/factor")
}

func (f *Face) secondPage(v *Visit) error { return f.showSecond(v, nil) }

func (f *Face) showSecond(v *Visit, problem error) error {
	half, err := f.Accounts.PeekHalf(v.Ctx, v.half())
	if err != nil {
		return v.halfGone(err)
	}
	form := func(at string) *part.Form {
		one := v.Form("/sign-in/factor")
		if problem != nil && v.Value("_way") == at {
			one = v.FormOf("/sign-in/factor", problem)
		}
		one.Action, one.ID = "/sign-in/factor?_way="+at, "second-"+at
		return &one
	}
	ways := signin.Ways{App: half.App, Code: form("code")}
	if half.Passkeys {
		f.offerPasskey(v, &ways, form("passkey"))
	}
	return v.door(v.StatusOf(problem), "factor.second.title", signin.Second{Ways: ways, Name: half.Person.Name})
}

// halfGone leads back to the door: half a sign-in lasts a quarter of an hour.
func (v *Visit) halfGone(err error) error {
	switch fault.Of(err).Code {
	case "account.link_used", "account.link_expired", "account.link_unknown":
		v.ClearCookie(cookieHalf)
		if v.Who.IsSignedIn() {
			return v.Redirect(homeOf(v.Session.Hat))
		}
		return v.face.showSignIn(v, "", fault.Conflict("factor.half_gone"), "link")
	}
	return err
}

func (f *Face) signInFactor(v *Visit) error {
	b := v.browser()
	done, err := f.Accounts.SignInFactor(v.Ctx, v.Who, v.half(), account.Proof{Code: v.Value("code"), Passkey: v.Value("passkey")}, b)
	if v.Refused(err) != nil || fault.IsKind(err, fault.KindLimited) || fault.Is(err, "factor.question_gone") || fault.Is(err, "factor.passkey_copied") {
		return f.showSecond(v, err)
	}
	if err != nil {
		return v.halfGone(err)
	}
	v.ClearCookie(cookieHalf)
	return v.enter(done, b)
}

// signInPasskey opens the door by a passkey alone.
func (f *Face) signInPasskey(v *Visit) error {
	b := v.browser()
	done, err := f.Accounts.SignInPasskey(v.Ctx, v.Who, v.Value("passkey"), b)
	if v.Sayable(err) {
		return f.showSignIn(v, LocalPath(v.Value("next"), ""), err, "passkey")
	}
	if err != nil {
		return err
	}
	done.Next = LocalPath(v.Value("next"), "")
	return v.enter(done, b)
}

func notMe(v *Visit, token string) signin.NotMe {
	return signin.NotMe{Form: v.Form("/not-me/" + token)}
}

func stopReset(v *Visit, token string) signin.StopReset {
	return signin.StopReset{Form: v.Form("/factor-reset/" + token)}
}

// stopped says what a link of a letter has done.
func (v *Visit) stopped(key string) error {
	return v.door(http.StatusOK, key+".title", signin.Stopped{Title: v.T(key + ".title"), Text: v.T(key + ".text")})
}
