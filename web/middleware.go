package web

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"guildhall/base/id"
)

type requestKey struct{}

// RequestID is the id of the request being answered, for log and events.
func RequestID(ctx context.Context) string {
	s, _ := ctx.Value(requestKey{}).(string)
	return s
}

// ContentPolicy is what pages may load: only what the house itself serves, no
// inline script and no inline style (RULES.md 5).
const ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// bodyPatience is how long a body may take to arrive: a large file on a slow line.
const bodyPatience = 5 * time.Minute

// Frame wraps every face: request id, log line, panics, and the headers that keep
// browsers careful.
func Frame(next http.Handler, secure bool, seen func(pattern string, status int, took time.Duration)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		request := id.New().String()
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, request))
		h := w.Header()
		h.Set("X-Request-Id", request)
		h.Set("Content-Security-Policy", ContentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if r.ContentLength != 0 { // A body that trickles in does not keep a connection for ever.
			_ = http.NewResponseController(w).SetReadDeadline(began.Add(bodyPatience))
		}
		rec := &recorder{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // the sentinel itself is thrown
					panic(p)
				}
				slog.Error("a request panicked", "request", request, "panic", p, "stack", string(debug.Stack()))
				if rec.status == 0 {
					http.Error(rec, "Something went wrong here. Please try again. / 問題が発生しました。もう一度お試しください。", http.StatusInternalServerError)
				}
			}
			took := time.Since(began)
			if seen != nil {
				seen(r.Pattern, rec.status, took)
			}
			// The route and not the path: sign-in, invitation and set-up links carry their secret in it.
			slog.Debug("answered", "request", request, "route", route(r), "status", rec.status, "took", took)
		}()
		next.ServeHTTP(rec, r)
	})
}

// route is the pattern that answered.
func route(r *http.Request) string {
	if r.Pattern == "" {
		return r.Method + " (no route)"
	}
	return r.Pattern
}

// recorder remembers the status; it unwraps for http.ResponseController.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Flush is asked for by what compresses: it looks for http.Flusher and no further.
func (r *recorder) Flush() {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	_ = http.NewResponseController(r.ResponseWriter).Flush() // A reader who left is no failure of ours.
}

func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
