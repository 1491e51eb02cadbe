package docs

import (
	"fmt"
	"io/fs"
	"sort"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/danielgtaylor/huma/v2"

	"guildhall/api"
	"guildhall/market/account"
	"guildhall/text"
	"guildhall/web"
)

// permissions says who may open which page and which scope an operation wants.
// What one may do with a thing is in its life (flows/) and its room.
func permissions() string {
	var b strings.Builder
	b.WriteString("# Who may open what\n\nA page or operation says who may come in at all. What one may do with a thing depends on its state and on the role one plays towards it: see [the lives](flows/README.md).\n\n")
	b.WriteString("## Pages\n\n| who | address | same as operation |\n|---|---|---|\n")
	for _, r := range (&web.Face{}).Routes() {
		op := r.Op
		if op == "-" {
			op = "only in a browser"
		}
		fmt.Fprintf(&b, "| %s | `%s` | %s |\n", r.Need, r.Pattern, op)
	}
	b.WriteString("\n## Operations\n\n| scope | operation | address | what it does |\n|---|---|---|---|\n")
	for _, line := range operations() {
		b.WriteString(line)
	}
	b.WriteString("\n## Scopes of an API key\n\n")
	for _, s := range account.Scopes {
		fmt.Fprintf(&b, "- `%s`\n", s)
	}
	return b.String()
}

func operations() []string {
	type row struct{ key, line string }
	var rows []row
	for path, item := range (&api.Face{}).Document().Paths {
		for method, o := range map[string]*huma.Operation{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			if o == nil {
				continue
			}
			scope, _ := o.Extensions["x-scope"].(string)
			if scope == "" {
				scope = "none needed"
			}
			rows = append(rows, row{path + method, fmt.Sprintf("| %s | %s | `%s %s` | %s |\n", scope, o.OperationID, method, path, o.Summary)})
		}
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i].key < rows[j].key })
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = r.line
	}
	return lines
}

// events lists everything that can be recorded, read aloud in both languages.
func events() (string, error) {
	var b strings.Builder
	b.WriteString("# Events\n\nEvery change records what happened. An event holds ids, codes, amounts and dates; the sentence is read aloud from here, in the reader's language.\n\n")
	b.WriteString("| event | English | 日本語 |\n|---|---|---|\n")
	sentences, err := sentences("event.")
	if err != nil {
		return "", err
	}
	for _, s := range sentences {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", s.key, cell(s.en), cell(s.ja))
	}
	return b.String(), nil
}

type sentence struct{ key, en, ja string }

// sentences reads what text/ says under a prefix, as written, by key.
func sentences(prefix string) ([]sentence, error) {
	names, err := fs.Glob(text.FS, "*.toml")
	if err != nil {
		return nil, err
	}
	var list []sentence
	for _, name := range names {
		raw, err := fs.ReadFile(text.FS, name)
		if err != nil {
			return nil, err
		}
		var file map[string]map[string]any
		if err := toml.Unmarshal(raw, &file); err != nil {
			return nil, err
		}
		for key, entry := range file {
			if rest, ok := strings.CutPrefix(key, prefix); ok {
				list = append(list, sentence{rest, plain(entry["en"]), plain(entry["ja"])})
			}
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].key < list[j].key })
	return list, nil
}

// plain is a sentence, or its plural form.
func plain(v any) string {
	if forms, ok := v.(map[string]any); ok {
		v = forms["other"]
	}
	s, _ := v.(string)
	return s
}

// cell makes text fit into a table.
func cell(s string) string {
	return strings.NewReplacer("\n", " ", "|", "\\|", "{{.", "*", "}}", "*").Replace(s)
}
