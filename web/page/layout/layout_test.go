package layout_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"guildhall/base/i18n"
	_ "guildhall/text"
	"guildhall/web/page/layout"
	"guildhall/web/part"
)

func draw(t *testing.T, lang i18n.Lang, s layout.Shell) string {
	t.Helper()
	ctx := i18n.With(context.Background(), i18n.Reader{Lang: lang, Now: time.Unix(1_800_000_000, 0)})
	var b bytes.Buffer
	if err := s.Render(templ.WithChildren(ctx, part.Text("inside")), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func wants(t *testing.T, page string, pieces ...string) {
	t.Helper()
	for _, p := range pieces {
		if !strings.Contains(page, p) {
			t.Errorf("the page lacks %q", p)
		}
	}
}

func TestThePageSaysItsLanguageTitleAndTime(t *testing.T) {
	page := draw(t, i18n.Ja, layout.Shell{Title: "リクエスト", Unread: 3, Person: "田中 愛子", NoIndex: true, Description: "説明"})
	wants(t, page, `<html lang="ja" data-now="1800000000000">`, `<title>(3) リクエスト · Guildhall</title>`, `content="noindex"`, `content="説明"`, "inside", `href="#main"`, `id="main"`)
}

func TestThePageIsAsWideAsItsShellSays(t *testing.T) {
	for width, class := range map[layout.Width]string{layout.Wide: "content", layout.Narrow: "content is-narrow", layout.Full: "content is-full"} {
		wants(t, draw(t, i18n.En, layout.Shell{Width: width}), `<main id="main" class="`+class+`" tabindex="-1">`)
	}
}

func TestTheLanguageSwitchComesBackToThePage(t *testing.T) {
	page := draw(t, i18n.En, layout.Shell{Here: "/requests?state=open&lang=x"})
	wants(t, page, `action="/language"`, `name="here" value="/requests?state=open&amp;lang=x"`, `name="lang" value="ja" lang="ja"`, `name="lang" value="en" lang="en" aria-current="true"`)
}

func TestSomebodyWithTwoHatsMaySwitchAndSeesWhichIsWorn(t *testing.T) {
	hats := []layout.Hat{{Role: layout.Customer, Organisation: "Kitahama Foods", Value: "c"}, {Role: layout.Expert, Organisation: "Cloudwerk", Value: "e", Current: true}}
	page := draw(t, i18n.En, layout.Shell{Person: "Ben Carter", Hats: hats})
	wants(t, page, "Expert · Cloudwerk", `action="/hat"`, `name="hat" value="c"`)
	if one := draw(t, i18n.En, layout.Shell{Person: "Ben Carter", Hats: hats[1:]}); strings.Contains(one, `action="/hat"`) {
		t.Error("somebody with one hat is offered a switch")
	}
}

func TestAVisitorIsOfferedNoAccount(t *testing.T) {
	page := draw(t, i18n.En, layout.Shell{Title: "Guildhall", Actions: []layout.NavItem{{Label: "Sign in", Href: "/sign-in"}}})
	wants(t, page, "<title>Guildhall</title>", `href="/sign-in"`)
	for _, not := range []string{"menu person", "Sign out", "sandbox"} {
		if strings.Contains(page, not) {
			t.Errorf("a visitor sees %q", not)
		}
	}
}

func TestThePracticeModeNamesBusinessTime(t *testing.T) {
	wants(t, draw(t, i18n.En, layout.Shell{Sandbox: true, SandboxClock: "Thu 3 Dec, 10:00 JST"}), "no real money moves", "Thu 3 Dec, 10:00 JST")
}
