package tidy

import (
	"bytes"
	"go/format"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/a-h/templ/generator"
	"github.com/a-h/templ/parser/v2"

	"guildhall/test/tool"
)

// linesMax is the length at which a file wants a wall.
const linesMax = 400

// walk calls do for every file of the repository that a person may have written.
func walk(t *testing.T, do func(path string)) {
	t.Helper()
	root := tool.Root()
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != root && (strings.HasPrefix(name, ".") || name == "vendor" || name == "node_modules" || name == "out" || name == "shots" || name == "bin" || name == "data") {
				return filepath.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(root, path)
		do(filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestFilesWrittenByHandStayShort(t *testing.T) {
	seen := 0
	walk(t, func(path string) {
		if strings.HasSuffix(path, "_templ.go") || strings.Contains(path, "testdata/") {
			return
		}
		switch filepath.Ext(path) {
		case ".go", ".templ", ".css", ".js":
		default:
			return
		}
		raw, err := os.ReadFile(filepath.Join(tool.Root(), path))
		if err != nil {
			t.Fatal(err)
		}
		seen++
		if n := bytes.Count(raw, []byte("\n")); n > linesMax {
			t.Errorf("%s has %d lines; over %d a file is two files", path, n, linesMax)
		}
	})
	if seen < 100 {
		t.Errorf("only %d files were looked at", seen)
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	said := map[string]bool{}
	for _, s := range program(t) {
		said[s.dir] = said[s.dir] || s.file.Doc != nil && len(s.file.Doc.Text()) > 20
	}
	for dir, ok := range said {
		if !ok && !strings.HasPrefix(dir, "web/page/") { // A page's package is one noun's templates.
			t.Errorf("package %s has no comment that says what it owns", dir)
		}
	}
}

func TestGeneratedPagesAreCurrent(t *testing.T) {
	seen := 0
	walk(t, func(path string) {
		if !strings.HasSuffix(path, ".templ") {
			return
		}
		seen++
		full := filepath.Join(tool.Root(), path)
		tree, err := parser.Parse(full)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		var out bytes.Buffer
		if _, err := generator.Generate(tree, &out, generator.WithFileName(filepath.Base(path))); err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		fresh, err := format.Source(out.Bytes())
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		kept, err := os.ReadFile(strings.TrimSuffix(full, ".templ") + "_templ.go")
		if err != nil {
			t.Errorf("%s was never generated: %v", path, err)
			return
		}
		if !bytes.Equal(withoutVersion(kept), withoutVersion(fresh)) {
			t.Errorf("%s is newer than what was generated from it; make generate", path)
		}
	})
	if seen < 5 {
		t.Errorf("only %d templates were looked at", seen)
	}
}

// fileName is how generated code names its template; it depends on the folder from
// which it was generated.
var fileName = regexp.MustCompile("FileName: `[^`]*`")

// withoutVersion drops the line that names the generator's version, and paths.
func withoutVersion(b []byte) []byte {
	b = fileName.ReplaceAll(b, nil)
	var kept [][]byte
	for _, line := range bytes.Split(b, []byte("\n")) {
		if !bytes.HasPrefix(line, []byte("// templ: version")) {
			kept = append(kept, line)
		}
	}
	return bytes.Join(kept, []byte("\n"))
}
