// Package keys keeps the key file and the database together. The file lies outside
// the database; the database remembers which keys ever sealed something in it, each
// with a word sealed under it, so that a house does not start with another house's
// file, or without the one it needs, and quietly make secrets that nobody can read.
//
// Rotation has two steps: a new key goes in front and every room seals its secrets
// again; later the old keys are retired. A running house notices the new file before
// it seals again. Between the two there is time to bring the file to other machines,
// and for a change that sealed something with the old key to be stored.
package keys

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/seal"
)

// word is what is sealed to know a key again.
const word = "guildhall"

var (
	keyList = db.Read("keys.list", `SELECT id, sealed FROM house_key WHERE retired_at IS NULL ORDER BY made_at, id`)
	keyAdd  = db.Keep("keys.add", `INSERT INTO house_key (id, sealed, made_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`)
	keyGone = db.Keep("keys.retire", `UPDATE house_key SET retired_at = $2 WHERE id = $1`)
)

type known struct {
	id     string
	sealed []byte
}

func list(ctx context.Context, d *db.DB) ([]known, error) {
	return db.All(ctx, d, keyList, func(row db.Scanner) (known, error) {
		var k known
		err := row.Scan(&k.id, &k.sealed)
		return k, err
	})
}

// Open reads the key file, or makes one for a database that has sealed nothing yet.
// It refuses a file that lacks a key this database needs.
func Open(ctx context.Context, d *db.DB, path string) (*seal.Keyring, error) {
	have, err := list(ctx, d)
	if err != nil {
		return nil, err
	}
	var ring *seal.Keyring
	if len(have) == 0 {
		ring, _, err = seal.LoadOrCreate(path)
	} else if ring, err = seal.Load(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the key file %s is missing, and this database holds secrets that only it opens: bring it back from where you keep it, or name it with --key-file", path)
	}
	if err != nil {
		return nil, err
	}
	for _, k := range have {
		if plain, err := ring.Open(k.sealed, bound(k.id)); err != nil || string(plain) != word {
			return nil, fmt.Errorf("the key file %s belongs to another database: it does not hold key %s (%w)", path, k.id, errors.Join(err, seal.ErrUnknownKey))
		}
	}
	return ring, remember(ctx, d, ring)
}

func bound(key string) string { return "house_key:" + key }

func remember(ctx context.Context, d *db.DB, ring *seal.Keyring) error {
	id := string(ring.Newest())
	return d.Update(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, keyAdd, id, ring.Seal([]byte(word), bound(id)), int64(clock.Wall()))
		return err
	})
}

// Resealer is a room that holds sealed values: it seals again those that an older
// key sealed, and tells how many that were.
type Resealer interface {
	Reseal(ctx context.Context, ring *seal.Keyring) (int, error)
}

// Rotate puts a new key in front and lets every room seal its secrets again. The
// old keys stay: something that was sealed with one may just be on its way into the
// database. Running it again after a failure goes on.
func Rotate(ctx context.Context, d *db.DB, ring *seal.Keyring, rooms ...Resealer) (newest seal.KeyID, resealed int, err error) {
	if newest, err = ring.Rotate(); err != nil {
		return newest, 0, err
	}
	if err := remember(ctx, d, ring); err != nil {
		return newest, 0, err
	}
	resealed, err = reseal(ctx, ring, rooms)
	return newest, resealed, err
}

// Retire seals once more what an old key sealed meanwhile and then forgets every
// key but the newest. Do it once every machine has the new file.
func Retire(ctx context.Context, d *db.DB, ring *seal.Keyring, rooms ...Resealer) (retired []seal.KeyID, resealed int, err error) {
	if resealed, err = reseal(ctx, ring, rooms); err != nil {
		return nil, resealed, err
	}
	for _, old := range ring.KeyIDs()[1:] {
		err := d.Update(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, keyGone, string(old), int64(clock.Wall()))
			return err
		})
		if err == nil {
			err = ring.Retire(old)
		}
		if err != nil {
			return retired, resealed, err
		}
		retired = append(retired, old)
	}
	return retired, resealed, nil
}

func reseal(ctx context.Context, ring *seal.Keyring, rooms []Resealer) (int, error) {
	total := 0
	for _, room := range rooms {
		n, err := room.Reseal(ctx, ring)
		total += n
		if err != nil {
			return total, err
		}
	}
	return total, nil
}
