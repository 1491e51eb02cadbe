package web

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/a-h/templ"
	"github.com/danielgtaylor/huma/v2"
	"github.com/klauspost/compress/gzhttp"

	"guildhall/base/blob"
	"guildhall/base/db"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/engine/sweep"
	"guildhall/market/account"
	"guildhall/market/certify"
	"guildhall/market/country"
	"guildhall/market/deal"
	"guildhall/market/desk"
	"guildhall/market/expert"
	"guildhall/market/file"
	"guildhall/market/notify"
	"guildhall/market/payment"
	"guildhall/market/payout"
	"guildhall/market/registration"
	"guildhall/market/request"
	"guildhall/market/review"
	"guildhall/market/sanctions"
	"guildhall/market/talk"
	"guildhall/market/tax"
	"guildhall/web/static"
)

// Face is everything the pages need. app fills it in; a nil room is a mistake.
type Face struct {
	DB      *db.DB
	Journal *journal.Journal

	// Blobs holds the bytes of pictures.
	Blobs blob.Store

	Accounts      *account.Room
	Files         *file.Room
	Experts       *expert.Room
	Certify       *certify.Room
	Registrations *registration.Room
	Countries     *country.Room
	Sanctions     *sanctions.Room
	Tax           *tax.Room
	Requests      *request.Room
	Talks         *talk.Room
	Deals         *deal.Room
	Payments      *payment.Room
	Payouts       *payout.Room
	Reviews       *review.Room

	Notify *notify.Room

	Desk *desk.Room

	// Sweeper moves the sandbox clock.
	Sweeper *sweep.Sweeper

	// Unread counts what the actor has not read; answered by the talk room.
	Unread func(ctx context.Context, who policy.Actor) (int, error)

	// APIDocument is the OpenAPI document, for the page that shows it.
	APIDocument func() *huma.OpenAPI

	// Keys seal what waits in a page for a fresh proof.
	Keys *seal.Keyring

	// BaseURL is the house's own address, without a slash at the end.
	BaseURL string
	// Contact is the e-mail address of whoever runs the house; blank when none is set.
	Contact string
	// Secure sets cookies for https only.
	Secure bool
	// Demo offers one-click personas.
	Demo bool
	// TestNumbers are what the sandbox's card processor and bank take; none in a
	// real house.
	TestNumbers []TestNumber
	// Kit shows /kit.
	Kit bool
	// MailSent tells that a mail server takes the house's letters; without one they are
	// only kept.
	MailSent bool
	// Zone is the house's time zone, for visitors and calendar dates.
	Zone *time.Location
	// UploadMax is the largest upload in bytes.
	UploadMax int64
	// TrustedProxies may say in X-Forwarded-For for whom they ask.
	TrustedProxies []netip.Prefix

	// pages answers every page, for what goes on after a proof.
	pages http.Handler
}

// Handler serves every page. Cross-site writes are refused (Origin, Sec-Fetch-Site).
func (f *Face) Handler() http.Handler {
	mux := http.NewServeMux()
	for _, route := range f.Routes() {
		mux.Handle(route.Pattern, f.serve(route))
	}
	mux.Handle("GET "+static.Root, static.Handler())
	mux.Handle("/", f.serve(Route{Need: Anyone, Do: missing}))
	f.pages = mux
	guard := http.NewCrossOriginProtection()
	if f.BaseURL != "" { // Behind a proxy that changes Host, the address people see is still the house's own.
		if err := guard.AddTrustedOrigin(f.BaseURL); err != nil {
			slog.Warn("the base URL is no origin", "base_url", f.BaseURL, "error", err)
		}
	}
	guard.SetDenyHandler(f.serve(Route{Need: Anyone, Do: crossSite}))
	return gzhttp.GzipHandler(guard.Handler(mux))
}

// NewKey is a fresh idempotency key for a form.
func NewKey() string {
	var b [18]byte
	_, _ = rand.Read(b[:]) // crypto/rand never fails since Go 1.24
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Page answers 200 with a page in the house's shell.
func (v *Visit) Page(s Shell, body templ.Component) error {
	return v.PageStatus(http.StatusOK, s, body)
}

// Fragment answers with a piece of a page, for a script that swaps it in.
func (v *Visit) Fragment(body templ.Component) error { return v.fragmentStatus(http.StatusOK, body) }

// fragmentStatus is Fragment with a status.
func (v *Visit) fragmentStatus(status int, body templ.Component) error {
	return v.draw(v.Ctx, status, body)
}
