// Package golden compares what the program says about itself with a file that is
// read in review. `make golden` writes the files afresh.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write golden files instead of comparing")

// Check compares got with the file; -update writes it.
func Check(t testing.TB, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; make golden writes it", err)
	}
	if want := string(raw); want != got {
		t.Errorf("%s is not what the program says; make golden, then read the diff:\n%s", path, Difference(want, got))
	}
}

// Updating tells whether files are being written.
func Updating() bool { return *update }

// Difference lists the lines that only one of the two has, at most forty.
func Difference(want, got string) string {
	var b strings.Builder
	left, right := counts(want), counts(got)
	said := 0
	say := func(mark, text string, mine, other map[string]int) {
		for _, line := range strings.Split(text, "\n") {
			if mine[line] > other[line] && said < 40 {
				mine[line]--
				said++
				b.WriteString(mark + line + "\n")
			}
		}
	}
	say("- ", want, left, right)
	left, right = counts(want), counts(got)
	say("+ ", got, right, left)
	if said == 0 {
		return "the same lines in another order"
	}
	return b.String()
}

func counts(text string) map[string]int {
	m := map[string]int{}
	for _, line := range strings.Split(text, "\n") {
		m[line]++
	}
	return m
}
