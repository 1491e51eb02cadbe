// Package blob owns where bytes lie: files that people upload, kept under keys,
// in a directory or in any store that speaks S3.
//
// Words: a blob is bytes under a key; a key is lower-case words joined by
// slashes ("attachment/01jd/0"); to put is to write the whole blob at once.
//
// Invariants, the same for every store and tested by one test: a blob appears
// whole or not at all, a failed put leaves what was there; what was put is
// durable when Put returns; deleting what is not there is no error; List gives
// keys in order; a key cannot lead outside the store.
//
// It does not know what the bytes are, who owns them, or who may read them:
// rows do. Names that people give files never become keys.
package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"
	"time"

	"guildhall/base/id"
)

// ErrMissing is a key under which nothing lies.
var ErrMissing = errors.New("blob: missing")

// ErrKey is a key that is not lower-case words joined by slashes.
var ErrKey = errors.New("blob: malformed key")

// Info is what a store knows of a blob.
type Info struct {
	Key  string
	Size int64 // bytes
	At   time.Time
}

// Store keeps blobs. All methods may be called by many goroutines, and by
// several processes on the same store.
type Store interface {
	// Put writes what r gives, replacing what lay there. An error of r, or a
	// cancelled ctx, leaves everything as it was.
	Put(ctx context.Context, key string, r io.Reader) (Info, error)
	// Open reads a blob; the caller closes it. ErrMissing when there is none.
	Open(ctx context.Context, key string) (io.ReadCloser, Info, error)
	// Stat tells a blob's size. ErrMissing when there is none.
	Stat(ctx context.Context, key string) (Info, error)
	// Delete removes a blob, if it is there.
	Delete(ctx context.Context, key string) error
	// List gives every blob whose key begins with prefix, in the order of keys.
	// The first error ends it.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]
}

var keyForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_\-]*(\.[a-z0-9_\-]+)*(/[a-z0-9][a-z0-9_\-]*(\.[a-z0-9_\-]+)*)*$`)

// CheckKey is nil for a key that every store can keep: at most 500 bytes of
// lower-case letters, digits, "-", "_", "." and "/".
func CheckKey(key string) error {
	if len(key) > 500 || !keyForm.MatchString(key) {
		return fmt.Errorf("%w: %q", ErrKey, key)
	}
	return nil
}

// Probe writes, reads and deletes a small blob, to tell an operator whether the
// store works before somebody's upload does.
func Probe(ctx context.Context, store Store) error {
	key := "probe/" + id.New().String()
	if _, err := store.Put(ctx, key, strings.NewReader(key)); err != nil {
		return fmt.Errorf("blob: write a probe: %w", err)
	}
	body, _, err := store.Open(ctx, key)
	if err != nil {
		return fmt.Errorf("blob: read a probe: %w", err)
	}
	text, err := io.ReadAll(body)
	if err = errors.Join(err, body.Close()); err != nil || string(text) != key {
		return fmt.Errorf("blob: a probe came back as %q: %w", text, err)
	}
	if err := store.Delete(ctx, key); err != nil {
		return fmt.Errorf("blob: delete a probe: %w", err)
	}
	return nil
}

// cancellable makes a long copy end with its context.
type cancellable struct {
	ctx context.Context
	r   io.Reader
}

func (c cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
