package tidy

import (
	"go/ast"
	"testing"
)

// TestOnlyTestsBeginAProvedSession: account.BeginSession signs somebody in as if they had
// proved a second factor. Outside its room and the tests nothing may ask for it.
func TestOnlyTestsBeginAProvedSession(t *testing.T) {
	t.Parallel()
	for _, s := range program(t) {
		if s.dir == "market/account" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, is := n.(*ast.SelectorExpr); is && sel.Sel.Name == "BeginSession" {
				t.Errorf("%s begins a session that nobody proved: sign in by the ways of market/account", s.at(n))
			}
			return true
		})
	}
}
