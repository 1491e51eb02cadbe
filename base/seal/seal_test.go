package seal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/alexedwards/argon2id"
)

func TestSecretsPrintAsDots(t *testing.T) {
	const text = "correct horse"
	s := Hide(text)
	type inside struct {
		Shown  Secret
		hidden Secret
		Map    map[string]Secret
	}
	nested := inside{s, s, map[string]Secret{"k": s}}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%T"} {
		fmt.Fprintf(&out, verb+" ", s)
		fmt.Fprintf(&out, verb+" ", &s)
		fmt.Fprintf(&out, verb+" ", nested)
		fmt.Fprintf(&out, verb+" ", []Secret{s})
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "secret", s, "nested", nested)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "secret", s, "nested", nested)
	encoded, err := json.Marshal(nested)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(encoded)
	fmt.Fprint(&out, fmt.Errorf("wrapped: %v", s))
	if shown := out.String(); strings.Contains(shown, text) || strings.Contains(shown, "636f7272") || !strings.Contains(shown, Dots) {
		t.Fatalf("shown: %s", shown)
	}
	if s.Reveal() != text || !s.Equal(Hide(text)) || s.Equal(Hide("other")) || s.Equal(Secret{}) || !Hide("").IsEmpty() {
		t.Error("the secret itself was lost")
	}
	var back Secret
	if err := json.Unmarshal([]byte(`"abc"`), &back); err != nil || back.Reveal() != "abc" {
		t.Errorf("%q %v", back.Reveal(), err)
	}
}

func TestASealedValueOpensOnlyInItsPlace(t *testing.T) {
	ring := New()
	sealed := ring.Seal([]byte("totp seed"), "account:1")
	if bytes.Contains(sealed, []byte("totp")) {
		t.Fatal("it can be read")
	}
	if plain, err := ring.Open(sealed, "account:1"); err != nil || string(plain) != "totp seed" {
		t.Fatalf("%q %v", plain, err)
	}
	if bytes.Equal(sealed, ring.Seal([]byte("totp seed"), "account:1")) {
		t.Error("the same text sealed twice looks the same")
	}
	if _, err := ring.Open(sealed, "account:2"); !errors.Is(err, ErrSealed) {
		t.Errorf("it opened elsewhere: %v", err)
	}
	for i := range sealed {
		broken := bytes.Clone(sealed)
		broken[i] ^= 1
		if _, err := ring.Open(broken, "account:1"); err == nil {
			t.Fatalf("byte %d may be changed", i)
		}
		if _, err := ring.Open(sealed[:i], "account:1"); err == nil {
			t.Fatalf("%d bytes are enough", i)
		}
	}
	if _, err := New().Open(sealed, "account:1"); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("another ring: %v", err)
	}
	if secret, err := ring.OpenSecret(ring.SealSecret(Hide("x"), "c"), "c"); err != nil || secret.Reveal() != "x" {
		t.Errorf("%q %v", secret.Reveal(), err)
	}
}

func TestTheKeyFileIsMadeOnceForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "keys")
	if _, err := Load(path); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("no file: %v", err)
	}
	var wait sync.WaitGroup
	var mu sync.Mutex
	seen, made := map[KeyID]bool{}, 0
	for range 8 {
		wait.Go(func() {
			ring, created, err := LoadOrCreate(path)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			seen[ring.Newest()] = true
			if created {
				made++
			}
		})
	}
	wait.Wait()
	if len(seen) != 1 || made != 1 {
		t.Fatalf("%d keys, made %d times", len(seen), made)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".keys-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); !errors.Is(err, ErrKeyFile) || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a file everybody reads: %v", err)
	}
}

func TestRotationKeepsOldValuesUntilTheyAreResealed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	ring, _, err := LoadOrCreate(path)
	if err != nil {
		t.Fatal(err)
	}
	other, err := Load(path) // another process, started before the rotation
	if err != nil {
		t.Fatal(err)
	}
	third, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	old := ring.Newest()
	sealed := ring.Seal([]byte("v"), "c")
	fresh, err := ring.Rotate()
	if err != nil || fresh == old || ring.Newest() != fresh || len(ring.KeyIDs()) != 2 {
		t.Fatalf("%v %v %v", fresh, ring.KeyIDs(), err)
	}
	if same, changed, err := ring.Reseal(ring.Seal([]byte("n"), "c"), "c"); err != nil || changed || len(same) == 0 {
		t.Errorf("a new value was sealed again: %v", err)
	}
	again, changed, err := ring.Reseal(sealed, "c")
	if id, _ := KeyOf(again); err != nil || !changed || id != fresh {
		t.Fatalf("%v %v %v", id, changed, err)
	}
	if plain, err := other.Open(again, "c"); err != nil || string(plain) != "v" {
		t.Errorf("a running process did not notice the new key: %v", err)
	}
	if id, _ := KeyOf(third.Seal([]byte("late"), "c")); id != fresh {
		t.Errorf("a running process sealed with %s after the rotation to %s", id, fresh)
	}
	if err := ring.Retire(fresh); !errors.Is(err, ErrKeyFile) {
		t.Errorf("the newest key was retired: %v", err)
	}
	if err := ring.Retire(old); err != nil {
		t.Fatal(err)
	}
	reread, err := Load(path)
	if err != nil || len(reread.KeyIDs()) != 1 {
		t.Fatalf("%v", err)
	}
	if _, err := reread.Open(sealed, "c"); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("a retired key still opens: %v", err)
	}
}

func TestABrokenKeyFileIsRefused(t *testing.T) {
	ring := New()
	good := string(ring.keys[0].id) + " " + strings.Repeat("A", 43) + "="
	for _, text := range []string{"", "# nothing\n", "abc", good[:20], "zz" + good[2:], good + "\n" + good, strings.Replace(good, "AAAA", "", 1)} {
		path := filepath.Join(t.TempDir(), "keys")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); !errors.Is(err, ErrKeyFile) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestTokensAreLongAndOnlyTheirHashIsNeeded(t *testing.T) {
	one, two := Token(), Token()
	if len(one) != 43 || one == two || strings.ContainsAny(one, "+/=") {
		t.Errorf("%s %s", one, two)
	}
	if !bytes.Equal(HashToken(one), HashToken(one)) || bytes.Equal(HashToken(one), HashToken(two)) || len(HashToken(one)) != 32 {
		t.Error("hashes")
	}
}

func TestPasswordsAreVerifiedAndUnknownPeopleCostTheSame(t *testing.T) {
	ctx := t.Context()
	hash, err := HashPassword(ctx, Hide("パスワード\u3099"))
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s %v", hash, err)
	}
	if right, stale, err := VerifyPassword(ctx, Hide("パスワード\u3099"), hash); !right || stale || err != nil {
		t.Errorf("right password: %v %v %v", right, stale, err)
	}
	if right, _, err := VerifyPassword(ctx, Hide("wrong"), hash); right || err != nil {
		t.Errorf("wrong password: %v %v", right, err)
	}
	if right, _, err := VerifyPassword(ctx, Hide("x"), ""); right || err != nil {
		t.Errorf("nobody: %v %v", right, err)
	}
	if _, _, err := VerifyPassword(ctx, Hide("x"), "$1$md5"); err == nil {
		t.Error("a malformed hash went unnoticed")
	}
	cheap, err := argon2id.CreateHash("x", &argon2id.Params{Memory: 1024, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
	if err != nil {
		t.Fatal(err)
	}
	if right, stale, err := VerifyPassword(ctx, Hide("x"), cheap); !right || !stale || err != nil {
		t.Errorf("a cheap old hash: %v %v %v", right, stale, err)
	}
}

func TestAThirdPasswordWaitsItsTurn(t *testing.T) {
	passwordSlots <- struct{}{}
	passwordSlots <- struct{}{}
	defer func() { <-passwordSlots; <-passwordSlots }()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := HashPassword(ctx, Hide("x")); !errors.Is(err, context.Canceled) {
		t.Errorf("it did not wait: %v", err)
	}
}
