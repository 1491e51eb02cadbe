package seal

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"
)

// Token is 32 random bytes in 43 characters that may stand in an address: for
// sign-in links, invitations, sessions and API keys. Store HashToken of it.
func Token() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // crypto/rand does not fail: it ends the program instead.
	return base64.RawURLEncoding.EncodeToString(raw)
}

// HashToken is the 32 bytes to store and to look a token up by. A plain hash is
// enough: nobody can try out 2^256 tokens.
func HashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// The cost of one password: 19 MiB, two passes, one lane (OWASP's choice for
// argon2id). Stored hashes name their own cost, so it can be raised.
var passwordCost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// Two at a time: more would let a crowd at the sign-in page take the memory and
// both cores from everybody else.
var passwordSlots = make(chan struct{}, 2)

// nobody is the hash that is compared when there is none, so that an unknown
// address takes as long to refuse as a known one.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IGhlcmUuLg$R0VwLx3b4xV0oB6L3v6nN7m3w1k9q2s5u8x0z3C6F9I"

// HashPassword makes the text to store. It waits for its turn and gives up with
// the context's error.
func HashPassword(ctx context.Context, password Secret) (string, error) {
	var hash string
	err := inTurn(ctx, func() (err error) {
		hash, err = argon2id.CreateHash(norm.NFC.String(password.Reveal()), passwordCost)
		return err
	})
	return hash, err
}

// VerifyPassword tells whether the password made the hash, and whether the hash
// should be made again because it is cheaper than today's. An empty hash costs
// the same and is never right.
func VerifyPassword(ctx context.Context, password Secret, hash string) (right, stale bool, err error) {
	known := hash != ""
	if !known {
		hash = nobody
	}
	var cost *argon2id.Params
	err = inTurn(ctx, func() (err error) {
		right, cost, err = argon2id.CheckHash(norm.NFC.String(password.Reveal()), hash)
		return err
	})
	if err != nil {
		return false, false, fmt.Errorf("verify password: %w", err)
	}
	stale = cost.Memory < passwordCost.Memory || cost.Iterations < passwordCost.Iterations
	return right && known, right && known && stale, nil
}

func inTurn(ctx context.Context, work func() error) error {
	select {
	case passwordSlots <- struct{}{}:
		defer func() { <-passwordSlots }()
		return work()
	case <-ctx.Done():
		return ctx.Err()
	}
}
