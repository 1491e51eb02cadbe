package account

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"guildhall/base/fault"
	"guildhall/base/mail"
	"guildhall/base/prose"
)

// NormalEmail writes an address the one way it is kept (mail.Normal), all of it in
// lower case: Aiko@Example.com and aiko@example.com are one person. The part before
// the @ must be plain: most mail servers refuse others (RFC 6531 is optional). ok is
// false for what is no address.
func NormalEmail(s string) (email string, ok bool) {
	if len(s) > 2000 || !utf8.ValidString(s) {
		return "", false
	}
	email, ok = mail.Normal(s)
	email = strings.ToLower(email)
	local, _, _ := strings.Cut(email, "@")
	return email, ok && plainLocal(local)
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
