// Package browser drives a real Chromium through the house's pages. A page that
// writes an error to its console, breaks its own content security policy or throws
// fails the test that looked at it.
//
// One Chromium serves all tests of the package; each Tab has cookies of its own,
// as another person's browser would. Without Chromium the tests are left out.
package browser

import (
	"context"
	_ "embed"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"guildhall/test/tool"
	"guildhall/test/world"
	"guildhall/web"
)

// patience is how long a step may take before the test gives up; nothing waits
// that long when all is well.
const patience = 20 * time.Second

var (
	once    sync.Once
	running context.Context
	stop    context.CancelFunc
)

// Close ends the Chromium; TestMain calls it.
func Close() {
	if stop != nil {
		stop()
	}
}

// chromium starts the one Chromium of this test run.
func chromium(t testing.TB) context.Context {
	t.Helper()
	path := tool.NeedChromium(t)
	once.Do(func() {
		options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
			chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
			chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true))
		allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
		browser, close := chromedp.NewContext(allocator)
		if err := chromedp.Do(browser); err != nil {
			t.Fatalf("starting %s: %v", path, err)
		}
		running = browser
		stop = func() { close(); end() }
	})
	if running == nil {
		t.Fatal("Chromium did not start")
	}
	return running
}

// Look is how somebody looks at the house.
type Look struct {
	Lang  string // en or ja
	Width int64  // CSS pixels; 0 is 1280
	Dark  bool
	// NoScript switches scripts off.
	NoScript bool
}

// Tab is one person's browser with one page.
type Tab struct {
	T       testing.TB
	Address string
	Look    Look

	ctx context.Context

	mu       sync.Mutex
	problems []string
	expected []string
}

// violations makes the page say aloud what its content policy forbade.
const violations = `document.addEventListener("securitypolicyviolation", e => console.error("content policy: " + e.violatedDirective + " " + e.blockedURI + " " + (e.sample || "")));`

// Open opens a browser of its own at the house. What went wrong in it fails the
// test when it ends.
func Open(t testing.TB, w *world.World, look Look) *Tab {
	t.Helper()
	return OpenAt(t, w.Address, look)
}

// OpenAt is Open for an address, such as that of a line that can be cut.
func OpenAt(t testing.TB, address string, look Look) *Tab {
	t.Helper()
	if look.Lang == "" {
		look.Lang = "en"
	}
	if look.Width == 0 {
		look.Width = 1280
	}
	ctx, cancel := chromedp.NewContext(chromium(t), chromedp.WithNewBrowserContext())
	return newTab(t, address, look, ctx, cancel)
}

// Beside opens another tab of the same browser: the same cookies, the same person.
func (tab *Tab) Beside() *Tab {
	tab.T.Helper()
	ctx, cancel := chromedp.NewContext(tab.ctx)
	return newTab(tab.T, tab.Address, tab.Look, ctx, cancel)
}

func newTab(t testing.TB, address string, look Look, ctx context.Context, cancel context.CancelFunc) *Tab {
	t.Helper()
	tab := &Tab{T: t, Address: address, Look: look, ctx: ctx}
	t.Cleanup(func() {
		for _, p := range tab.Problems() {
			t.Errorf("the browser complained: %s", p)
		}
		cancel()
	})
	tab.must("opening a tab", chromedp.Do(ctx))
	tab.must("listening", chromedp.Listen(ctx, tab.hear))
	tab.call("console", func(ctx context.Context) error {
		if _, err := chromedp.Call(ctx, log.Enable, cdp.Empty{}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: violations})
		return err
	})
	tab.dress()
	return tab
}

// dress sets width, scheme and language, and stands still where motion is optional.
func (tab *Tab) dress() {
	tab.T.Helper()
	tab.scheme()
	tab.call("looks", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{
			Headers: network.Headers{"Accept-Language": tab.Look.Lang}})
		if err != nil {
			return err
		}
		if tab.Look.NoScript {
			_, err = chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			if err != nil {
				return err
			}
		}
		height := int64(900)
		var options []chromedp.EmulateViewportOption
		if tab.Look.Width < 600 {
			height = 844
			options = append(options, chromedp.EmulateMobile, chromedp.EmulateTouch)
		}
		return chromedp.Do(ctx, chromedp.EmulateViewport(tab.Look.Width, height, options...))
	})
	tab.cookie("guildhall_lang", tab.Look.Lang)
}

// scheme sets light or dark, as the look says.
func (tab *Tab) scheme() {
	tab.T.Helper()
	scheme := "light"
	if tab.Look.Dark {
		scheme = "dark"
	}
	tab.call("scheme", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		return err
	})
}

// SignIn gives this browser the session of somebody who already has one.
func (tab *Tab) SignIn(b *world.Browser) {
	tab.T.Helper()
	tab.cookie(web.SessionCookie, b.Session())
}

func (tab *Tab) cookie(name, value string) {
	tab.T.Helper()
	tab.call("cookie", func(ctx context.Context) error {
		_, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: tab.Address, Path: "/"})
		return err
	})
}

// hear collects what the page complains about. It runs inside the reading loop.
func (tab *Tab) hear(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			var words []string
			for _, a := range e.Args {
				words = append(words, strings.Trim(string(a.Value), `"`)+a.Description)
			}
			tab.complain("console: " + strings.Join(words, " "))
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		tab.complain("exception: " + text)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || string(e.Entry.Source) == "security" {
			tab.complain(string(e.Entry.Source) + ": " + e.Entry.Text + " " + e.Entry.URL)
		}
	}
}

func (tab *Tab) complain(what string) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	tab.problems = append(tab.problems, what)
}

// Expect lets complaints with these words pass: a page that is meant to answer
// 404 logs it.
func (tab *Tab) Expect(words ...string) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	tab.expected = append(tab.expected, words...)
}

// Problems lists what the pages complained about, without what was expected.
func (tab *Tab) Problems() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	var list []string
	for _, p := range tab.problems {
		known := false
		for _, words := range tab.expected {
			known = known || strings.Contains(p, words)
		}
		if !known {
			list = append(list, p)
		}
	}
	return list
}

func (tab *Tab) must(what string, err error) {
	tab.T.Helper()
	if err != nil {
		tab.T.Fatalf("%s: %v", what, err)
	}
}

// call runs steps with the test's patience.
func (tab *Tab) call(what string, do func(ctx context.Context) error) {
	tab.T.Helper()
	ctx, cancel := context.WithTimeout(tab.ctx, patience)
	defer cancel()
	tab.must(what, do(ctx))
}
