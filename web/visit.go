package web

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/sanctions"
)

// Visit is one request being answered: who asks, in which language, and how to answer.
type Visit struct {
	W   http.ResponseWriter
	R   *http.Request
	Ctx context.Context // carries the reader for text and times
	// Who acts; a visitor when nobody is signed in.
	Who policy.Actor
	// Session is the zero session for a visitor.
	Session account.Session
	Reader  i18n.Reader
	// Request is the request id, in the log, the events and on error pages.
	Request string

	face *Face
	// around is what the shell of the page needs, shared by the copies of a visit.
	around *around
}

// The cookies of the house. All are first-party and needed for what they do.
const (
	SessionCookie = "guildhall_session"
	cookieLang    = "guildhall_lang"
	cookieZone    = "guildhall_zone"
	cookieFlash   = "guildhall_flash"
)

func (f *Face) visit(w http.ResponseWriter, r *http.Request) (*Visit, error) {
	v := &Visit{W: w, R: r, face: f, Request: RequestID(r.Context()), around: &around{}}
	v.Who = policy.Actor{Kind: policy.Visitor, Request: v.Request}
	reader := i18n.Reader{Lang: i18n.Prefer(r.Header.Get("Accept-Language")), Zone: f.Zone}
	chosen := false
	if c, err := r.Cookie(cookieLang); err == nil {
		if l, ok := i18n.Parse(c.Value); ok {
			reader.Lang, chosen = l, true
		}
	}
	if c, err := r.Cookie(cookieZone); err == nil {
		if z, err := i18n.Zone(c.Value); err == nil && c.Value != "Local" {
			reader.Zone = z
		}
	}
	var problem error
	s, err, now, late := f.whoAndWhen(r)
	if _, none := r.Cookie(SessionCookie); none == nil {
		switch {
		case err == nil:
			v.Session = s
			v.Who = s.Actor(v.Request)
			if l, ok := i18n.Parse(s.Person.Lang); ok && !chosen {
				reader.Lang = l
			}
			if z, err := i18n.Zone(s.Person.Zone); err == nil {
				reader.Zone = z
			}
		case fault.IsKind(err, fault.KindUnauthenticated):
			v.ClearCookie(SessionCookie)
		default:
			problem = err
		}
	}
	if l, ok := i18n.Parse(r.URL.Query().Get("lang")); ok && r.Method == http.MethodGet {
		reader.Lang = l
		v.SetCookie(cookieLang, string(l), 400*24*time.Hour)
	}
	reader.Now = now.Time()
	if late != nil {
		reader.Now = time.Now()
		problem = errors.Join(problem, late)
	}
	v.Reader = reader
	v.Ctx = i18n.With(r.Context(), reader)
	return v, problem
}

// whoAndWhen reads the session of the cookie and business time; each has its error.
func (f *Face) whoAndWhen(r *http.Request) (s account.Session, unknown error, now clock.Micros, late error) {
	token := ""
	if c, err := r.Cookie(SessionCookie); err == nil {
		token = c.Value
	}
	_ = db.Together(r.Context(), f.DB,
		func(ctx context.Context) error { s, unknown = f.Accounts.Session(ctx, token); return nil },
		func(ctx context.Context) error { now, late = f.Journal.Now(ctx); return nil },
	)
	return s, unknown, now, late
}

// remember lets the parts of a page ask the same thing once.
func (v *Visit) remember() { v.Ctx = account.Knowing(v.Ctx, v.Session) }

// together runs reads of a page that need nothing of each other (db.Together), each
// with a visit of its own.
func (v *Visit) together(reads ...func(*Visit) error) error {
	each := make([]func(context.Context) error, len(reads))
	for i, read := range reads {
		each[i] = func(ctx context.Context) error {
			own := *v
			own.Ctx = ctx
			return read(&own)
		}
	}
	return db.Together(v.Ctx, v.face.DB, each...)
}

// wasteMax is how much of a form that is too large is read for the answer's sake.
const wasteMax = 200 << 20

// parse reads the form of a POST and takes its idempotency key.
func (v *Visit) parse() error {
	kind, _, _ := mime.ParseMediaType(v.R.Header.Get("Content-Type"))
	most := int64(1 << 20)
	if kind == "multipart/form-data" {
		most += v.face.UploadMax
		if v.R.URL.Path == listsPath || v.R.URL.Path == issuersPath { // An operator's: the route has asked who it is.
			most = 2*sanctions.FileMax + 1<<20
		}
	}
	tooLarge := fault.Invalid("form.too_large").With("Megabytes", most>>20)
	if v.R.ContentLength > most {
		// A browser that is cut off in the middle of sending shows no answer: what is
		// not far too large is let in and thrown away.
		_, _ = io.CopyN(io.Discard, v.R.Body, min(v.R.ContentLength, wasteMax))
		return tooLarge
	}
	v.R.Body = http.MaxBytesReader(v.W, v.R.Body, most)
	var err error
	if kind == "multipart/form-data" {
		memory := int64(1 << 20)
		if strings.HasPrefix(v.R.URL.Path, neverOnDisk) {
			memory = most
		}
		err = v.R.ParseMultipartForm(memory) // #nosec G120 -- the body is bounded above
	} else {
		err = v.R.ParseForm()
	}
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return tooLarge
		}
		return fault.Invalid("form.malformed").Because(err)
	}
	if key := v.R.PostFormValue("_key"); len(key) <= 64 && utf8.ValidString(key) && !strings.Contains(key, "\x00") {
		v.Who.Key = key
	}
	return nil
}

// listsPath is where sanctions lists are loaded, whose files are large.
const listsPath = "/desk/sanctions/lists"

// issuersPath is where the list of issuers of qualified invoices is loaded.
const issuersPath = "/desk/tax-issuers"

// neverOnDisk is where the files of a form are what people show for their identity:
// they are held in memory until they are sealed, never in a temporary file.
const neverOnDisk = "/registration/checks/"

// Value is a field of the form as it was typed.
func (v *Visit) Value(name string) string { return v.R.FormValue(name) }

// Values are all values of a field.
func (v *Visit) Values(name string) []string { return v.R.Form[name] }

// Query is a field of the address.
func (v *Visit) Query(name string) string { return v.R.URL.Query().Get(name) }

// ID reads an id in the path; a malformed one is as missing as an unknown one.
func (v *Visit) ID(name string, prefix id.Prefix) (id.ID, error) {
	i, ok := prefix.Parse(v.R.PathValue(name))
	if !ok {
		return id.None, fault.Missing("page.missing")
	}
	return i, nil
}

// answerHeader is set by a script that sends a form and stays on its page: it wants
// the address to go on to in goHeader, not the page itself.
const answerHeader, goHeader = "X-Answer", "X-Go"

// Redirect sends the browser to a page of the house with GET.
func (v *Visit) Redirect(to string) error {
	if v.R.Header.Get(answerHeader) != "" {
		v.W.Header().Set(goHeader, LocalPath(to, "/"))
		v.W.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(v.W, v.R, LocalPath(to, "/"), http.StatusSeeOther) // #nosec G710 -- LocalPath lets only paths of this house through
	return nil
}

// Back redirects to the local page named by the form's _back, or to other.
func (v *Visit) Back(other string) error { return v.Redirect(LocalPath(v.R.FormValue("_back"), other)) }

// LocalPath gives path when it is a path of this house, else other: nobody is sent
// to a stranger's site by a link of ours.
func LocalPath(path, other string) string {
	u, err := url.Parse(path)
	if err != nil || path == "" || u.IsAbs() || u.Host != "" || !strings.HasPrefix(path, "/") ||
		strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") {
		return other
	}
	return path
}

// SetCookie sets a cookie for the whole house.
func (v *Visit) SetCookie(name, value string, age time.Duration) {
	http.SetCookie(v.W, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(age.Seconds()), // #nosec G124 -- Secure wherever the house is reached by https; the zone is read by the script
		HttpOnly: name != cookieZone, Secure: v.face.Secure, SameSite: http.SameSiteLaxMode})
}

// ClearCookie takes a cookie away.
func (v *Visit) ClearCookie(name string) {
	http.SetCookie(v.W, &http.Cookie{Name: name, Path: "/", MaxAge: -1, HttpOnly: true, Secure: v.face.Secure, SameSite: http.SameSiteLaxMode}) // #nosec G124 -- Secure wherever the house is reached by https
}

// Address is the visitor's address; proxies are believed only when the operator
// named them.
func (v *Visit) Address() string { return v.face.address(v.R) }

func (f *Face) address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		host = ip.Unmap().String()
	}
	// A proxy may add a line of its own to what a stranger sent.
	chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(chain) - 1; i >= 0 && f.trusts(host); i-- {
		ip, err := netip.ParseAddr(strings.TrimSpace(chain[i]))
		if err != nil {
			break
		}
		host = ip.Unmap().String()
	}
	return host
}

func (f *Face) trusts(host string) bool {
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, n := range f.TrustedProxies {
		if n.Contains(ip.Unmap()) {
			return true
		}
	}
	return false
}

// Flash keeps a text key that the next page says once.
func (v *Visit) Flash(key string) { v.SetCookie(cookieFlash, key, time.Minute) }

func (v *Visit) takeFlash() string {
	c, err := v.R.Cookie(cookieFlash)
	if err != nil || !i18n.Exists(c.Value) {
		return ""
	}
	v.ClearCookie(cookieFlash)
	return i18n.T(v.Ctx, c.Value)
}

// Refused gives the fields of a refused form, or nil when err is something else.
func (v *Visit) Refused(err error) *fault.Fault {
	if f := fault.Of(err); f != nil && f.Kind == fault.KindInvalid {
		return f
	}
	return nil
}

// Log is the log with this request's id.
func (v *Visit) Log() *slog.Logger { return slog.With("request", v.Request) }
