package tidy

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"guildhall/test/golden"
	"guildhall/test/tool"
)

// licences are recognised by words that stand in the text, the first that fits.
var licences = []struct {
	name  string
	words *regexp.Regexp
}{
	// The MPL names the GPL and the AGPL as licences one may move to.
	{"MPL-2.0", regexp.MustCompile(`(?i)Mozilla\s+Public\s+License,?\s+Version\s+2\.0`)},
	{"AGPL", regexp.MustCompile(`(?i)GNU\s+AFFERO\s+GENERAL\s+PUBLIC\s+LICENSE`)},
	{"GPL", regexp.MustCompile(`(?i)GNU\s+(LESSER\s+)?GENERAL\s+PUBLIC\s+LICENSE`)},
	{"Apache-2.0", regexp.MustCompile(`(?i)Apache\s+License\s+Version\s+2\.0`)},
	{"BSD", regexp.MustCompile(`(?i)Redistribution\s+and\s+use\s+in\s+source\s+and\s+binary\s+forms`)},
	{"MIT", regexp.MustCompile(`(?i)Permission\s+is\s+hereby\s+granted,\s+free\s+of\s+charge`)},
	{"ISC", regexp.MustCompile(`(?i)Permission\s+to\s+use,\s+copy,\s+modify,\s+and/or\s+distribute`)},
	{"public domain", regexp.MustCompile(`(?i)public\s+domain`)},
}

func licenceOf(text string) string {
	for _, l := range licences {
		if l.words.MatchString(text) {
			return l.name
		}
	}
	return ""
}

func TestOnlyFreelyUsableCodeIsLinked(t *testing.T) {
	list := exec.Command("go", "list", "-deps", "-f", `{{with .Module}}{{.Path}} {{.Version}} {{.Dir}}{{end}}`, "./cmd/guildhall")
	list.Dir = tool.Root()
	raw, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	modules := map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		modules[strings.TrimSpace(line)] = true
	}
	var rows []string
	for module := range modules {
		words := strings.SplitN(module, " ", 3)
		if len(words) < 3 || words[0] == "guildhall" {
			continue
		}
		var names []string
		for _, file := range licenceFiles(words[2]) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := licenceOf(string(text))
			if name == "" {
				continue
			}
			if name == "GPL" || name == "AGPL" {
				t.Errorf("%s is under the %s (%s): it may not be linked", words[0], name, file)
			}
			if !strings.Contains(strings.Join(names, " "), name) {
				names = append(names, name)
			}
		}
		if len(names) == 0 {
			t.Errorf("%s has no licence that is known here", words[0])
		}
		rows = append(rows, fmt.Sprintf("| %s | %s | %s |\n", words[0], words[1], strings.Join(names, ", ")))
	}
	sort.Strings(rows)
	golden.Check(t, filepath.Join(tool.Root(), "docs", "licences.md"),
		"# Licences of what is linked into the program\n\nWritten by a test (`make golden`), which refuses GPL and AGPL.\n\n| module | version | licence |\n|---|---|---|\n"+strings.Join(rows, ""))
}

func licenceFiles(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var files []string
	for _, e := range entries {
		upper := strings.ToUpper(e.Name())
		if !e.IsDir() && (strings.HasPrefix(upper, "LICEN") || strings.HasPrefix(upper, "COPYING")) {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files
}

func TestTheHousesOwnLicenceIsThere(t *testing.T) {
	for name, words := range map[string]string{"LICENSE": "Apache License", "NOTICE": "Guildhall"} {
		raw, err := os.ReadFile(filepath.Join(tool.Root(), name))
		if err != nil || !strings.Contains(string(raw), words) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if licenceOf("                    GNU AFFERO GENERAL PUBLIC LICENSE") != "AGPL" {
		t.Error("a planted AGPL is not recognised")
	}
}
