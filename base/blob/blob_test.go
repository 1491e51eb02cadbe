package blob_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"guildhall/base/blob"
	"guildhall/base/seal"
)

// onBoth runs a test on a directory and on a store that speaks S3.
func onBoth(t *testing.T, test func(t *testing.T, store blob.Store)) {
	t.Run("files", func(t *testing.T) {
		t.Parallel()
		files, err := blob.NewFiles(filepath.Join(t.TempDir(), "blobs"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = files.Close() })
		test(t, files)
	})
	t.Run("s3", func(t *testing.T) {
		t.Parallel()
		backend := s3mem.New()
		if err := backend.CreateBucket("guild"); err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
		t.Cleanup(server.Close)
		store, err := blob.NewS3(t.Context(), blob.S3Options{Bucket: "guild", Prefix: "house/", Region: "us-east-1", Endpoint: server.URL,
			PathStyle: true, AccessKey: "aiko", SecretKey: seal.Hide("secret")})
		if err != nil {
			t.Fatal(err)
		}
		test(t, store)
	})
}

func read(t *testing.T, store blob.Store, key string) []byte {
	t.Helper()
	body, info, err := store.Open(t.Context(), key)
	if err != nil {
		t.Fatalf("open %s: %v", key, err)
	}
	all, err := io.ReadAll(body)
	if err := errors.Join(err, body.Close()); err != nil || int64(len(all)) != info.Size || info.Key != key {
		t.Fatalf("%s: %d bytes of %+v: %v", key, len(all), info, err)
	}
	return all
}

func TestWhatIsPutComesBack(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, store blob.Store) {
		for _, size := range []int{0, 1, 70_000, 700_000} {
			want := bytes.Repeat([]byte("\x00\xffab"), size/4+1)[:size]
			// A reader that gives one buffer at a time and cannot seek, as an upload is.
			info, err := store.Put(t.Context(), "attachment/a1/0", struct{ io.Reader }{bytes.NewReader(want)})
			if err != nil || info.Size != int64(size) || info.Key != "attachment/a1/0" || info.At.IsZero() {
				t.Fatalf("put %d: %+v %v", size, info, err)
			}
			if got := read(t, store, "attachment/a1/0"); !bytes.Equal(got, want) {
				t.Fatalf("%d bytes came back as %d others", size, len(got))
			}
			if stat, err := store.Stat(t.Context(), "attachment/a1/0"); err != nil || stat.Size != int64(size) {
				t.Fatalf("stat: %+v %v", stat, err)
			}
		}
		if err := blob.Probe(t.Context(), store); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatIsNotThereIsMissing(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, store blob.Store) {
		if _, err := store.Put(t.Context(), "a/b", strings.NewReader("x")); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"none", "a", "a/b/c", "a/c"} {
			if _, _, err := store.Open(t.Context(), key); !errors.Is(err, blob.ErrMissing) {
				t.Errorf("open %s: %v", key, err)
			}
			if _, err := store.Stat(t.Context(), key); !errors.Is(err, blob.ErrMissing) {
				t.Errorf("stat %s: %v", key, err)
			}
		}
		for range 2 {
			if err := store.Delete(t.Context(), "a/b"); err != nil {
				t.Errorf("delete: %v", err)
			}
		}
		if _, err := store.Stat(t.Context(), "a/b"); !errors.Is(err, blob.ErrMissing) {
			t.Errorf("deleted, yet %v", err)
		}
	})
}

func TestAFailedPutLeavesWhatWasThere(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, store blob.Store) {
		if _, err := store.Put(t.Context(), "k", strings.NewReader("before")); err != nil {
			t.Fatal(err)
		}
		torn := errors.New("the line was cut")
		if _, err := store.Put(t.Context(), "k", io.MultiReader(strings.NewReader("aft"), iotest.ErrReader(torn))); !errors.Is(err, torn) {
			t.Errorf("a torn upload: %v", err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := store.Put(gone, "k", strings.NewReader("after")); !errors.Is(err, context.Canceled) {
			t.Errorf("a cancelled upload: %v", err)
		}
		if got := read(t, store, "k"); string(got) != "before" {
			t.Errorf("it became %q", got)
		}
		if _, err := store.Put(t.Context(), "n", iotest.ErrReader(torn)); !errors.Is(err, torn) {
			t.Errorf("a torn first upload: %v", err)
		}
		if _, err := store.Stat(t.Context(), "n"); !errors.Is(err, blob.ErrMissing) {
			t.Errorf("a torn upload left something: %v", err)
		}
	})
}

func TestKeysAreListedInOrder(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, store blob.Store) {
		for _, key := range []string{"b/2", "b/10", "a", "b.c", "b/1/x", "c"} {
			if _, err := store.Put(t.Context(), key, strings.NewReader(key)); err != nil {
				t.Fatal(err)
			}
		}
		for prefix, want := range map[string]string{"": "a b.c b/1/x b/10 b/2 c", "b/": "b/1/x b/10 b/2", "b/1": "b/1/x b/10", "b": "b.c b/1/x b/10 b/2", "z": ""} {
			var got []string
			for info, err := range store.List(t.Context(), prefix) {
				if err != nil || info.Size != int64(len(info.Key)) {
					t.Fatalf("%+v %v", info, err)
				}
				got = append(got, info.Key)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("%q: %v, want %s", prefix, got, want)
			}
		}
		for info := range store.List(t.Context(), "") {
			if info.Key != "a" {
				t.Errorf("a reader who stopped got %s", info.Key)
			}
			break
		}
	})
}

func TestAKeyCannotLeadOutside(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, store blob.Store) {
		for _, key := range []string{"", ".", "..", "../x", "a/../../x", "/etc/passwd", "a//b", "a/", "A", "a b", "a\x00", ".unfinished/x", "ä", "a/.b", strings.Repeat("a", 501), "a\\b"} {
			_, put := store.Put(t.Context(), key, strings.NewReader("x"))
			_, _, open := store.Open(t.Context(), key)
			_, stat := store.Stat(t.Context(), key)
			for _, err := range []error{put, open, stat, store.Delete(t.Context(), key)} {
				if !errors.Is(err, blob.ErrKey) {
					t.Errorf("%q: %v", key, err)
				}
			}
		}
	})
}

func TestManyPutsOfOneKeyLeaveOneOfThemWhole(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, store blob.Store) {
		var wait sync.WaitGroup
		for i := range 20 {
			wait.Go(func() {
				if _, err := store.Put(t.Context(), "same", strings.NewReader(strings.Repeat(fmt.Sprint(i%10), 5000))); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		got := read(t, store, "same")
		if len(got) != 5000 || strings.Trim(string(got), string(got[0])) != "" {
			t.Errorf("%d bytes, mixed", len(got))
		}
	})
}

func TestALinkInTheDirectoryLeadsNowhere(t *testing.T) {
	t.Parallel()
	directory, outside := t.TempDir(), t.TempDir()
	files, err := blob.NewFiles(directory)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = files.Close() }()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(directory, "out")); err != nil {
		t.Skip("no symbolic links here")
	}
	if body, _, err := files.Open(t.Context(), "out/secret"); err == nil {
		_ = body.Close()
		t.Error("a link led out of the directory")
	}
}

func TestHalfWrittenFilesDoNotStay(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	unfinished := filepath.Join(directory, ".unfinished")
	files, err := blob.NewFiles(directory)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = files.Close() }()
	if _, err := files.Put(t.Context(), "k", iotest.ErrReader(io.ErrUnexpectedEOF)); err == nil {
		t.Error("a torn upload was kept")
	}
	if left, _ := os.ReadDir(unfinished); len(left) > 0 {
		t.Errorf("a torn upload left %v", left)
	}
	for name, age := range map[string]time.Duration{"crashed": 25 * time.Hour, "arriving": time.Hour} {
		if err := os.WriteFile(filepath.Join(unfinished, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(filepath.Join(unfinished, name), time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	again, err := blob.NewFiles(directory)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	if left, _ := os.ReadDir(unfinished); len(left) != 1 || left[0].Name() != "arriving" {
		t.Errorf("after a restart: %v", left)
	}
}
