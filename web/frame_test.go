package web

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzhttp"
)

func framed(t *testing.T, do http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(Frame(gzhttp.GzipHandler(do), false, nil))
	t.Cleanup(s.Close)
	return s
}

func TestAPanicIsAPlainPage(t *testing.T) {
	s := framed(t, func(http.ResponseWriter, *http.Request) { panic("a wrong page") })
	res, err := http.Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	line, _ := bufio.NewReader(res.Body).ReadString('\n')
	if res.StatusCode != 500 || !strings.Contains(line, "問題が発生しました") || res.Header.Get("X-Request-Id") == "" {
		t.Errorf("%d %q", res.StatusCode, line)
	}
	if strings.Contains(line, "a wrong page") {
		t.Error("the page tells what panicked")
	}
}

func TestAStreamReachesTheReaderPieceByPieceThroughFrameAndGzip(t *testing.T) {
	more := make(chan bool)
	s := framed(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		flush := http.NewResponseController(w)
		for range more {
			_, _ = w.Write([]byte("data: one\n\n"))
			if err := flush.Flush(); err != nil {
				t.Error(err)
			}
		}
	})
	go func() { more <- true }()
	res, err := http.Get(s.URL) // asks for gzip and unpacks it
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	read := bufio.NewReader(res.Body)
	for range 3 {
		if line, err := read.ReadString('\n'); err != nil || line != "data: one\n" {
			t.Fatalf("%q %v", line, err)
		}
		_, _ = read.ReadString('\n')
		select {
		case more <- true:
		case <-t.Context().Done():
		}
	}
	close(more)
}

func TestNobodyIsSentToAStrangersSite(t *testing.T) {
	for path, want := range map[string]string{
		"/requests?x=1": "/requests?x=1", "/": "/", "": "/other", "requests": "/other", "//evil.example": "/other",
		"https://evil.example/": "/other", `/\evil.example`: "/other", "/\t/evil.example": "/other", "\x00/": "/other",
		"javascript:alert(1)": "/other", "///evil.example": "/other", "/%2f/evil.example": "/%2f/evil.example",
		"/ok\r\nSet-Cookie: a=b": "/other",
	} {
		if got := LocalPath(path, "/other"); got != want {
			t.Errorf("%q leads to %q", path, got)
		}
	}
}

func TestOnlyTrustedProxiesSayForWhomTheyAsk(t *testing.T) {
	f := &Face{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32")}}
	for _, c := range []struct {
		from    string
		forward []string
		want    string
	}{
		{"203.0.113.9:1", nil, "203.0.113.9"},
		{"203.0.113.9:1", []string{"198.51.100.1"}, "203.0.113.9"}, // a stranger says so
		{"10.0.0.1:1", []string{"198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.1:1", []string{"1.1.1.1, 198.51.100.1, 10.0.0.2"}, "198.51.100.1"},
		{"10.0.0.1:1", []string{"1.1.1.1", "198.51.100.1"}, "198.51.100.1"}, // the proxy adds a line of its own
		{"10.0.0.1:1", []string{"nonsense"}, "10.0.0.1"},
		{"[::ffff:127.0.0.1]:1", []string{"::ffff:198.51.100.1"}, "198.51.100.1"}, // one address, one spelling
		{"[2001:db8::1]:1", nil, "2001:db8::1"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.from
		for _, line := range c.forward {
			r.Header.Add("X-Forwarded-For", line)
		}
		if got := f.address(r); got != c.want {
			t.Errorf("%s forwarding %q is taken for %s, want %s", c.from, c.forward, got, c.want)
		}
	}
}
