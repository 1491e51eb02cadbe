package docs

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"

	"guildhall/base/config"
)

// settings lists everything an operator can set.
func settings() string {
	var b strings.Builder
	b.WriteString("# Settings\n\nEach can be given as a flag, in the environment or in a JSON file (`/etc/guildhall.json`, or `--config FILE`). A flag wins over the environment, which wins over the file. In the file the names are the flags without the dashes in front, and a list is a list or a text with commas: `{\"base-url\": \"https://guildhall.example\", \"currencies\": [\"JPY\", \"USD\"]}`. A name that is no setting is refused.\n\n")
	b.WriteString("| flag | environment | default | means |\n|---|---|---|---|\n")
	fields(&b, reflect.TypeFor[config.Config](), "", "")
	return b.String()
}

func fields(b *strings.Builder, t reflect.Type, prefix, env string) {
	for i := range t.NumField() {
		f := t.Field(i)
		if _, embedded := f.Tag.Lookup("embed"); embedded {
			fields(b, f.Type, prefix+f.Tag.Get("prefix"), env+f.Tag.Get("envprefix"))
			continue
		}
		name := f.Tag.Get("name")
		if name == "" {
			name = kebab(f.Name)
		}
		variable := f.Tag.Get("env")
		if variable != "" {
			variable = "`" + env + variable + "`"
		}
		fallback := f.Tag.Get("default")
		if fallback != "" {
			fallback = "`" + fallback + "`"
		}
		fmt.Fprintf(b, "| `--%s` | %s | %s | %s |\n", prefix+name, variable, fallback, cell(f.Tag.Get("help")))
	}
}

// kebab writes a field's name as its flag: UploadMax is upload-max.
func kebab(s string) string {
	var b strings.Builder
	runes := []rune(s)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
