package badge_test

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"guildhall/base/badge"
)

// fixtures are 1EdTech's public ones; they are not part of this repository.
const fixtures = "../../../shared/data/openbadges/"

// judged is the moment for which the fixtures' verdicts hold.
var judged = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func fixture(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(fixtures + name)
	if err != nil {
		t.Skip("the Open Badges fixtures are not here")
	}
	return raw
}

// around is what the world answers beside a fixture: 1EdTech's assets, the badge at its
// own address, and the documents of issuers which the fixtures come without.
func around(t *testing.T, name string, raw []byte) pages {
	world := pages{}
	assets, err := os.ReadDir(fixtures + "ob20/assets")
	if err != nil {
		t.Skip("the Open Badges fixtures are not here")
	}
	for _, one := range assets {
		world["https://example.org/"+one.Name()] = string(fixture(t, "ob20/assets/"+one.Name()))
	}
	if id, document := badge.Own(raw); strings.HasPrefix(id, "http") {
		world["https"+strings.TrimPrefix(strings.TrimPrefix(id, "https"), "http")] = string(document)
	}
	const list = "1EdTech/digital-credentials-public-validator/refs/heads/main/inspector-vc/src/test/resources/ob30/bit-string-list/testlist"
	world["https://raw.githubusercontent.com/"+list] = string(fixture(t, "ob30/bit-string-list/testlist"))
	if name == "ob30/credential-status-revoked.json" {
		const did = "did:web:dc.1edtech.org:wellspring2022:wellspring-portal:org:da1e96e9-afcc-4eed-b9a2-2ddf7353214c"
		const place = "https://dc.1edtech.org/wellspring2022/wellspring-portal/"
		world[place+"org/da1e96e9-afcc-4eed-b9a2-2ddf7353214c/did.json"] = controller(did, did+"#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi", "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")
		world[place+"api/revocations/da1e96e9-afcc-4eed-b9a2-2ddf7353214c"] = `{"id": "` + place + `api/revocations/da1e96e9-afcc-4eed-b9a2-2ddf7353214c", "issuer": "` + did + `",
			"revokedCredential": [{"id": "` + place + `credential/54418d3f-ec01-4652-800a-861c890a51a1", "revoked": true, "revocationReason": "a test"}]}`
	}
	if strings.Contains(name, "jwt.") || strings.Contains(name, "jwt_v1.") {
		issuer, jwk := headerKey(t, raw)
		world[issuer] = `{"id": "` + issuer + `", "verificationMethod": [{"id": "` + issuer + `#key", "type": "JsonWebKey", "controller": "` + issuer +
			`", "publicKeyJwk": ` + jwk + `}], "assertionMethod": ["` + issuer + `#key"]}`
	}
	return world
}

// headerKey reads the key in the header of the token in a picture, and its issuer.
func headerKey(t *testing.T, raw []byte) (issuer, jwk string) {
	t.Helper()
	token := string(raw[strings.Index(string(raw), "eyJ"):])
	header, rest, _ := strings.Cut(token, ".")
	payload, _, _ := strings.Cut(rest, ".")
	var head struct{ JWK json.RawMessage }
	var body struct{ Iss string }
	decode := func(text string, into any) {
		part, err := base64.RawURLEncoding.DecodeString(text)
		if err == nil {
			err = json.Unmarshal(part, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	decode(header, &head)
	decode(payload, &body)
	return body.Iss, string(head.JWK)
}

func TestEveryFixtureGetsItsVerdictAndEachBrokenOneItsOwnWords(t *testing.T) {
	var all []struct{ File, Expected string }
	if err := json.Unmarshal(fixture(t, "expected.json"), &all); err != nil {
		t.Fatal(err)
	}
	// These two share one token; its data model is the old one whatever picture it is in.
	same := map[string]string{"ob30/simple-jwt_v1.png": "ob30/simple-jwt_v1.svg"}
	words := map[string]string{}
	for _, one := range all {
		raw := fixture(t, one.File)
		report := verify(t, badge.Input{Bytes: raw, At: judged, Trust: badge.Trust{Any: true}, Fetch: around(t, one.File, raw)})
		want := one.Expected
		if twin := same[one.File]; twin != "" {
			want = all[slices.IndexFunc(all, func(other struct{ File, Expected string }) bool { return other.File == twin })].Expected
		}
		if want == "see-note" { // Its one proof holds, and so it is told that there is another.
			want = string(badge.ValidWithWarning)
		}
		if string(report.Verdict) != want {
			t.Errorf("%s is %s, expected %s: %+v", one.File, report.Verdict, want, report.Checks)
		}
		if report.Verdict != badge.Invalid {
			continue
		}
		said := report.Version + strings.Join(failures(report), ", ")
		if other := words[said]; other != "" && !strings.Contains(said, "revocation.revoked") {
			t.Errorf("%s and %s are refused in the same words: %s", one.File, other, said)
		}
		words[said] = one.File
	}
}

func TestAFixtureIsForThePersonItNamesAlone(t *testing.T) {
	raw := fixture(t, "ob20/basic-assertion.json")
	for email, want := range map[string]string{"nobody@example.org": "recipient.ok", "nobody@example.com": "recipient.somebody_else", "": "recipient.skipped"} {
		in := badge.Input{Bytes: raw, At: judged, Trust: badge.Trust{Issuers: []badge.Issuer{{ID: "https://example.org/organization.json"}}}, Fetch: around(t, "", raw)}
		if email != "" {
			in.Emails = []string{email}
		}
		if report := verify(t, in); said(report, "recipient") != want {
			t.Errorf("%q: %+v", email, report.Checks)
		}
	}
}

func TestAKeyInATokensHeaderProvesNothing(t *testing.T) {
	for _, name := range []string{"ob30/simple-jwt.png", "ob30/simple-jwt_v1.png", "ob30/simple-jwt_v1.svg"} {
		raw := fixture(t, name)
		issuer, _ := headerKey(t, raw)
		world := around(t, name, raw)
		delete(world, issuer)
		for _, trust := range []badge.Trust{{Any: true}, {Issuers: []badge.Issuer{{ID: issuer}}}} {
			report := verify(t, badge.Input{Bytes: raw, At: judged, Trust: trust, Fetch: world})
			if report.Verdict != badge.Invalid || said(report, "key") != "key.brought_along" || report.Achievement.Name != "" {
				t.Errorf("%s: %+v", name, report)
			}
		}
	}
}

func TestANamedIssuersKeyIsNeverTakenFromTheBadge(t *testing.T) {
	raw := fixture(t, "ob30/simple.json")
	const issuer, own = "https://example.com/issuers/876543", "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
	for _, one := range []struct {
		issuer badge.Issuer
		world  pages
		want   string
	}{
		{badge.Issuer{ID: issuer}, pages{}, "key.absent"},
		{badge.Issuer{ID: issuer, Keys: []string{own}}, pages{}, "key.pinned"},
		{badge.Issuer{ID: issuer}, pages{issuer: controller(issuer, issuer+"#"+own, own)}, "key.listed"},
		{badge.Issuer{ID: issuer}, pages{issuer: controller(issuer, issuer+"#other", badge.Multikey(public(key)))}, "key.not_listed"},
		{badge.Issuer{ID: issuer}, pages{issuer: controller(issuer, issuer+"#"+own, badge.Multikey(public(key)))}, "key.not_listed"},
		{badge.Issuer{ID: issuer}, pages{issuer: controller("https://evil.example/", issuer+"#"+own, own)}, "key.unreadable"},
		{badge.Issuer{ID: issuer}, pages{issuer: `{"id": "` + issuer + `", "verificationMethod": [{"id": "` + issuer + `#` + own + `", "publicKeyMultibase": "` + own + `"}], "assertionMethod": []}`}, "key.not_for_this"},
	} {
		report := verify(t, badge.Input{Bytes: raw, At: judged, Trust: badge.Trust{Issuers: []badge.Issuer{one.issuer}}, Fetch: one.world})
		if said(report, "key") != one.want {
			t.Errorf("want %s: %+v", one.want, report.Checks)
		}
	}
	if u, err := url.Parse(issuer); err != nil || u.Host == "" {
		t.Fatal(err)
	}
}
