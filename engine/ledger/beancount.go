package ledger

import (
	"bufio"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"guildhall/base/clock"
	"guildhall/base/id"
	"guildhall/base/money"
)

// beancount writes a ledger for Beancount 2: every account opened on the day it
// first moves, one transaction a posting with its event and reference as metadata,
// and at the end a balance assertion for every account of a party.
type beancount struct {
	out     *bufio.Writer
	zone    *time.Location
	opened  map[string]bool
	running map[beanBalance]int64
	waiting []string
	last    clock.Micros
}

type beanBalance struct{ account, currency string }

func newBeancount(out *bufio.Writer, zone *time.Location) writer {
	fmt.Fprint(out, "option \"title\" \"Guildhall\"\n\n")
	return &beancount{out: out, zone: zone, opened: map[string]bool{}, running: map[beanBalance]int64{}}
}

// beanName is the account's name: Beancount wants its own five roots, and every
// part to begin with a capital or a digit.
func beanName(account Account, party id.ID, jurisdiction string) string {
	root := map[Kind]string{Asset: "Assets", Liability: "Liabilities", Income: "Income", Cost: "Expenses"}[chart[account].Kind]
	var name strings.Builder
	name.WriteString(root + ":")
	for word := range strings.SplitSeq(string(account), "_") {
		name.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	switch {
	case !party.IsNone():
		name.WriteString(":" + strings.ToUpper(party.String()))
	case chart[account].Owner == Jurisdiction && jurisdiction != "":
		name.WriteString(":" + strings.ToUpper(jurisdiction))
	}
	return name.String()
}

func (b *beancount) line(e exported, first bool) error {
	day := e.at.Date(b.zone)
	if first {
		b.flush()
		b.waiting = append(b.waiting, fmt.Sprintf("%s * %q %q", day, e.template, e.reference.String()),
			fmt.Sprintf("  event: %q", e.event.String()), fmt.Sprintf("  posting: %q", e.posting.String()))
		b.last = e.at
	}
	for _, s := range e.sides() {
		name := beanName(s.account, s.party, e.jurisdiction)
		if !b.opened[name] {
			b.opened[name] = true
			fmt.Fprintf(b.out, "%s open %s\n", day, name)
		}
		if !s.party.IsNone() {
			b.running[beanBalance{name, e.currency}] += s.minor
		}
		amount := money.Of(s.minor, e.currency)
		b.waiting = append(b.waiting, fmt.Sprintf("  %-64s  %s %s", name, amount.Decimal(), e.currency))
	}
	return nil
}

func (b *beancount) flush() {
	if len(b.waiting) > 0 {
		fmt.Fprintf(b.out, "%s\n\n", strings.Join(b.waiting, "\n"))
		b.waiting = b.waiting[:0]
	}
}

// end asserts what stands on the morning after the last posting: Beancount checks a
// balance at the beginning of its day.
func (b *beancount) end() error {
	b.flush()
	after := b.last.Add(24 * time.Hour).Date(b.zone)
	keys := slices.SortedFunc(maps.Keys(b.running), func(x, y beanBalance) int {
		return strings.Compare(x.account+x.currency, y.account+y.currency)
	})
	for _, k := range keys {
		fmt.Fprintf(b.out, "%s balance %s  %s %s\n", after, k.account, money.Of(b.running[k], k.currency).Decimal(), k.currency)
	}
	return nil
}
