package kit_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// ask runs a script in the page and gives its answer as text.
func ask(t *testing.T, ctx context.Context, script string) string {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string]("String((() => {"+script+"})())"))
	if err != nil {
		t.Fatal(script, err)
	}
	return got
}

func open(t *testing.T, ctx context.Context, address string) {
	t.Helper()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
}

func TestTheScriptHelpsWithoutGettingInTheWay(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	ctx := browser(t)
	server := httptest.NewServer(handler())
	defer server.Close()
	open(t, ctx, server.URL+"/kit?lang=ja")
	type step struct{ name, script, want string }
	for _, s := range []step{
		{"a family is one character", `const i = document.getElementById("f-title"); i.value = "👨‍👩‍👧" + "か\u3099"; i.dispatchEvent(new Event("input", {bubbles: true})); return document.getElementById("f-title-count").textContent`, "あと8文字以上必要です"},
		{"too much is said", `const i = document.getElementById("f-title"); i.value = "あ".repeat(143); i.dispatchEvent(new Event("input", {bubbles: true})); return document.getElementById("f-title-count").textContent`, "3文字超えています"},
		{"full-width figures are tidied", `const i = document.getElementById("more-price"); i.value = "￥１０００．５"; i.dispatchEvent(new Event("change", {bubbles: true})); return i.value`, "1,000.50"},
		{"what cannot be read stays", `const i = document.getElementById("more-price"); i.value = "a lot"; i.dispatchEvent(new Event("change", {bubbles: true})); return i.value`, "a lot"},
		{"yen have no decimals", `const i = document.getElementById("more-part"); i.value = "120000円"; i.dispatchEvent(new Event("change", {bubbles: true})); return i.value`, "120,000"},
		{"the dialog opens as a modal", `document.querySelector('[data-dialog="kit-dialog"]').click(); const d = document.getElementById("kit-dialog"); return d.matches(":modal") + " " + d.contains(document.activeElement)`, "true true"},
		{"and closes", `document.querySelector("#kit-dialog [data-close]").click(); return document.getElementById("kit-dialog").open`, "false"},
		{"the summary has the focus", `document.querySelector('.wrongs a[href="#wrong-price"]').click(); return document.activeElement.id`, "wrong-price"},
		{"a long list is typed into", `const i = document.getElementById("f-country"); i.focus(); i.value = "ドイ"; i.dispatchEvent(new Event("input", {bubbles: true})); i.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true})); return i.value + " " + i.form.elements["country"].value`, "ドイツ DE"},
		{"tabs show one section", `document.querySelector('a[href="#tab-talk"]').click(); return [...document.querySelectorAll("[role=tabpanel]")].map(p => p.hidden)`, "true,false,true"},
		{"a menu closes by Escape", `const m = document.querySelector("details.menu.start"); m.open = true; m.querySelector(".item").dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true})); return m.open`, "false"},
		{"converting kana does not send", `const b = document.getElementById("f-text"); b.setAttribute("data-enter-sends", ""); b.value = "あ"; let sent = 0; b.form.addEventListener("submit", e => { sent++; e.preventDefault(); }); b.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, isComposing: true})); b.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, shiftKey: true})); return sent`, "0"},
		{"Ctrl and Enter send", `const b = document.getElementById("f-text"); let sent = 0; b.form.addEventListener("submit", e => { sent++; e.preventDefault(); }); b.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true, ctrlKey: true})); return sent`, "1"},
		{"a form is sent once", `const f = document.getElementById("wrong"); f.target = "_self"; let sent = 0; f.addEventListener("submit", e => sent++); const b = f.querySelector("button[type=submit]"); addEventListener("submit", e => e.preventDefault()); f.dataset.pending = ""; f.requestSubmit(b); return sent`, "0"},
		{"the toast says what was done", `document.dispatchEvent(new CustomEvent("toast", {detail: {text: "<b>x</b>"}})); return document.querySelector(".toast span").textContent`, "<b>x</b>"},
		{"what one types survives the language", `const i = document.getElementById("f-title"); i.value = "typed"; document.querySelector("form[data-language]").dispatchEvent(new Event("submit", {bubbles: true, cancelable: true})); return sessionStorage.getItem("typed:/kit").includes("typed")`, "true"},
	} {
		if got := ask(t, ctx, s.script); got != s.want {
			t.Errorf("%s: %q, want %q", s.name, got, s.want)
		}
	}
	open(t, ctx, server.URL+"/kit?lang=en")
	if got := ask(t, ctx, `return document.getElementById("f-title").value`); got != "typed" {
		t.Errorf("after the language changed the title is %q", got)
	}
}

func TestADialogOpensWithoutScript(t *testing.T) {
	if testing.Short() {
		t.Skip("opens a browser")
	}
	ctx := browser(t)
	server := httptest.NewServer(handler())
	defer server.Close()
	off := chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	})
	if err := chromedp.Do(ctx, off); err != nil {
		t.Fatal(err)
	}
	open(t, ctx, server.URL+"/kit")
	if err := chromedp.Do(ctx, chromedp.Click(`[data-dialog="kit-dialog"]`)); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, ctx, `return document.getElementById("kit-dialog").matches(":popover-open")`); got != "true" {
		t.Error("the dialog stays shut without script")
	}
	if got := ask(t, ctx, `return document.getElementById("f-title-count").textContent`); !strings.Contains(got, "10 to 140") {
		t.Errorf("the limit is not said without script: %q", got)
	}
}
