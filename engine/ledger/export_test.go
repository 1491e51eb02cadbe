package ledger_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/journal"
	"guildhall/engine/ledger"
	"guildhall/test/dbtest"
)

// told is a database in which sales in three currencies ran to the payout, and one
// of them came back.
func told(t *testing.T) *db.DB {
	t.Helper()
	d := dbtest.SQLite(t)
	j := open(t, d)
	for _, currency := range []string{"JPY", "USD", "KWD"} {
		sell(t, j, currency)
	}
	return d
}

func sell(t *testing.T, j *journal.Journal, currency string) {
	t.Helper()
	parties := ledger.Parties{Engagement: id.New(), Expert: id.New(), Payout: id.New(), Receipt: id.New(), Refund: id.New(), Jurisdiction: "JP"}
	for _, p := range []ledger.Posting{
		{Template: ledger.Invoiced, Amounts: ledger.Amounts{"price": 100001, "seller_tax": 0, "operator_tax": 10000}},
		{Template: ledger.Collected, Amounts: ledger.Amounts{"received": 110001, "net": 97501, "fee": 2500, "fee_tax": 0, "seller_tax": 0}},
		{Template: ledger.ProcessorSettled, Amounts: ledger.Amounts{"amount": 110001, "cost": 7}},
		{Template: ledger.PayoutStarted, Amounts: ledger.Amounts{"amount": 50000}},
		{Template: ledger.PayoutArrived, Amounts: ledger.Amounts{"amount": 50000}},
		{Template: ledger.ChargebackOpened, Amounts: ledger.Amounts{"gross": 100001, "dispute_fee": 1500, "frozen": 47501}},
		{Template: ledger.ChargebackLost, Amounts: ledger.Amounts{"frozen": 47501, "rest": 50000, "fee": 2500, "fee_tax": 0, "operator_tax": 0}},
	} {
		p.Reference, p.Currency, p.Parties = id.New(), currency, parties
		if _, err := post(t.Context(), j, p); err != nil {
			t.Fatal(p.Template.Name, err)
		}
	}
}

func export(t *testing.T, d *db.DB, name string) string {
	t.Helper()
	format, known := ledger.FormatOf(name)
	if !known {
		t.Fatalf("no format %s", name)
	}
	var out bytes.Buffer
	if err := ledger.Export(t.Context(), d, &out, format, time.UTC); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func tool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skip("left out: " + name + " is not installed")
	}
}

func run(t *testing.T, stdin, name string, args ...string) (string, error) {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...) // #nosec G204 -- the test's own words
	command.Stdin = strings.NewReader(stdin)
	out, err := command.CombinedOutput()
	return string(out), err
}

// sums are the books' own balances, the only judge's other side.
func sums(t *testing.T, d *db.DB) []ledger.Balance {
	t.Helper()
	list, err := ledger.Sums(t.Context(), d)
	if err != nil || len(list) < 10 {
		t.Fatal(list, err)
	}
	return list
}

func TestHledgerAgreesWithTheBooks(t *testing.T) {
	tool(t, "hledger")
	d := told(t)
	written := export(t, d, "hledger")
	if out, err := run(t, written, "hledger", "-f", "-", "check", "-s", "accounts", "commodities", "ordereddates"); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, written)
	}
	for _, b := range sums(t, d) {
		if b.Amount.IsZero() {
			continue
		}
		name := "^" + ledger.ExportName(b.Account, id.None, "")
		out, err := run(t, written, "hledger", "-f", "-", "bal", "-N", "--depth", "2", "--flat", name, "cur:"+b.Amount.Currency)
		if err != nil {
			t.Fatal(err, out)
		}
		number := strings.TrimSuffix(strings.TrimPrefix(strings.Fields(out)[1], "-"), ".")
		if number != strings.TrimPrefix(b.Amount.Decimal(), "-") {
			t.Errorf("%s: hledger says %q, the books %s", b.Account, out, b.Amount)
		}
	}
	spoilt := strings.Replace(written, " = USD ", " = USD 9", 1)
	if _, err := run(t, spoilt, "hledger", "-f", "-", "check", "-s"); err == nil || spoilt == written {
		t.Error("hledger takes a spoilt journal: the check proves nothing")
	}
}

func TestBeancountAgreesWithTheBooks(t *testing.T) {
	tool(t, "bean-check")
	d := told(t)
	file := filepath.Join(t.TempDir(), "books.beancount")
	check := func(written string) (string, error) {
		if err := os.WriteFile(file, []byte(written), 0o600); err != nil {
			t.Fatal(err)
		}
		return run(t, "", "bean-check", file)
	}
	written := export(t, d, "beancount")
	if out, err := check(written); err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, written)
	}
	out, err := run(t, "", "bean-query", "-f", "csv", file, "SELECT account, currency, sum(number) GROUP BY account, currency")
	if err != nil {
		t.Fatal(err, out)
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err, out)
	}
	said := map[string]int64{} // by the account without its party
	for _, row := range rows[1:] {
		parts := strings.Split(strings.TrimSpace(row[0]), ":")
		currency := strings.TrimSpace(row[1])
		number := strings.TrimSpace(row[2])
		amount, refused := money.Parse(strings.TrimPrefix(number, "-"), currency)
		if refused != nil {
			t.Fatal(row, refused)
		}
		if strings.HasPrefix(number, "-") {
			amount.Minor = -amount.Minor
		}
		said[parts[1]+currency] += amount.Minor
	}
	for _, b := range sums(t, d) {
		var camel string
		for word := range strings.SplitSeq(string(b.Account), "_") {
			camel += strings.ToUpper(word[:1]) + word[1:]
		}
		if got := b.Account.Signed(said[camel+b.Amount.Currency]); got != b.Amount.Minor {
			t.Errorf("%s %s: Beancount says %d, the books %d", b.Account, b.Amount.Currency, got, b.Amount.Minor)
		}
	}
	spoilt := strings.Replace(written, " balance ", " balance Equity:", 1)
	if _, err := check(spoilt); err == nil {
		t.Error("bean-check takes a spoilt ledger: the check proves nothing")
	}
}

func TestTheSpreadsheetHoldsEveryLine(t *testing.T) {
	d := told(t)
	rows, err := csv.NewReader(strings.NewReader(export(t, d, "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	report, err := ledger.Verify(t.Context(), d, func(context.Context, ledger.Owner, id.ID) (bool, error) { return false, nil })
	if err != nil || int64(len(rows)) != report.Lines+1 {
		t.Fatalf("%d rows, %d lines, %v", len(rows), report.Lines, err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	total := map[string]int64{}
	for _, row := range rows[1:] {
		amount, refused := money.Parse(row[column["amount"]], row[column["currency"]])
		if refused != nil {
			t.Fatal(refused)
		}
		for side, sign := range map[string]int64{"debit": 1, "credit": -1} {
			total[row[column[side]]+row[column["currency"]]] += sign * amount.Minor
		}
	}
	for _, b := range report.Sums {
		if got := b.Account.Signed(total[string(b.Account)+b.Amount.Currency]); got != b.Amount.Minor {
			t.Errorf("%s: the rows say %d, the books %s", b.Account, got, b.Amount)
		}
	}
}
