package docs

import (
	"fmt"
	"strings"

	"guildhall/base/config"
)

// settings lists everything an operator can set.
func settings() string {
	var b strings.Builder
	b.WriteString("# Settings\n\nEach can be given as a flag, in the environment or in a JSON file (`/etc/guildhall.json`, or `--config FILE`). A flag wins over the environment, which wins over the file. In the file the names are the flags without the dashes in front, and a list is a list or a text with commas: `{\"base-url\": \"https://guildhall.example\", \"currencies\": [\"JPY\", \"USD\"]}`. A name that is no setting is refused.\n\n")
	b.WriteString("| flag | environment | default | means |\n|---|---|---|---|\n")
	list, err := config.Settings(&config.Config{})
	if err != nil {
		panic(err) // A default that cannot be read; nothing would start.
	}
	for _, one := range list {
		variable, fallback := one.Env, one.Default
		if variable != "" {
			variable = "`" + variable + "`"
		}
		if fallback != "" {
			fallback = "`" + fallback + "`"
		}
		fmt.Fprintf(&b, "| `--%s` | %s | %s | %s |\n", one.Name, variable, fallback, cell(one.Help))
	}
	return b.String()
}
