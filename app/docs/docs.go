// Package docs writes down what the program itself knows: lives, permissions,
// tables, events, the chart of accounts, settings. `guildhall docs DIR` writes the
// files; a test fails when the committed ones are not what the program says.
package docs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"guildhall/engine/flow"
)

// head stands on top of every written file.
const head = "<!-- Written by `make docs` from the program. Change the program, not this file. -->\n\n"

// All gives every document by its path below the documents' folder.
func All() (map[string]string, error) {
	tables, err := tables()
	if err != nil {
		return nil, err
	}
	happened, err := events()
	if err != nil {
		return nil, err
	}
	files := map[string]string{
		"permissions.md":  permissions(),
		"tables.md":       tables,
		"events.md":       happened,
		"money.md":        books(),
		"config.md":       settings(),
		"flows/README.md": flows(),
	}
	for _, f := range flow.All() {
		files["flows/"+f.Noun+".md"] = f.Markdown()
	}
	for path, text := range files {
		files[path] = head + strings.TrimRight(text, "\n") + "\n"
	}
	return files, nil
}

// Write writes every document below dir, and takes away flows that are gone.
func Write(dir string) error {
	files, err := All()
	if err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, "flows", "*.md"))
	if err != nil {
		return err
	}
	for _, path := range old {
		if _, ok := files["flows/"+filepath.Base(path)]; !ok {
			if err := os.Remove(path); err != nil {
				return err
			}
		}
	}
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // documents are for everybody
			return err
		}
	}
	return nil
}

func flows() string {
	var b strings.Builder
	b.WriteString("# Lives\n\nA life is a table of moves. The command, the buttons, the API, the database and the clock read the same rows.\n\n")
	b.WriteString("| life | states | moves | clock |\n|---|---|---|---|\n")
	for _, f := range flow.All() {
		moves, clock := []string{}, []string{}
		for _, r := range f.Rows {
			if !strings.Contains(" "+strings.Join(moves, " ")+" ", " "+r.Move+" ") {
				moves = append(moves, r.Move)
			}
			if r.By == flow.Clock {
				clock = append(clock, r.Move)
			}
		}
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s |\n", f.Noun, f.Noun, strings.Join(f.States(), ", "), strings.Join(moves, ", "), strings.Join(clock, ", "))
	}
	return b.String()
}
