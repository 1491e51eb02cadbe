package badge

import (
	"context"
	"crypto/ed25519"
	"slices"
	"strings"

	"github.com/mr-tron/base58"
)

// suites are the Data Integrity suites taken. The two older names stand for the same
// steps (canonical form, SHA-256 of proof and document, Ed25519), so what they prove is
// as good; they are told with a warning. Every other suite is refused by name.
var suites = map[string]struct{ old bool }{
	"eddsa-rdfc-2022":      {},
	"eddsa-2022":           {old: true}, // its name in drafts, until 2023
	"Ed25519Signature2020": {old: true}, // a proof type of its own
}

// suiteOf gives the name by which a proof's suite is known.
func suiteOf(proof object) string {
	kind := strings.Join(types(proof), " ")
	if kind == "DataIntegrityProof" {
		return text(proof, "cryptosuite")
	}
	return kind
}

// integrityProof checks the proof in a credential (W3C Data Integrity EdDSA
// Cryptosuites, section 3.2). Of several proofs one of a suite taken must hold, and no
// such one may fail; others are not read, and that is said.
func (j *judge) integrityProof(ctx context.Context, d object, addresses []string, sum []byte, issuer string, listed Issuer) bool {
	proofs := list(d["proof"])
	if len(proofs) == 0 {
		return j.fail("proof", "missing", "it carries no proof")
	}
	if len(proofs) > 4 {
		return j.fail("proof", "too_many", "it carries %d proofs", len(proofs))
	}
	var taken []object
	var others []string
	for _, one := range proofs {
		proof, _ := one.(object)
		if _, known := suites[suiteOf(proof)]; known {
			taken = append(taken, proof)
		} else {
			others = append(others, suiteOf(proof))
		}
	}
	if len(taken) == 0 {
		return j.fail("proof", "suite", "the suite %q is not taken", quote(strings.Join(others, ", ")))
	}
	for _, proof := range taken {
		if !j.oneProof(ctx, proof, addresses, sum, issuer, listed) {
			return false
		}
	}
	if len(others) > 0 {
		j.warn("proof", "others", "proofs of the suites %q were not read", quote(strings.Join(others, ", ")))
	}
	return true
}

func (j *judge) oneProof(ctx context.Context, proof object, addresses []string, sum []byte, issuer string, listed Issuer) bool {
	suite := suiteOf(proof)
	if purpose := text(proof, "proofPurpose"); purpose != "assertionMethod" {
		return j.fail("proof", "purpose", "its proof is for %q", quote(purpose))
	}
	if expires, ok := moment(proof["expires"]); !ok || !expires.IsZero() && expires.Before(j.at) {
		return j.fail("proof", "expired", "its proof has expired")
	}
	key, ok := j.methodKey(ctx, idOf(proof["verificationMethod"]), issuer, listed)
	if !ok {
		return false
	}
	edwards, ok := key.(ed25519.PublicKey)
	if !ok {
		return j.fail("key", "kind", "%s needs an Ed25519 key", suite)
	}
	value := text(proof, "proofValue")
	if !strings.HasPrefix(value, "z") || len(value) > 200 {
		return j.fail("proof", "signature", "its signature is not written in base58")
	}
	signature, err := base58.Decode(value[1:])
	if err != nil || len(signature) != ed25519.SignatureSize {
		return j.fail("proof", "signature", "its signature is not one of Ed25519")
	}
	options, ok := j.proofOptions(proof, addresses)
	if !ok {
		return false
	}
	if !ed25519.Verify(edwards, append(slices.Clone(options), sum...), signature) {
		return j.fail("proof", "signature", "%s", errSignature)
	}
	j.pass("proof", "signed")
	if suites[suite].old {
		j.warn("proof", "old_suite", "its suite %q is the older name of eddsa-rdfc-2022", suite)
	}
	return true
}

// proofOptions hashes the proof without its value, under the contexts of the document.
// A proof may name the same contexts again, and no others.
func (j *judge) proofOptions(proof object, addresses []string) ([]byte, bool) {
	if own, there := proof["@context"]; there {
		var again []string
		for _, one := range list(own) {
			s, _ := one.(string)
			again = append(again, s)
		}
		if !slices.Equal(again, addresses) {
			return nil, j.fail("proof", "context", "its proof names other contexts than the credential")
		}
	}
	options := without(proof, "@context", "proofValue")
	if !j.plain(options, false) {
		return nil, false
	}
	return j.hash(options, addresses)
}
