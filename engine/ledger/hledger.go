package ledger

import (
	"bufio"
	"fmt"
	"strings"
	"time"

	"guildhall/base/id"
	"guildhall/base/money"
)

// ExportName is the account's name in a journal of hledger: kind, account, and the
// party or jurisdiction it belongs to.
func ExportName(account Account, party id.ID, jurisdiction string) string {
	name := string(chart[account].Kind) + ":" + string(account)
	switch {
	case !party.IsNone():
		name += ":" + party.String()
	case chart[account].Owner == Jurisdiction && jurisdiction != "":
		name += ":" + jurisdiction
	}
	return name
}

// hledger writes a journal for hledger (hledger.org/1.25): accounts and
// commodities declared where they first appear, one transaction a posting with its
// event as the code, and after each line of a party's account an assertion of its
// balance.
type hledger struct {
	out     *bufio.Writer
	zone    *time.Location
	known   map[string]bool
	running map[string]int64
	waiting []string // the lines of the transaction being written
}

func newHledger(out *bufio.Writer, zone *time.Location) writer {
	return &hledger{out: out, zone: zone, known: map[string]bool{}, running: map[string]int64{}}
}

// declare writes a directive once. Those of a transaction stand before it.
func (h *hledger) declare(directive string) {
	if !h.known[directive] {
		h.known[directive] = true
		fmt.Fprintln(h.out, directive)
	}
}

func (h *hledger) line(e exported, first bool) error {
	if first {
		h.flush()
		h.waiting = append(h.waiting, fmt.Sprintf("%s * (%s) %s %s", e.at.Date(h.zone), e.event, e.template, e.reference))
	}
	sample := money.Of(1, e.currency).Decimal()
	if !strings.Contains(sample, ".") {
		sample += "." // hledger wants a decimal mark to know that there are no decimals.
	}
	h.declare("commodity " + e.currency + " " + strings.Replace(sample, "0.0", "1000.0", 1))
	for _, s := range e.sides() {
		name := ExportName(s.account, s.party, e.jurisdiction)
		h.declare("account " + name)
		text := fmt.Sprintf("    %-64s  %s", name, money.Of(s.minor, e.currency))
		if !s.party.IsNone() {
			h.running[name+e.currency] += s.minor
			text += " = " + money.Of(h.running[name+e.currency], e.currency).String()
		}
		h.waiting = append(h.waiting, text)
	}
	return nil
}

func (h *hledger) flush() {
	if len(h.waiting) > 0 {
		fmt.Fprintf(h.out, "\n%s\n\n", strings.Join(h.waiting, "\n"))
		h.waiting = h.waiting[:0]
	}
}

func (h *hledger) end() error { h.flush(); return nil }
