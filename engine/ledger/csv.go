package ledger

import (
	"bufio"
	"encoding/csv"
	"strconv"
	"time"

	"guildhall/base/id"
	"guildhall/base/money"
)

// csvColumns are the first row. A line is one debit and one credit of the same
// amount; time is UTC, date is in the house's zone. It holds ids, codes and
// amounts only, nothing that anybody typed.
var csvColumns = []string{"date", "time", "posting", "line", "template", "reference", "event", "currency", "amount",
	"debit", "debit_party", "credit", "credit_party", "jurisdiction"}

// csvBooks writes rows for a spreadsheet (RFC 4180).
type csvBooks struct {
	out  *csv.Writer
	zone *time.Location
	err  error
}

func newCSV(out *bufio.Writer, zone *time.Location) writer {
	w := csv.NewWriter(out)
	return &csvBooks{out: w, zone: zone, err: w.Write(csvColumns)}
}

func (c *csvBooks) line(e exported, _ bool) error {
	if c.err != nil {
		return c.err
	}
	return c.out.Write([]string{e.at.Date(c.zone), e.at.Time().Format(time.RFC3339Nano), e.posting.String(), strconv.FormatInt(e.number, 10),
		e.template, e.reference.String(), e.event.String(), e.currency, money.Of(e.line.amount, e.currency).Decimal(),
		string(e.line.Debit), party(e.line.debitParty), string(e.line.Credit), party(e.line.creditParty), e.jurisdiction})
}

func party(p id.ID) string {
	if p.IsNone() {
		return ""
	}
	return p.String()
}

func (c *csvBooks) end() error {
	c.out.Flush()
	return c.out.Error()
}
