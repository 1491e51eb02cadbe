package badge_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"strings"
	"testing"

	"guildhall/base/badge"
)

const v2 = `"@context": "https://w3id.org/openbadges/v2"`

// house is an issuer of 2.0 badges: its pages, with one hosted badge for Ben.
func house() pages {
	return pages{
		"https://badges.example/issuer":  `{` + v2 + `, "type": "Issuer", "id": "https://badges.example/issuer", "name": "Badges", "url": "https://badges.example", "email": "a@badges.example"}`,
		"https://badges.example/class/1": `{` + v2 + `, "type": "BadgeClass", "id": "https://badges.example/class/1", "name": "Developer", "description": "Develops.", "criteria": {"narrative": "Passed."}, "issuer": "https://badges.example/issuer"}`,
		"https://badges.example/b/1":     hosted("https://badges.example/b/1", "https://badges.example/class/1"),
	}
}

func hosted(id, class string) string {
	return `{` + v2 + `, "type": "Assertion", "id": "` + id + `", "recipient": {"type": "email", "hashed": false, "identity": "Ben@example.org"}, "badge": "` + class +
		`", "issuedOn": "2026-02-01T00:00:00Z", "expires": "2029-02-01", "verification": {"type": "hosted"}}`
}

func TestAHostedBadgeIsWhatItsAddressAnswers(t *testing.T) {
	const id, issuer = "https://badges.example/b/1", "https://badges.example/issuer"
	for _, in := range []badge.Input{asked([]byte(house()[id]), issuer, house()), asked([]byte("  "+id+"\n"), issuer, house()), {URL: "http://badges.example/b/1"}} {
		if in.URL != "" {
			url := in.URL
			in = asked(nil, issuer, house())
			in.URL = url
		}
		report := verify(t, in)
		if report.Verdict != badge.Valid || report.Source != badge.Hosted || report.Address != id || report.Achievement.Name != "Developer" || report.Expires.IsZero() || report.Email != ben {
			t.Errorf("%+v", report)
		}
	}
}

func TestEachFaultOfAHostedBadgeIsNamed(t *testing.T) {
	const id, class, issuer = "https://badges.example/b/1", "https://badges.example/class/1", "https://badges.example/issuer"
	swap := func(page, old, with string) pages {
		world := house()
		text := strings.Replace(world[page], old, with, 1)
		if text == world[page] {
			t.Fatalf("nothing to change: %q", old)
		}
		world[page] = text
		return world
	}
	with := func(page, text string) pages {
		world := house()
		world[page] = text
		return world
	}
	for _, one := range []struct {
		want  string
		world pages
		file  string
	}{
		{"revocation.revoked", swap(id, `"type": "Assertion"`, `"type": "Assertion", "revoked": true`), house()[id]},
		{"revocation.revoked", with(id, gone), house()[id]},
		{"revocation.revoked", with(id, gone), id},
		{"proof.absent", with(id, "404 is what nobody wrote"), strings.ReplaceAll(house()[id], "/b/1", "/b/2")},
		{"proof.unreadable", with(id, "<html>"), house()[id]},
		{"proof.differs", house(), strings.Replace(house()[id], "Ben@example.org", "eve@example.org", 1)},
		{"proof.missing", house(), strings.Replace(house()[id], `"hosted"`, `"signed"`, 1)},
		{"proof.kind", house(), strings.Replace(house()[id], `"hosted"`, `"sworn"`, 1)},
		{"proof.address", house(), strings.Replace(house()[id], `"id": "https:`, `"id": "urn:`, 1)},
		{"proof.not_allowed", with("https://evil.example/b", hosted("https://evil.example/b", class)), "https://evil.example/b"},
		{"proof.not_allowed", func() pages {
			world := swap(issuer, `"url"`, `"verification": {"startsWith": "https://badges.example"}, "url"`)
			world["https://badges.example.evil.example/b"] = hosted("https://badges.example.evil.example/b", class)
			return world
		}(), "https://badges.example.evil.example/b"},
		{"achievement.elsewhere", func() pages {
			world := swap(id, class, "https://evil.example/class")
			world["https://evil.example/class"] = strings.Replace(house()[class], class, "https://evil.example/class", 1)
			return world
		}(), id},
		{"achievement.absent", swap(id, class, class+"2"), id},
		{"achievement.type", with(class, house()[issuer]), id},
		{"achievement.other_id", with(class, strings.Replace(house()[class], class, "https://elsewhere.example/class", 1)), id},
		{"achievement.incomplete", swap(class, `"description"`, `"prescription"`), id},
		{"issuer.type", with(issuer, strings.Replace(house()[issuer], "Issuer", "Criteria", 1)), id},
		{"issuer.incomplete", swap(issuer, `"email"`, `"fax"`), id},
		{"issuer.address", swap(class, `"issuer": "https:`, `"issuer": "urn:`), id},
		{"form.old_version", house(), `{"uid": "1", "verify": {"type": "hosted", "url": "https://badges.example/b/1"}}`},
		{"form.context", house(), strings.Replace(house()[id], "openbadges/v2", "openbadges/v7", 1)},
		{"form.context", house(), strings.Replace(house()[id], `"https://w3id.org/openbadges/v2"`, `["https://w3id.org/openbadges/v2", {"name": "https://evil.example/name"}]`, 1)},
		{"form.missing", house(), strings.Replace(house()[id], "recipient", "victim", 1)},
	} {
		report := verify(t, asked([]byte(one.file), issuer, one.world))
		if c, _ := report.Failed(); c.Code != one.want && said(report, "revocation") != one.want {
			t.Errorf("want %s: %+v", one.want, report.Checks)
		}
	}
	in := asked([]byte(id), "https://other.example/issuer", house())
	if report := verify(t, in); said(report, "trust") != "trust.unknown_issuer" || report.Verdict != badge.Invalid {
		t.Errorf("%+v", report.Checks)
	}
}

// token signs a JWS with RSA.
func token(t *testing.T, k *rsa.PrivateKey, header, payload string) []byte {
	t.Helper()
	part := base64.RawURLEncoding.EncodeToString
	text := part([]byte(header)) + "." + part([]byte(payload))
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(rand.Reader, k, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return []byte(text + "." + part(signature))
}

func rsaKey(t *testing.T) (*rsa.PrivateKey, string) {
	t.Helper()
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKIXPublicKey(&k.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: raw})))
	if err != nil {
		t.Fatal(err)
	}
	return k, string(text)
}

func TestASignedClassicBadgeHangsOnTheKeyThatItsIssuerLists(t *testing.T) {
	k, own := rsaKey(t)
	_, foreign := rsaKey(t)
	const issuer, keyID = "https://badges.example/issuer", "https://badges.example/key"
	payload := strings.Replace(hosted("urn:uuid:1", "https://badges.example/class/1"), `{"type": "hosted"}`, `{"type": "signed", "creator": "`+keyID+`"}`, 1)
	world := func(key, owner string, listed bool) pages {
		all := house()
		if listed {
			all[issuer] = strings.Replace(all[issuer], `"url"`, `"publicKey": "`+keyID+`", "revocationList": "https://badges.example/revoked", "url"`, 1)
		}
		all[keyID] = `{` + v2 + `, "type": "CryptographicKey", "id": "` + keyID + `", "owner": "` + owner + `", "publicKeyPem": ` + key + `}`
		all["https://badges.example/revoked"] = `{` + v2 + `, "type": "RevocationList", "id": "https://badges.example/revoked", "issuer": "` + issuer + `", "revokedAssertions": ["urn:uuid:2"]}`
		return all
	}
	revoked := world(own, issuer, true)
	revoked["https://badges.example/revoked"] = strings.Replace(revoked["https://badges.example/revoked"], "urn:uuid:2", "urn:uuid:1", 1)
	silent := world(own, issuer, true)
	delete(silent, "https://badges.example/revoked")
	good := token(t, k, `{"alg": "RS256"}`, payload)
	for _, one := range []struct {
		want  string
		raw   []byte
		world pages
	}{
		{"", good, world(own, issuer, true)},
		{"proof.signature", good, world(foreign, issuer, true)},
		{"key.other_owner", good, world(own, "https://evil.example/", true)},
		{"key.not_listed", good, world(own, issuer, false)},
		{"revocation.revoked", good, revoked},
		{"revocation.absent", good, silent},
		{"proof.algorithm", token(t, k, `{"alg": "none"}`, payload), world(own, issuer, true)},
		{"proof.algorithm", token(t, k, `{"alg": "HS256"}`, payload), world(own, issuer, true)},
		{"proof.algorithm", token(t, k, `{"alg": "RS256", "crit": ["b64"], "b64": false}`, payload), world(own, issuer, true)},
		{"proof.signature", token(t, k, `{"alg": "RS512"}`, payload), world(own, issuer, true)},
		{"proof.signature", token(t, k, `{"alg": "EdDSA"}`, payload), world(own, issuer, true)},
		{"proof.kind", token(t, k, `{"alg": "RS256"}`, hosted("urn:uuid:1", "https://badges.example/class/1")), world(own, issuer, true)},
	} {
		report := verify(t, asked(one.raw, issuer, one.world))
		c, failed := report.Failed()
		if c.Code != one.want || failed != (one.want != "") {
			t.Errorf("want %q: %+v", one.want, report.Checks)
		}
	}
}

func TestATokenHangsOnTheIssuersKeyAndMustNotContradictItself(t *testing.T) {
	k, _ := rsaKey(t)
	jwk := `{"kty": "RSA", "n": "` + base64.RawURLEncoding.EncodeToString(k.N.Bytes()) + `", "e": "AQAB"}`
	const issuer = "https://certificates.example/issuer"
	body := func(claims string) string {
		return strings.Replace(credential(issuer), `"name": "Solutions`, claims+`"name": "Solutions`, 1)
	}
	world := pages{issuer: `{"id": "` + issuer + `", "verificationMethod": [{"id": "#k", "type": "JsonWebKey", "controller": "` + issuer + `", "publicKeyJwk": ` + jwk + `}]}`}
	set := pages{issuer: `{"keys": [` + strings.Replace(jwk, "{", `{"kid": "k", `, 1) + `]}`}
	for _, one := range []struct {
		want, header, body string
		world              pages
	}{
		{"", `{"alg": "RS256", "kid": "` + issuer + `#k"}`, body(`"iss": "` + issuer + `", "nbf": 1767225600, `), world},
		{"", `{"alg": "RS256", "kid": "k"}`, body(""), set},
		{"", `{"alg": "RS256", "jwk": ` + jwk + `}`, body(""), world},
		{"", `{"alg": "RS256"}`, `{"iss": "` + issuer + `", "vc": ` + credential(issuer) + `}`, world},
		{"key.brought_along", `{"alg": "RS256", "jwk": ` + jwk + `}`, body(""), pages{}},
		{"key.brought_along", `{"alg": "RS256", "jwk": ` + jwk + `}`, body(""), pages{issuer: controller(issuer, "#k", badge.Multikey(public(key)))}},
		{"key.other_owner", `{"alg": "RS256", "kid": "https://evil.example/#k"}`, body(""), world},
		{"key.did_method", `{"alg": "RS256", "kid": "did:jwk:e30#0"}`, body(""), world},
		{"form.contradicts", `{"alg": "RS256", "kid": "k"}`, body(`"iss": "https://evil.example", `), world},
		{"dates.expired", `{"alg": "RS256", "kid": "k"}`, body(`"exp": 1767225600, `), world},
		{"dates.not_yet", `{"alg": "RS256", "kid": "k"}`, body(`"nbf": 1893456000, `), world},
	} {
		report := verify(t, asked(token(t, k, one.header, one.body), issuer, one.world))
		c, failed := report.Failed()
		if c.Code != one.want || failed != (one.want != "") {
			t.Errorf("want %q: %+v", one.want, report.Checks)
		}
	}
}
