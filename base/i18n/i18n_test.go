package i18n_test

import (
	"testing"

	"guildhall/base/i18n"
	_ "guildhall/text"
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

func TestTheNearestLanguageIsPreferred(t *testing.T) {
	for header, want := range map[string]i18n.Lang{"ja-JP,ja;q=0.9,en;q=0.5": i18n.Ja, "de,en;q=0.8": i18n.En, "fr": i18n.En, "": i18n.En, "\x00": i18n.En} {
		if got := i18n.Prefer(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}
