// Package landing draws the first page somebody sees: what this is, for customers,
// for experts, for whoever runs it, with the beginning of a request right there;
// and the page that tells experts the rules.
package landing

import (
	"context"

	"github.com/a-h/templ"

	"guildhall/base/i18n"
	"guildhall/market/deal"
	"guildhall/web/page/help"
	"guildhall/web/part"
)

// Page is the landing page.
type Page struct {
	Form part.Form
	// SignedIn is for who needs no word about accounts.
	SignedIn bool
	// Rate is the fee's; Example is what becomes of a price at it.
	Rate    string
	Example deal.Split
}

// JoinPage is the page for experts.
type JoinPage struct {
	Rate     string // of the fee
	SignedIn bool
	House    help.House
}

func t(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

type point struct{ Icon, Key string }

var (
	steps    = []point{{"pencil", "landing.step.1"}, {"messages-square", "landing.step.2"}, {"handshake", "landing.step.3"}, {"circle-check", "landing.step.4"}}
	promises = []point{{"lock", "landing.promise.1"}, {"scale", "landing.promise.2"}, {"receipt", "landing.promise.3"}}
	asks     = []string{"request-seen", "customer-cost", "silence", "unhappy", "why-join", "paid-how"} // of /faq
	sellers  = []string{"landing.expert.1", "landing.expert.2", "landing.expert.3"}
	runners  = []string{"landing.operator.1", "landing.operator.2", "landing.operator.3"}
	rules    = []point{{"user", "join.rule.profile"}, {"file-check", "join.rule.registration"}, {"award", "join.rule.certification"}, {"shield-check", "join.rule.own"}}
)

// matrix is the capability matrix of AWS_IQ.md 1.8, as a table.
func matrix(ctx context.Context) []part.Row {
	var rows []part.Row
	for _, one := range []struct {
		key                       string
		registered, somebody, own bool
	}{
		{"join.matrix.page", true, false, false},
		{"join.matrix.pool", true, true, false},
		{"join.matrix.propose", true, false, false},
		{"join.matrix.access", true, true, true},
	} {
		rows = append(rows, part.Row{Cells: []templ.Component{part.Text(t(ctx, one.key)), mark(one.registered), mark(one.somebody), mark(one.own)}})
	}
	return rows
}
