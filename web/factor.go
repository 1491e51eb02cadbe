package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"

	"guildhall/base/fault"
	"guildhall/market/account"
	"guildhall/web/page/settings"
	"guildhall/web/part"
)

// factors is the part of Settings about second factors.
func (f *Face) factors(v *Visit, passkey error) (settings.Factors, error) {
	var p settings.Factors
	list, err := f.Accounts.Factors(v.Ctx, v.Who)
	if err != nil {
		return p, err
	}
	if p.Must, err = f.Accounts.MustHave(v.Ctx, v.Who.Person); err != nil {
		return p, err
	}
	if p.Left, err = f.Accounts.CodesLeft(v.Ctx, v.Who); err != nil {
		return p, err
	}
	p.Persona = v.Session.Persona
	for _, one := range list {
		p.App = p.App || one.Kind == account.TOTP
		name := one.Name
		if name == "" {
			name = v.T("factor.kind." + one.Kind)
		}
		text := v.T("factor.remove.text")
		if len(list) == 1 {
			text = v.T("factor.remove.last")
			switch {
			case v.Session.Operator:
				text = v.T("factor.remove.last.desk")
			case p.Must:
				text = v.T("factor.remove.last.expert")
			}
		}
		shown := settings.Factor{Kind: one.Kind, Name: one.Name, Used: one.UsedAt, Since: one.MadeAt}
		shown.Remove = &part.Move{Action: "/settings/sign-in/factors/" + account.FactorID.Text(one.ID) + "/remove", Key: NewKey(), Label: v.T("factor.remove"), Small: true, Kind: part.Danger,
			ID: "remove-" + account.FactorID.Text(one.ID), Confirm: &part.Confirm{Title: v.T("factor.remove.title", "Name", name), Text: text, Deed: v.T("factor.remove")}}
		p.List = append(p.List, shown)
	}
	p.Codes = part.Move{Action: "/settings/sign-in/codes", Key: NewKey(), Label: v.T("factor.recovery.new"), Icon: "refresh-cw", ID: "new-codes",
		Confirm: &part.Confirm{Title: v.T("factor.recovery.new"), Text: v.T("factor.recovery.new.text"), Deed: v.T("factor.recovery.new")}}
	if !f.Accounts.PasskeysAt(v.R.Host) {
		p.Elsewhere = f.passkeyAddress()
		return p, nil
	}
	form := v.FormOf("/settings/sign-in/passkeys", passkey)
	form.ID, form.Attrs = "passkey-form", passkeyAttrs("create", "/settings/sign-in/passkeys/ask")
	p.Passkey = &form
	return p, nil
}

// appPage offers a key to an authenticator app. Who has to prove themselves for it
// does so before the key is shown.
func (f *Face) appPage(v *Visit) error {
	if err := account.MayAdd(v.Session); err != nil {
		return err
	}
	list, err := f.Accounts.Factors(v.Ctx, v.Who)
	if err != nil {
		return err
	}
	for _, one := range list {
		if one.Kind == account.TOTP {
			return v.Redirect("/settings/sign-in")
		}
	}
	offer, err := f.Accounts.OfferTOTP(v.Ctx, v.Who, f.houseName())
	if err != nil {
		return err
	}
	return f.showApp(v, offer, nil)
}

// houseName is what an authenticator app calls this house.
func (f *Face) houseName() string {
	if u, err := url.Parse(f.BaseURL); err == nil && u.Hostname() != "" {
		return "Guildhall " + strings.ReplaceAll(u.Hostname(), ":", " ")
	}
	return "Guildhall"
}

func (f *Face) showApp(v *Visit, offer account.NewTOTP, problem error) error {
	path, size, err := drawnKey(offer.URL.Reveal())
	if err != nil {
		return err
	}
	action := "/settings/sign-in/app"
	if back := LocalPath(v.Query("back"), ""); back != "" {
		action += "?" + url.Values{"back": {back}}.Encode()
	}
	page := settings.App{Form: v.FormOf(action, problem), Kept: v.Value("_kept"), Key: offer.Key.Reveal(), Sealed: offer.Sealed, Path: path, Size: size}
	return v.SettingsAbout(v.StatusOf(problem), "sign_in", v.T("factor.app.title"), []part.Link{{Label: v.T("settings.sign_in"), Href: "/settings/sign-in"}}, page.Show())
}

// drawnKey draws an address as a picture of squares (QR, ISO/IEC 18004): the path of
// its dark ones, and how many squares wide it is.
func drawnKey(address string) (path string, size int, err error) {
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return "", 0, err
	}
	size = code.Bounds().Dx()
	var b strings.Builder
	for y := range size {
		for x := range size {
			if r, _, _, _ := code.At(x, y).RGBA(); r == 0 {
				b.WriteString("M" + strconv.Itoa(x) + " " + strconv.Itoa(y) + "h1v1h-1z")
			}
		}
	}
	return b.String(), size, nil
}

// addApp keeps the app once a code of it was typed. Who is led here from something
// else brings that along, and no offer yet.
func (f *Face) addApp(v *Visit) error {
	if v.Value("offer") == "" && v.Value("_kept") != "" {
		return f.appPage(v)
	}
	added, err := f.Accounts.AddTOTP(v.Ctx, v.Who, v.Session, v.Value("offer"), v.Value("name"), v.Value("code"))
	if v.Sayable(err) {
		offer, gone := f.Accounts.TOTPAgain(v.Ctx, v.Who, f.houseName(), v.Value("offer"))
		if gone != nil {
			if offer, gone = f.Accounts.OfferTOTP(v.Ctx, v.Who, f.houseName()); gone != nil {
				return gone
			}
		}
		return f.showApp(v, offer, err)
	}
	if err != nil {
		return err
	}
	return f.showCodes(v, added.Codes, account.TOTP)
}

// showCodes shows recovery codes once, and leads on to what was being done.
func (f *Face) showCodes(v *Visit, codes []string, added string) error {
	next := LocalPath(v.Query("back"), "/settings/sign-in")
	if len(codes) == 0 && v.Value("_kept") != "" {
		return f.goOn(v)
	}
	if len(codes) == 0 {
		v.Flash("factor.added." + added)
		return v.Redirect(next)
	}
	page := settings.Codes{List: codes, House: f.houseName(), Added: added, Href: next}
	if page.Kept = v.Value("_kept"); page.Kept != "" {
		page.On = v.Form("/confirm?_way=kept")
		page.On.Attrs = map[string]any{"data-pending": "off"} // What comes may be a download.
	}
	return v.SettingsAbout(http.StatusOK, "sign_in", v.T("factor.recovery"), []part.Link{{Label: v.T("settings.sign_in"), Href: "/settings/sign-in"}}, page.Show())
}

func (f *Face) removeFactor(v *Visit) error {
	factor, err := v.ID("id", account.FactorID)
	if err != nil {
		return err
	}
	if err := f.Accounts.RemoveFactor(v.Ctx, v.Who, factor); err != nil {
		return err
	}
	v.Flash("factor.removed")
	return v.Redirect("/settings/sign-in")
}

func (f *Face) newCodes(v *Visit) error {
	codes, err := f.Accounts.NewRecoveryCodes(v.Ctx, v.Who)
	if err != nil {
		return err
	}
	return f.showCodes(v, codes, "")
}

// answerJSON gives a question to the script that puts it to a passkey.
func (v *Visit) answerJSON(raw []byte) error {
	v.W.Header().Set("Content-Type", "application/json")
	v.W.Header().Set("Cache-Control", "no-store")
	_, err := v.W.Write(raw) // #nosec G705 -- JSON of our own making, sent as JSON with nosniff.
	return err
}

// askPasskey puts the question by which a passkey signs in or confirms.
func (f *Face) askPasskey(v *Visit) error {
	raw, err := f.Accounts.AskPasskey(v.Ctx, v.Who, v.Address())
	if err != nil {
		return err
	}
	return v.answerJSON(raw)
}

// offerNewPasskey puts the question by which one is made.
func (f *Face) offerNewPasskey(v *Visit) error {
	raw, err := f.Accounts.OfferPasskey(v.Ctx, v.Who, v.Session)
	if err != nil {
		return err
	}
	return v.answerJSON(raw)
}

func (f *Face) addPasskey(v *Visit) error {
	added, err := f.Accounts.AddPasskey(v.Ctx, v.Who, v.Session, v.Value("name"), v.Value("passkey"))
	if v.Sayable(err) {
		return f.showSignInSettings(v, nil, nil, err)
	}
	if err != nil {
		return err
	}
	return f.showCodes(v, added.Codes, account.Passkey)
}

// notMePage is behind the link of a letter about a factor.
func (f *Face) notMePage(v *Visit) error {
	token := v.R.PathValue("token")
	if err := f.Accounts.PeekNotMe(v.Ctx, token); err != nil {
		return v.deadLink(err)
	}
	return v.door(http.StatusOK, "factor.not_me.title", notMe(v, token))
}

func (f *Face) notMe(v *Visit) error {
	if err := f.Accounts.NotMe(v.Ctx, v.Who, v.R.PathValue("token")); err != nil {
		return v.deadLink(err)
	}
	v.ClearCookie(SessionCookie)
	return v.stopped("factor.not_me.done")
}

// stopResetPage is behind the link that stops a reset.
func (f *Face) stopResetPage(v *Visit) error {
	token := v.R.PathValue("token")
	if err := f.Accounts.PeekStop(v.Ctx, token); err != nil {
		return v.deadLink(err)
	}
	return v.door(http.StatusOK, "factor.stop.title", stopReset(v, token))
}

func (f *Face) stopReset(v *Visit) error {
	err := f.Accounts.StopByLink(v.Ctx, v.Who, v.R.PathValue("token"))
	if fault.Is(err, "factor_reset.moved_already") {
		return v.stopped("factor.stop.late")
	}
	if err != nil {
		return v.deadLink(err)
	}
	return v.stopped("factor.stop.done")
}
