package ledger

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
)

type exported struct {
	posting, reference, event id.ID
	template, currency        string
	at                        clock.Micros
	line                      filled
	jurisdiction              string
}

var (
	exportLines = db.Read("ledger.export", `SELECT p.id, p.template, p.reference, p.currency, p.event_id, p.at,
		l.debit, l.debit_party, l.credit, l.credit_party, l.jurisdiction, l.amount
		FROM ledger_posting p JOIN ledger_line l ON l.posting_id = p.id ORDER BY p.at, p.id, l.number`)
)

func scanExported(row db.Scanner) (exported, error) {
	var e exported
	err := row.Scan(&e.posting, &e.template, &e.reference, &e.currency, &e.event, &e.at,
		&e.line.Debit, &e.line.debitParty, &e.line.Credit, &e.line.creditParty, &e.jurisdiction, &e.line.amount)
	return e, err
}

// ExportName is the account's name in an export: kind, account, and the party or
// jurisdiction it belongs to.
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

// ExportHledger writes the whole books as a journal for hledger (hledger.org/1.25):
// accounts and commodities declared, one transaction a posting with its event as
// the code, and after each line of a party's account an assertion of its balance.
// Dates are in the zone given.
func ExportHledger(ctx context.Context, r db.Reader, w io.Writer, zone *time.Location) error {
	rows, err := db.All(ctx, r, exportLines, scanExported)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	names, currencies := map[string]bool{}, map[string]bool{}
	for _, row := range rows {
		names[ExportName(row.line.Debit, row.line.debitParty, row.jurisdiction)] = true
		names[ExportName(row.line.Credit, row.line.creditParty, row.jurisdiction)] = true
		currencies[row.currency] = true
	}
	for _, currency := range slices.Sorted(maps.Keys(currencies)) {
		sample := money.Of(1, currency).Decimal()
		if !strings.Contains(sample, ".") {
			sample += "." // hledger wants a decimal mark to know that there are no decimals.
		}
		fmt.Fprintf(out, "commodity %s %s\n", currency, strings.Replace(sample, "0.0", "1000.0", 1))
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		fmt.Fprintf(out, "account %s\n", name)
	}
	running := map[string]int64{}
	var last id.ID
	for _, row := range rows {
		if row.posting != last {
			last = row.posting
			fmt.Fprintf(out, "\n%s * (%s) %s %s\n", row.at.Date(zone), row.event, row.template, row.reference)
		}
		writeSide(out, running, row, row.line.Debit, row.line.debitParty, row.line.amount)
		writeSide(out, running, row, row.line.Credit, row.line.creditParty, -row.line.amount)
	}
	return out.Flush()
}

func writeSide(out io.Writer, running map[string]int64, row exported, account Account, party id.ID, minor int64) {
	name := ExportName(account, party, row.jurisdiction)
	fmt.Fprintf(out, "    %-64s  %s", name, money.Of(minor, row.currency))
	if !party.IsNone() {
		running[name+row.currency] += minor
		fmt.Fprintf(out, " = %s", money.Of(running[name+row.currency], row.currency))
	}
	fmt.Fprintln(out)
}
