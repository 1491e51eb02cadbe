package tidy

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"guildhall/test/tool"
)

// floors, from the ground up. A package may import those of lower floors; within a
// floor the rules below say what is allowed.
var floors = []string{"base", "engine", "market", "face", "app", "cmd"}

// rooms in house order: each may import those before it.
var rooms = []string{"account", "file", "expert", "certify", "country", "registration", "tax", "sanctions", "request", "talk", "deal", "payment", "payout", "review", "notify", "view", "desk", "demo"}

// faces do not import each other.
var faces = []string{"web", "api", "outside"}

func floor(path string) int {
	top, _, _ := strings.Cut(path, "/")
	switch {
	case slices.Contains(faces, top):
		return slices.Index(floors, "face")
	case top == "text" || top == "migrations": // Words and schema lie on the ground.
		return 0
	}
	return slices.Index(floors, top)
}

func room(path string) string {
	rest, ok := strings.CutPrefix(path, "market/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return name
}

// climbs tells what is wrong with an import, or "".
func climbs(from, to string) string {
	f, g := floor(from), floor(to)
	switch {
	case f < 0 || g < 0:
		return "stands on no floor"
	case g > f:
		return "climbs a floor"
	case g < f:
		return ""
	}
	fromTop, _, _ := strings.Cut(from, "/")
	toTop, _, _ := strings.Cut(to, "/")
	if slices.Contains(faces, fromTop) && fromTop != toTop {
		return "reaches from one face into another"
	}
	a, b := slices.Index(rooms, room(from)), slices.Index(rooms, room(to))
	if room(from) != "" && (a < 0 || b < 0) {
		return "is a room that the house order does not know"
	}
	if room(from) != "" && a < b {
		return "calls a later room of the house order; ask it (app/asks.go) or react (app/reactions.go)"
	}
	return ""
}

func TestImportsPointDownTheFloorsAndFollowTheHouseOrder(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}}{{range .Imports}} {{.}}{{end}}`, "./...")
	list.Dir = tool.Root()
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		from, ok := strings.CutPrefix(words[0], "guildhall/")
		if !ok || strings.HasPrefix(from, "test/") || from == "bench" || strings.HasPrefix(from, "bench/") {
			continue
		}
		for _, imported := range words[1:] {
			to, own := strings.CutPrefix(imported, "guildhall/")
			if !own {
				continue
			}
			seen++
			if wrong := climbs(from, to); wrong != "" {
				t.Errorf("%s imports %s, which %s", from, to, wrong)
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d imports were looked at", seen)
	}
}

func TestAPlantedUpwardImportIsFound(t *testing.T) {
	for _, c := range []struct {
		from, to string
		wrong    bool
	}{
		{"base/db", "engine/flow", true}, {"engine/flow", "base/db", false},
		{"market/request", "web/part", true}, {"web", "market/request", false},
		{"web", "api", true}, {"web", "web/part", false}, {"web/page/request", "web/part", false},
		{"market/request", "market/talk", true}, {"market/talk", "market/request", false},
		{"market/notify", "market/view", true}, {"app", "web", false}, {"web", "app", true},
		{"market/garage", "market/account", true}, {"cmd/guildhall", "app", false}, {"text", "base/i18n", false},
	} {
		if got := climbs(c.from, c.to) != ""; got != c.wrong {
			t.Errorf("%s -> %s: %q", c.from, c.to, climbs(c.from, c.to))
		}
	}
}
