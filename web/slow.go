package web

import (
	"context"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"guildhall/base/fault"
	"guildhall/base/i18n"
	"guildhall/engine/limit"
	"guildhall/web/page/oops"
)

// How many things that are not there one network may ask for before it must wait:
// far more than anybody mistypes, far too few to find an id or a link by guessing.
const (
	missesMax    = 600
	missesWindow = 10 * time.Minute
)

// guesses remembers which networks must wait. Misses are counted in the database,
// for every process together; each remembers for itself until when it turns a
// network away, so that a good request costs no look-up.
type guesses struct {
	mu    sync.Mutex
	until map[string]time.Time
}

func (g *guesses) wait(network string) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	left := time.Until(g.until[network])
	if left <= 0 {
		delete(g.until, network)
	}
	return left
}

func (g *guesses) turnAway(network string, until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.until == nil {
		g.until = map[string]time.Time{}
	}
	g.until[network] = until
}

// Slow turns away, for a while, whoever asks again and again for what is not there:
// guessed ids and links, in pages and in the API.
func (f *Face) Slow(next http.Handler) http.Handler {
	var g guesses
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		network := limit.Network(f.address(r))
		if left := g.wait(network); left > 0 {
			f.turnedAway(w, r, left)
			return
		}
		rec := &recorder{ResponseWriter: w}
		next.ServeHTTP(rec, r)
		if rec.status != http.StatusNotFound {
			return
		}
		// The answer is out; counting goes on although the visitor has gone.
		err := limit.Take(context.WithoutCancel(r.Context()), f.Journal, "missing.network:"+network, missesMax, missesWindow)
		if !fault.IsKind(err, fault.KindLimited) {
			return
		}
		seconds, _ := fault.Of(err).Args["RetryAfter"].(int)
		g.turnAway(network, time.Now().Add(time.Duration(seconds)*time.Second))
	})
}

// turnedAway answers without asking the database anything, in the reader's language
// all the same.
func (f *Face) turnedAway(w http.ResponseWriter, r *http.Request, left time.Duration) {
	reader := i18n.Reader{Lang: i18n.Prefer(r.Header.Get("Accept-Language")), Zone: f.Zone, Now: time.Now()}
	if c, err := r.Cookie(cookieLang); err == nil {
		if l, ok := i18n.Parse(c.Value); ok {
			reader.Lang = l
		}
	}
	const status, code = http.StatusTooManyRequests, "limit.reached"
	ctx, args := i18n.With(r.Context(), reader), map[string]any{"Count": int(math.Ceil(left.Minutes()))}
	w.Header().Set("Retry-After", strconv.Itoa(int(left.Seconds())+1))
	if strings.HasPrefix(r.URL.Path, "/api/") {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(map[string]any{"type": "about:blank", "title": http.StatusText(status), "status": status, "code": code,
			"detail": i18n.T(ctx, "fault."+code, args), "request_id": RequestID(ctx)}) // A caller who left is no failure of ours.
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = oops.Bare(oops.Page(oops.Problem{Status: status, Code: code, Args: args, Request: RequestID(ctx)})).Render(ctx, w)
}
