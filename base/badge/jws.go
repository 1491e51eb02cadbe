package badge

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	_ "crypto/sha512" // SHA-384 and SHA-512, by name below
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// token is a compact JWS (RFC 7515), not yet believed.
type token struct {
	header    object
	payload   object
	signed    []byte // what the signature is over
	signature []byte
}

// looksLikeToken tells three base64url parts with dots between.
func looksLikeToken(s string) bool {
	return strings.Count(s, ".") == 2 && strings.HasPrefix(s, "ey") &&
		strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
}

// readToken parses a compact JWS whose payload is a JSON object.
func readToken(s string) (token, error) {
	if len(s) > 2*maxDocument {
		return token{}, errors.New("it is too large")
	}
	parts := strings.Split(s, ".")
	if len(parts) != 3 {
		return token{}, errors.New("it does not have three parts")
	}
	var raw [3][]byte
	for i, part := range parts {
		var err error
		if raw[i], err = base64.RawURLEncoding.Strict().DecodeString(part); err != nil {
			return token{}, fmt.Errorf("part %d is no base64url", i+1)
		}
	}
	t := token{signed: []byte(parts[0] + "." + parts[1]), signature: raw[2]}
	var err error
	if t.header, err = parse(raw[0]); err != nil {
		return token{}, fmt.Errorf("its header: %w", err)
	}
	if t.payload, err = parse(raw[1]); err != nil {
		return token{}, fmt.Errorf("its payload: %w", err)
	}
	return t, nil
}

// Errors of verify, told apart because they are told in their own words.
var (
	errAlgorithm = errors.New("its algorithm is not taken")
	errSignature = errors.New("the signature does not fit the key and the text")
)

// algorithms are those taken, each for one kind of key. None that a verifier could be
// talked into: no "none", no HMAC.
var algorithms = map[string]struct {
	kind string
	hash crypto.Hash
}{
	"RS256": {"rsa", crypto.SHA256}, "RS384": {"rsa", crypto.SHA384}, "RS512": {"rsa", crypto.SHA512},
	"PS256": {"pss", crypto.SHA256}, "PS384": {"pss", crypto.SHA384}, "PS512": {"pss", crypto.SHA512},
	"ES256": {"P-256", crypto.SHA256}, "ES384": {"P-384", crypto.SHA384},
	"EdDSA": {"ed25519", 0}, "Ed25519": {"ed25519", 0},
}

// check tells, before a key is looked for, whether the token is one that is taken.
func (t token) check() error {
	if _, ok := algorithms[text(t.header, "alg")]; !ok {
		return fmt.Errorf("%w: %q", errAlgorithm, quote(text(t.header, "alg")))
	}
	for _, name := range []string{"crit", "b64", "zip", "enc"} {
		if _, found := t.header[name]; found {
			return fmt.Errorf("%w: its header asks for %q", errAlgorithm, name)
		}
	}
	return nil
}

// verify checks the signature with a key from elsewhere; whatever key the header
// carries is not looked at.
func (t token) verify(key public) error {
	if err := t.check(); err != nil {
		return err
	}
	algorithm := algorithms[text(t.header, "alg")]
	var digest []byte
	if algorithm.hash != 0 {
		h := algorithm.hash.New()
		_, _ = h.Write(t.signed)
		digest = h.Sum(nil)
	}
	good := false
	switch key := key.(type) {
	case *rsa.PublicKey:
		switch algorithm.kind {
		case "rsa":
			good = rsa.VerifyPKCS1v15(key, algorithm.hash, digest, t.signature) == nil
		case "pss":
			good = rsa.VerifyPSS(key, algorithm.hash, digest, t.signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash}) == nil
		}
	case *ecdsa.PublicKey:
		size := (key.Curve.Params().BitSize + 7) / 8
		if algorithm.kind == key.Curve.Params().Name && len(t.signature) == 2*size {
			r, s := new(big.Int).SetBytes(t.signature[:size]), new(big.Int).SetBytes(t.signature[size:])
			good = ecdsa.Verify(key, digest, r, s)
		}
	case ed25519.PublicKey:
		good = algorithm.kind == "ed25519" && ed25519.Verify(key, t.signed, t.signature)
	}
	if !good {
		return errSignature
	}
	return nil
}
