package tidy

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"guildhall/api"
	"guildhall/test/tool"
)

// redocly finds redocly's linter: on the path, or where test/need.sh puts it.
func redocly() string {
	if path, err := exec.LookPath("redocly"); err == nil {
		return path
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	path := filepath.Join(cache, "guildhall-test", "node_modules", ".bin", "redocly")
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

func TestTheAPIsDocumentIsCleanForRedocly(t *testing.T) {
	linter := redocly()
	if linter == "" {
		t.Skip("left out: no redocly here (it needs Node)")
	}
	raw, err := (&api.Face{BaseURL: "https://guildhall.example", Version: "1.0.0", SessionCookie: "session"}).Document().MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	document := filepath.Join(dir, "openapi.json")
	if err := os.WriteFile(document, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	rules, err := os.ReadFile(filepath.Join(tool.Root(), "test", "tidy", "testdata", "redocly.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "redocly.yaml"), rules, 0o600); err != nil {
		t.Fatal(err)
	}
	lint := exec.CommandContext(t.Context(), linter, "lint", document, "--config", filepath.Join(dir, "redocly.yaml"))
	lint.Dir = dir
	lint.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true")
	if out, err := lint.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
