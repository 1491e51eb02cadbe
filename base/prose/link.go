package prose

import (
	"html"
	"html/template"
	"net/url"
	"regexp"
	"strings"
)

// An address in running text ends at the first character that is not ASCII:
// Japanese sentences go on right behind it without a space.
var (
	webAddress  = regexp.MustCompile(`(?i)^https?://[a-z0-9\[][!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]*`)
	mailAddress = regexp.MustCompile(`(?i)^(?:mailto:)?[a-z0-9][a-z0-9._%+\-]{0,63}@(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}`)
)

// addressMax is the longest address that becomes a link, in bytes.
const addressMax = 2000

// localMax is how far before its at sign a mail address may begin, in bytes: a local
// part of 64 (RFC 5321 4.5.3.1.1) behind "mailto:".
const localMax = 72

// addressAt finds a web or mail address at the start of s, given the byte
// before it (0 at the beginning): how long it is and where it leads.
func addressAt(s string, before byte) (length int, href string) {
	if wordByte(before) {
		return 0, ""
	}
	if len(s) > addressMax+1 {
		s = s[:addressMax+1] // Many would-be addresses in one line must not each read to its end.
	}
	if text := trimAddress(webAddress.FindString(s)); text != "" {
		if href, ok := safeHref(text); ok {
			return len(text), href
		}
		return 0, ""
	}
	if before == '.' || before == '@' || before == '/' || before == ':' {
		return 0, ""
	}
	if at := strings.IndexByte(s, '@'); at < 1 || at > localMax {
		return 0, ""
	}
	text := mailAddress.FindString(s)
	if text == "" || len(text) < len(s) && wordByte(s[len(text)]) {
		return 0, ""
	}
	if len(text) > 7 && strings.EqualFold(text[:7], "mailto:") {
		return len(text), "mailto:" + text[7:]
	}
	return len(text), "mailto:" + text
}

func wordByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '_' || b == '-'
}

// trimAddress leaves a sentence its punctuation: "(see https://a.example)." is
// not about "https://a.example).".
func trimAddress(s string) string {
	for s != "" {
		switch s[len(s)-1] {
		case '.', ',', ':', ';', '!', '?', '\'', '*', '_', '~', '(', '[':
		case ')':
			if strings.Count(s, ")") <= strings.Count(s, "(") {
				return s
			}
		case ']':
			if strings.Count(s, "]") <= strings.Count(s, "[") {
				return s
			}
		default:
			return s
		}
		s = s[:len(s)-1]
	}
	return s
}

// safeHref tells whether a written address may become a link: http, https or
// mailto, with a host, and without a user name in front of the host, which is
// how one site dresses up as another.
func safeHref(raw string) (string, bool) {
	parsed, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || len(raw) > addressMax {
		return "", false
	}
	switch strings.ToLower(parsed.Scheme) {
	case "http", "https":
		return parsed.String(), parsed.Hostname() != "" && parsed.User == nil
	case "mailto":
		return parsed.String(), strings.Contains(parsed.Opaque, "@")
	}
	return "", false
}

// linkRel and the tag below are all a link of ours may carry: search engines
// are told that a user wrote it, and the other site learns nothing about us.
const linkRel = "nofollow ugc noopener noreferrer"

func openTag(href string) string {
	target := ` target="_blank"`
	if strings.HasPrefix(href, "mailto:") {
		target = ""
	}
	return `<a href="` + html.EscapeString(href) + `" rel="` + linkRel + `"` + target + `>`
}

// Linkify draws plain text, for fields without Markdown: escaped, line ends
// kept, web and mail addresses as links.
func Linkify(s string) template.HTML {
	var out strings.Builder
	flushed := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '\n' {
			out.WriteString(html.EscapeString(s[flushed:i]) + "<br>\n")
			flushed = i + 1
			continue
		}
		if !wordByte(s[i]) {
			continue
		}
		var before byte
		if i > 0 {
			before = s[i-1]
		}
		length, href := addressAt(s[i:], before)
		if length == 0 {
			continue
		}
		out.WriteString(html.EscapeString(s[flushed:i]) + openTag(href) + html.EscapeString(s[i:i+length]) + "</a>")
		i += length - 1
		flushed = i + 1
	}
	out.WriteString(html.EscapeString(s[flushed:]))
	return template.HTML(out.String()) // #nosec G203 -- every piece above is escaped
}
