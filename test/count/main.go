// Count reads the JSON stream of `go test -json`, prints one line per package,
// everything a failing test said, what was left out and why, and a last line:
// N passed, N failed, N skipped. It exits with 1 when anything failed.
//
// With GUILDHALL_COUNT_INTO it also appends the three numbers to that file, so
// that several runs can be added up.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
)

type event struct {
	Action, Package, Test, Output, ImportPath string
	Elapsed                                   float64
}

type result struct {
	output  []string
	outcome string
}

type run struct {
	tests    map[string]*result // package + " " + test
	builds   map[string]*result // output of what did not build
	packages map[string]*result // output outside of any test
	reasons  map[string]int     // why something was left out -> how often
	order    []string
	broken   []string
}

func main() {
	r := run{tests: map[string]*result{}, builds: map[string]*result{}, packages: map[string]*result{}, reasons: map[string]int{}}
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e event
			if json.Unmarshal(line, &e) == nil {
				r.take(e)
			} else {
				fmt.Print(string(line))
			}
		}
		if err != nil {
			break
		}
	}
	os.Exit(r.report())
}

func entry(in map[string]*result, key string) *result {
	if in[key] == nil {
		in[key] = &result{}
	}
	return in[key]
}

func (r *run) take(e event) {
	switch {
	case e.ImportPath != "":
		if e.Action == "build-output" {
			b := entry(r.builds, e.ImportPath)
			b.output = append(b.output, e.Output)
		}
	case e.Test != "":
		t := entry(r.tests, e.Package+" "+e.Test)
		switch e.Action {
		case "output":
			t.output = append(t.output, e.Output)
		case "pass", "fail", "skip":
			t.outcome = e.Action
		}
	case e.Action == "output":
		p := entry(r.packages, e.Package)
		p.output = append(p.output, e.Output)
		if strings.HasPrefix(e.Output, "ok  ") || strings.HasPrefix(e.Output, "FAIL\t") || strings.HasPrefix(e.Output, "panic:") {
			fmt.Print(e.Output)
		}
	case e.Action == "fail":
		entry(r.packages, e.Package).outcome = "fail"
		r.broken = append(r.broken, e.Package)
	}
}

// report prints what a reader needs and gives the exit code.
func (r *run) report() int {
	parents := map[string]bool{}
	failing := map[string]bool{}
	for name, t := range r.tests {
		r.order = append(r.order, name)
		for at := strings.LastIndex(name, "/"); at > strings.Index(name, " "); at = strings.LastIndex(name[:at], "/") {
			parents[name[:at]] = true
			if t.outcome == "fail" {
				failing[name[:at]] = true
			}
		}
	}
	sort.Strings(r.order)
	passed, failed, skipped := 0, 0, 0
	for _, name := range r.order {
		t := r.tests[name]
		switch {
		case t.outcome == "skip":
			skipped++
			r.reasons[reason(t.output)]++
		case t.outcome == "pass" && !parents[name]:
			passed++
		case t.outcome == "fail" && !failing[name], t.outcome == "":
			failed++
			fmt.Printf("\n--- FAIL %s\n%s", name, strings.Join(t.output, ""))
		}
	}
	failed += r.unbuilt()
	if len(r.reasons) > 0 {
		fmt.Println("\nleft out:")
		for _, why := range sorted(r.reasons) {
			fmt.Printf("  %3d x %s\n", r.reasons[why], why)
		}
	}
	fmt.Printf("\n%d passed, %d failed, %d skipped\n", passed, failed, skipped)
	if into := os.Getenv("GUILDHALL_COUNT_INTO"); into != "" {
		note(into, fmt.Sprintf("%d %d %d\n", passed, failed, skipped))
	}
	if failed > 0 || len(r.broken) > 0 {
		return 1
	}
	return 0
}

// unbuilt prints packages that failed without a failing test: those that did not
// build, panicked or ran out of time.
func (r *run) unbuilt() int {
	for name, b := range r.builds {
		fmt.Printf("\n--- DOES NOT BUILD %s\n%s", name, strings.Join(b.output, ""))
	}
	n := 0
	for _, name := range r.broken {
		hasFailing := false
		for test, t := range r.tests {
			hasFailing = hasFailing || strings.HasPrefix(test, name+" ") && t.outcome != "pass" && t.outcome != "skip"
		}
		if !hasFailing {
			n++
			fmt.Printf("\n--- FAIL %s\n%s", name, strings.Join(r.packages[name].output, ""))
		}
	}
	return n
}

// reason is what a test said when it was skipped.
func reason(output []string) string {
	for _, line := range output {
		if _, said, ok := strings.Cut(line, "_test.go:"); ok || strings.Contains(line, ".go:") {
			if !ok {
				_, said, _ = strings.Cut(line, ".go:")
			}
			_, said, _ = strings.Cut(said, ": ")
			return strings.TrimSpace(said)
		}
	}
	return "no reason given"
}

func sorted(m map[string]int) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	sort.Strings(list)
	return list
}

func note(path, line string) {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return
	}
	defer f.Close()
	_, _ = f.WriteString(line)
}
