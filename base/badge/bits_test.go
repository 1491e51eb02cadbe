package badge_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"regexp"
	"slices"
	"testing"

	"guildhall/base/badge"
)

// packed is a bit string of size bytes with some bits set, as status lists carry it.
func packed(t testing.TB, size int, bits ...int64) string {
	t.Helper()
	plain := make([]byte, size)
	for _, one := range bits {
		plain[one/8] |= 1 << (7 - one%8)
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return "u" + base64.RawURLEncoding.EncodeToString(b.Bytes())
}

// inflating is a deflate stream that unpacks to n MB of zeros: one megabyte's block,
// written n times.
func inflating(t testing.TB, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	block := func() []byte {
		b.Reset()
		_, writeErr := w.Write(make([]byte, 1<<20))
		if err := errors.Join(writeErr, w.Flush()); err != nil {
			t.Fatal(err)
		}
		return bytes.Clone(b.Bytes())
	}
	first := block()
	return append(first, bytes.Repeat(block(), n-1)...)
}

var (
	saidPlainly = regexp.MustCompile(`j\.(?:pass|fail|warn)\("([a-z]+)", "([a-z_]+)"`)
	saidWhole   = regexp.MustCompile(`(?:Code|c\.Code) ?[:=] ?"([a-z]+\.[a-z_]+)"`)
	saidReading = regexp.MustCompile(`readError\{"([a-z_]+)"`)
	saidOfPlace = regexp.MustCompile(`\{"[A-Za-z]+", "([a-z]+_type)"\}`)
	saidOfKind  = regexp.MustCompile(`"[A-Za-z]+(?:Credential|Presentation)": +"([a-z]+)"`)
	saidByName  = regexp.MustCompile(`j\.(?:fail|warn)\(name, "([a-z_]+)"`)
	saidOfAsked = regexp.MustCompile(`name ?\+ ?"\.([a-z_]+)"`)
)

// codesIn finds every code that the package's source says.
func codesIn(source string) (codes []string) {
	add := func(code string) {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	for _, m := range saidPlainly.FindAllStringSubmatch(source, -1) {
		add(m[1] + "." + m[2])
	}
	for _, m := range saidWhole.FindAllStringSubmatch(source, -1) {
		add(m[1])
	}
	for _, m := range saidReading.FindAllStringSubmatch(source, -1) {
		add("read." + m[1])
	}
	for _, of := range []*regexp.Regexp{saidOfPlace, saidOfKind} {
		for _, m := range of.FindAllStringSubmatch(source, -1) {
			add("form." + m[1])
		}
	}
	for _, m := range saidByName.FindAllStringSubmatch(source, -1) { // follow and moved
		add("achievement." + m[1])
		add("issuer." + m[1])
	}
	for _, m := range saidOfAsked.FindAllStringSubmatch(source, -1) { // unanswered and finish
		if m[1] == "json" {
			continue // a file's name
		}
		names := []string{"read", "proof", "key", "issuer", "achievement", "revocation"}
		if m[1] == "skipped" {
			names = badge.Names
		}
		for _, name := range names {
			add(name + "." + m[1])
		}
	}
	return codes
}

// encoded is base64url, as tokens write it.
func encoded(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
