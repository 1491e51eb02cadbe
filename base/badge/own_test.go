package badge_test

import (
	"crypto/ed25519"
	"slices"
	"strings"
	"sync"
	"testing"

	"guildhall/base/badge"
)

func TestASignedBadgeProvesItselfWithoutAskingAnybody(t *testing.T) {
	raw := signed(t, credential(didKey(key)), key, method(key))
	report := verify(t, asked(raw, didKey(key), nobody{t}))
	if report.Verdict != badge.Valid || report.Version != "3.0" || report.Source != badge.Signed || report.Kind != "badge" {
		t.Fatalf("%+v", report)
	}
	if report.Issuer.Name != "Cloud Certificates" || report.Achievement.ID != "https://certificates.example/achievements/saa" ||
		report.Email != ben || report.Expires.Year() != 2029 || report.Issued.Year() != 2026 || len(report.Recipient) != 64 {
		t.Errorf("%+v", report)
	}
	salted := signed(t, credential(didKey(key), "\"salt\": \"pepper\", \"identityHash\": \"sha256$IDENTITY\"", "\"identityHash\": \""+ben+"\"", "true", "false"), key, method(key))
	if again := verify(t, asked(salted, didKey(key), nobody{t})); again.Recipient != report.Recipient || again.Verdict != badge.Valid {
		t.Errorf("another salt is another recipient: %+v", again)
	}
}

func TestEachFaultOfASignedBadgeIsNamed(t *testing.T) {
	did, other := didKey(key), didKey(otherKey)
	plain := func(changes ...string) []byte { return signed(t, credential(did, changes...), key, method(key)) }
	changed := func(raw []byte, old, with string) []byte {
		text := strings.Replace(string(raw), old, with, 1)
		if text == string(raw) {
			t.Fatalf("nothing to change: %q", old)
		}
		return []byte(text)
	}
	proof := func(change map[string]any) []byte {
		all := map[string]any{"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofPurpose": "assertionMethod", "verificationMethod": method(key)}
		for name, value := range change {
			all[name] = value
		}
		raw, err := badge.SignAs([]byte(credential(did)), key, all)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	for want, raw := range map[string][]byte{
		"proof.signature":         changed(plain(), "Passed the exam.", "Passed every exam."),
		"form.undefined":          changed(plain(), `"name": "Cloud Certificates"`, `"name": "Cloud Certificates", "unheardOf": "x"`),
		"form.context":            changed(plain(), "context-3.0.3.json", "context-9.json"),
		"form.subject_type":       changed(plain(), `"AchievementSubject"`, `"Subject"`),
		"form.achievement_type":   changed(plain(), `"Achievement"`, `"Deed"`),
		"form.issuer_type":        changed(plain(), `"Profile"`, `"Somebody"`),
		"form.identifier_type":    changed(plain(), `"IdentityObject"`, `"Name"`),
		"form.type":               changed(plain(), `"OpenBadgeCredential"`, `"DrivingLicence"`),
		"form.missing":            changed(plain(), `"issuer"`, `"inspector"`),
		"trust.unknown_issuer":    signed(t, credential(other), otherKey, method(otherKey)),
		"key.other_owner":         signed(t, credential(did), otherKey, method(otherKey)),
		"key.not_listed":          signed(t, credential(did), otherKey, did+"#"+badge.Multikey(public(otherKey))),
		"recipient.somebody_else": plain(`"salt": "pepper"`, `"salt": "salt"`),
		"recipient.none":          plain(`"identifier": [{"type": "IdentityObject", "identityType": "emailAddress", "hashed": true, "salt": "pepper", "identityHash": "sha256$IDENTITY"}],`, ""),
		"recipient.other_kind":    plain(`"identityType": "emailAddress"`, `"identityType": "systemId"`),
		"recipient.hash":          plain("sha256$IDENTITY", "crc32$00"),
		"dates.expired":           plain("2029-", "2026-"),
		"dates.not_yet":           plain(`"validFrom": "2026-`, `"validFrom": "2027-`),
		"achievement.missing":     plain(`"name": "Solutions Architect, Associate",`+"\n   ", ""),
		"proof.purpose":           proof(map[string]any{"proofPurpose": "authentication"}),
		"proof.expired":           proof(map[string]any{"expires": "2026-02-01T00:00:00Z"}),
		"proof.suite":             changed(plain(), "eddsa-rdfc-2022", "eddsa-jcs-2022"),
		"proof.missing":           []byte(credential(did)),
		"key.did_method":          changed(plain(), `"verificationMethod": "did:key:`, `"verificationMethod": "did:ion:`),
		"key.no_scheme":           changed(plain(), `"verificationMethod": "did:key:`, `"verificationMethod": "`),
		"read.json":               changed(plain(), `"id": "urn`, `"id": "urn:other", "id": "urn`),
		"revocation.kind":         plain(`"validUntil"`, `"credentialStatus": {"id": "https://a.example/1", "type": "1EdTechCredentialRefresh"}, "validUntil"`, "context-3.0.3.json\"]", "context-3.0.3.json\", \"https://purl.imsglobal.org/spec/ob/v3p0/extensions.json\"]"),
		"form.endorsement":        changed(plain(), `"OpenBadgeCredential"`, `"EndorsementCredential"`),
		"form.presentation":       []byte(`{"@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiablePresentation"}`),
		"revocation.unanswered":   plain(`"validUntil"`, status("https://lists.example/1", "7")+`"validUntil"`),
		"form.too_alike": changed(changed(plain(), `"id": "https://certificates.example/achievements/saa",`, ""),
			`"criteria": {`, `"resultDescription": [`+alike(12)+`], "criteria": {`),
	} {
		in := asked(raw, did, nil)
		report := verify(t, in)
		if report.Verdict != badge.Invalid || !slices.Contains(failures(report), want) {
			t.Errorf("want %s: %+v", want, report.Checks)
		}
		if strings.HasPrefix(want, "proof.") && report.Issuer.Name != "" {
			t.Errorf("%s: something unproved is shown", want)
		}
	}
}

// alike are unnamed parts of a badge that look the same.
func alike(n int) string {
	return strings.TrimSuffix(strings.Repeat(`{"type": ["ResultDescription"], "name": "x", "resultType": "Status"},`, n), ",")
}

// status is an entry in a bit string list.
func status(list, index string) string {
	return `"credentialStatus": {"id": "` + list + `#` + index + `", "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "` +
		index + `", "statusListCredential": "` + list + `"}, `
}

func TestSuitesThatAreNotTakenAreRefusedByName(t *testing.T) {
	for _, suite := range []string{"eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023", "bbs-2023"} {
		raw := strings.Replace(string(signed(t, credential(didKey(key)), key, method(key))), "eddsa-rdfc-2022", suite, 1)
		report := verify(t, asked([]byte(raw), didKey(key), nil))
		if c, _ := report.Failed(); c.Code != "proof.suite" || !strings.Contains(c.Reason, suite) {
			t.Errorf("%s: %+v", suite, c)
		}
	}
	for _, kind := range []string{"RsaSignature2018", "Ed25519Signature2018", "JsonWebSignature2020", "EcdsaSecp256k1Signature2019"} {
		raw := strings.Replace(string(signed(t, credential(didKey(key)), key, method(key))), "DataIntegrityProof", kind, 1)
		report := verify(t, asked([]byte(raw), didKey(key), nil))
		if c, _ := report.Failed(); c.Code != "proof.suite" || !strings.Contains(c.Reason, kind) {
			t.Errorf("%s: %+v", kind, c)
		}
	}
}

func TestAWebIssuersDocumentSaysWhichKeysAreItsOwn(t *testing.T) {
	const did, place = "did:web:certificates.example:issuers:7", "https://certificates.example/issuers/7/did.json"
	raw := signed(t, credential(did), key, did+"#a")
	world := pages{place: controller(did, did+"#a", badge.Multikey(public(key)))}
	if report := verify(t, asked(raw, did, world)); report.Verdict != badge.Valid || said(report, "key") != "key.listed" {
		t.Errorf("%+v", report.Checks)
	}
	for want, text := range map[string]string{
		"key.not_listed":  controller(did, did+"#b", badge.Multikey(public(key))),
		"key.unreadable":  controller("did:web:evil.example", did+"#a", badge.Multikey(public(key))),
		"proof.signature": controller(did, did+"#a", badge.Multikey(public(otherKey))),
	} {
		report := verify(t, asked(raw, did, pages{place: text}))
		if !slices.Contains(failures(report), want) || report.Verdict != badge.Invalid {
			t.Errorf("want %s: %+v", want, report.Checks)
		}
	}
	if report := verify(t, asked(raw, did, nil)); said(report, "key") != "key.unanswered" || !report.Again() {
		t.Errorf("nobody answers: %+v", report.Checks)
	}
}

func TestAStatusListIsBelievedOnlyWhenItProvesItself(t *testing.T) {
	did := didKey(key)
	const place = "https://lists.example/1"
	listing := func(issuer string, k ed25519.PrivateKey, bits ...int64) string {
		return string(signed(t, `{"@context": ["https://www.w3.org/ns/credentials/v2"], "id": "`+place+`", "type": ["VerifiableCredential", "BitstringStatusListCredential"],
			"issuer": "`+issuer+`", "validFrom": "2026-01-01T00:00:00Z", "credentialSubject": {"id": "`+place+`#list", "type": "BitstringStatusList",
			"statusPurpose": "revocation", "encodedList": "`+packed(t, 16<<10, bits...)+`"}}`, k, method(k)))
	}
	raw := signed(t, credential(did, `"validUntil"`, status(place, "1005")+`"validUntil"`), key, method(key))
	for want, text := range map[string]string{
		"revocation.ok":            listing(did, key, 1004, 1006),
		"revocation.revoked":       listing(did, key, 1005),
		"revocation.list_unproved": strings.Replace(listing(did, key, 1005), packed(t, 16<<10, 1005), packed(t, 16<<10), 1),
		"revocation.other_issuer":  "",
		"revocation.unreadable":    "hello",
	} {
		in := asked(raw, did, pages{place: text})
		if want == "revocation.other_issuer" {
			in.Fetch = pages{place: listing(didKey(otherKey), otherKey)}
			in.Trust.Issuers = append(in.Trust.Issuers, badge.Issuer{ID: didKey(otherKey)})
		}
		if report := verify(t, in); said(report, "revocation") != want || (report.Verdict == badge.Valid) != (want == "revocation.ok") {
			t.Errorf("want %s: %+v", want, report.Checks)
		}
	}
}

func TestManyAreJudgedAtOnce(t *testing.T) {
	raw := signed(t, credential(didKey(key)), key, method(key))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				if report, err := badge.Verify(t.Context(), asked(raw, didKey(key), nobody{t})); err != nil || report.Verdict != badge.Valid {
					t.Errorf("%+v: %v", report, err)
				}
			}
		})
	}
	all.Wait()
}
