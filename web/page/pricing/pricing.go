// Package pricing draws what the house costs and the terms it keeps: two pages for
// everybody, with figures that the web face works out from the settings. It knows no
// rate and no rule of its own.
package pricing

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"guildhall/base/i18n"
	"guildhall/base/money"
	"guildhall/web/part"
)

// Page is what the house costs.
type Page struct {
	Rate, Currency string
	Days           int // until silence approves
	Currencies     []part.Tab
	Examples       []Example
	Methods        []Method
	Form           part.Form // the calculator's
	Answer         *Split    // nil until something was typed that can be worked out
}

// Example is a worked one.
type Example struct {
	Title, Text string
	Split       *Split
}

// Split is what becomes of a price, in all and of each payment.
type Split struct {
	Rate            string
	Price, Fee, Net money.Amount
	Parts           []Payment
}

// Payment is one of several.
type Payment struct {
	Label           string
	Price, Fee, Net money.Amount
}

// Method is a way to pay, and how long its money takes.
type Method struct{ Name, Text, Days string }

// TermsVersion is the day these terms were last changed; whoever changes a sentence
// of text/terms.toml changes it too.
const TermsVersion = "2026-11-23"

// TermsPage is the figures and names that the terms speak of.
type TermsPage struct {
	House, Rate string
	// Contact is the operator's e-mail address; blank for none.
	Contact string
	// Day is since when these are in force (TermsVersion, in a demo's story its first
	// day), and Since the same in words.
	Day, Since string
	Days       int
}

// chapters are the terms' sections, with how many sentences each has.
var chapters = []struct {
	key  string
	said int
}{{"parties", 4}, {"talk", 3}, {"fee", 4}, {"approval", 4}, {"collection", 4}, {"payout", 4}, {"reviews", 6}, {"conduct", 5}, {"desk", 3}, {"change", 3}}

// sentences of a section, each in its place.
func (p TermsPage) sentences(ctx context.Context, key string, said int) []string {
	list := make([]string, said)
	for i := range list {
		list[i] = t(ctx, "terms."+key+"."+strconv.Itoa(i+1), "House", p.House, "Rate", p.Rate, "Days", p.Days)
	}
	return list
}

func t(ctx context.Context, key string, pairs ...any) string { return i18n.T(ctx, key, pairs...) }

// options are the open currencies, for the calculator.
func (p Page) options() []part.Option {
	var list []part.Option
	for _, c := range p.Currencies {
		list = append(list, part.Option{Value: c.Label, Label: c.Label})
	}
	return list
}

func (p Page) methods() []part.Row {
	var rows []part.Row
	for _, m := range p.Methods {
		rows = append(rows, part.Row{Cells: []templ.Component{part.Text(m.Name), part.Text(m.Text), part.Text(m.Days)}})
	}
	return rows
}
