package static_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"guildhall/web/static"
	"guildhall/web/static/bundle"
)

func get(t *testing.T, address, encoding string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	if encoding != "" {
		r.Header.Set("Accept-Encoding", encoding)
	}
	w := httptest.NewRecorder()
	static.Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) []byte {
	t.Helper()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestFilesMayBeKeptForEverAndComeCompressed(t *testing.T) {
	for _, name := range static.Names() {
		address := static.URL(name)
		if !regexp.MustCompile(`^/static/[\w-]+\.[0-9a-f]{12}\.(css|js|svg)$`).MatchString(address) {
			t.Errorf("%s has the address %s", name, address)
		}
		plain := get(t, address, "")
		if cache := plain.Header.Get("Cache-Control"); !strings.Contains(cache, "immutable") {
			t.Errorf("%s: Cache-Control %q", name, cache)
		}
		small := get(t, address, "br, gzip")
		if small.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s came uncompressed to one who takes gzip", name)
			continue
		}
		unzip, err := gzip.NewReader(small.Body)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := io.ReadAll(unzip)
		if err != nil || !bytes.Equal(whole, body(t, plain)) {
			t.Errorf("%s is not the same in both encodings (%v)", name, err)
		}
		if get(t, address, "gzip;q=0").Header.Get("Content-Encoding") != "" {
			t.Errorf("%s came compressed to one who refused it", name)
		}
	}
}

func TestAnUnknownFileIsMissing(t *testing.T) {
	for _, address := range []string{"/static/app.css", "/static/app.000000000000.css", static.URL("no-such.css"), "/static/../go.mod"} {
		if code := get(t, address, "").StatusCode; code != http.StatusNotFound {
			t.Errorf("%s: %d", address, code)
		}
	}
}

func TestAFirstVisitStaysUnderFiftyKilobytes(t *testing.T) {
	sum := 0
	for _, name := range []string{"app.css", "app.js", "icon.svg"} {
		t.Logf("%s: %d bytes compressed", name, static.Weight(name))
		sum += static.Weight(name)
	}
	if sum > 50_000 {
		t.Errorf("style sheet, script and sign are %d bytes compressed; with a page of 10 KB that is over 60 KB", sum)
	}
}

func TestTheCommittedScriptIsWhatTheModulesSay(t *testing.T) {
	scripts, err := bundle.Scripts(".")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range scripts {
		have, err := os.ReadFile(filepath.Join("out", name))
		if err != nil || !bytes.Equal(have, want) {
			t.Errorf("out/%s is stale: run `go generate ./web/static` (%v)", name, err)
		}
	}
}

func TestTheScriptMakesNoCodeOutOfTextAndNoStyleOfItsOwn(t *testing.T) {
	modules, err := filepath.Glob("js/*.js")
	if err != nil || len(modules) == 0 {
		t.Fatal("no modules", err)
	}
	forbidden := regexp.MustCompile(`\beval\(|new Function|innerHTML|insertAdjacentHTML|\.style\b|cssText|setAttribute\("style"`)
	for _, name := range modules {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(raw), "\n") {
			if forbidden.MatchString(line) {
				t.Errorf("%s:%d: %s", name, i+1, strings.TrimSpace(line))
			}
		}
	}
}
