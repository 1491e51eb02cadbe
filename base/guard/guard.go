// Package guard owns calls to addresses that strangers give us: a badge to
// verify, a web hook, a company's page (RULES.md 6).
//
// Words: an address is refused when it could reach a machine that trusts us: our
// own, our network's, the cloud's metadata service.
//
// Invariants: only http and https, only ports that were asked for; a host name
// is resolved once and that very address is dialled, so that a name cannot mean
// one thing when it is checked and another when it is called; every redirect is
// checked the same way; no answer is read beyond its limit in bytes or time; no
// proxy, no cookies, no credentials in an address.
//
// It does not decide what is fetched or what the answer means.
package guard

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// What Client and Check refuse with; errors.Is finds them inside *url.Error.
var (
	ErrAddress  = errors.New("guard: this address is not called")
	ErrTooLarge = errors.New("guard: the answer is too large")
)

// Options of a client. The zero value of each has the meaning given.
type Options struct {
	Timeout   time.Duration // whole call with redirects and body; 10 seconds
	MaxBytes  int64         // of an answer's body, unpacked; 1 MiB
	Redirects int           // followed; 0 means 3, negative means none
	Ports     []uint16      // that may be called; 80 and 443
	// AllowLoopback lets tests call their own servers, on any port.
	AllowLoopback bool
	// Roots are the authorities whose certificates count; nil means the system's.
	Roots *x509.CertPool
	// Resolve finds the addresses of a host; nil asks the system.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
}

func (o Options) filled() Options {
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 1 << 20
	}
	if o.Redirects == 0 {
		o.Redirects = 3
	}
	if o.Ports == nil {
		o.Ports = []uint16{80, 443}
	}
	if o.Resolve == nil {
		o.Resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	return o
}

// Client is an HTTP client for strangers' addresses.
func Client(o Options) *http.Client {
	o = o.filled()
	transport := &http.Transport{
		Proxy:                  nil, // A proxy would resolve the name again, by its own lights.
		DialContext:            o.dial,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        &tls.Config{RootCAs: o.Roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    o.Timeout,
		ResponseHeaderTimeout:  o.Timeout,
		MaxResponseHeaderBytes: 64 << 10,
		MaxIdleConns:           10,
		IdleConnTimeout:        30 * time.Second,
	}
	return &http.Client{
		Transport: bounded{transport, o},
		Timeout:   o.Timeout,
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			if o.Redirects < 0 {
				return http.ErrUseLastResponse
			}
			if len(via) > o.Redirects {
				return fmt.Errorf("%w: more than %d redirects", ErrAddress, o.Redirects)
			}
			return nil // The address itself is checked by bounded, as the first was.
		},
	}
}

// bounded checks each request, redirected ones too, and bounds each answer.
type bounded struct {
	next http.RoundTripper
	o    Options
}

func (b bounded) RoundTrip(request *http.Request) (*http.Response, error) {
	if err := b.o.checkURL(request.URL); err != nil {
		return nil, err
	}
	response, err := b.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	if response.ContentLength > b.o.MaxBytes {
		_ = response.Body.Close()
		return nil, fmt.Errorf("%w: %d bytes", ErrTooLarge, response.ContentLength)
	}
	response.Body = &limited{response.Body, b.o.MaxBytes}
	return response, nil
}

// limited fails, rather than ends, beyond its limit: half an answer must not
// pass for a whole one.
type limited struct {
	io.ReadCloser
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.ReadCloser.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}

// Check tells, before anything is stored or called, whether an address may be
// called at all, as far as can be told without resolving its name: for forms.
func Check(address string, o Options) error {
	parsed, err := url.Parse(address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAddress, err)
	}
	return o.filled().checkURL(parsed)
}

func (o Options) checkURL(u *url.URL) error {
	scheme, host := strings.ToLower(u.Scheme), u.Hostname()
	switch {
	case scheme != "http" && scheme != "https":
		return fmt.Errorf("%w: scheme %q", ErrAddress, u.Scheme)
	case host == "" || len(host) > 253:
		return fmt.Errorf("%w: no host", ErrAddress)
	case u.User != nil:
		return fmt.Errorf("%w: it carries a user name", ErrAddress)
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		return o.checkAddr(addr)
	}
	name := strings.TrimSuffix(strings.ToLower(host), ".")
	local := name == "localhost" || strings.HasSuffix(name, ".localhost")
	switch {
	case local && o.AllowLoopback:
		return nil
	case local || numeric(name), !strings.Contains(name, "."):
		return fmt.Errorf("%w: host %q", ErrAddress, host)
	}
	for _, suffix := range []string{".local", ".internal", ".localdomain", ".home.arpa", ".lan", ".onion"} {
		if strings.HasSuffix(name, suffix) {
			return fmt.Errorf("%w: host %q", ErrAddress, host)
		}
	}
	return nil
}

// numeric tells a host that some resolvers read as an IPv4 address though it is
// not written as one: 2130706433, 0x7f.1, 0177.0.0.1, 127.1 (WHATWG URL: a host
// whose last label is a number is an IPv4 address).
func numeric(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	if hex, found := strings.CutPrefix(last, "0x"); found {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// dial resolves once, refuses when any answer is not public, and dials what it
// checked.
func (o Options) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	number, err := net.DefaultResolver.LookupPort(ctx, "tcp", port)
	if err != nil {
		return nil, fmt.Errorf("%w: port %s", ErrAddress, port)
	}
	var addrs []netip.Addr
	if addr, err := netip.ParseAddr(host); err == nil {
		addrs = []netip.Addr{addr}
	} else if addrs, err = o.Resolve(ctx, host); err != nil {
		return nil, err
	}
	if len(addrs) == 0 {
		return nil, fmt.Errorf("%w: %s has no address", ErrAddress, host)
	}
	for i, addr := range addrs {
		addrs[i] = addr.Unmap()
		if err := o.checkAddr(addr); err != nil {
			return nil, err
		}
		if !slices.Contains(o.Ports, uint16(number)) && !(o.AllowLoopback && addrs[i].IsLoopback()) {
			return nil, fmt.Errorf("%w: port %d", ErrAddress, number)
		}
	}
	dialer := net.Dialer{Timeout: o.Timeout}
	for _, addr := range addrs[:min(len(addrs), 4)] {
		var conn net.Conn
		if conn, err = dialer.DialContext(ctx, network, netip.AddrPortFrom(addr, uint16(number)).String()); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

// refused are the ranges that are not the public internet (IANA special-purpose
// registries), those that carry an IPv4 address inside, and the clouds' metadata.
var refused = func() (ranges []netip.Prefix) {
	for _, text := range strings.Fields(`
		0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24
		192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24
		203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32
		::/96 ::ffff:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/23 2001:db8::/32 2002::/16 3fff::/20
		5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8`) {
		ranges = append(ranges, netip.MustParsePrefix(text))
	}
	return ranges
}()

func (o Options) checkAddr(addr netip.Addr) error {
	addr = addr.Unmap().WithZone("")
	if o.AllowLoopback && addr.IsLoopback() {
		return nil
	}
	for _, one := range refused {
		if one.Contains(addr) {
			return fmt.Errorf("%w: %s is not public", ErrAddress, addr)
		}
	}
	return nil
}
