package badge_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"

	"guildhall/base/badge"
)

// pages are a world of https addresses; what is not there answers 404.
type pages map[string]string

// gone is the page of an address that answers 410.
const gone = "410"

func (p pages) Fetch(_ context.Context, address string) (badge.Answer, error) {
	text, ok := p[address]
	switch {
	case !ok:
		return badge.Answer{Status: http.StatusNotFound, Address: address}, nil
	case text == gone:
		return badge.Answer{Status: http.StatusGone, Address: address}, nil
	}
	return badge.Answer{Status: http.StatusOK, Address: address, Body: []byte(text)}, nil
}

// nobody fails the test when anything is asked.
type nobody struct{ *testing.T }

func (n nobody) Fetch(_ context.Context, address string) (badge.Answer, error) {
	n.Errorf("%s was asked", address)
	return badge.Answer{Status: http.StatusNotFound}, nil
}

func verify(t testing.TB, in badge.Input) badge.Report {
	t.Helper()
	report, err := badge.Verify(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Checks) != len(badge.Names) {
		t.Fatalf("%d checks", len(report.Checks))
	}
	return report
}

// said gives the code of one check.
func said(r badge.Report, name string) string {
	for _, one := range r.Checks {
		if one.Name == name {
			return one.Code
		}
	}
	return ""
}

// failures gives the codes of the failed checks.
func failures(r badge.Report) (codes []string) {
	for _, one := range r.Checks {
		if one.Result == badge.Fail {
			codes = append(codes, one.Code)
		}
	}
	return codes
}

// Two fixed keys: what is signed with them comes out the same each time.
var (
	key      = ed25519.NewKeyFromSeed([]byte("guildhall badge test key no. 1!!"))
	otherKey = ed25519.NewKeyFromSeed([]byte("guildhall badge test key no. 2!!"))
)

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

func didKey(k ed25519.PrivateKey) string { return "did:key:" + badge.Multikey(public(k)) }

// method names the key of a did:key.
func method(k ed25519.PrivateKey) string { return didKey(k) + "#" + badge.Multikey(public(k)) }

// controller is an issuer's document with one key.
func controller(issuer, method, multikey string) string {
	return `{"id": "` + issuer + `", "verificationMethod": [{"id": "` + method + `", "type": "Multikey", "controller": "` + issuer +
		`", "publicKeyMultibase": "` + multikey + `"}], "assertionMethod": ["` + method + `"]}`
}

const ben = "ben@example.org"

// credential is a badge for Ben by an issuer, with changes: old text, new text, ...
func credential(issuer string, changes ...string) string {
	sum := sha256.Sum256([]byte(ben + "pepper"))
	return strings.NewReplacer(append([]string{"ISSUER", issuer, "IDENTITY", hex.EncodeToString(sum[:])}, changes...)...).Replace(blank)
}

const blank = `{
 "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
 "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
 "type": ["VerifiableCredential", "OpenBadgeCredential"],
 "issuer": {"id": "ISSUER", "type": ["Profile"], "name": "Cloud Certificates", "url": "https://certificates.example"},
 "validFrom": "2026-01-01T00:00:00Z",
 "validUntil": "2029-01-01T00:00:00Z",
 "name": "Solutions Architect, Associate",
 "credentialSubject": {
  "type": ["AchievementSubject"],
  "identifier": [{"type": "IdentityObject", "identityType": "emailAddress", "hashed": true, "salt": "pepper", "identityHash": "sha256$IDENTITY"}],
  "achievement": {"id": "https://certificates.example/achievements/saa", "type": ["Achievement"], "name": "Solutions Architect, Associate",
   "description": "Designs systems on the cloud.", "criteria": {"narrative": "Passed the exam."}}
 }
}`

// signed signs a credential.
func signed(t testing.TB, text string, k ed25519.PrivateKey, method string) []byte {
	t.Helper()
	raw, err := badge.Sign([]byte(text), k, method)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// asked is a badge judged as a room would: for Ben, by an issuer on the list.
func asked(raw []byte, issuer string, fetch badge.Fetcher) badge.Input {
	return badge.Input{Bytes: raw, At: judged, Emails: []string{ben}, Trust: badge.Trust{Issuers: []badge.Issuer{{ID: issuer}}}, Fetch: fetch}
}
