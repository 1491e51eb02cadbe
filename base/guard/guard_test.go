package guard

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
)

func TestAddressesInsideTheHouseAreNotCalled(t *testing.T) {
	for _, address := range []string{
		"http://127.0.0.1/", "http://127.8.9.1/", "http://[::1]/", "http://0.0.0.0/", "http://[::]/", "http://10.1.2.3/", "http://172.16.0.1/", "http://172.31.255.255/",
		"http://192.168.1.1/", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:169.254.169.254]/", "http://[::ffff:7f00:1]/", "http://[fd00:ec2::254]/",
		"http://[fe80::1%25eth0]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:7f00:1::]/", "http://[::127.0.0.1]/", "http://100.64.0.1/", "http://100.100.100.200/", "http://168.63.129.16/",
		"http://224.0.0.1/", "http://255.255.255.255/", "http://198.18.0.1/", "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://017700000001/", "http://127.1/", "http://0177.0.0.1/",
		"http://1.2.3.0x4/", "http://localhost/", "http://LOCALHOST./", "http://a.localhost/", "http://metadata/", "http://metadata.google.internal/", "http://printer.local/",
		"ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "javascript:alert(1)", "//example.com/", "example.com", "http://", "http:///x", "http://user:pass@example.com/", "http://exa mple.com/", "",
	} {
		if err := Check(address, Options{}); !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", address, err)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		if err != nil {
			continue
		}
		response, err := Client(Options{}).Do(request)
		if err == nil {
			_ = response.Body.Close()
		}
		if err == nil || !errors.Is(err, ErrAddress) && request.URL.Host != "" {
			t.Errorf("%s was called: %v", address, err)
		}
	}
	for _, address := range []string{"https://example.com/badge.json", "http://93.184.215.14/", "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/", "https://例え.jp/", "https://1.example/"} {
		if err := Check(address, Options{}); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func get(t *testing.T, o Options, address string) (string, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := Client(o).Do(request)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return string(body), err
}

func TestANameThatLeadsInsideIsNotCalled(t *testing.T) {
	var calls atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { calls.Add(1) }))
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	number := netip.MustParseAddrPort(server.Listener.Addr().String()).Port()
	for _, inside := range [][]string{{"127.0.0.1"}, {"::ffff:127.0.0.1"}, {"93.184.215.14", "10.0.0.1"}, {"169.254.169.254"}, {}} {
		o := Options{Ports: []uint16{number}, Resolve: func(context.Context, string) (addrs []netip.Addr, err error) {
			for _, text := range inside {
				addrs = append(addrs, netip.MustParseAddr(text))
			}
			return addrs, nil
		}}
		if _, err := get(t, o, "http://evil.example:"+port+"/"); !errors.Is(err, ErrAddress) {
			t.Errorf("%v: %v", inside, err)
		}
	}
	if calls.Load() != 0 {
		t.Error("somebody got in")
	}
}

func TestANameIsResolvedOnceAndDialledByThatAddress(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.Host) }))
	defer server.Close()
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	var asked atomic.Int32
	o := Options{AllowLoopback: true, Resolve: func(context.Context, string) ([]netip.Addr, error) {
		asked.Add(1)
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}}
	body, err := get(t, o, "http://badge.example:"+port+"/")
	if err != nil || body != "badge.example:"+port || asked.Load() != 1 {
		t.Errorf("%q, resolved %d times: %v", body, asked.Load(), err)
	}
}

func TestARedirectInsideIsNotFollowed(t *testing.T) {
	for _, target := range []string{"http://169.254.169.254/latest/", "http://10.0.0.1/", "file:///etc/passwd", "http://[::ffff:10.0.0.1]/", "http://167772161/", "ftp://example.com/"} {
		server := httptest.NewServer(http.RedirectHandler(target, http.StatusFound))
		_, err := get(t, Options{AllowLoopback: true}, server.URL)
		server.Close()
		if !errors.Is(err, ErrAddress) {
			t.Errorf("%s: %v", target, err)
		}
	}
	var turns atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		turns.Add(1)
		http.Redirect(w, r, "/again", http.StatusFound)
	}))
	defer server.Close()
	if _, err := get(t, Options{AllowLoopback: true}, server.URL); !errors.Is(err, ErrAddress) || turns.Load() != 4 {
		t.Errorf("a circle: %v after %d", err, turns.Load())
	}
	if _, err := get(t, Options{AllowLoopback: true, Redirects: -1}, server.URL); err != nil || turns.Load() != 5 {
		t.Errorf("no redirects wanted: %v after %d", err, turns.Load())
	}
}

func TestOtherPortsAreNotCalled(t *testing.T) {
	public := func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("93.184.215.14")}, nil
	}
	for _, port := range []string{"22", "25", "5432", "6379"} {
		if _, err := get(t, Options{Resolve: public}, "http://example.com:"+port+"/"); !errors.Is(err, ErrAddress) {
			t.Errorf("port %s: %v", port, err)
		}
	}
}

func TestAnAnswerIsBounded(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/said":
			_, _ = w.Write(make([]byte, 1001))
		case "/unsaid":
			for range 3 {
				_, _ = w.Write(make([]byte, 500))
				w.(http.Flusher).Flush()
			}
		case "/packed":
			w.Header().Set("Content-Encoding", "gzip")
			packed := gzip.NewWriter(w)
			_, _ = packed.Write(make([]byte, 100_000))
			_ = packed.Close()
		case "/fits":
			_, _ = io.WriteString(w, strings.Repeat("x", 1000))
		case "/slow":
			<-r.Context().Done()
		}
	}))
	defer server.Close()
	o := Options{AllowLoopback: true, MaxBytes: 1000}
	for _, path := range []string{"/said", "/unsaid", "/packed"} {
		if _, err := get(t, o, server.URL+path); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if body, err := get(t, o, server.URL+"/fits"); err != nil || len(body) != 1000 {
		t.Errorf("%d bytes: %v", len(body), err)
	}
	o.Timeout = 50_000_000 // 50 ms
	var late net.Error
	if _, err := get(t, o, server.URL+"/slow"); !errors.As(err, &late) || !late.Timeout() {
		t.Errorf("slow: %v", err)
	}
}
