package i18n_test

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"

	"guildhall/base/i18n"
	"guildhall/text"
)

func TestSentencesFollowTheReadersLanguageAndCount(t *testing.T) {
	for _, c := range []struct {
		lang  i18n.Lang
		count int
		want  string
	}{{i18n.En, 1, "1 file"}, {i18n.En, 2, "2 files"}, {i18n.Ja, 1, "ファイル1件"}} {
		if got := i18n.House().Say(c.lang, "common.files", "Count", c.count); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.lang, c.count, got, c.want)
		}
	}
	if got := i18n.House().Say(i18n.Ja, "no.such.key"); got != "[no.such.key]" {
		t.Errorf("a missing key said %q", got)
	}
}

// entries reads the sentences as they stand in the files.
func entries(t *testing.T) map[string]map[string]any {
	t.Helper()
	files, err := fs.Glob(text.FS, "*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	all := map[string]map[string]any{}
	for _, name := range files {
		var file map[string]map[string]any
		if _, err := toml.DecodeFS(text.FS, name, &file); err != nil {
			t.Fatal(err)
		}
		maps.Copy(all, file)
	}
	return all
}

func TestEverySentenceIsSaidAsGoI18nSaysIt(t *testing.T) {
	house, field, said := i18n.House(), regexp.MustCompile(`\{\{(?:if )?\.(\w+)\}\}`), 0
	for key, entry := range entries(t) {
		fields := field.FindAllStringSubmatch(fmt.Sprint(entry), -1)
		for _, lang := range i18n.Langs {
			judge, err := i18n.ByGoI18n(lang, entry[string(lang)])
			if err != nil {
				t.Fatal(key, err)
			}
			for _, count := range []any{nil, 0, 1, 2, -1, int64(1), int64(1000), "12", "1"} {
				for _, value := range []any{"<b>&愛子 {{.Who}}", 7, int64(-7), i18n.Ja, 2.5, "", nil} {
					as := map[string]any{}
					for _, name := range fields {
						as[name[1]] = value
					}
					delete(as, "Count")
					if count != nil {
						as["Count"] = count
					}
					var pairs []any
					for name, value := range as {
						pairs = append(pairs, name, value)
					}
					want, err := judge(as)
					if err != nil {
						t.Fatal(key, err)
					}
					if got, mapped := house.Say(lang, key, pairs...), house.Say(lang, key, as); got != want || mapped != want {
						t.Fatalf("%s %s with %v: %q and %q, want %q", lang, key, pairs, got, mapped, want)
					}
					said++
					if len(fields) == 0 || count != nil && count != 2 { // Counts and values each by themselves.
						break
					}
				}
			}
		}
	}
	if said < 10_000 {
		t.Errorf("only %d were said", said)
	}
}

func TestASentenceIsWordsAndValuesAndNothingElse(t *testing.T) {
	for _, file := range []string{
		`["a"]` + "\n" + `en = "{{with .A}}a{{end}}"`,
		`["a"]` + "\n" + `en = "{{if .A}}a"`,
		`["a"]` + "\n" + `en = "{{if .A}}{{if .B}}a{{end}}{{end}}"`,
		`["a"]` + "\n" + `en = {one = "a"}`,
		`["a"]` + "\n" + `en = {other = "a", few = "b"}`,
		`["a"]` + "\n" + `de = "a"`,
		`["a"]` + "\n" + `en = 1`,
	} {
		if _, err := i18n.Load(fstest.MapFS{"a.toml": {Data: []byte(file)}}); err == nil {
			t.Errorf("%s was taken", file)
		}
	}
}

func TestTheNearestLanguageIsPreferred(t *testing.T) {
	for header, want := range map[string]i18n.Lang{"ja-JP,ja;q=0.9,en;q=0.5": i18n.Ja, "de,en;q=0.8": i18n.En, "fr": i18n.En, "": i18n.En, "\x00": i18n.En} {
		if got := i18n.Prefer(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}
