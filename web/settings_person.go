package web

import (
	"cmp"
	"net/http"
	"strconv"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/market/account"
	"guildhall/market/file"
	"guildhall/web/page/settings"
	"guildhall/web/part"
)

func (f *Face) settings(v *Visit) error { return v.Redirect("/settings/profile") }

func (f *Face) profilePage(v *Visit) error { return f.showProfile(v, nil, nil) }

func (f *Face) showProfile(v *Visit, profile, picture error) error {
	p := v.Session.Person
	page := settings.Profile{Form: v.FormOf("/settings/profile", profile), Name: p.Name, Lang: p.Lang, Zone: p.Zone,
		Zones: zoneOptions(p.Zone, v.Reader.Now), Picture: f.pictureAddress(p.Picture), Bytes: f.UploadMax,
		Upload: v.FormOf("/settings/picture", picture), Remove: v.Form("/settings/picture/remove")}
	page.Upload.Files, page.Remove.ID = true, "remove-picture"
	problem := profile
	if problem == nil {
		problem = picture
	}
	return v.SettingsStatus(v.StatusOf(problem), "profile", page.Show())
}

func (f *Face) changeProfile(v *Visit) error {
	in := account.ProfileInput{Name: v.Value("name"), Lang: v.Value("lang"), Zone: v.Value("zone")}
	err := f.Accounts.ChangeProfile(v.Ctx, v.Who, in)
	if v.Sayable(err) {
		return f.showProfile(v, err, nil)
	}
	if err != nil {
		return err
	}
	v.ClearCookie(cookieLang) // The account's language wins from now on.
	v.Flash("settings.saved")
	return v.Redirect("/settings/profile")
}

// pictureEdge is the longest side of a picture as kept, in pixels.
const pictureEdge = 512

func (f *Face) pictureAddress(key string) string { return file.PictureAddress(key) }

func (f *Face) changePicture(v *Visit) error {
	body, _, err := v.R.FormFile("picture")
	if err != nil {
		return f.showProfile(v, nil, fault.Invalid("form.invalid", fault.At("picture", "required")))
	}
	defer body.Close() //nolint:errcheck // only read from
	key, err := f.Files.StagePicture(v.Ctx, v.Who, body, pictureEdge)
	if err == nil {
		err = f.Accounts.SetPicture(v.Ctx, v.Who, key)
	}
	if v.Sayable(err) {
		return f.showProfile(v, nil, err)
	}
	return v.saved(err, "/settings/profile")
}

func (f *Face) removePicture(v *Visit) error {
	return v.saved(f.Accounts.SetPicture(v.Ctx, v.Who, ""), "/settings/profile")
}

func (f *Face) signInSettings(v *Visit) error { return f.showSignInSettings(v, nil, nil, nil) }

func (f *Face) showSignInSettings(v *Visit, email, password, passkey error) error {
	has, err := f.Accounts.HasPassword(v.Ctx, v.Who)
	if err != nil {
		return err
	}
	page := settings.SignIn{Email: account.ShownEmail(v.Session.Person.Email), HasPassword: has,
		EmailForm: v.FormOf("/settings/email", email), Password: v.FormOf("/settings/password", password), Link: v.Form("/settings/password/link")}
	page.Password.ID = "password"
	if page.Factors, err = f.factors(v, passkey); err != nil {
		return err
	}
	problem := cmp.Or(email, password, passkey)
	return v.SettingsStatus(v.StatusOf(problem), "sign_in", page.Show())
}

func (f *Face) askEmail(v *Visit) error {
	err := f.Accounts.AskEmail(v.Ctx, v.Who, v.Value("email"))
	if v.Sayable(err) {
		return f.showSignInSettings(v, err, nil, nil)
	}
	if err != nil {
		return err
	}
	v.Flash("settings.email.sent")
	return v.Redirect("/settings/sign-in")
}

func (f *Face) changePassword(v *Visit) error {
	err := f.Accounts.ChangePassword(v.Ctx, v.Who, v.Session.ID, seal.Hide(v.Value("old_password")), seal.Hide(v.Value("password")))
	if v.Sayable(err) {
		return f.showSignInSettings(v, nil, err, nil)
	}
	if err != nil {
		return err
	}
	v.Flash("password.done")
	return v.Redirect("/settings/sign-in")
}

// passwordLink sends the signed-in person a link to set a password.
func (f *Face) passwordLink(v *Visit) error {
	in := v.ask()
	in.Email = v.Session.Person.Email
	err := f.Accounts.AskPassword(v.Ctx, v.Who, in)
	if v.Sayable(err) {
		return f.showSignInSettings(v, nil, err, nil)
	}
	if err != nil {
		return err
	}
	v.Flash("settings.password.sent")
	return v.Redirect("/settings/sign-in")
}

func (f *Face) sessionsPage(v *Visit) error {
	list, err := f.Accounts.Sessions(v.Ctx, v.Who)
	if err != nil {
		return err
	}
	var page settings.Sessions
	for _, s := range list {
		page.List = append(page.List, settings.Session{Device: s.Device, Address: s.Address, Seen: s.SeenAt, Since: s.MadeAt, Here: s.ID == v.Session.ID,
			End: part.Move{Action: "/settings/sessions/" + account.SessionID.Text(s.ID) + "/end", Key: NewKey(), Label: v.T("settings.sessions.end"), Small: true}})
	}
	if len(list) > 1 {
		page.Others = &part.Move{Action: "/settings/sessions/end-others", Key: NewKey(), Label: v.T("settings.sessions.others"), Icon: "log-out"}
	}
	return v.Settings("sessions", page.Show())
}

func (f *Face) endSession(v *Visit) error {
	session, err := v.ID("id", account.SessionID)
	if err != nil {
		return err
	}
	if err := f.Accounts.EndSession(v.Ctx, v.Who, session); err != nil {
		return err
	}
	if session == v.Session.ID {
		v.ClearCookie(SessionCookie)
		v.Flash("sign_in.out")
		return v.Redirect("/")
	}
	v.Flash("settings.sessions.ended")
	return v.Redirect("/settings/sessions")
}

func (f *Face) endOtherSessions(v *Visit) error {
	if err := f.Accounts.EndOtherSessions(v.Ctx, v.Who, v.Session.ID); err != nil {
		return err
	}
	v.Flash("settings.sessions.ended")
	return v.Redirect("/settings/sessions")
}

func (f *Face) dataPage(v *Visit) error { return f.showData(v, nil) }

func (f *Face) showData(v *Visit, problem error) error {
	page := settings.Data{Download: v.Form("/settings/data/download"), Close: v.FormOf("/settings/close", problem),
		Email: account.ShownEmail(v.Session.Person.Email)}
	page.Download.Attrs = map[string]any{"data-pending": "off"}
	return v.SettingsStatus(v.StatusOf(problem), "data", page.Show())
}

// download writes everything the house keeps of the person as one archive.
func (f *Face) download(v *Visit) error {
	d, err := f.Accounts.MyData(v.Ctx, v.Who)
	if v.Sayable(err) {
		return f.showData(v, err)
	}
	if err != nil {
		return err
	}
	h := v.W.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", "attachment; filename="+strconv.Quote(d.Name()))
	h.Set("Cache-Control", "no-store")
	if err := d.WriteZip(v.Ctx, v.W); err != nil {
		v.Log().Error("a download broke off", "error", err)
		panic(http.ErrAbortHandler) // The reader must not take half an archive for a whole one.
	}
	return nil
}

func (f *Face) closeAccount(v *Visit) error {
	err := f.Accounts.CloseAccount(v.Ctx, v.Who, v.Value("confirm"))
	if v.Sayable(err) {
		return f.showData(v, err)
	}
	if err != nil {
		return err
	}
	v.ClearCookie(SessionCookie)
	v.ClearCookie(cookieBrowser)
	v.Flash("settings.closed")
	return v.Redirect("/")
}

func (f *Face) keysPage(v *Visit) error { return f.showKeys(v, nil, "", false) }

func (f *Face) showKeys(v *Visit, problem error, fresh string, again bool) error {
	list, err := f.Accounts.Keys(v.Ctx, v.Who)
	if err != nil {
		return err
	}
	names, err := f.organisationNames(v)
	if err != nil {
		return err
	}
	page := settings.Keys{New: fresh, Again: again, Form: v.FormOf("/settings/keys", problem), Hat: v.Session.OrganisationName}
	for _, k := range list {
		one := settings.Key{Name: k.Name, Hint: k.Hint, Organisation: names[k.Organisation], Scopes: k.Scopes, Used: k.UsedAt, Ends: k.EndsAt, State: string(k.State), Since: k.MadeAt}
		switch {
		case k.Works(v.Session.SeenAt):
			one.Tone = part.Good
			one.Revoke = &part.Move{Action: "/settings/keys/" + account.KeyID.Text(k.ID) + "/revoke", Key: NewKey(), Label: v.T("api_key.revoke"), Small: true, Kind: part.Danger,
				Confirm: &part.Confirm{Title: v.T("settings.keys.revoke.title", "Name", k.Name), Text: v.T("settings.keys.revoke.text"), Deed: v.T("api_key.revoke")}}
		case k.State == account.Active:
			one.State = "ended"
		}
		page.List = append(page.List, one)
	}
	for _, s := range account.Scopes {
		if !account.IsDeskScope(s) || v.Who.IsOperator() {
			page.Scopes = append(page.Scopes, part.Option{Value: s, Label: s, Hint: v.T("scope." + s)})
		}
	}
	for _, days := range []int{7, 30, 90, 180, 365} {
		page.Lengths = append(page.Lengths, part.Option{Value: strconv.Itoa(days), Label: v.T("settings.keys.length", "Count", days)})
	}
	return v.SettingsStatus(v.StatusOf(problem), "keys", page.Show())
}

// organisationNames are those of the person's own organisations, by id.
func (f *Face) organisationNames(v *Visit) (map[id.ID]string, error) {
	list, err := f.Accounts.Belongings(v.Ctx, v.Who)
	names := map[id.ID]string{}
	for _, b := range list {
		names[b.Organisation.ID] = b.Organisation.Name
	}
	return names, err
}

func (f *Face) makeKey(v *Visit) error {
	days, _ := strconv.Atoi(v.Value("days"))
	made, err := f.Accounts.MakeKey(v.Ctx, v.Who, account.NewKey{Name: v.Value("name"), Scopes: v.Values("scopes"), Days: days})
	if v.Sayable(err) {
		return f.showKeys(v, err, "", false)
	}
	if err != nil {
		return err
	}
	return f.showKeys(v, nil, made.Token.Reveal(), made.Token.IsEmpty())
}

func (f *Face) revokeKey(v *Visit) error {
	key, err := v.ID("id", account.KeyID)
	if err != nil {
		return err
	}
	if err := f.Accounts.RevokeKey(v.Ctx, v.Who, key); err != nil && !fault.Is(err, "api_key.moved_already") {
		return err
	}
	v.Flash("settings.keys.revoked")
	return v.Redirect("/settings/keys")
}
