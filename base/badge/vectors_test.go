package badge_test

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"guildhall/base/badge"
)

func TestW3CsVectorsAreMetByteForByte(t *testing.T) {
	const dir = "w3c-eddsa-rdfc-2022/"
	raw := fixture(t, dir+"signedDataInt.json")
	examples := map[string]any{"https://www.w3.org/ns/credentials/examples/v2": map[string]any{"@context": map[string]any{"@vocab": "https://www.w3.org/ns/credentials/examples#"}}}
	both := ""
	for _, one := range []struct {
		text, hash string
		proof      bool
	}{{"proofCanonDataInt.txt", "proofHashDataInt.txt", true}, {"canonDocDataInt.txt", "docHashDataInt.txt", false}} {
		quads, hash, err := badge.Canonical(raw, examples, one.proof)
		if err != nil || quads != string(fixture(t, dir+one.text)) || hex.EncodeToString(hash) != string(fixture(t, dir+one.hash)) {
			t.Errorf("%s: %v\n%s", one.text, err, quads)
		}
		both += hex.EncodeToString(hash)
	}
	if both != string(fixture(t, dir+"combinedHashDataInt.txt")) {
		t.Error("the combined hash differs")
	}
	signature, err := badge.SignatureOf(raw, examples)
	if err != nil || hex.EncodeToString(signature) != string(fixture(t, dir+"sigHexDataInt.txt")) {
		t.Errorf("the signature does not hold: %v", err)
	}
}

func TestRecipientsAreHashedAsTheVectorsSay(t *testing.T) {
	var all []struct {
		Identity, Salt, Hash string
		Match                bool
	}
	if err := json.Unmarshal(fixture(t, "recipient-hash-vectors.json"), &all); err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		if badge.Identity(one.Hash, one.Salt, true, one.Identity) != one.Match || badge.Identity(one.Hash, one.Salt, false, one.Identity) != one.Match {
			t.Errorf("%+v", one)
		}
	}
}

func TestARecipientIsNamedPlainOrHashed(t *testing.T) {
	for _, one := range []struct {
		value, salt string
		hashed      bool
		email       string
		want        bool
	}{
		{"ben@example.org", "", false, "Ben@Example.org", true},
		{"mailto:ben@example.org", "", false, "ben@example.org", true},
		{"ben@example.org", "", false, "eve@example.org", false},
		{"md5$6c0bb27a4d2ce7d7ac29bea6a2a91cf2", "", true, "ben@example.org", false},
		{"md5$" + "ab0f9ff7a5a5d3ba1fb5a9a36ce2d16d", "x", true, "ben@example.org", false},
		{"sha256$", "", true, "", false}, {"", "", false, "", false}, {"sha256$zz", "", true, "ben@example.org", false},
	} {
		if badge.Identity(one.value, one.salt, one.hashed, one.email) != one.want {
			t.Errorf("%+v", one)
		}
	}
}

func TestOurContextsAreTheirAuthors(t *testing.T) {
	for address, name := range map[string]string{
		"https://www.w3.org/2018/credentials/v1": "2018-credentials-v1.jsonld", "https://www.w3.org/ns/credentials/v2": "credentials-v2.jsonld",
		"https://w3id.org/security/data-integrity/v1": "data-integrity-v1.jsonld", "https://w3id.org/security/suites/ed25519-2020/v1": "suites-ed25519-2020.jsonld",
		"https://purl.imsglobal.org/spec/ob/v3p0/context.json": "ob-v3p0.json", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "ob-v3p0-3.0.1.json",
		"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "ob-v3p0-3.0.2.json", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-3.0.3.json",
		"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json", "https://w3id.org/openbadges/v2": "ob-v2p0.json",
	} {
		var theirs any
		if err := json.Unmarshal(fixture(t, "contexts/"+name), &theirs); err != nil {
			t.Fatal(err)
		}
		if ours, err := badge.ContextFile(address); err != nil || !reflect.DeepEqual(ours, theirs) {
			t.Errorf("%s is not %s: %v", address, name, err)
		}
	}
}

func TestEveryCodeThatIsSaidIsListed(t *testing.T) {
	var source strings.Builder
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range files {
		if strings.HasSuffix(one.Name(), ".go") && !strings.HasSuffix(one.Name(), "_test.go") && one.Name() != "codes.go" {
			raw, err := os.ReadFile(one.Name())
			if err != nil {
				t.Fatal(err)
			}
			source.Write(raw)
		}
	}
	said := codesIn(source.String())
	for _, code := range said {
		if !slices.Contains(badge.Codes, code) {
			t.Errorf("%s is said and not listed", code)
		}
	}
	for _, code := range badge.Codes {
		if !slices.Contains(said, code) {
			t.Errorf("%s is listed and never said", code)
		}
	}
}
