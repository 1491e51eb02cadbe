package browser

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// axe is axe-core 4.14.1 (MPL-2.0, see testdata/axe.LICENSE): a test file only, never
// part of the program.
//
//go:embed testdata/axe.min.js
var axe string

type finding struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML   string
		Target []any
	}
}

// Accessible fails the test when axe-core finds something serious or critical.
func (tab *Tab) Accessible() {
	tab.T.Helper()
	for _, f := range tab.Findings() {
		tab.T.Errorf("%s (%s, %d wide, dark %v): %s", tab.Path(), tab.Look.Lang, tab.Look.Width, tab.Look.Dark, f)
	}
}

// Findings lists what axe-core holds to be serious or critical on this page.
func (tab *Tab) Findings() []string {
	tab.T.Helper()
	var found []finding
	tab.call("axe", func(ctx context.Context) error {
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](axe+"; true")); err != nil {
			return err
		}
		var err error
		found, err = chromedp.Run(ctx, chromedp.Evaluate[[]finding](
			`axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.filter(v => v.impact === "serious" || v.impact === "critical")
				.map(v => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.slice(0, 4).map(n => ({HTML: n.html.slice(0, 160), Target: n.target}))})))`, chromedp.EvalAwaitPromise))
		return err
	})
	var list []string
	for _, f := range found {
		var nodes []string
		for _, n := range f.Nodes {
			nodes = append(nodes, n.HTML)
		}
		list = append(list, fmt.Sprintf("%s: %s (%s)\n    %s", f.Impact, f.Help, f.ID, strings.Join(nodes, "\n    ")))
	}
	return list
}

// Sideways tells by how many pixels the page is wider than the window; a page
// never scrolls sideways.
func (tab *Tab) Sideways() int {
	tab.T.Helper()
	return Script[int](tab, `Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)`)
}
