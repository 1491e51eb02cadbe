package kit_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"guildhall/base/i18n"
	"guildhall/web/page/layout"
	"guildhall/web/static"
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

// TestTheHeaderFitsTheLongestWords draws six long words, a long name and a long
// organisation from the smallest phone to a wide screen.
func TestTheHeaderFitsTheLongestWords(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	ctx := browser(t)
	mux := http.NewServeMux()
	mux.Handle(static.Root, static.Handler())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		shell := layout.Shell{Title: "リクエスト"}
		for i, label := range []string{"リクエスト", "チャット", "支払いと振込", "エキスパート", "組織とメンバー", "イベント記録"} {
			shell.Nav = append(shell.Nav, layout.NavItem{Label: label, Href: "/", Current: i == 0, Count: i * 40})
		}
		if r.URL.Path == "/visitor" {
			shell.Nav = shell.Nav[:3]
			shell.Actions = []layout.NavItem{{Label: "ログインする", Href: "/"}, {Label: "リクエストを投稿する", Href: "/"}}
		} else {
			shell.Person, shell.Unread = "アレクサンドラ・フォン・ハンブルク", 120
			shell.Hats = []layout.Hat{{Role: layout.Customer, Organisation: "株式会社とても長い名前の北浜フーズホールディングス", Current: true}}
		}
		c := i18n.With(r.Context(), i18n.Reader{Lang: i18n.Ja, Now: time.Now()})
		_ = shell.Render(templ.WithChildren(c, templ.NopComponent), w)
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	for _, wide := range []int64{320, 390, 980, 1100, 1920} {
		for _, path := range []string{"/", "/visitor"} {
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(wide, 600), chromedp.Navigate(server.URL+path)); err != nil {
				t.Fatal(err)
			}
			got, err := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.scrollingElement.scrollWidth`))
			if err != nil || got > wide {
				t.Errorf("%s at %d pixels is %d wide (%v)", path, wide, got, err)
			}
		}
	}
}
