package keys_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"guildhall/base/db"
	"guildhall/base/seal"
	"guildhall/engine/keys"
	"guildhall/test/dbtest"
)

func TestAHouseStartsOnlyWithTheKeyFileItNeeds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		path := filepath.Join(t.TempDir(), "keys.json")
		ring, err := keys.Open(t.Context(), d, path)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := keys.Open(t.Context(), d, path); err != nil || again.Newest() != ring.Newest() {
			t.Fatalf("the second start: %v", err)
		}
		other := filepath.Join(t.TempDir(), "keys.json")
		if _, _, err := seal.LoadOrCreate(other); err != nil {
			t.Fatal(err)
		}
		if _, err := keys.Open(t.Context(), d, other); err == nil || !strings.Contains(err.Error(), "another database") {
			t.Errorf("with another house's keys: %v", err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if _, err := keys.Open(t.Context(), d, path); err == nil || !strings.Contains(err.Error(), "is missing") {
			t.Errorf("without its keys: %v", err)
		}
		if _, err := os.Stat(path); err == nil {
			t.Error("a new key file was made for a database that needs the old one")
		}
	})
}

// drawer holds one sealed value.
type drawer struct{ sealed []byte }

func (b *drawer) Reseal(_ context.Context, ring *seal.Keyring) (int, error) {
	again, changed, err := ring.Reseal(b.sealed, "drawer")
	if err != nil || !changed {
		return 0, err
	}
	b.sealed = again
	return 1, nil
}

func TestRotationSealsEverythingAgainAndForgetsTheOldKey(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		path := filepath.Join(t.TempDir(), "keys.json")
		ring, err := keys.Open(t.Context(), d, path)
		if err != nil {
			t.Fatal(err)
		}
		running, err := seal.Load(path) // a process that knows only the first key
		if err != nil {
			t.Fatal(err)
		}
		held := &drawer{ring.Seal([]byte("a secret"), "drawer")}
		late := &drawer{running.Seal([]byte("a secret"), "drawer")} // stored while the rotation goes on
		old := ring.Newest()
		newest, n, err := keys.Rotate(t.Context(), d, ring, held)
		if err != nil || n != 1 || newest == old {
			t.Fatalf("%v %d %v", newest, n, err)
		}
		if id, err := seal.KeyOf(running.Seal([]byte("a secret"), "drawer")); err != nil || id != newest {
			t.Errorf("a running house seals with %s after the rotation to %s: %v", id, newest, err)
		}
		ring, err = keys.Open(t.Context(), d, path) // as the next start does
		if err != nil {
			t.Fatal(err)
		}
		retired, n, err := keys.Retire(t.Context(), d, ring, held, late)
		if err != nil || n != 1 || len(retired) != 1 || retired[0] != old {
			t.Fatalf("%v %d %v", retired, n, err)
		}
		ring, err = keys.Open(t.Context(), d, path)
		if err != nil || len(ring.KeyIDs()) != 1 || ring.Newest() != newest {
			t.Fatalf("%v %v", ring.KeyIDs(), err)
		}
		for _, one := range []*drawer{held, late} {
			if plain, err := ring.Open(one.sealed, "drawer"); err != nil || string(plain) != "a secret" {
				t.Errorf("%q %v", plain, err)
			}
		}
	})
}
