package badge_test

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"guildhall/base/badge"
	"guildhall/base/guard"
)

// baked puts a text into the smallest PNG there is.
func baked(kind, keyword string, text []byte, packed bool) []byte {
	data := []byte(keyword + "\x00")
	if kind == "iTXt" {
		flag := byte(0)
		if packed {
			flag = 1
		}
		data = append(data, flag, 0, 0, 0)
	} else if kind == "zTXt" {
		data = append(data, 0)
	}
	if packed {
		var b bytes.Buffer
		w := zlib.NewWriter(&b)
		_, _ = w.Write(text)
		_ = w.Close()
		text = b.Bytes()
	}
	return png(chunk(kind, append(data, text...)))
}

func chunk(kind string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	body := append([]byte(kind), data...)
	return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
}

func png(chunks ...[]byte) []byte {
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", make([]byte, 13))...)
	for _, one := range chunks {
		out = append(out, one...)
	}
	return append(out, chunk("IEND", nil)...)
}

// drawn puts a badge into an SVG.
func drawn(inside, more string) []byte {
	return []byte(`<?xml version="1.0" encoding="utf-8"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:ob="https://purl.imsglobal.org/ob/v3p0">` +
		`<ob:credential><![CDATA[` + inside + `]]></ob:credential>` + more + `</svg>`)
}

func TestABadgeIsFoundInWhateverPictureItIsBakedInto(t *testing.T) {
	raw := signed(t, credential(didKey(key)), key, method(key))
	for name, picture := range map[string][]byte{
		"iTXt": baked("iTXt", "openbadgecredential", raw, false), "packed iTXt": baked("iTXt", "openbadgecredential", raw, true),
		"tEXt": baked("tEXt", "openbadges", raw, false), "zTXt": baked("zTXt", "openbadges", raw, true), "SVG": drawn(string(raw), "<g/>"),
	} {
		if report := verify(t, asked(picture, didKey(key), nobody{t})); report.Verdict != badge.Valid || !bytes.Equal(report.Document, raw) {
			t.Errorf("%s: %+v", name, report.Checks)
		}
	}
}

func TestHostileFilesAreRefusedCheaply(t *testing.T) {
	did := didKey(key)
	raw := signed(t, credential(did), key, method(key))
	two := chunk("tEXt", append([]byte("openbadges\x00"), raw...))
	damaged := bytes.Replace(baked("tEXt", "openbadges", raw, false), []byte("Cloud"), []byte("Clown"), 1)
	deep := strings.Repeat(`{"a":`, 10_000) + "1" + strings.Repeat("}", 10_000)
	bomb := `<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	contexts := `"https://www.w3.org/ns/credentials/v2",` + strings.Repeat(`"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",`, 5_000)
	cases := []struct {
		want string
		raw  []byte
	}{
		{"read.too_large", bytes.Repeat([]byte("{"), 10<<20)},
		{"read.json", []byte(deep)},
		{"read.json", []byte(`{"a": [` + strings.Repeat("1,", 100_000) + `1]}`)},
		{"read.json", []byte(`{"a": "` + strings.Repeat("x", 1<<20) + `"}`)},
		{"read.json", []byte(`{"a": "` + "\xff" + `"}`)},
		{"read.unpacks", png(chunk("iTXt", append([]byte("openbadges\x00\x01\x00\x00\x00\x78\xda"), inflating(t, 3000)...)))},
		{"read.unpacks", png(chunk("zTXt", append([]byte("openbadges\x00\x00\x78\xda"), inflating(t, 300)...)))},
		{"read.two_badges", png(two, two)},
		{"read.picture", damaged},
		{"read.picture", []byte("\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXtopenbadges")},
		{"read.no_badge", png()},
		{"read.svg_active", drawn(string(raw), "<script>fetch('/')</script>")},
		{"read.svg_active", drawn(string(raw), `<g onload="x()"/>`)},
		{"read.svg_active", drawn(string(raw), `<a href=" java&#10;script:x()"/>`)},
		{"read.svg_active", drawn(string(raw), `<foreignObject/>`)},
		{"read.svg_active", append([]byte(bomb), drawn(string(raw), "")...)},
		{"read.picture", drawn(string(raw), "&a;")},
		{"read.picture", drawn(string(raw), strings.Repeat("<g>", 10_000))},
		{"read.no_badge", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><credential verify="x"/></svg>`)},
		{"read.unknown", []byte(`<html><body>hello</body></html>`)},
		{"read.unknown", []byte("hello")},
		{"read.unknown", []byte("\x00\x01\x02")},
		{"read.token", []byte("eyJ.eyJ.x")},
		{"form.context", []byte(strings.Replace(string(raw), `"https://www.w3.org/ns/credentials/v2",`, contexts, 1))},
		{"form.context", []byte(strings.Replace(string(raw), "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", "http://169.254.169.254/latest/meta-data/", 1))},
		{"form.undefined", []byte(strings.Replace(string(raw), `"name": "Cloud`, `"@context": {"name": "urn:x"}, "name": "Cloud`, 1))},
	}
	var before, after runtime.MemStats
	for _, one := range cases {
		runtime.ReadMemStats(&before)
		report := verify(t, asked(one.raw, did, nobody{t}))
		runtime.ReadMemStats(&after)
		if c, _ := report.Failed(); c.Code != one.want {
			t.Errorf("want %s: %+v", one.want, c)
		}
		// Everything ever allocated on the way, not only what was held at once.
		if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
			t.Errorf("%s took %d MB", one.want, used>>20)
		}
	}
}

func TestAStatusListThatUnpacksToGigabytesCostsABuffer(t *testing.T) {
	did := didKey(key)
	const place = "https://lists.example/1"
	raw := signed(t, credential(did, `"validUntil"`, status(place, "100000000")+`"validUntil"`), key, method(key))
	endless := "u" + base64.RawURLEncoding.EncodeToString(append([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}, inflating(t, 300)...))
	list := signed(t, `{"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "`+place+`", "type": ["VerifiableCredential", "BitstringStatusListCredential"],
		"issuer": "`+did+`", "credentialSubject": {"id": "`+place+`#list", "type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": "`+endless+`"}}`, key, method(key))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	report := verify(t, asked(raw, did, pages{place: string(list)}))
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; said(report, "revocation") != "revocation.ok" || used > 64<<20 {
		t.Errorf("%d MB: %+v", used>>20, report.Checks)
	}
}

func TestABadgeCannotMakeTheHouseCallItsOwnNetwork(t *testing.T) {
	var inside atomic.Int32
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inside.Add(1) }))
	defer secret.Close()
	target := "http://169.254.169.254/latest/meta-data/"
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect":
			http.Redirect(w, r, target, http.StatusFound)
		case "/plain":
			http.Redirect(w, r, secret.URL, http.StatusFound)
		case "/private":
			http.Redirect(w, r, "https://10.0.0.1/", http.StatusFound)
		case "/bomb":
			for range 100 {
				_, _ = w.Write(make([]byte, 1<<20))
			}
		case "/slow":
			<-r.Context().Done()
		}
	}))
	defer server.Close()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	var names atomic.Int32
	open := guard.Options{AllowLoopback: true, Roots: roots, Timeout: 2 * time.Second, MaxBytes: badge.MaxBytes, Resolve: func(_ context.Context, host string) ([]netip.Addr, error) {
		if host == "rebinds.example.com" && names.Add(1) > 1 {
			return []netip.Addr{netip.MustParseAddr("169.254.169.254")}, nil
		}
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}}
	fetch := badge.Over(guard.Client(open))
	for path, want := range map[string]string{
		"https://example.com:" + port + "/redirect": "read.address_refused", "https://example.com:" + port + "/plain": "read.address_refused",
		"https://example.com:" + port + "/private": "read.address_refused", "https://example.com:" + port + "/bomb": "read.address_refused",
		"https://169.254.169.254/": "read.address_refused", "https://localhost.internal/": "read.address_refused", "https://example.com:" + port + "/slow": "read.unanswered",
	} {
		report := verify(t, badge.Input{URL: path, At: judged, Trust: badge.Trust{Any: true}, Fetch: fetch})
		if c, _ := report.Failed(); c.Code != want {
			t.Errorf("%s: %+v", path, c)
		}
	}
	// A name that first leads outside and then inside: without the tests' open door, both
	// times the very address that was checked is the one that would be dialled.
	open.AllowLoopback = false
	for range 2 {
		report := verify(t, badge.Input{URL: "https://rebinds.example.com/", At: judged, Trust: badge.Trust{Any: true}, Fetch: badge.Over(guard.Client(open))})
		if c, _ := report.Failed(); c.Code != "read.address_refused" {
			t.Errorf("%+v", c)
		}
	}
	if inside.Load() != 0 {
		t.Error("somebody got in")
	}
}
