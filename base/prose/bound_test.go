package prose_test

import (
	"html"
	"strings"
	"testing"

	"guildhall/base/prose"
)

// What one message may hold at most (market/talk).
const longest = 10_000

func TestListsStandInOneAnotherOnlySoDeep(t *testing.T) {
	for _, marker := range []string{"- ", "1. ", "* ", "+ "} {
		got := string(prose.Markdown(strings.Repeat(marker, 100) + "end"))
		if deep := strings.Count(got, "<ul") + strings.Count(got, "<ol"); deep != prose.ListsDeep {
			t.Errorf("%d lists stand in one another", deep)
		}
		if typed := strings.Repeat(marker, 100-prose.ListsDeep) + "end"; !strings.Contains(got, typed) {
			t.Errorf("what is deeper is not shown as typed: %s", got)
		}
	}
}

func TestTheParserLooksAtALineABoundedNumberOfTimes(t *testing.T) {
	for name, shape := range map[string]func(n int) string{
		"a fence in deep lists, then blank lines": func(n int) string { return strings.Repeat("- ", n/4) + "```" + strings.Repeat("\n", n/2) },
		"deep lists, then lazy lines":             func(n int) string { return strings.Repeat("- ", n/4) + strings.Repeat("\na", n/4) },
		"ever deeper lists": func(n int) string {
			var s strings.Builder
			for i := 0; s.Len() < n; i++ {
				s.WriteString(strings.Repeat(" ", 2*i) + "- a\n")
			}
			return s.String()
		},
		"numbers only": func(n int) string { return strings.Repeat("1. ", n/3) },
	} {
		text := shape(longest)
		if most := 20 * prose.ListsDeep * (strings.Count(text, "\n") + 1); prose.Looks(text) > most {
			t.Errorf("%s: the parser looks %d times at %d lines", name, prose.Looks(text), strings.Count(text, "\n")+1)
		}
	}
}

func TestATextOfNothingButSignsIsShownAsTyped(t *testing.T) {
	for _, sign := range []string{"*a_b", "[", "]", "`", "<", "@", "![", "[a](", "&", ":"} {
		text := strings.Repeat(sign, longest/len(sign))
		if got, want := string(prose.Markdown(text)), "<p>"+html.EscapeString(text)+"</p>\n"; got != want {
			t.Errorf("%q becomes %.80q, want %.80q", sign, got, want)
		}
		if got := prose.Plain(text); got != text {
			t.Errorf("%q is plainly %.80q", sign, got)
		}
	}
	some := strings.Repeat("**a** ", prose.SignsMax/4)
	if got := string(prose.Markdown(some)); strings.Count(got, "<strong>") != prose.SignsMax/4 {
		t.Errorf("a text with as many signs as it may have is not read: %.80q", got)
	}
}
