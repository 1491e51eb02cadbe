package tidy

import (
	"go/ast"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"guildhall/base/i18n"
	"guildhall/engine/flow"
	"guildhall/text"
)

var placeholder = regexp.MustCompile(`\.([A-Z][A-Za-z]*)`)

// named lists what a sentence wants to be told, sorted. Every plural form counts
// but Count, which a singular may leave out.
func named(sentence any) []string {
	var all []string
	switch v := sentence.(type) {
	case string:
		for _, action := range regexp.MustCompile(`\{\{.*?\}\}`).FindAllString(v, -1) {
			for _, m := range placeholder.FindAllStringSubmatch(action, -1) {
				all = append(all, m[1])
			}
		}
	case map[string]any:
		all = append(all, named(v["other"])...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	names, err := fs.Glob(text.FS, "*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(text.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		var file map[string]map[string]any
		if err := toml.Unmarshal(raw, &file); err != nil {
			t.Fatal(err)
		}
		for key, entry := range file {
			for _, lang := range i18n.Langs {
				if said := entry[string(lang)]; said == nil || said == "" {
					t.Errorf("text/%s: %s has no words in %s", name, key, lang)
				}
			}
			if en, ja := named(entry["en"]), named(entry["ja"]); !slices.Equal(en, ja) {
				t.Errorf("text/%s: %s names %v in English and %v in Japanese", name, key, en, ja)
			}
			if forms, ok := entry["en"].(map[string]any); ok && (forms["one"] == nil || forms["other"] == nil) {
				t.Errorf("text/%s: %s wants one and other in English", name, key)
			}
			if forms, ok := entry["ja"].(map[string]any); ok && forms["other"] == nil {
				t.Errorf("text/%s: %s wants other in Japanese", name, key)
			}
		}
	}
}

// forbidden words never stand in the product (docs/GLOSSARY.md).
var forbidden = []string{"正味支払い", "預り金", "エスクロー", "調停", "購入者", "escrow", "arbitration"}

func TestForbiddenWordsAreNowhere(t *testing.T) {
	names, err := fs.Glob(text.FS, "*.toml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(text.FS, name)
		if err != nil {
			t.Fatal(err)
		}
		for number, line := range strings.Split(string(raw), "\n") {
			for _, word := range forbidden {
				if strings.Contains(strings.ToLower(line), word) && !strings.HasPrefix(line, "#") {
					t.Errorf("text/%s:%d says %q: %s", name, number+1, word, line)
				}
			}
		}
	}
}

// want fails unless the house has words for the key.
func want(t *testing.T, key, why string) {
	t.Helper()
	if !i18n.Exists(key) {
		t.Errorf("no words for %s (%s)", key, why)
	}
}

// machines make moves no person presses a button for.
var machines = []flow.Role{flow.Clock, flow.System, flow.Processor}

func TestEveryMoveStateAndNeedHasWords(t *testing.T) {
	for _, f := range flow.All() {
		want(t, "fault."+f.Noun+".moved_already", "flow "+f.Noun)
		for _, s := range f.Stops {
			want(t, f.Noun+".state."+string(s.State), "state of flow "+f.Noun)
		}
		for _, r := range f.Rows {
			want(t, "event."+f.Noun+"."+r.Move, "timeline of flow "+f.Noun)
			if !slices.Contains(machines, r.By) && r.From != "" {
				want(t, f.Noun+"."+r.Move, "button of flow "+f.Noun)
				want(t, "fault."+f.Noun+".not_yours", "flow "+f.Noun)
			}
			for _, need := range r.Needs {
				want(t, "fault.need."+string(need), "need of "+f.Noun+"."+r.Move)
			}
		}
	}
}

var faultKinds = []string{"Invalid", "Unauthenticated", "Forbidden", "Missing", "Conflict", "Unavailable", "Limited"}

func TestEveryFaultAndFieldCodeHasWords(t *testing.T) {
	seen := 0
	for _, c := range calls(t) {
		if c.pkg == "fault" && slices.Contains(faultKinds, c.name) && c.args[0] != "" && !strings.HasSuffix(c.args[0], ".") {
			seen++
			want(t, "fault."+c.args[0], c.src.at(c.node))
		}
		isField := c.pkg == "fault" && c.name == "At" || c.name == "Add" && len(c.args) >= 2 && isForm(c)
		if isField && c.args[1] != "" {
			seen++
			want(t, "field."+c.args[1], c.src.at(c.node))
		}
	}
	if seen < 20 {
		t.Errorf("only %d codes were looked at", seen)
	}
}

// isForm tells that Add is called on a fault.Form: its first two arguments are a
// field and a code.
func isForm(c call) bool {
	return c.args[0] != "" && c.args[1] != "" && regexp.MustCompile(`^[a-z_]+$`).MatchString(c.args[1]) && strings.Contains(strings.ToLower(c.pkg), "f")
}

func TestEveryEventHasItsSentence(t *testing.T) {
	seen := 0
	for _, s := range program(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			made, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if kind, ok := made.Type.(*ast.SelectorExpr); !ok || kind.Sel.Name != "Event" {
				return true
			}
			for _, e := range made.Elts {
				pair, ok := e.(*ast.KeyValueExpr)
				if !ok {
					continue
				}
				if key, ok := pair.Key.(*ast.Ident); ok && key.Name == "Name" && literal(pair.Value) != "" {
					seen++
					want(t, "event."+literal(pair.Value), s.at(n))
				}
			}
			return true
		})
	}
	if seen == 0 {
		t.Error("no event was found in the source")
	}
}

func TestEveryKeyNamedInThePagesHasWords(t *testing.T) {
	seen := 0
	for _, c := range calls(t) {
		i := -1
		switch {
		case c.pkg == "i18n" && c.name == "T" && len(c.args) > 1:
			i = 1
		case c.pkg == "v" && c.name == "Flash" && len(c.args) == 1:
			i = 0
		}
		if i >= 0 && c.args[i] != "" {
			seen++
			want(t, c.args[i], c.src.at(c.node))
		}
	}
	if seen < 20 {
		t.Errorf("only %d keys were looked at", seen)
	}
}
