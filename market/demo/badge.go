package demo

import (
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/mr-tron/base58"

	"guildhall/market/certify"
)

// academy signs the badges of the story: an issuer that exists nowhere else, named by
// its own key, so that nobody is asked.
var academy = func() (a struct {
	key      ed25519.PrivateKey
	did, pub string
}) {
	a.key = ed25519.NewKeyFromSeed([]byte("guildhall demo practice academy!"))
	a.pub = "z" + base58.Encode(append([]byte{0xed, 0x01}, a.key.Public().(ed25519.PublicKey)...))
	a.did = "did:key:" + a.pub
	return a
}()

const achievements = "https://practice.example/achievements/"

// issuers puts the practice academy in the place of AWS's real issuer.
func (t *teller) issuers(ctx context.Context) error {
	desk := t.people["chie"]
	_, err := t.Certify.SaveIssuer(ctx, desk, certify.IssuerInput{Code: "aws", Name: "Practice Academy", Contact: "help@practice.example", IDs: academy.did,
		Reason: "The story's own issuer; a real house enters AWS's."})
	if err != nil {
		return err
	}
	kinds, err := certify.Kinds(ctx, t.DB)
	if err != nil {
		return err
	}
	for _, k := range kinds {
		if k.Code != "aws-sap" && k.Code != "aws-dop" {
			continue
		}
		_, err := t.Certify.SaveKind(ctx, desk, certify.KindInput{Code: k.Code, Issuer: k.Issuer, Name: k.Name, Exam: k.Exam, Level: k.Level, Months: k.Months,
			Achievements: achievements + k.Code, Reason: "The story's own badges."})
		if err != nil {
			return err
		}
	}
	return nil
}

// certify lets an expert link a badge.
func (t *teller) certify(ctx context.Context, p somebody) error {
	who := t.people[p.key]
	if p.expert.badge != "" {
		now := t.begin.Time()
		raw := signed(p.email, achievements+p.expert.badge, "Architect", now.AddDate(0, -8, 0), now.AddDate(0, 28, 0))
		proof, err := t.Certify.Link(ctx, who, certify.LinkInput{Name: "badge.jwt", Bytes: raw})
		if err == nil {
			err = t.Certify.Verify(ctx, proof)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// showEvidence is what haruto hands in for a certification that has no badge.
func showEvidence(ctx context.Context, t *teller) error {
	now, err := t.Journal.Now(ctx)
	if err != nil {
		return err
	}
	_, err = t.Certify.ShowEvidence(ctx, t.people["haruto"], certify.EvidenceInput{Code: "aws-ans", ValidUntil: now.Time().AddDate(1, 6, 0).Format(time.DateOnly),
		Words: "検証番号 PRACTICE-0042", Name: "certificate.pdf", Bytes: []byte("%PDF-1.4\n% a certificate of the story\n")})
	return err
}

// signed is a badge (Open Badges 3.0) as a token.
func signed(email, achievement, name string, from, until time.Time) []byte {
	part := func(v any) string {
		raw, _ := json.Marshal(v) // maps of texts
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	text := part(map[string]any{"alg": "EdDSA", "typ": "vc+jwt", "kid": academy.did + "#" + academy.pub}) + "." + part(map[string]any{
		"@context": []string{"https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"},
		"id":       fmt.Sprintf("urn:badge:%s", url.QueryEscape(achievement+email)),
		"type":     []string{"VerifiableCredential", "OpenBadgeCredential"},
		"iss":      academy.did, "name": name, "validFrom": from.UTC().Format(time.RFC3339), "validUntil": until.UTC().Format(time.RFC3339),
		"issuer": map[string]any{"id": academy.did, "type": []string{"Profile"}, "name": "Practice Academy", "url": "https://practice.example"},
		"credentialSubject": map[string]any{"type": []string{"AchievementSubject"},
			"identifier": []any{map[string]any{"type": "IdentityObject", "identityType": "emailAddress", "hashed": false, "identityHash": email}},
			"achievement": map[string]any{"id": achievement, "type": []string{"Achievement"}, "name": name, "description": "For practice.",
				"criteria": map[string]any{"narrative": "Part of the story."}}}})
	return []byte(text + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(academy.key, []byte(text))))
}
