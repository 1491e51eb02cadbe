package i18n_test

import (
	"fmt"
	"io/fs"
	"regexp"
	"testing"

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

// fieldsOf lists the values that each key names.
func fieldsOf(t *testing.T) map[string][]string {
	t.Helper()
	files, err := fs.Glob(text.FS, "*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	field, fields := regexp.MustCompile(`\{\{\.(\w+)\}\}`), map[string][]string{}
	for _, name := range files {
		var file map[string]any
		if _, err := toml.DecodeFS(text.FS, name, &file); err != nil {
			t.Fatal(err)
		}
		for key, entry := range file {
			for _, match := range field.FindAllStringSubmatch(fmt.Sprint(entry), -1) {
				fields[key] = append(fields[key], match[1])
			}
		}
	}
	return fields
}

func TestPlainSentencesAreSaidAsGoI18nSaysThem(t *testing.T) {
	house, fields, plain := i18n.House(), fieldsOf(t), 0
	for _, lang := range i18n.Langs {
		for _, key := range house.Keys(lang) {
			if house.Plain(lang, key) {
				plain++
			}
			for _, count := range []any{nil, 0, 1, 2, int64(1), int64(1000), "12", 1.5} {
				for _, value := range []any{"<b>&愛子 {{.Who}}", 7, int64(-7), i18n.Ja, nil} {
					pairs := []any{}
					for _, name := range fields[key] {
						pairs = append(pairs, name, value)
					}
					if count != nil {
						pairs = append(pairs, "Count", count)
					}
					if got, want := house.Say(lang, key, pairs...), house.Localize(lang, key, pairs...); got != want {
						t.Fatalf("%s %s with %v: %q, want %q", lang, key, pairs, got, want)
					}
					as := map[string]any{}
					for i := 0; i < len(pairs); i += 2 {
						as[pairs[i].(string)] = pairs[i+1]
					}
					if got, want := house.Say(lang, key, as), house.Localize(lang, key, as); got != want {
						t.Fatalf("%s %s with %v: %q, want %q", lang, key, as, got, want)
					}
				}
			}
		}
	}
	if plain < 1000 {
		t.Errorf("only %d sentences are plain", plain)
	}
}

func TestTheNearestLanguageIsPreferred(t *testing.T) {
	for header, want := range map[string]i18n.Lang{"ja-JP,ja;q=0.9,en;q=0.5": i18n.Ja, "de,en;q=0.8": i18n.En, "fr": i18n.En, "": i18n.En, "\x00": i18n.En} {
		if got := i18n.Prefer(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}
