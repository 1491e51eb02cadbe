package badge_test

import (
	"context"
	"strings"
	"testing"

	"guildhall/base/badge"
)

// judge must end, whatever comes, with all its checks; nothing that was made up may be
// proved: the only key anybody trusts is one that never signs here.
func judge(t *testing.T, raw []byte) {
	t.Helper()
	if len(raw) == 0 {
		return
	}
	world := house()
	in := badge.Input{Bytes: raw, At: judged, Emails: []string{ben}, Fetch: world,
		Trust: badge.Trust{Issuers: []badge.Issuer{{ID: didKey(otherKey)}, {ID: "https://nobody.example/issuer"}}}}
	report, err := badge.Verify(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Checks) != len(badge.Names) {
		t.Errorf("%d checks", len(report.Checks))
	}
	if report.Verdict != badge.Invalid {
		t.Errorf("proved: %+v", report)
	}
	for _, one := range report.Checks {
		if strings.ContainsAny(one.Reason, "\x00\n") {
			t.Errorf("%q", one.Reason)
		}
	}
	// The same without a list: it must end as well; what it says does not matter.
	in.Trust, in.Emails = badge.Trust{Any: true}, nil
	if _, err := badge.Verify(context.Background(), in); err != nil {
		t.Fatal(err)
	}
}

func FuzzNoBadgeTextIsProvedByChance(f *testing.F) {
	f.Add([]byte(credential(didKey(key))))
	f.Add(signed(f, credential(didKey(key)), key, method(key)))
	f.Add(signed(f, credential("https://a.example/i", `"validUntil"`, status("https://badges.example/b/1", "7")+`"validUntil"`), key, "https://a.example/i#"+badge.Multikey(public(key))))
	for _, text := range house() {
		f.Add([]byte(text))
	}
	f.Add([]byte(`{"@context":["https://www.w3.org/ns/credentials/v2"],"type":[5,{}],"issuer":[],"proof":{"type":"DataIntegrityProof"}}`))
	f.Fuzz(judge)
}

func FuzzNoTokenIsProvedByChance(f *testing.F) {
	f.Add("eyJhbGciOiJSUzI1NiJ9", `{"alg":"RS256","jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"}}`, credential("https://a.example/i"), "AAAA")
	f.Add("", `{"alg":"EdDSA","kid":"`+method(key)+`"}`, `{"iss":"`+didKey(key)+`","vc":`+credential(didKey(key))+`}`, "")
	f.Add("", `{"alg":"ES256","jwk":{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}}`, hosted("urn:uuid:1", "https://badges.example/class/1"), "AAAA")
	f.Fuzz(func(t *testing.T, head, header, payload, signature string) {
		if head == "" {
			head = encoded(header)
		}
		judge(t, []byte(head+"."+encoded(payload)+"."+signature))
	})
}

func FuzzNoSVGBringsTheHouseDown(f *testing.F) {
	f.Add(drawn(credential(didKey(key)), "<g/>"))
	f.Add(drawn("https://badges.example/b/1", `<script/>`))
	f.Add([]byte(`<!DOCTYPE svg><svg xmlns:o="http://openbadges.org"><o:assertion verify="a.b.c"/></svg>`))
	f.Fuzz(func(t *testing.T, raw []byte) { judge(t, append([]byte("<"), raw...)) })
}

func FuzzNoPNGBringsTheHouseDown(f *testing.F) {
	text := []byte(credential(didKey(key)))
	f.Add("iTXt", append([]byte("openbadges\x00\x00\x00\x00\x00"), text...), false)
	f.Add("zTXt", baked("zTXt", "openbadges", text, true)[33:], false)
	f.Add("tEXt", append([]byte("openbadgecredential\x00"), text...), true)
	f.Fuzz(func(t *testing.T, kind string, data []byte, whole bool) {
		if whole || len(kind) != 4 {
			judge(t, append([]byte("\x89PNG\r\n\x1a\n"), data...))
			return
		}
		judge(t, png(chunk(kind, data)))
	})
}
