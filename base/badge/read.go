package badge

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// found is a badge taken out of whatever it came in: a JSON document, or a token with
// the document inside.
type found struct {
	document object
	token    *token
	raw      []byte // JSON or compact JWT
	answered string // the address that answered with it; "" when it was handed in
}

// version3 tells W3C credentials from Open Badges 2.0.
func (f found) version3() bool {
	d := f.document
	if vc, ok := d["vc"].(object); ok && f.token != nil {
		d = vc
	}
	for _, one := range list(d["@context"]) {
		if s, _ := one.(string); strings.HasPrefix(s, "https://www.w3.org/2018/credentials/") || strings.HasPrefix(s, "https://www.w3.org/ns/credentials/") {
			return true
		}
	}
	for _, name := range types(d) {
		if strings.HasPrefix(name, "Verifiable") || name == "OpenBadgeCredential" || name == "AchievementCredential" {
			return true
		}
	}
	return false
}

// errors of taking a badge out of its wrapping; each is told by its own code.
type readError struct{ code, reason string }

func (e readError) Error() string { return e.reason }

// read finds the badge in what was given, asking at most two addresses: the one that
// was given, and the one baked into a picture found there.
func (j *judge) read(ctx context.Context) (found, bool) {
	raw, where := j.in.Bytes, ""
	if j.in.URL != "" {
		raw = []byte(j.in.URL)
	}
	for range 3 {
		if len(raw) > MaxBytes {
			return found{}, j.fail("read", "too_large", "it has more than %d bytes", MaxBytes)
		}
		f, next, err := unwrap(raw)
		var told readError
		switch {
		case errors.As(err, &told):
			return found{}, j.fail("read", told.code, "%s", quote(told.reason))
		case err != nil:
			return found{}, j.fail("read", "unknown", "%s", quote(err.Error()))
		case next == "":
			f.answered, j.report.Document = where, f.raw
			j.pass("read", "ok")
			return f, true
		}
		answer, err := j.ask(ctx, credly(next))
		if errors.Is(err, errGone) {
			j.fail("revocation", "revoked", "its address answers %d", http.StatusGone)
			return found{}, j.fail("read", "gone", "its address answers %d", http.StatusGone)
		}
		if err != nil {
			return found{}, j.unanswered("read", "its address", err)
		}
		raw, where = answer.Body, answer.Address
	}
	return found{}, j.fail("read", "circle", "address leads to address")
}

// unwrap takes a badge out of a file, or finds the address at which it is.
func unwrap(raw []byte) (f found, next string, err error) {
	if bytes.HasPrefix(raw, pngMagic) {
		if raw, err = readPNG(raw); err != nil {
			return found{}, "", err
		}
	} else if mark := bytes.TrimLeft(bytes.TrimPrefix(raw, []byte("\ufeff")), " \t\r\n"); bytes.HasPrefix(mark, []byte("<")) {
		if raw, err = readSVG(mark); err != nil {
			return found{}, "", err
		}
	}
	raw = bytes.TrimSpace(raw)
	switch s := string(raw[:min(len(raw), 9)]); {
	case strings.HasPrefix(s, "{") || strings.HasPrefix(s, "\ufeff{"):
		document, err := parse(raw)
		if err != nil {
			return found{}, "", readError{"json", "the JSON cannot be read: " + err.Error()}
		}
		return found{document: document, raw: raw}, "", nil
	case strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://"):
		u, err := url.Parse(string(raw))
		if err != nil || len(raw) > 2000 || u.Host == "" {
			return found{}, "", readError{"address", "it is no address that can be asked"}
		}
		return found{}, string(raw), nil
	case len(raw) <= 2*maxDocument && looksLikeToken(string(raw)):
		t, err := readToken(string(raw))
		if err != nil {
			return found{}, "", readError{"token", "the token cannot be read: " + err.Error()}
		}
		return found{document: t.payload, token: &t, raw: raw}, "", nil
	}
	return found{}, "", readError{"unknown", "it is neither JSON, nor a token, nor a PNG or SVG with a badge inside, nor an address"}
}

var credlyPage = regexp.MustCompile(`^https?://(?:www\.)?credly\.com/badges/([0-9a-fA-F-]{36})(?:/.*)?$`)

// credly turns the address of Credly's public page, which is what people copy, into
// that of the badge itself.
func credly(address string) string {
	if m := credlyPage.FindStringSubmatch(address); m != nil {
		return "https://api.credly.com/v1/obi/v2/badge_assertions/" + strings.ToLower(m[1])
	}
	return address
}

// Own gives a badge's own id and its document without a picture, or "" when there is
// none: for tools that let a file stand for what its address would answer.
func Own(raw []byte) (id string, document []byte) {
	f, next, err := unwrap(raw)
	if err != nil || next != "" || f.token != nil {
		return "", nil
	}
	return text(f.document, "id"), f.raw
}
