package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/piprate/json-gold/ld"

	"guildhall/base/badge"
	"guildhall/test/tool"
)

// badges measures how many Open Badges 3.0 one core verifies a second, contexts known;
// the floor is what nobody can do without: the canonical form of badge and proof by the
// library alone, and one Ed25519 signature.
func (b *bench) badges(o options) {
	b.part(func() {
		folder := filepath.Join(tool.Root(), "base", "badge")
		raw, err := os.ReadFile(filepath.Join(folder, "testdata", "credential.json"))
		b.must(err)
		var head struct{ Issuer struct{ ID string } }
		b.must(json.Unmarshal(raw, &head))
		in := badge.Input{Bytes: raw, At: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), Emails: []string{"ben@example.org"},
			Trust: badge.Trust{Issuers: []badge.Issuer{{ID: head.Issuer.ID}}}}
		ours := b.inARow(o.seconds, func() error {
			report, err := badge.Verify(b.ctx, in)
			if err == nil && report.Verdict != badge.Valid {
				return fmt.Errorf("the badge is %s: %+v", report.Verdict, report.Checks)
			}
			return err
		})
		bare := b.inARow(o.seconds, b.bareBadge(folder, raw))
		b.report.add(figure{Part: "badges", What: "Open Badges 3.0 verified a second, on one core", Value: ours, Unit: "badges/s",
			Floor: bare, FloorIs: "bare canonical form and Ed25519", Aim: ">= 500", Met: met(ours >= 500)})
	})
}

// inARow counts how often a second one thing is done, on one goroutine, after a first
// time that does not count.
func (b *bench) inARow(d time.Duration, do func() error) float64 {
	b.must(do())
	n, began := 0, time.Now()
	for time.Since(began) < d && b.ctx.Err() == nil {
		b.must(do())
		n++
	}
	return float64(n) / time.Since(began).Seconds()
}

// texts are contexts read beforehand.
type texts map[string]any

func (t texts) LoadDocument(address string) (*ld.RemoteDocument, error) {
	document, ok := t[address]
	if !ok {
		return nil, fmt.Errorf("no context %s", address)
	}
	return &ld.RemoteDocument{DocumentURL: address, Document: document}, nil
}

// bareBadge is the floor.
func (b *bench) bareBadge(folder string, raw []byte) func() error {
	known := texts{}
	for address, name := range map[string]string{
		"https://www.w3.org/ns/credentials/v2":                       "credentials-v2.json",
		"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "openbadges-3.0.3.json",
	} {
		text, err := os.ReadFile(filepath.Join(folder, "context", name))
		b.must(err)
		var document any
		b.must(json.Unmarshal(text, &document))
		known[address] = document
	}
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader, options.Algorithm, options.Format = known, ld.AlgorithmURDNA2015, "application/n-quads"
	public, private, err := ed25519.GenerateKey(nil)
	b.must(err)
	message := make([]byte, 2*sha256.Size)
	signature := ed25519.Sign(private, message)
	processor := ld.NewJsonLdProcessor()
	return func() error {
		var document map[string]any
		if err := json.Unmarshal(raw, &document); err != nil {
			return err
		}
		proof, _ := document["proof"].(map[string]any)
		delete(document, "proof")
		delete(proof, "proofValue")
		proof["@context"] = document["@context"]
		for _, one := range []any{document, proof} {
			quads, err := processor.Normalize(one, options)
			if err != nil {
				return err
			}
			text, _ := quads.(string)
			_ = sha256.Sum256([]byte(text))
		}
		if !ed25519.Verify(public, message, signature) {
			return errors.New("a signature just made does not hold")
		}
		return nil
	}
}
