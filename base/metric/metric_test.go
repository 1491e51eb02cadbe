package metric_test

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"guildhall/base/metric"
)

func TestNumbersAreToldInPrometheusText(t *testing.T) {
	r := metric.New()
	mails := r.Counter("mails_total", "Mails sent.\nBy kind \\ state.", "kind")
	mails.With("welcome").Inc()
	mails.With("welcome").Add(2)
	mails.With("welcome").Add(-5)
	mails.With("a\"b\\c\nd").Inc()
	open := r.Gauge("streams_open", "Open streams.")
	open.With().Set(3)
	open.With().Add(-1.5)
	r.GaugeFunc("up", "Always.", func() float64 { return 1 })
	h := r.Histogram("wait_seconds", "Waiting.", []float64{0.1, 1}, "page")
	for _, v := range []float64{0.05, 0.1, 0.5, 7, math.NaN()} {
		h.With("home").Observe(v)
	}
	want := `# HELP mails_total Mails sent.\nBy kind \\ state.
# TYPE mails_total counter
mails_total{kind="a\"b\\c\nd"} 1
mails_total{kind="welcome"} 3
# HELP streams_open Open streams.
# TYPE streams_open gauge
streams_open 1.5
# HELP up Always.
# TYPE up gauge
up 1
# HELP wait_seconds Waiting.
# TYPE wait_seconds histogram
wait_seconds_bucket{page="home",le="0.1"} 2
wait_seconds_bucket{page="home",le="1"} 3
wait_seconds_bucket{page="home",le="+Inf"} 4
wait_seconds_sum{page="home"} 7.65
wait_seconds_count{page="home"} 4
`
	if got := r.Text(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	lint(t, r.Text())
}

var (
	sampleLine = regexp.MustCompile(`^([a-z_0-9]+)(?:\{((?:[a-z_0-9]+="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)$`)
	bound      = regexp.MustCompile(`,?le="([^"]+)"`)
)

// lint reads the text as Prometheus does and complains as promtool would.
func lint(t *testing.T, text string) {
	t.Helper()
	if !strings.HasSuffix(text, "\n") {
		t.Error("no line end at the end")
	}
	var name, kind string
	seen, helped := map[string]bool{}, map[string]bool{}
	last, inf := map[string]float64{}, map[string]float64{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if rest, found := strings.CutPrefix(line, "# HELP "); found {
			name, _, _ = strings.Cut(rest, " ")
			if helped[name] {
				t.Errorf("%s comes twice", name)
			}
			helped[name] = true
			continue
		}
		if rest, found := strings.CutPrefix(line, "# TYPE "); found {
			if typed, k, _ := strings.Cut(rest, " "); typed != name {
				t.Errorf("the type of %s stands under %s", typed, name)
			} else {
				kind = k
			}
			continue
		}
		match := sampleLine.FindStringSubmatch(line)
		if match == nil {
			t.Errorf("not a sample: %q", line)
			continue
		}
		value, err := strconv.ParseFloat(match[3], 64)
		base := match[1]
		if kind == "histogram" {
			base = regexp.MustCompile(`_(bucket|sum|count)$`).ReplaceAllString(base, "")
		}
		if err != nil || base != name || seen[match[1]+match[2]] || kind == "counter" && value < 0 {
			t.Errorf("under %s (%s): %q %v", name, kind, line, err)
		}
		seen[match[1]+match[2]] = true
		labels := bound.ReplaceAllString(match[2], "")
		switch {
		case kind == "histogram" && strings.HasSuffix(match[1], "_bucket"):
			if value < last[name+labels] {
				t.Errorf("buckets fall: %q", line)
			}
			last[name+labels] = value
			if strings.Contains(match[2], `le="+Inf"`) {
				inf[name+labels] = value
			}
		case kind == "histogram" && strings.HasSuffix(match[1], "_count"):
			if whole, there := inf[name+labels]; !there || whole != value {
				t.Errorf("the count is not the last bucket: %q", line)
			}
		}
	}
}

func TestManyMayCountAtOnce(t *testing.T) {
	r := metric.New()
	c, g, h := r.Counter("c_total", "c", "l"), r.Gauge("g", "g"), r.Histogram("h", "h", metric.Durations, "l")
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			for j := range 1000 {
				label := strconv.Itoa((i + j) % 5)
				c.With(label).Inc()
				g.With().Add(1)
				h.With(label).Observe(float64(j) / 100)
				if j%100 == 0 {
					_ = r.Text()
				}
			}
		})
	}
	wait.Wait()
	text := r.Text()
	lint(t, text)
	if !strings.Contains(text, "\ng 8000\n") || !strings.Contains(text, `c_total{l="3"} 1600`) || !strings.Contains(text, `h_count{l="3"} 1600`) {
		t.Errorf("some were lost:\n%s", text)
	}
}

func TestHostileLabelsDoNotFillTheMemory(t *testing.T) {
	r := metric.New()
	c := r.Counter("c_total", "c", "path", "x")
	for i := range metric.SeriesMax + 500 {
		c.With(fmt.Sprint(i), "\xff\xfe").Inc()
	}
	text := r.Text()
	lint(t, text)
	if n := strings.Count(text, "\n"); n > metric.SeriesMax+5 || !strings.Contains(text, `c_total{path="other",x="other"} 500`) {
		t.Errorf("%d lines", n)
	}
}

func TestRequestsAreCountedAndStreamsAreNotTimed(t *testing.T) {
	r := metric.New()
	r.Process()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /request/{id}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) })
	mux.HandleFunc("GET /live", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("cannot flush: %v", err)
		}
	})
	mux.HandleFunc("GET /broken", func(http.ResponseWriter, *http.Request) { panic("broken") })
	mux.Handle("GET /metrics", r.Handler())
	server := r.HTTP(func(request *http.Request) string { return request.Pattern })(mux)
	ask := func(method, path string) *httptest.ResponseRecorder {
		defer func() { _ = recover() }()
		w := httptest.NewRecorder()
		server.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
		return w
	}
	ask("GET", "/request/1")
	ask("GET", "/request/2")
	ask("GET", "/live")
	ask("GET", "/broken")
	ask("BREW", "/request/1")
	told := ask("GET", "/metrics")
	text := told.Body.String()
	lint(t, text)
	for _, want := range []string{`http_requests_total{method="GET",route="GET /request/{id}",status="404"} 2`, `http_requests_total{method="GET",route="GET /live",status="200"} 1`,
		`http_requests_total{method="GET",route="GET /broken",status="500"} 1`, `http_requests_total{method="other",`, `http_request_seconds_count{route="GET /request/{id}"} 2`, "http_requests_open 1\n", "go_goroutines "} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing:\n%s", want, text)
		}
	}
	if strings.Contains(text, `http_request_seconds_count{route="GET /live"}`) {
		t.Error("a stream was timed")
	}
	if got := told.Header().Get("Content-Type"); got != "text/plain; version=0.0.4; charset=utf-8" {
		t.Error(got)
	}
}

func TestAWrongTablePanicsAtStart(t *testing.T) {
	r := metric.New()
	r.Counter("there_total", "x")
	for name, do := range map[string]func(){
		"twice":   func() { r.Gauge("there_total", "x") },
		"name":    func() { r.Gauge("Bad-Name", "x") },
		"label":   func() { r.Gauge("a", "x", "le") },
		"buckets": func() { r.Histogram("b", "x", []float64{1, 1}) },
		"values":  func() { r.Gauge("c", "x", "l").With() },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was taken", name)
				}
			}()
			do()
		}()
	}
}
