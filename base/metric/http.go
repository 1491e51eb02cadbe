package metric

import (
	"net/http"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// HTTP counts and times requests: http_requests_total, http_request_seconds,
// http_requests_open. Route names a request after it was answered, such as its
// mux pattern; it must come from a short list, never from the path. Streams are
// counted but not timed: they last as long as somebody looks.
func (r *Registry) HTTP(route func(*http.Request) string) func(http.Handler) http.Handler {
	total := r.Counter("http_requests_total", "Requests answered.", "method", "route", "status")
	seconds := r.Histogram("http_request_seconds", "Time to answer a request, streams left out.", Durations, "route")
	open := r.Gauge("http_requests_open", "Requests being answered now, streams included.").With()
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			began, seen := time.Now(), &statusWriter{ResponseWriter: w}
			open.Add(1)
			defer func() {
				open.Add(-1)
				if seen.status == 0 {
					seen.status = http.StatusOK
				}
				// A panic is on its way to whoever turns it into a page: it is
				// counted as what that will be.
				trouble := recover()
				if trouble != nil {
					seen.status = http.StatusInternalServerError
				}
				name := route(request)
				total.With(method(request.Method), name, strconv.Itoa(seen.status)).Inc()
				if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/event-stream") {
					seconds.With(name).Observe(time.Since(began).Seconds())
				}
				if trouble != nil {
					panic(trouble)
				}
			}()
			next.ServeHTTP(seen, request)
		})
	}
}

// method keeps invented methods from becoming series.
func method(name string) string {
	switch name {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return name
	}
	return "other"
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController flush and set deadlines through us.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Process adds what the operator asks first: memory, goroutines, start.
func (r *Registry) Process() {
	began := float64(time.Now().UnixMilli()) / 1000
	r.GaugeFunc("process_start_time_seconds", "When this process started, in seconds since 1970.", func() float64 { return began })
	r.GaugeFunc("go_goroutines", "Goroutines that exist now.", func() float64 { return float64(runtime.NumGoroutine()) })
	r.GaugeFunc("go_heap_bytes", "Bytes of live and not yet collected objects.", func() float64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	})
	if _, err := os.Stat("/proc/self/statm"); err == nil {
		r.GaugeFunc("process_resident_memory_bytes", "Memory the system has given this process.", resident)
	}
}

func resident() float64 {
	raw, _ := os.ReadFile("/proc/self/statm")
	if fields := strings.Fields(string(raw)); len(fields) > 1 {
		pages, _ := strconv.ParseFloat(fields[1], 64)
		return pages * float64(os.Getpagesize())
	}
	return 0
}
