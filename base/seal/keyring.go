package seal

import (
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"sync"

	"golang.org/x/crypto/chacha20poly1305"
)

// What can be wrong with a sealed value or a key file.
var (
	ErrSealed     = errors.New("seal: not a sealed value, or changed, or of another context")
	ErrUnknownKey = errors.New("seal: sealed with a key that is not in the key file")
	ErrKeyFile    = errors.New("seal: the key file cannot be used")
)

// A sealed value is: version, key id, nonce, ciphertext with tag.
const (
	version    = 1
	idSize     = 4
	headerSize = 1 + idSize
	nonceSize  = chacha20poly1305.NonceSizeX
)

// KeyID names a key: eight hexadecimal digits.
type KeyID string

type key struct {
	id    KeyID
	bytes []byte
	aead  cipher.AEAD
}

// Keyring seals with its newest key and opens with any. It may be used by many
// goroutines.
type Keyring struct {
	mu   sync.RWMutex
	path string      // empty: in memory only
	keys []key       // newest first, never empty
	seen os.FileInfo // of the file the keys were read from
}

// New makes a ring with one key, in memory: for tests.
func New() *Keyring { return &Keyring{keys: []key{newKey()}} }

func newKey() key {
	id, bytes := make([]byte, idSize), make([]byte, chacha20poly1305.KeySize)
	_, _ = rand.Read(id) // crypto/rand does not fail: it ends the program instead.
	_, _ = rand.Read(bytes)
	k, err := makeKey(KeyID(hex.EncodeToString(id)), bytes)
	if err != nil {
		panic(err)
	}
	return k
}

func makeKey(id KeyID, bytes []byte) (key, error) {
	raw, err := hex.DecodeString(string(id))
	if err != nil || len(raw) != idSize {
		return key{}, fmt.Errorf("%w: key id %q", ErrKeyFile, id)
	}
	aead, err := chacha20poly1305.NewX(bytes)
	if err != nil {
		return key{}, fmt.Errorf("%w: key %s: %w", ErrKeyFile, id, err)
	}
	return key{KeyID(hex.EncodeToString(raw)), bytes, aead}, nil
}

// Newest is the id of the key that seals.
func (k *Keyring) Newest() KeyID { return k.front().id }

// front is the key that seals. It reads the file again when it was replaced: a house
// that runs on through a rotation must not seal with a key that is about to be
// retired, for nobody could open that again.
func (k *Keyring) front() key {
	if k.path != "" {
		k.mu.RLock()
		seen := k.seen
		k.mu.RUnlock()
		if info, err := os.Stat(k.path); err == nil && !sameFile(info, seen) {
			_ = k.reload() // A file that is no good now: what was read before still seals and opens.
		}
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.keys[0]
}

func sameFile(a, b os.FileInfo) bool {
	return b != nil && os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// KeyIDs lists every key, newest first.
func (k *Keyring) KeyIDs() []KeyID {
	k.mu.RLock()
	defer k.mu.RUnlock()
	ids := make([]KeyID, 0, len(k.keys))
	for _, one := range k.keys {
		ids = append(ids, one.id)
	}
	return ids
}

// Seal encrypts under the newest key of the file as it is now. Context says what the value belongs to
// and must be given again, the same, to Open.
func (k *Keyring) Seal(plain []byte, context string) []byte {
	newest := k.front()
	id, _ := hex.DecodeString(string(newest.id))
	sealed := make([]byte, headerSize+nonceSize, headerSize+nonceSize+len(plain)+chacha20poly1305.Overhead)
	sealed[0] = version
	copy(sealed[1:], id)
	nonce := sealed[headerSize:]
	_, _ = rand.Read(nonce)
	return newest.aead.Seal(sealed, nonce, plain, bound(sealed[:headerSize], context))
}

// Open decrypts. ErrSealed when the value was changed or belongs elsewhere,
// ErrUnknownKey when its key is not on the ring. An unknown key makes the ring
// read its file again, so that a rotation by another process is noticed.
func (k *Keyring) Open(sealed []byte, context string) ([]byte, error) {
	id, err := KeyOf(sealed)
	if err != nil {
		return nil, err
	}
	found, ok := k.find(id)
	if !ok {
		if err := k.reload(); err != nil {
			return nil, err
		}
		if found, ok = k.find(id); !ok {
			return nil, fmt.Errorf("%w: %s", ErrUnknownKey, id)
		}
	}
	nonce, text := sealed[headerSize:headerSize+nonceSize], sealed[headerSize+nonceSize:]
	plain, err := found.aead.Open(nil, nonce, text, bound(sealed[:headerSize], context))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// SealSecret seals a secret's text.
func (k *Keyring) SealSecret(s Secret, context string) []byte {
	return k.Seal([]byte(s.Reveal()), context)
}

// OpenSecret opens to a secret. Errors as for Open.
func (k *Keyring) OpenSecret(sealed []byte, context string) (Secret, error) {
	plain, err := k.Open(sealed, context)
	return Hide(string(plain)), err
}

// KeyOf is the id of the key that sealed the value. ErrSealed when it is none.
func KeyOf(sealed []byte) (KeyID, error) {
	if len(sealed) < headerSize+nonceSize+chacha20poly1305.Overhead || sealed[0] != version {
		return "", ErrSealed
	}
	return KeyID(hex.EncodeToString(sealed[1:headerSize])), nil
}

// Reseal seals a value again when an older key sealed it; changed is false, and
// the value the same, when the newest already did. Errors as for Open.
func (k *Keyring) Reseal(sealed []byte, context string) (again []byte, changed bool, err error) {
	plain, err := k.Open(sealed, context)
	if err != nil {
		return nil, false, err
	}
	if id, _ := KeyOf(sealed); id == k.Newest() {
		return sealed, false, nil
	}
	return k.Seal(plain, context), true, nil
}

func (k *Keyring) find(id KeyID) (key, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, one := range k.keys {
		if one.id == id {
			return one, true
		}
	}
	return key{}, false
}

// bound is the data that is authenticated but not encrypted.
func bound(header []byte, context string) []byte {
	return append(append(make([]byte, 0, len(header)+len(context)), header...), context...)
}
