package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Go opens a page of the house and waits until it has loaded; it gives the status.
func (tab *Tab) Go(path string) int {
	tab.T.Helper()
	var status int
	tab.call("opening "+path, func(ctx context.Context) error {
		answer, err := chromedp.Run(ctx, chromedp.NavigateResponse(tab.Address+path))
		if answer != nil {
			status = int(answer.Status)
		}
		return err
	})
	return status
}

// Open opens a page that must answer 200.
func (tab *Tab) Open(path string) {
	tab.T.Helper()
	if status := tab.Go(path); status != 200 {
		tab.T.Fatalf("%s answers %d: %s", path, status, tab.Words())
	}
}

// Reload loads the page again.
func (tab *Tab) Reload() {
	tab.T.Helper()
	tab.call("reload", func(ctx context.Context) error { return chromedp.Do(ctx, chromedp.Reload()) })
}

// Script runs JavaScript in the page and gives its value.
func Script[T any](tab *Tab, code string) T {
	tab.T.Helper()
	var out T
	tab.call("script", func(ctx context.Context) (err error) {
		out, err = chromedp.Run(ctx, chromedp.Evaluate[T](code, chromedp.EvalAwaitPromise))
		return err
	})
	return out
}

// quote makes a Go string a JavaScript one.
func quote(s string) string {
	raw, _ := json.Marshal(s) // a string always marshals
	return string(raw)
}

// Fill types into the field with this name, replacing what is there, as a person
// would: the element is focused and hears its events.
func (tab *Tab) Fill(name, value string) {
	tab.T.Helper()
	done := Script[string](tab, fmt.Sprintf(`(() => {
		const all = [...document.querySelectorAll("main [name=" + CSS.escape(%[1]s) + "], dialog [name=" + CSS.escape(%[1]s) + "]")];
		const one = all.find(e => e.type !== "hidden" && e.checkVisibility()) || all.find(e => e.type !== "hidden");
		if (!one) return "no field " + %[1]s;
		one.focus();
		if (one.type === "radio" || one.type === "checkbox") {
			const hit = all.find(e => e.value === %[2]s);
			if (!hit) return "no choice " + %[2]s + " in " + %[1]s;
			if (!hit.checked) hit.click();
			return "";
		}
		one.value = %[2]s;
		one.dispatchEvent(new Event("input", {bubbles: true}));
		one.dispatchEvent(new Event("change", {bubbles: true}));
		return one.value === %[2]s || one.tagName === "TEXTAREA" ? "" : "field " + %[1]s + " holds " + one.value;
	})()`, quote(name), quote(value)))
	if done != "" {
		tab.T.Fatalf("on %s: %s\n%s", tab.Path(), done, tab.Words())
	}
}

// mark finds the button or link with these words and marks it for a click.
const mark = `(() => {
	const words = %s, within = document.querySelector(%s) || document;
	const trim = e => (e.getAttribute("aria-label") || e.innerText || e.value || "").replace(/\s+/g, " ").trim();
	const all = [...within.querySelectorAll("button, a[href], summary, input[type=submit], [role=tab]")].filter(e => e.checkVisibility({visibilityProperty: true}) && !e.disabled);
	const hit = all.find(e => trim(e) === words) || all.find(e => trim(e).startsWith(words)) || all.find(e => trim(e).includes(words));
	document.querySelectorAll("[data-test-hit]").forEach(e => e.removeAttribute("data-test-hit"));
	if (!hit) return all.map(trim).filter(Boolean).slice(0, 60).join(" | ");
	hit.setAttribute("data-test-hit", "");
	return "";
})()`

// Press clicks the button or link that says these words.
func (tab *Tab) Press(words string) { tab.T.Helper(); tab.PressIn("body", words) }

// PressIn is Press within a part of the page.
func (tab *Tab) PressIn(within, words string) {
	tab.T.Helper()
	deadline := time.Now().Add(5 * time.Second)
	for {
		others := Script[string](tab, fmt.Sprintf(mark, quote(words), quote(within)))
		if others == "" {
			break
		}
		if time.Now().After(deadline) {
			tab.T.Fatalf("nothing says %q at %s; there is: %s\n%s", words, tab.Path(), others, tab.Words())
		}
		time.Sleep(50 * time.Millisecond) //nolint:forbidigo // polling a page
	}
	tab.Click("[data-test-hit]")
}

// Click clicks what the selector finds.
func (tab *Tab) Click(selector string) {
	tab.T.Helper()
	tab.call("click "+selector, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
	})
}

// Follow presses what leads to another page and waits for that page.
func (tab *Tab) Follow(words string) {
	tab.T.Helper()
	tab.stamp()
	tab.Press(words)
	tab.arrive("pressing " + words)
}

// Submit sends the form that holds the button with these words, and waits for the
// answer.
func (tab *Tab) Submit(words string) { tab.T.Helper(); tab.Follow(words) }

// stamp marks the document, so that arrive can tell that another one has come.
func (tab *Tab) stamp() {
	tab.T.Helper()
	Script[bool](tab, `(document.documentElement.dataset.testOld = "1", window.testOld = true)`)
}

func (tab *Tab) arrive(what string) {
	tab.T.Helper()
	tab.Until(what, `document.readyState === "complete" && !window.testOld`)
}

// Until waits for a condition of the page (JavaScript), across page loads.
func (tab *Tab) Until(what, condition string) {
	tab.T.Helper()
	deadline := time.Now().Add(patience)
	for {
		ctx, cancel := context.WithTimeout(tab.ctx, 2*time.Second)
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		cancel()
		if err == nil && ok {
			return
		}
		if time.Now().After(deadline) {
			tab.T.Fatalf("%s: waited for %s at %s: %v\n%s", what, condition, tab.Path(), err, tab.Words())
		}
		time.Sleep(25 * time.Millisecond) //nolint:forbidigo // polling a page
	}
}

// See waits until the page shows these words, and gives how long that took.
func (tab *Tab) See(words string) time.Duration {
	tab.T.Helper()
	began := time.Now()
	tab.Until("looking for "+words, `document.body.innerText.includes(`+quote(words)+`)`)
	return time.Since(began)
}

// Shows tells whether the page shows these words now.
func (tab *Tab) Shows(words string) bool {
	tab.T.Helper()
	return Script[bool](tab, `document.body.innerText.includes(`+quote(words)+`)`)
}

// Count counts what a selector finds.
func (tab *Tab) Count(selector string) int {
	tab.T.Helper()
	return Script[int](tab, `document.querySelectorAll(`+quote(selector)+`).length`)
}

// Words is what the page says.
func (tab *Tab) Words() string {
	ctx, cancel := context.WithTimeout(tab.ctx, 5*time.Second)
	defer cancel()
	words, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body ? document.body.innerText.replace(/\s+/g, " ").slice(0, 3000) : ""`))
	if err != nil {
		return "(" + err.Error() + ")"
	}
	return words
}

// Path is the address below the house.
func (tab *Tab) Path() string {
	ctx, cancel := context.WithTimeout(tab.ctx, 5*time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return "(" + err.Error() + ")"
	}
	return strings.TrimPrefix(at, tab.Address)
}

// Shot photographs the whole page.
func (tab *Tab) Shot(path string) {
	tab.T.Helper()
	var picture []byte
	tab.call("photograph", func(ctx context.Context) error {
		beyond, fast := true, true // Fast: larger files, packed in a fraction of the time.
		size, err := chromedp.Call(ctx, page.GetLayoutMetrics, cdp.Empty{})
		if err != nil {
			return err
		}
		height := min(size.CSSContentSize.Height, 6000)
		shot, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &beyond, OptimizeForSpeed: &fast,
			Clip: &page.Viewport{Width: float64(tab.Look.Width), Height: max(height, 300), Scale: 1}})
		picture = shot.Data
		return err
	})
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		tab.T.Fatal(err)
	}
}
