package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

const keyFileHead = `# The keys that seal the secrets in the database, newest first: id, key, day made.
# Without this file they cannot be opened. Keep a copy, apart from the backups.
`

// Load reads a key file. ErrKeyFile when it is malformed, empty, or readable by
// anybody but its owner; fs.ErrNotExist when there is none.
func Load(path string) (*Keyring, error) {
	ring := &Keyring{path: path}
	if err := ring.reload(); err != nil {
		return nil, err
	}
	return ring, nil
}

// LoadOrCreate reads the key file, or makes one with a new key and mode 0600
// when there is none, and tells whether it did. Of several processes starting at
// once, one makes it and all read the same. Do not call it for a database that
// already holds sealed values: they would need the file that is gone.
func LoadOrCreate(path string) (ring *Keyring, created bool, err error) {
	ring, err = Load(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return ring, false, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, false, err
	}
	temporary, err := writeBeside(path, []key{newKey()})
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = os.Remove(temporary) }()
	// A link, unlike a rename, does not replace the file of a faster process.
	if err := os.Link(temporary, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, false, err
	} else if err == nil {
		created = true
		syncDirectory(filepath.Dir(path))
	}
	ring, err = Load(path)
	return ring, created, err
}

// Rotate puts a new key in front. Values sealed before still open; walk them
// with Reseal, then Retire the old key.
func (k *Keyring) Rotate() (KeyID, error) {
	made := newKey()
	return made.id, k.replace(func(keys []key) ([]key, error) {
		return append([]key{made}, keys...), nil
	})
}

// Retire forgets a key; what only it opens is lost. The newest cannot be.
func (k *Keyring) Retire(id KeyID) error {
	return k.replace(func(keys []key) ([]key, error) {
		at := slices.IndexFunc(keys, func(one key) bool { return one.id == id })
		switch {
		case at < 0:
			return nil, fmt.Errorf("%w: %s", ErrUnknownKey, id)
		case at == 0:
			return nil, fmt.Errorf("%w: %s is the newest key", ErrKeyFile, id)
		}
		return slices.Delete(slices.Clone(keys), at, at+1), nil
	})
}

// replace writes what change makes of the file's keys, then uses it.
func (k *Keyring) replace(change func([]key) ([]key, error)) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	keys := k.keys
	if k.path != "" {
		var err error
		if keys, _, err = readKeys(k.path); err != nil {
			return err
		}
	}
	keys, err := change(keys)
	if err != nil {
		return err
	}
	if k.path != "" {
		temporary, err := writeBeside(k.path, keys)
		if err != nil {
			return err
		}
		if err := os.Rename(temporary, k.path); err != nil {
			_ = os.Remove(temporary)
			return err
		}
		syncDirectory(filepath.Dir(k.path))
	}
	k.keys, k.seen = keys, nil
	return nil
}

func (k *Keyring) reload() error {
	if k.path == "" {
		return nil
	}
	keys, seen, err := readKeys(k.path)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.keys, k.seen = keys, seen
	return nil
}

// readKeys gives the keys of a file, and what the file was before they were read: one
// that is replaced meanwhile is read again the next time.
func readKeys(path string) ([]key, os.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	keys, err := readKeysOf(path, info)
	return keys, info, err
}

func readKeysOf(path string, info os.FileInfo) ([]key, error) {
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%w: %s may be read by others (mode %04o); run chmod 600 on it", ErrKeyFile, path, info.Mode().Perm())
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the operator names this file
	if err != nil {
		return nil, err
	}
	var keys []key
	for number, line := range strings.Split(string(raw), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		if len(words) < 2 {
			return nil, fmt.Errorf("%w: %s, line %d", ErrKeyFile, path, number+1)
		}
		secret, err := base64.StdEncoding.DecodeString(words[1])
		if err != nil {
			return nil, fmt.Errorf("%w: %s, line %d", ErrKeyFile, path, number+1)
		}
		one, err := makeKey(KeyID(words[0]), secret)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, number+1, err)
		}
		if slices.ContainsFunc(keys, func(other key) bool { return other.id == one.id }) {
			return nil, fmt.Errorf("%w: %s, line %d: key %s stands twice", ErrKeyFile, path, number+1, one.id)
		}
		keys = append(keys, one)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%w: %s holds no key", ErrKeyFile, path)
	}
	return keys, nil
}

// writeBeside writes a temporary file (mode 0600) in the same directory.
func writeBeside(path string, keys []key) (string, error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".keys-*")
	if err != nil {
		return "", err
	}
	var text bytes.Buffer
	text.WriteString(keyFileHead)
	for _, one := range keys {
		fmt.Fprintf(&text, "%s %s %s\n", one.id, base64.StdEncoding.EncodeToString(one.bytes), dayMade(one, path))
	}
	_, err = file.Write(text.Bytes())
	err = errors.Join(err, file.Sync(), file.Close())
	if err != nil {
		_ = os.Remove(file.Name())
		return "", err
	}
	return file.Name(), nil
}

// dayMade keeps the day the file already has for a key; it is a note for the
// operator and nothing reads it.
func dayMade(one key, path string) string {
	raw, _ := os.ReadFile(path) //nolint:gosec // the operator names this file
	for line := range strings.Lines(string(raw)) {
		if words := strings.Fields(line); len(words) == 3 && words[0] == string(one.id) {
			return words[2]
		}
	}
	return time.Now().UTC().Format(time.DateOnly)
}

// syncDirectory makes the new name survive a power cut, where that is possible.
func syncDirectory(path string) {
	if directory, err := os.Open(path); err == nil { //nolint:gosec // the key file's own directory
		_ = directory.Sync()
		_ = directory.Close()
	}
}
