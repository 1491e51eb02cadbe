package account

import (
	"strings"
	"testing"
)

func TestAnAddressIsKeptInOneWay(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"Aiko@Example.COM":     "aiko@example.com",
		"  aiko@example.com\n": "aiko@example.com",
		"ａｉｋｏ＠ｅｘａｍｐｌｅ．ｃｏｍ": "aiko@example.com",
		"aiko@例え.jp":                             "aiko@xn--r8jz45g.jp",
		"aiko@BÜCHER.example":                    "aiko@xn--bcher-kva.example",
		"aiko@bücher.example":                    "aiko@xn--bcher-kva.example",
		"a.b+tag@sub.example.co.jp":              "a.b+tag@sub.example.co.jp",
		"":                                       "",
		"aiko":                                   "",
		"@example.com":                           "",
		"aiko@":                                  "",
		"aiko@localhost":                         "",
		"aiko@example..com":                      "",
		"aiko@@example.com":                      "",
		"a b@example.com":                        "",
		"Aiko <aiko@example.com>":                "",
		"\"a b\"@example.com":                    "",
		"aiko@example.com\r\nBcc: x@y":           "",
		"愛子@example.com":                         "",
		"aiko@exa\x00mple.com":                   "",
		"aiko@\xff.com":                          "",
		strings.Repeat("a", 65) + "@example.com": "",
		"a@" + strings.Repeat("b.", 130) + "example.com": "",
		strings.Repeat("x", 1_000_000):                   "",
	} {
		got, ok := NormalEmail(typed)
		if ok != (want != "") || ok && got != want {
			t.Errorf("%.60q is kept as %q (%v), want %q", typed, got, ok, want)
		}
	}
}

func TestAnAddressIsShownInItsOwnScript(t *testing.T) {
	t.Parallel()
	if got := ShownEmail("aiko@xn--r8jz45g.jp"); got != "aiko@例え.jp" {
		t.Errorf("shown as %s", got)
	}
}

func TestOnlyPathsOfThisSiteAreFollowed(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/requests/new?x=1": "/requests/new?x=1", "": "", "//evil.example": "", "https://evil.example": "",
		"/\\evil.example": "", "requests": "", "/a\nb": "", "javascript:alert(1)": "",
	} {
		if got := LocalPath(path); got != want {
			t.Errorf("%q leads to %q, want %q", path, got, want)
		}
	}
}
