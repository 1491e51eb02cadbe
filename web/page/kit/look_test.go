package kit_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browser is a headless Chromium for one test, or a skip where there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	where, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium on this machine")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(where), chromedp.NoSandbox)
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, expire := context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(expire)
	return ctx
}

func scheme(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		})
		return err
	})
}

// TestNothingIsWiderThanThePhone opens the kit at 390 and 1280 pixels in both
// languages and schemes: nothing scrolls sideways, nothing breaks the content
// security policy. With KIT_SHOTS set it also keeps a picture of each.
func TestNothingIsWiderThanThePhone(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	ctx := browser(t)
	server := httptest.NewServer(handler())
	defer server.Close()
	for _, wide := range []int64{390, 1280} {
		for _, lang := range []string{"en", "ja"} {
			for _, colours := range []string{"light", "dark"} {
				name := fmt.Sprintf("kit.%s.%d.%s", lang, wide, colours)
				if err := chromedp.Do(ctx, chromedp.EmulateViewport(wide, 900), scheme(colours), chromedp.Navigate(server.URL+"/kit?lang="+lang)); err != nil {
					t.Fatal(name, err)
				}
				over, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility() && !e.closest(".compare-box, .table-box, .tabs, .sr, .skip, dialog")).map(e => e.outerHTML.slice(0, 120))`))
				if err != nil {
					t.Fatal(name, err)
				}
				for _, e := range over {
					t.Errorf("%s: wider than the window: %s", name, e)
				}
				if dir := os.Getenv("KIT_SHOTS"); dir != "" {
					if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`scrollTo(0, 0), true`)); err != nil {
						t.Fatal(name, err)
					}
					picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
					if err != nil {
						t.Fatal(name, err)
					}
					if err := os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
}
