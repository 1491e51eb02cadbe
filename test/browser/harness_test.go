package browser

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"guildhall/test/tool"
	"guildhall/test/world"
	"guildhall/web"
)

// quiet collects what a tab would have failed the test with.
type quiet struct {
	testing.TB
	said     []string
	cleanups []func()
}

func (q *quiet) Errorf(format string, args ...any) { q.said = append(q.said, format) }
func (q *quiet) Cleanup(f func())                  { q.cleanups = append(q.cleanups, f) }

func TestABrokenPageFailsItsTest(t *testing.T) {
	tool.NeedChromium(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", web.ContentPolicy)
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<!doctype html><html><title>x</title><body style="color:red"><img src="/gone.png"><input name=a><script>alert(1)</script></body></html>`)
	}))
	t.Cleanup(server.Close)
	q := &quiet{TB: t}
	tab := OpenAt(q, server.URL, Look{})
	tab.Go("/")
	tab.Until("the picture", `document.readyState === "complete"`)
	found := strings.Join(tab.Problems(), "\n")
	for _, want := range []string{"style", "script", "404"} {
		if !strings.Contains(found, want) {
			t.Errorf("%q was not noticed in: %s", want, found)
		}
	}
	if axe := strings.Join(tab.Findings(), "\n"); !strings.Contains(axe, "html-has-lang") || !strings.Contains(axe, "label") {
		t.Errorf("axe did not find what was planted: %s", axe)
	}
	for _, f := range q.cleanups {
		f()
	}
	if len(q.said) == 0 {
		t.Error("a tab with complaints does not fail its test")
	}
}

func TestTheHousesErrorPageHasNothingWrong(t *testing.T) {
	tool.NeedChromium(t)
	w := world.Start(t, world.Config(t, ""))
	for _, look := range []Look{{Lang: "en"}, {Lang: "ja", Dark: true}, {Lang: "ja", Width: 390}} {
		tab := Open(t, w, look)
		tab.Expect("404")
		if status := tab.Go("/nothing"); status != 404 {
			t.Errorf("answers %d", status)
		}
		tab.Accessible()
		if n := tab.Sideways(); n > 0 {
			t.Errorf("the page is %d pixels too wide", n)
		}
	}
}

func TestACutLineIsNoticedAndMended(t *testing.T) {
	w := world.Start(t, world.Config(t, ""))
	line := world.NewLine(t, w.Address)
	get := func() error {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		res, err := client.Get(line.Address + "/api/v1/house")
		if err == nil {
			res.Body.Close()
		}
		return err
	}
	if err := get(); err != nil {
		t.Fatal(err)
	}
	line.Cut()
	if get() == nil {
		t.Error("the line was cut and still carries")
	}
	line.Mend()
	if err := get(); err != nil {
		t.Errorf("the line was mended and does not carry: %v", err)
	}
}
