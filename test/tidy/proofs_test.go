package tidy

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"guildhall/test/tool"
)

// A table of proofs that names a test which is gone proves nothing.
func TestEveryTestNamedAsAProofIsThere(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile(filepath.Join(tool.Root(), "docs", "PROOFS.md"))
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	tests := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	walk(t, func(path string) {
		if !strings.HasSuffix(path, "_test.go") {
			return
		}
		text, err := os.ReadFile(filepath.Join(tool.Root(), path))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tests.FindAllStringSubmatch(string(text), -1) {
			there[m[1]] = true
		}
	})
	named := regexp.MustCompile("`(Test\\w+)`").FindAllStringSubmatch(string(table), -1)
	if len(named) < 30 {
		t.Fatalf("only %d tests are named", len(named))
	}
	for _, m := range named {
		if !there[m[1]] {
			t.Errorf("%s is named in docs/PROOFS.md and is not there", m[1])
		}
	}
}
