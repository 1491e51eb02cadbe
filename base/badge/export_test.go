package badge

import (
	"crypto/ed25519"
	"encoding/json"
	"slices"

	"github.com/mr-tron/base58"
)

// Sign puts an eddsa-rdfc-2022 proof into a credential, as an issuer's tool would.
func Sign(document []byte, key ed25519.PrivateKey, method string) ([]byte, error) {
	return SignAs(document, key, map[string]any{"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "created": "2026-01-01T00:00:00Z",
		"proofPurpose": "assertionMethod", "verificationMethod": method})
}

// SignAs does so with a proof of the caller's.
func SignAs(document []byte, key ed25519.PrivateKey, proof map[string]any) ([]byte, error) {
	d, err := parse(document)
	if err != nil {
		return nil, err
	}
	addresses, _ := contextsOf(d)
	sum, err := contexts.hash(without(d, "@context", "proof"), addresses)
	if err != nil {
		return nil, err
	}
	options, err := contexts.hash(proof, addresses)
	if err != nil {
		return nil, err
	}
	proof["proofValue"] = "z" + base58.Encode(ed25519.Sign(key, append(slices.Clone(options), sum...)))
	d["proof"] = proof
	return json.MarshalIndent(d, "", " ")
}

// Multikey writes a public key.
func Multikey(key ed25519.PublicKey) string { return multikey(key) }

// Canonical gives canonical form and hash, with a context that is not in the store.
func Canonical(document []byte, extra map[string]any, proofOf bool) (quads string, hash []byte, err error) {
	d, err := parse(document)
	if err != nil {
		return "", nil, err
	}
	own := &store{extra: extra}
	var addresses []string
	for _, one := range list(d["@context"]) {
		addresses = append(addresses, one.(string))
	}
	part := without(d, "@context", "proof")
	if proofOf {
		part = without(d["proof"].(object), "proofValue")
	}
	if quads, err = own.canonical(part, addresses); err != nil {
		return "", nil, err
	}
	hash, err = own.hash(part, addresses)
	return quads, hash, err
}

// Identity is how a badge names a recipient.
func Identity(value, salt string, hashed bool, email string) bool {
	return identity{kind: "email", value: value, salt: salt, hashed: hashed}.names(email)
}

// ContextFile gives a context of the store.
func ContextFile(address string) (any, error) {
	loaded, err := contexts.LoadDocument(address)
	if err != nil {
		return nil, err
	}
	return loaded.Document, nil
}

// SignatureOf gives a document's signature when it holds for the did:key in its proof.
func SignatureOf(document []byte, extra map[string]any) ([]byte, error) {
	d, err := parse(document)
	if err != nil {
		return nil, err
	}
	_, options, err := Canonical(document, extra, true)
	if err != nil {
		return nil, err
	}
	_, sum, err := Canonical(document, extra, false)
	if err != nil {
		return nil, err
	}
	proof := d["proof"].(object)
	named, err := readMultikey(fragment(text(proof, "verificationMethod")))
	if err != nil {
		return nil, err
	}
	signature, err := base58.Decode(text(proof, "proofValue")[1:])
	if err != nil || !ed25519.Verify(named.(ed25519.PublicKey), append(options, sum...), signature) {
		return nil, errSignature
	}
	return signature, nil
}
