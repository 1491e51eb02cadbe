package app

import (
	"context"
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
	"time"

	"guildhall/base/metric"
	"guildhall/market/notify"
)

// watch is what an operator's monitoring reads: /healthz says that the program
// runs, /readyz that it can work, /metrics its numbers.
func (h *House) watch(mux *http.ServeMux) {
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "alive\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := h.DB.Ping(ctx); err != nil {
			plain(w, http.StatusServiceUnavailable, "the database does not answer\n")
			return
		}
		plain(w, http.StatusOK, "ready\n")
	})
	numbers := h.Metrics.Handler()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		if token := h.Config.MetricsToken; !token.IsEmpty() {
			given, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			if subtle.ConstantTimeCompare([]byte(given), []byte(token.Reveal())) != 1 {
				w.Header().Set("WWW-Authenticate", "Bearer")
				plain(w, http.StatusUnauthorized, "a bearer token is needed\n")
				return
			}
		}
		numbers.ServeHTTP(w, r)
	})
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // who left does not need it
}

// seen counts what was answered, by the route's own pattern.
func (h *House) seen() func(pattern string, status int, took time.Duration) {
	answers := h.Metrics.Counter("guildhall_http_requests_total", "Requests answered, by route and status.", "route", "status")
	times := h.Metrics.Histogram("guildhall_http_request_seconds", "How long answers took, by route; streams are left out.", metric.Durations, "route")
	return func(pattern string, status int, took time.Duration) {
		if pattern == "" {
			pattern = "none"
		}
		answers.With(pattern, strconv.Itoa(status)).Inc()
		if !strings.Contains(pattern, "/live") {
			times.With(pattern).Observe(took.Seconds())
		}
	}
}

// numbers are asked when somebody reads them. A database that is away gives -1.
func (h *House) numbers() {
	h.Metrics.Process()
	ask := func(fn func(ctx context.Context) (int64, error)) func() float64 {
		return func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			n, err := fn(ctx)
			if err != nil {
				return -1
			}
			return float64(n)
		}
	}
	h.Metrics.GaugeFunc("guildhall_listeners", "Live streams and readers that listen in this process.", func() float64 { return float64(h.Journal.Hub.Listeners()) })
	h.Metrics.GaugeFunc("guildhall_journal_position", "Position of the newest sealed event.", ask(h.Journal.Position))
	h.Metrics.GaugeFunc("guildhall_journal_lag", "Sealed events that the slowest follower has not read.", ask(h.lag))
	h.Metrics.GaugeFunc("guildhall_journal_stuck", "Events put aside because a follower could not handle them.", ask(func(ctx context.Context) (int64, error) {
		stuck, err := h.Journal.StuckEvents(ctx)
		return int64(len(stuck)), err
	}))
	for _, state := range []string{"available", "running", "retryable", "discarded"} {
		h.Metrics.GaugeFunc("guildhall_jobs_"+state, "Jobs that are "+state+".", ask(func(ctx context.Context) (int64, error) {
			counts, err := h.Jobs.Counts(ctx)
			return counts[state], err
		}))
	}
	h.Metrics.GaugeFunc("guildhall_mail_waiting", "Mails that the mail server has not taken yet.", ask(func(ctx context.Context) (int64, error) {
		return notify.Count(ctx, h.DB, notify.Waiting)
	}))
	h.Metrics.GaugeFunc("guildhall_mail_failed", "Mails that were given up; the desk shows why and sends them again.", ask(func(ctx context.Context) (int64, error) {
		return notify.Count(ctx, h.DB, notify.Failed)
	}))
}

func (h *House) lag(ctx context.Context) (int64, error) {
	position, err := h.Journal.Position(ctx)
	if err != nil {
		return 0, err
	}
	cursors, err := h.Journal.Cursors(ctx)
	var most int64
	for _, c := range cursors {
		most = max(most, position-c.Position)
	}
	return most, err
}
