package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/journal"
	"guildhall/engine/ledger"
	"guildhall/engine/policy"
	"guildhall/test/dbtest"
)

var who = policy.As(policy.System, "test")

func open(t *testing.T, d *db.DB) *journal.Journal {
	t.Helper()
	j, err := journal.Open(t.Context(), d, true)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func post(ctx context.Context, j *journal.Journal, p ledger.Posting) (bool, error) {
	var did bool
	err := j.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) (err error) {
		if err := tx.Record(ctx, journal.Event{Name: "test.happen", Subject: p.Reference}); err != nil {
			return err
		}
		did, err = ledger.Post(ctx, tx, p)
		return err
	})
	return did, err
}

func template(t *testing.T, name string) *ledger.Template {
	t.Helper()
	for _, tpl := range ledger.Templates {
		if tpl.Name == name {
			return tpl
		}
	}
	t.Fatalf("no template %s", name)
	return nil
}

// TestTheTemplatesMoveTheBooks reads testdata/*.books: a line is template,
// reference, currency, name=amount ..., "->", account=balance ...; the balances
// named are those of the one engagement, expert and payout of the file.
func TestTheTemplatesMoveTheBooks(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.books")
	if len(files) == 0 {
		t.Fatal("no tables")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".books"), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) { runTable(t, d, file) })
		})
	}
}

func runTable(t *testing.T, d *db.DB, file string) {
	t.Helper()
	postTable(t, open(t, d), file)
	report, err := ledger.Verify(t.Context(), d, func(context.Context, ledger.Owner, id.ID) (bool, error) { return true, nil })
	if err != nil || len(report.Problems) > 0 {
		t.Errorf("the books are wrong: %v %v", report.Problems, err)
	}
}

func postTable(t *testing.T, j *journal.Journal, file string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parties := ledger.Parties{Engagement: id.New(), Expert: id.New(), Payout: id.New(), Receipt: id.New(), Refund: id.New(), Jurisdiction: "JP"}
	references := map[string]id.ID{}
	for n, text := range strings.Split(string(raw), "\n") {
		if text = strings.TrimSpace(text); text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		runTableLine(t, j, parties, references, fmt.Sprintf("%s:%d", file, n+1), text)
	}
}

func runTableLine(t *testing.T, j *journal.Journal, parties ledger.Parties, references map[string]id.ID, where, text string) {
	t.Helper()
	left, right, _ := strings.Cut(text, "->")
	words := strings.Fields(left)
	if references[words[1]].IsNone() {
		references[words[1]] = id.New()
	}
	p := ledger.Posting{Template: template(t, words[0]), Reference: references[words[1]], Currency: words[2],
		Parties: parties, Amounts: ledger.Amounts{}}
	for _, pair := range words[3:] {
		name, value, _ := strings.Cut(pair, "=")
		p.Amounts[name], _ = strconv.ParseInt(value, 10, 64)
	}
	did, err := post(t.Context(), j, p)
	wants := strings.Fields(right)
	if wants[0] == "refused" {
		if err == nil {
			t.Errorf("%s: was posted", where)
		}
		return
	}
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	if wants[0] == "again" {
		if did {
			t.Errorf("%s: was posted again", where)
		}
		wants = wants[1:]
	}
	for _, pair := range wants {
		name, value, _ := strings.Cut(pair, "=")
		if got := balance(t, j, parties, ledger.Account(name), words[2]); strconv.FormatInt(got, 10) != value {
			t.Errorf("%s: %s is %d, not %s", where, name, got, value)
		}
	}
}

func balance(t *testing.T, j *journal.Journal, parties ledger.Parties, account ledger.Account, currency string) int64 {
	t.Helper()
	for _, e := range ledger.Chart {
		if e.Account != account {
			continue
		}
		var amount money.Amount
		var err error
		switch e.Owner {
		case ledger.Engagement:
			amount, err = ledger.PartyBalance(t.Context(), j.DB, account, parties.Engagement, currency)
		case ledger.Expert:
			amount, err = ledger.PartyBalance(t.Context(), j.DB, account, parties.Expert, currency)
		case ledger.PayoutLine:
			amount, err = ledger.PartyBalance(t.Context(), j.DB, account, parties.Payout, currency)
		default:
			amount, err = ledger.HouseBalance(t.Context(), j.DB, account, currency)
		}
		if err != nil {
			t.Fatal(err)
		}
		return amount.Minor
	}
	t.Fatalf("no account %s", account)
	return 0
}

func TestAPostingWantsExactlyTheAmountsOfItsTemplate(t *testing.T) {
	j := open(t, dbtest.SQLite(t))
	good := ledger.Posting{Template: ledger.PayoutStarted, Reference: id.New(), Currency: "USD",
		Parties: ledger.Parties{Expert: id.New(), Payout: id.New()}}
	for name, amounts := range map[string]ledger.Amounts{
		"an unknown name": {"amount": 1, "tip": 1}, "a missing name": {}, "a negative amount": {"amount": -1},
		"nothing at all": {"amount": 0}, "too much": {"amount": money.Max + 1},
	} {
		p := good
		p.Amounts = amounts
		if _, err := post(t.Context(), j, p); err == nil {
			t.Errorf("%s was posted", name)
		}
	}
	for name, spoil := range map[string]func(*ledger.Posting){
		"no currency":  func(p *ledger.Posting) { p.Currency = "XXX1" },
		"no reference": func(p *ledger.Posting) { p.Reference = id.None },
		"no party":     func(p *ledger.Posting) { p.Parties = ledger.Parties{} },
	} {
		p := good
		p.Amounts = ledger.Amounts{"amount": 1}
		spoil(&p)
		if _, err := post(t.Context(), j, p); err == nil {
			t.Errorf("%s was posted", name)
		}
	}
}

func TestAPostingNamesItsEvent(t *testing.T) {
	j := open(t, dbtest.SQLite(t))
	err := j.Change(t.Context(), who, func(ctx context.Context, tx *journal.Tx) error {
		_, err := ledger.Post(ctx, tx, ledger.Posting{Template: ledger.ProcessorSettled, Reference: id.New(), Currency: "USD",
			Amounts: ledger.Amounts{"amount": 5, "cost": 0}})
		return err
	})
	if err == nil {
		t.Error("a posting without an event was written")
	}
}

// Twenty take from one balance that is enough for seven.
func TestABalanceIsNeverTakenTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := open(t, d)
		expert, engagement := id.New(), id.New()
		give := ledger.Posting{Template: ledger.Invoiced, Reference: id.New(), Currency: "USD",
			Parties: ledger.Parties{Engagement: engagement}, Amounts: ledger.Amounts{"price": 700, "seller_tax": 0, "operator_tax": 0}}
		if _, err := post(t.Context(), j, give); err != nil {
			t.Fatal(err)
		}
		give = ledger.Posting{Template: ledger.Collected, Reference: id.New(), Currency: "USD",
			Parties: ledger.Parties{Engagement: engagement, Expert: expert},
			Amounts: ledger.Amounts{"received": 700, "net": 700, "fee": 0, "fee_tax": 0, "seller_tax": 0}}
		if _, err := post(t.Context(), j, give); err != nil {
			t.Fatal(err)
		}
		var wait sync.WaitGroup
		var won, lost atomic.Int64
		for range 20 {
			wait.Go(func() {
				_, err := post(t.Context(), j, ledger.Posting{Template: ledger.PayoutStarted, Reference: id.New(), Currency: "USD",
					Parties: ledger.Parties{Expert: expert, Payout: id.New()}, Amounts: ledger.Amounts{"amount": 100}})
				switch {
				case err == nil:
					won.Add(1)
				case errors.Is(err, ledger.ErrFloor):
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		wait.Wait()
		left, err := ledger.PartyBalance(t.Context(), d, ledger.ExpertPayable, expert, "USD")
		if err != nil || won.Load() != 7 || lost.Load() != 13 || left.Minor != 0 {
			t.Errorf("%d won, %d lost, %s left, %v", won.Load(), lost.Load(), left, err)
		}
	})
}

func TestATamperedBalanceIsFound(t *testing.T) {
	d := dbtest.SQLite(t)
	j := open(t, d)
	p := ledger.Posting{Template: ledger.Invoiced, Reference: id.New(), Currency: "JPY",
		Parties: ledger.Parties{Engagement: id.New()}, Amounts: ledger.Amounts{"price": 1000, "seller_tax": 0, "operator_tax": 0}}
	if _, err := post(t.Context(), j, p); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Handle().Exec(`UPDATE ledger_balance SET balance = 999 WHERE account = 'customer_receivable'`); err != nil {
		t.Fatal(err)
	}
	never := func(context.Context, ledger.Owner, id.ID) (bool, error) { return false, nil }
	report, err := ledger.Verify(t.Context(), d, never)
	if err != nil || len(report.Problems) != 1 {
		t.Errorf("problems %v, %v", report.Problems, err)
	}
	always := func(context.Context, ledger.Owner, id.ID) (bool, error) { return true, nil }
	if report, _ = ledger.Verify(t.Context(), d, always); len(report.Problems) != 3 {
		t.Errorf("accounts that must be empty are not seen: %v", report.Problems)
	}
}

// TestEveryTemplateIsPostedByATable keeps the tables whole: a template that no
// table posts could be wrong and nobody would know.
func TestEveryTemplateIsPostedByATable(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.books")
	all := ""
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all += "\n" + string(raw)
	}
	for _, tpl := range ledger.Templates {
		if !strings.Contains(all, "\n"+tpl.Name+" ") {
			t.Errorf("no table posts %s", tpl.Name)
		}
	}
}
