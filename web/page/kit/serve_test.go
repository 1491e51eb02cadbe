package kit_test

import (
	"net/http"
	"os"
	"testing"
	"time"

	"guildhall/base/i18n"
	_ "guildhall/text"
	"guildhall/web/page/kit"
	"guildhall/web/static"
)

// policy is the content security policy of the house (RULES.md 5).
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// handler serves the kit as the house would, at a fixed business time.
func handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(static.Root, static.Handler())
	mux.HandleFunc("/kit", func(w http.ResponseWriter, r *http.Request) {
		lang, _ := i18n.Parse(r.FormValue("lang"))
		tokyo := time.FixedZone("JST", 9*3600)
		ctx := i18n.With(r.Context(), i18n.Reader{Lang: lang, Zone: tokyo, Now: time.Date(2026, 11, 23, 10, 0, 0, 0, tokyo)})
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = kit.Page(kit.Shell(ctx)).Render(ctx, w)
	})
	return mux
}

// TestServeTheKitForLooking listens at $KIT_ADDRESS until it is stopped; without
// that address there is nothing to look at and nothing to test.
func TestServeTheKitForLooking(t *testing.T) {
	address := os.Getenv("KIT_ADDRESS")
	if address == "" {
		t.Skip("KIT_ADDRESS is not set")
	}
	server := &http.Server{Addr: address, Handler: handler(), ReadHeaderTimeout: time.Second}
	t.Log(server.ListenAndServe())
}
