// Package badges gives tests an issuer: it signs Open Badges 3.0 as tokens, hosts
// Open Badges 2.0, and bakes either into pictures. What it hosts is served by a server
// on this machine, reached through the one door that base/guard leaves for tests.
package badges

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mr-tron/base58"

	"guildhall/base/badge"
	"guildhall/base/guard"
)

// Issuer signs badges with a key of its own.
type Issuer struct {
	DID string
	key ed25519.PrivateKey
}

// New makes an issuer; the same name is the same issuer.
func New(name string) Issuer {
	seed := []byte(fmt.Sprintf("%-32.32s", "guildhall test issuer "+name))
	key := ed25519.NewKeyFromSeed(seed)
	public := key.Public().(ed25519.PublicKey)
	return Issuer{DID: "did:key:z" + base58.Encode(append([]byte{0xed, 0x01}, public...)), key: key}
}

// Badge is what an issuer says.
type Badge struct {
	Email       string
	Achievement string // its id
	Name        string
	From, Until time.Time // Until zero: it has no end
}

// Token signs a badge of version 3.0 as a JWT.
func (i Issuer) Token(b Badge) []byte {
	credential := map[string]any{
		"@context":  []string{"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"},
		"id":        "urn:badge:" + url.QueryEscape(b.Achievement+b.Email),
		"type":      []string{"VerifiableCredential", "OpenBadgeCredential"},
		"issuer":    map[string]any{"id": i.DID, "type": []string{"Profile"}, "name": "Cloud Certificates", "url": "https://certificates.example"},
		"validFrom": b.From.UTC().Format(time.RFC3339),
		"name":      b.Name,
		"credentialSubject": map[string]any{"type": []string{"AchievementSubject"},
			"identifier": []any{map[string]any{"type": "IdentityObject", "identityType": "emailAddress", "hashed": false, "identityHash": b.Email}},
			"achievement": map[string]any{"id": b.Achievement, "type": []string{"Achievement"}, "name": b.Name, "description": "Designs systems.",
				"criteria": map[string]any{"narrative": "Passed the exam."}}},
	}
	if !b.Until.IsZero() {
		credential["validUntil"] = b.Until.UTC().Format(time.RFC3339)
	}
	credential["iss"] = i.DID
	_, key, _ := strings.Cut(i.DID, "did:key:")
	part := func(v any) string {
		raw, _ := json.Marshal(v) // maps of texts
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	text := part(map[string]any{"alg": "EdDSA", "typ": "vc+jwt", "kid": i.DID + "#" + key}) + "." + part(credential)
	return []byte(text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(i.key, []byte(text))))
}

// Bake puts a badge into the smallest PNG there is, under the keyword of its version.
func Bake(keyword string, text []byte) []byte {
	chunk := func(kind string, data []byte) []byte {
		body := append([]byte(kind), data...)
		out := append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), body...) // #nosec G115 -- a few kilobytes
		return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(body))
	}
	header := []byte{0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0}
	return bytes.Join([][]byte{[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", header), chunk("iTXt", append([]byte(keyword+"\x00\x00\x00\x00\x00"), text...)), chunk("IEND", nil)}, nil)
}

// Keywords of the two versions, for Bake.
const (
	Version2 = "openbadges"
	Version3 = "openbadgecredential"
)

// Internet answers https addresses from a server on this machine. It is a Fetcher.
type Internet struct {
	server *httptest.Server
	client badge.Fetcher

	mu    sync.Mutex
	pages map[string]string
	asked map[string]int
}

// Silence is the page of an address at which nobody answers; Gone of one that is gone.
const (
	Silence = "503"
	Gone    = "410"
)

// Serve starts an internet that ends with the test.
func Serve(t testing.TB) *Internet {
	n := &Internet{pages: map[string]string{}, asked: map[string]int{}}
	n.server = httptest.NewTLSServer(http.HandlerFunc(n.answer))
	t.Cleanup(n.server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(n.server.Certificate())
	n.client = badge.Over(guard.Client(guard.Options{AllowLoopback: true, Roots: roots, MaxBytes: badge.MaxBytes}))
	return n
}

func (n *Internet) answer(w http.ResponseWriter, r *http.Request) {
	address := "https:/" + r.URL.Path
	n.mu.Lock()
	page, known := n.pages[address]
	n.asked[address]++
	n.mu.Unlock()
	switch {
	case !known:
		w.WriteHeader(http.StatusNotFound)
	case page == Silence:
		w.WriteHeader(http.StatusServiceUnavailable)
	case page == Gone:
		w.WriteHeader(http.StatusGone)
	default:
		_, _ = w.Write([]byte(page))
	}
}

// Set puts a page at an address.
func (n *Internet) Set(address, page string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.pages[address] = page
}

// Asked tells how often an address was asked.
func (n *Internet) Asked(address string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.asked[address]
}

// Fetch asks the server on this machine for what stands at an address.
func (n *Internet) Fetch(ctx context.Context, address string) (badge.Answer, error) {
	u, err := url.Parse(address)
	if err != nil {
		return badge.Answer{}, err
	}
	answer, err := n.client.Fetch(ctx, n.server.URL+"/"+u.Host+u.EscapedPath())
	answer.Address = address
	return answer, err
}

// Hosted puts an issuer of version 2.0 at host with one achievement and a badge for
// somebody, and gives the badge's address.
func (n *Internet) Hosted(host string, b Badge) (address, issuer, achievement string) {
	at := "https://" + host
	const v2 = `"@context": "https://w3id.org/openbadges/v2"`
	address, issuer, achievement = at+"/b/1", at+"/issuer", at+"/class"
	n.Set(issuer, `{`+v2+`, "type": "Issuer", "id": "`+issuer+`", "name": "Badges", "url": "`+at+`", "email": "help@`+host+`"}`)
	n.Set(achievement, `{`+v2+`, "type": "BadgeClass", "id": "`+achievement+`", "name": "`+b.Name+`", "description": "Develops.", "criteria": {"narrative": "Passed."}, "issuer": "`+issuer+`"}`)
	until := ""
	if !b.Until.IsZero() {
		until = `, "expires": "` + b.Until.UTC().Format(time.RFC3339) + `"`
	}
	n.Set(address, `{`+v2+`, "type": "Assertion", "id": "`+address+`", "recipient": {"type": "email", "hashed": false, "identity": "`+b.Email+`"}, "badge": "`+achievement+
		`", "issuedOn": "`+b.From.UTC().Format(time.RFC3339)+`"`+until+`, "verification": {"type": "hosted"}}`)
	return address, issuer, achievement
}

// Page gives what stands at an address.
func (n *Internet) Page(address string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.pages[address]
}
