package badge

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"

	"github.com/mr-tron/base58"
)

// public is a public key: ed25519.PublicKey, *ecdsa.PublicKey or *rsa.PublicKey.
type public interface{ Equal(crypto.PublicKey) bool }

// Multicodec's names of key types, as they stand in front of a key (varint).
var (
	codeEd25519 = [2]byte{0xed, 0x01}
	codeP256    = [2]byte{0x80, 0x24}
	codeP384    = [2]byte{0x81, 0x24}
)

// readMultikey reads `z6Mk...`: multibase base58 of a multicodec key (W3C Controlled
// Identifiers, section 2.2.2).
func readMultikey(s string) (public, error) {
	if len(s) < 3 || len(s) > 200 || s[0] != 'z' {
		return nil, errors.New("it is no multibase key")
	}
	raw, err := base58.Decode(s[1:])
	if err != nil || len(raw) < 3 {
		return nil, errors.New("it is no base58")
	}
	switch [2]byte(raw) {
	case codeEd25519:
		if len(raw) != 2+ed25519.PublicKeySize {
			return nil, errors.New("it is no Ed25519 key")
		}
		return ed25519.PublicKey(raw[2:]), nil
	case codeP256:
		return readPoint(elliptic.P256(), raw[2:])
	case codeP384:
		return readPoint(elliptic.P384(), raw[2:])
	}
	return nil, fmt.Errorf("a key of kind %x is not known here", raw[:2])
}

// readPoint reads a compressed point.
func readPoint(curve elliptic.Curve, raw []byte) (public, error) {
	x, y := elliptic.UnmarshalCompressed(curve, raw)
	if x == nil {
		return nil, errors.New("it is no point of its curve")
	}
	size := (curve.Params().BitSize + 7) / 8
	return readCoordinates(curve, x.FillBytes(make([]byte, size)), y.FillBytes(make([]byte, size)))
}

// readJWK reads a public key as RFC 7517 and RFC 8037 write it.
func readJWK(o object) (public, error) {
	number := func(name string) []byte {
		raw, _ := base64.RawURLEncoding.DecodeString(text(o, name))
		return raw
	}
	switch kty, crv := text(o, "kty"), text(o, "crv"); {
	case kty == "OKP" && crv == "Ed25519":
		if x := number("x"); len(x) == ed25519.PublicKeySize {
			return ed25519.PublicKey(x), nil
		}
	case kty == "EC" && crv == "P-256":
		return readCoordinates(elliptic.P256(), number("x"), number("y"))
	case kty == "EC" && crv == "P-384":
		return readCoordinates(elliptic.P384(), number("x"), number("y"))
	case kty == "RSA":
		n, e := new(big.Int).SetBytes(number("n")), new(big.Int).SetBytes(number("e"))
		if e.IsInt64() && e.Int64() < 1<<31 {
			return strongRSA(&rsa.PublicKey{N: n, E: int(e.Int64())})
		}
	default:
		return nil, fmt.Errorf("a key of kind %q %q is not known here", quote(kty), quote(crv))
	}
	return nil, errors.New("it is no complete JWK")
}

func readCoordinates(curve elliptic.Curve, x, y []byte) (public, error) {
	key, err := ecdsa.ParseUncompressedPublicKey(curve, append(append([]byte{4}, x...), y...))
	if err != nil {
		return nil, errors.New("it is no point of its curve")
	}
	return key, nil
}

// coordinates gives a point's two, of equal length.
func coordinates(key *ecdsa.PublicKey) (x, y []byte) {
	raw, err := key.Bytes()
	if err != nil || len(raw) < 3 {
		return nil, nil
	}
	half := len(raw) / 2
	return raw[1 : 1+half], raw[1+half:]
}

// strongRSA refuses keys that can be broken, and those made to keep us busy.
func strongRSA(key *rsa.PublicKey) (public, error) {
	if bits := key.N.BitLen(); bits < 2048 || bits > 8192 || key.E < 3 || key.E%2 == 0 {
		return nil, fmt.Errorf("an RSA key of %d bits is not taken", key.N.BitLen())
	}
	return key, nil
}

// readPEM reads `-----BEGIN PUBLIC KEY-----`, as Open Badges 2.0 writes keys.
func readPEM(s string) (public, error) {
	block, _ := pem.Decode([]byte(s))
	if block == nil {
		return nil, errors.New("it is no PEM")
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, errors.New("it is no public key")
	}
	switch key := parsed.(type) {
	case *rsa.PublicKey:
		return strongRSA(key)
	case ed25519.PublicKey:
		return key, nil
	case *ecdsa.PublicKey:
		if key.Curve == elliptic.P256() || key.Curve == elliptic.P384() {
			return key, nil
		}
	}
	return nil, errors.New("its kind is not known here")
}

// readKey reads the key in a verification method, or in Open Badges' CryptographicKey.
func readKey(o object) (public, error) {
	if s := text(o, "publicKeyMultibase"); s != "" {
		return readMultikey(s)
	}
	if jwk, ok := o["publicKeyJwk"].(object); ok {
		return readJWK(jwk)
	}
	if s := text(o, "publicKeyPem"); s != "" {
		return readPEM(s)
	}
	if s := text(o, "publicKeyBase58"); s != "" && len(s) < 100 {
		if raw, err := base58.Decode(s); err == nil && len(raw) == ed25519.PublicKeySize {
			return ed25519.PublicKey(raw), nil
		}
	}
	return nil, errors.New("it names no key that can be read")
}

// multikey writes a key as readMultikey reads it; "" for RSA.
func multikey(key public) string {
	var raw []byte
	switch key := key.(type) {
	case ed25519.PublicKey:
		raw = append(codeEd25519[:], key...)
	case *ecdsa.PublicKey:
		code := codeP256
		if key.Curve == elliptic.P384() {
			code = codeP384
		}
		x, y := coordinates(key)
		if len(y) == 0 {
			return ""
		}
		raw = append(append(code[:], 2|y[len(y)-1]&1), x...)
	default:
		return ""
	}
	return "z" + base58.Encode(raw)
}

// thumbprint is RFC 7638's, SHA-256, base64url.
func thumbprint(key public) string {
	text := func(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
	var fields any // Its fields in the order of RFC 7638: sorted by name.
	switch key := key.(type) {
	case ed25519.PublicKey:
		fields = struct {
			Crv string `json:"crv"`
			Kty string `json:"kty"`
			X   string `json:"x"`
		}{"Ed25519", "OKP", text(key)}
	case *ecdsa.PublicKey:
		x, y := coordinates(key)
		fields = struct {
			Crv string `json:"crv"`
			Kty string `json:"kty"`
			X   string `json:"x"`
			Y   string `json:"y"`
		}{key.Curve.Params().Name, "EC", text(x), text(y)}
	case *rsa.PublicKey:
		fields = struct {
			E   string `json:"e"`
			Kty string `json:"kty"`
			N   string `json:"n"`
		}{text(big.NewInt(int64(key.E)).Bytes()), "RSA", text(key.N.Bytes())}
	}
	raw, err := json.Marshal(fields)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(raw)
	return text(sum[:])
}
