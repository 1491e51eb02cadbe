// Package tool finds what tests need beside Go: the repository itself, a browser,
// real requests to import. A test that does without says so and is skipped.
package tool

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Root is the repository's folder: a test runs in its package's folder, somewhere
// below it.
func Root() string {
	for folder, _ := os.Getwd(); ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			panic("tool: not inside the repository")
		}
	}
}

// Chromium is the path of a Chromium or Chrome, or "".
func Chromium() string {
	for _, name := range []string{os.Getenv("GUILDHALL_CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if name == "" {
			continue
		}
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// NeedChromium gives the path of a browser, or leaves the test out.
func NeedChromium(t testing.TB) string {
	t.Helper()
	path := Chromium()
	if path == "" {
		t.Skip("left out: no Chromium here")
	}
	return path
}

// Shared gives the path of a file in the folder of real data beside the
// repository, or "" when it is not there.
func Shared(name string) string {
	path := filepath.Join(Root(), "..", "shared", "data", name)
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// Build builds the program into a temporary folder outside the repository and
// gives its path.
func Build(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "guildhall")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	build := exec.Command("go", "build", "-o", path, "./cmd/guildhall")
	build.Dir = Root()
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building: %v\n%s", err, out)
	}
	return path
}
