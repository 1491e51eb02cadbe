package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"guildhall/base/id"
)

// unfinished is where blobs are while they are being written. A key cannot
// begin with a dot, so it is in nobody's way.
const unfinished = ".unfinished"

// Files keeps blobs in a directory, a file for each key. Nothing, a symbolic
// link included, leads out of it (os.Root).
type Files struct{ root *os.Root }

// NewFiles opens the directory and makes it (mode 0700) when it is not there.
func NewFiles(directory string) (*Files, error) {
	if err := os.MkdirAll(filepath.Join(directory, unfinished), 0o700); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(directory)
	if err != nil {
		return nil, err
	}
	files := &Files{root}
	files.sweep()
	return files, nil
}

// sweep removes what a crash left half written, a day later, when no process
// can still be writing it.
func (f *Files) sweep() {
	left, _ := fs.ReadDir(f.root.FS(), unfinished)
	for _, entry := range left {
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > 24*time.Hour {
			_ = f.root.Remove(path.Join(unfinished, entry.Name()))
		}
	}
}

// Close gives the directory back.
func (f *Files) Close() error { return f.root.Close() }

// Put writes beside, makes it durable, then renames: a reader sees the blob
// before or the blob after, also when the power goes.
func (f *Files) Put(ctx context.Context, key string, r io.Reader) (Info, error) {
	if err := CheckKey(key); err != nil {
		return Info{}, err
	}
	temporary := path.Join(unfinished, id.New().String())
	if err := f.write(temporary, cancellable{ctx, r}); err != nil {
		_ = f.root.Remove(temporary)
		return Info{}, fmt.Errorf("put %s: %w", key, err)
	}
	directory := path.Dir(key)
	err := f.root.MkdirAll(directory, 0o700)
	if err == nil {
		err = f.root.Rename(temporary, key)
	}
	if err != nil {
		_ = f.root.Remove(temporary)
		return Info{}, fmt.Errorf("put %s: %w", key, err)
	}
	for ; ; directory = path.Dir(directory) { // New directories have names to keep, too.
		if err := f.sync(directory); err != nil {
			return Info{}, fmt.Errorf("put %s: %w", key, err)
		}
		if directory == "." {
			return f.Stat(ctx, key)
		}
	}
}

func (f *Files) write(name string, r io.Reader) error {
	file, err := f.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, r)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

func (f *Files) sync(directory string) error {
	open, err := f.root.Open(directory)
	if err != nil {
		return err
	}
	_ = open.Sync() // Windows cannot sync a directory, and need not.
	return open.Close()
}

// Open reads a blob.
func (f *Files) Open(_ context.Context, key string) (io.ReadCloser, Info, error) {
	if err := CheckKey(key); err != nil {
		return nil, Info{}, err
	}
	file, err := f.root.Open(key)
	if err != nil {
		return nil, Info{}, missing(key, err)
	}
	stat, err := file.Stat()
	if err == nil && !stat.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		_ = file.Close()
		return nil, Info{}, missing(key, err)
	}
	return file, Info{key, stat.Size(), stat.ModTime()}, nil
}

// Stat tells a blob's size.
func (f *Files) Stat(_ context.Context, key string) (Info, error) {
	if err := CheckKey(key); err != nil {
		return Info{}, err
	}
	stat, err := f.root.Stat(key)
	if err == nil && !stat.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return Info{}, missing(key, err)
	}
	return Info{key, stat.Size(), stat.ModTime()}, nil
}

// Delete removes a blob. Its directories stay: another blob may be arriving.
func (f *Files) Delete(_ context.Context, key string) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	err := f.root.Remove(key)
	if err == nil {
		return f.sync(path.Dir(key))
	}
	if err = missing(key, err); errors.Is(err, ErrMissing) {
		return nil
	}
	return err
}

// List walks the directory in the order of names.
func (f *Files) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		var found []Info
		err := fs.WalkDir(f.root.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist): // Deleted while we walked.
				return nil
			case err != nil:
				return err
			case ctx.Err() != nil:
				return ctx.Err()
			case entry.IsDir() && name == unfinished:
				return fs.SkipDir
			case entry.IsDir() && name != "." && !strings.HasPrefix(name+"/", prefix) && !strings.HasPrefix(prefix, name+"/"):
				return fs.SkipDir
			case entry.IsDir() || !strings.HasPrefix(name, prefix):
				return nil
			}
			if stat, err := entry.Info(); err == nil {
				found = append(found, Info{name, stat.Size(), stat.ModTime()})
			}
			return nil
		})
		yieldSorted(found, err, yield)
	}
}

func missing(key string, err error) error {
	// A key that goes on behind another blob's name ("a/b" beside "a") is missing, too.
	if errors.Is(err, fs.ErrNotExist) || strings.HasSuffix(err.Error(), "not a directory") {
		return fmt.Errorf("%w: %s", ErrMissing, key)
	}
	return err
}

// yieldSorted gives what was found in the order of keys, then the error.
func yieldSorted(found []Info, err error, yield func(Info, error) bool) {
	slices.SortFunc(found, func(a, b Info) int { return strings.Compare(a.Key, b.Key) })
	for _, one := range found {
		if !yield(one, nil) {
			return
		}
	}
	if err != nil {
		yield(Info{}, err)
	}
}
