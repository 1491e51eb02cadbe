package account

import (
	"net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"guildhall/base/fault"
	"guildhall/base/prose"
)

// emailMax is the longest address that fits a mail envelope (RFC 5321, 4.5.3.1.3,
// less the angle brackets).
const emailMax = 254

// NormalEmail writes an address the one way it is kept: lower case, the domain in
// its ASCII form (IDNA 2008, RFC 5891), full-width characters as typed on Japanese
// keyboards made plain. The part before the @ must be ASCII: most mail servers
// refuse others (RFC 6531 is optional). ok is false for what is no address.
func NormalEmail(s string) (email string, ok bool) {
	if len(s) > 4*emailMax || !utf8.ValidString(s) {
		return "", false
	}
	s = strings.TrimSpace(narrow(s))
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 {
		return "", false
	}
	local, domain := strings.ToLower(s[:at]), s[at+1:]
	domain, err := idna.Lookup.ToASCII(strings.TrimSuffix(domain, "."))
	if err != nil || !strings.Contains(domain, ".") {
		return "", false
	}
	s = local + "@" + strings.ToLower(domain)
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Address != s || parsed.Name != "" || len(s) > emailMax || !plainLocal(local) {
		return "", false
	}
	return s, true
}

// plainLocal keeps to what people are given: letters, digits and the marks of
// RFC 5322's dot-atom, no quotes.
func plainLocal(local string) bool {
	for _, r := range local {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && !strings.ContainsRune(".!#$%&'*+-/=?^_`{|}~", r) {
			return false
		}
	}
	return true
}

// narrow turns full-width ASCII (U+FF01 to U+FF5E) and the wide space into plain ones.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			return r - 0xff01 + '!'
		case r == 0x3000:
			return ' '
		}
		return r
	}, s)
}

// ShownEmail writes a kept address for its owner to read, the domain in its own script.
func ShownEmail(email string) string {
	local, domain, found := strings.Cut(email, "@")
	if !found {
		return email
	}
	shown, err := idna.Display.ToUnicode(domain)
	if err != nil {
		return email
	}
	return local + "@" + shown
}

func checkEmail(form *fault.Form, field, s string) string {
	if strings.TrimSpace(s) == "" {
		form.Add(field, "required")
		return ""
	}
	email, ok := NormalEmail(s)
	if !ok {
		form.Add(field, "email")
	}
	return email
}

// nameRule is what a person's name must keep to; any script, one line.
func nameRule(field string) prose.Rule {
	return prose.Rule{Field: field, Min: 1, Max: 60, SingleLine: true}
}

// organisationRule is what an organisation's name must keep to (AWS_IQ.md 1.9).
func organisationRule(field string) prose.Rule {
	return prose.Rule{Field: field, Min: 1, Max: 40, SingleLine: true}
}
