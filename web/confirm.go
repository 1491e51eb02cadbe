package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"guildhall/base/clock"
	"guildhall/base/fault"
	"guildhall/base/seal"
	"guildhall/market/account"
	"guildhall/web/page/layout"
	"guildhall/web/page/signin"
	"guildhall/web/part"
)

// keptLasts is how long what was asked waits for its proof.
const keptLasts = time.Hour

// kept is what was asked before a fresh proof was missing: it goes through the page
// that asks for one, sealed, so that nothing typed is lost and nobody reads or changes
// it on the way.
type kept struct {
	Method string
	Path   string
	Form   url.Values   `json:",omitempty"`
	At     clock.Micros // wall time
}

// asksProof tells whether an error says that a fresh proof is missing (RULES.md 6).
func asksProof(err error) bool {
	return fault.Is(err, "factor.needed") || fault.Is(err, "factor.again")
}

func (v *Visit) keptContext() string { return "web.kept:" + v.Session.ID.String() }

// keep seals what is asked by this request.
func (v *Visit) keep() string {
	k := kept{Method: v.R.Method, Path: v.R.URL.RequestURI(), At: clock.Wall()}
	if k.Method == http.MethodPost {
		k.Form = v.R.PostForm
	}
	raw, err := json.Marshal(k)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(v.face.Keys.Seal(raw, v.keptContext()))
}

// kept opens what was asked; there may be nothing, or something too old.
func (v *Visit) kept() (k kept, found bool) {
	raw, err := base64.RawURLEncoding.DecodeString(v.Value("_kept"))
	if err != nil || len(raw) == 0 {
		return k, false
	}
	plain, err := v.face.Keys.Open(raw, v.keptContext())
	if err != nil || json.Unmarshal(plain, &k) != nil {
		return kept{}, false
	}
	return k, clock.Wall().Sub(k.At) <= keptLasts
}

// goOn does what was asked, now that it is proved who asks.
func (f *Face) goOn(v *Visit) error {
	k, found := v.kept()
	if !found {
		return v.Redirect(LocalPath(v.Value("next"), "/settings/sign-in"))
	}
	if k.Method != http.MethodPost {
		return v.Redirect(k.Path)
	}
	to, err := url.Parse(LocalPath(k.Path, "/"))
	if err != nil {
		return err
	}
	r := v.R.Clone(v.R.Context())
	r.URL, r.RequestURI, r.Pattern = to, k.Path, ""
	r.Form, r.PostForm, r.MultipartForm = nil, nil, nil
	r.Body = http.NoBody
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	body := k.Form.Encode()
	r.Body, r.ContentLength = readCloser{strings.NewReader(body)}, int64(len(body))
	f.pages.ServeHTTP(v.W, r)
	return nil
}

type readCloser struct{ *strings.Reader }

// Close does nothing: the words are in memory.
func (readCloser) Close() error { return nil }

// prove answers with the page that asks for a fresh proof, or leads to setting up a
// second factor who must have one and has none.
func (f *Face) prove(v *Visit, why error) error {
	if !v.Session.HasFactor && fault.Is(why, "factor.needed") {
		must, err := f.Accounts.MustHave(v.Ctx, v.Who.Person)
		if err != nil {
			return err
		}
		if must && v.R.Method == http.MethodPost {
			return f.showSetUpFirst(v, signin.SetUpFirst{Kept: v.keep()})
		}
		if must {
			return f.setUpFirst(v, v.here())
		}
	}
	return f.showProve(v, v.keep(), http.StatusForbidden, false, nil)
}

// setUpFirst leads to the page that sets a second factor up, and from there back.
func (f *Face) setUpFirst(v *Visit, back string) error {
	return f.showSetUpFirst(v, signin.SetUpFirst{Href: "/settings/sign-in/app?" + url.Values{"back": {back}}.Encode()})
}

func (f *Face) showSetUpFirst(v *Visit, page signin.SetUpFirst) error {
	page.Desk, page.Form = v.Session.Operator, v.Form("/settings/sign-in/app")
	return v.PageStatus(http.StatusForbidden, Shell{Title: v.T("factor.first.title"), Width: layout.Narrow}, page.Show())
}

// waysOf are how this session may prove itself.
func (f *Face) waysOf(v *Visit, sealed string, sent bool, problem error) (signin.Ways, error) {
	w := signin.Ways{Kept: sealed, Sent: sent}
	form := func(at string) *part.Form {
		one := v.Form("/confirm")
		if problem != nil && v.Value("_way") == at {
			one = v.FormOf("/confirm", problem)
		}
		one.Action = "/confirm?_way=" + at
		one.ID = "confirm-" + at
		one.Attrs = map[string]any{"data-pending": "off"} // What comes may be a download.
		return &one
	}
	if v.Session.HasFactor {
		list, err := f.Accounts.Factors(v.Ctx, v.Who)
		if err != nil {
			return w, err
		}
		for _, one := range list {
			w.App = w.App || one.Kind == account.TOTP
			if one.Kind == account.Passkey && w.Passkey == nil {
				f.offerPasskey(v, &w, form("passkey"))
			}
		}
		w.Code = form("code")
		return w, nil
	}
	has, err := f.Accounts.HasPassword(v.Ctx, v.Who)
	if err != nil {
		return w, err
	}
	if has {
		w.Password = form("password")
	}
	w.Mailed, w.Ask = form("mailed"), form("mail")
	return w, nil
}

// offerPasskey makes the form that a script answers by passkey, where the address
// allows it.
func (f *Face) offerPasskey(v *Visit, w *signin.Ways, form *part.Form) {
	if !f.Accounts.PasskeysAt(v.R.Host) {
		w.Elsewhere = f.passkeyAddress()
		return
	}
	form.Attrs = passkeyAttrs("get", "/passkeys/ask")
	w.Passkey = form
}

func passkeyAttrs(deed, ask string) map[string]any {
	return map[string]any{"data-passkey": deed, "data-ask": ask, "hidden": true, "data-pending": "off"}
}

// passkeyAddress is where passkeys of this house work.
func (f *Face) passkeyAddress() string {
	_, origins := account.RelyingParty(f.BaseURL)
	if len(origins) == 0 {
		return ""
	}
	return origins[0]
}

func (f *Face) showProve(v *Visit, sealed string, status int, sent bool, problem error) error {
	ways, err := f.waysOf(v, sealed, sent, problem)
	if err != nil {
		return err
	}
	page := signin.Prove{Ways: ways, Back: LocalPath(v.R.FormValue("_back"), "")}
	return v.PageStatus(status, Shell{Title: v.T("factor.prove.title"), Width: layout.Narrow}, page.Show())
}

// confirmPage asks for a fresh proof before something that is done elsewhere, such as
// by the API.
func (f *Face) confirmPage(v *Visit) error {
	next := LocalPath(v.Query("back"), "/settings/sign-in")
	if v.Session.Fresh {
		return v.Redirect(next)
	}
	raw, err := json.Marshal(kept{Method: http.MethodGet, Path: next, At: clock.Wall()})
	if err != nil {
		return err
	}
	return f.showProve(v, base64.RawURLEncoding.EncodeToString(f.Keys.Seal(raw, v.keptContext())), http.StatusOK, false, nil)
}

// confirm takes the proof, and does what was asked.
func (f *Face) confirm(v *Visit) error {
	way := v.Value("_way")
	if way == "kept" && v.Session.Fresh { // Proved a moment ago, by setting a factor up.
		return f.goOn(v)
	}
	var err error
	if way == "mail" {
		if err = f.Accounts.MailCode(v.Ctx, v.Who); err == nil {
			return f.showProve(v, v.Value("_kept"), http.StatusOK, true, nil)
		}
	} else {
		err = f.Accounts.ProveFactor(v.Ctx, v.Who, v.Session, account.Proof{Code: v.Value("code"), Passkey: v.Value("passkey"),
			Password: seal.Hide(v.Value("password")), Mailed: v.Value("mailed")})
	}
	if v.Sayable(err) {
		return f.showProve(v, v.Value("_kept"), v.StatusOf(err), way == "mailed" || way == "mail", err)
	}
	if err != nil {
		return err
	}
	return f.goOn(v)
}
