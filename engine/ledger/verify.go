package ledger

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
)

// Report is what Verify found.
type Report struct {
	Postings, Lines int64
	// Sums is the trial balance.
	Sums []Balance
	// Problems are sentences for the operator; none means that the books are right.
	Problems []string
}

// Ended tells whether the owner of an account is finished, so that an account
// marked "must end empty" has to be empty. The rooms know.
type Ended func(ctx context.Context, owner Owner, party id.ID) (bool, error)

var (
	countPostings = db.Read("ledger.count.postings", `SELECT CAST(COUNT(*) AS BIGINT) FROM ledger_posting`)
	countLines    = db.Read("ledger.count.lines", `SELECT CAST(COUNT(*) AS BIGINT) FROM ledger_line`)
	shapes        = db.Read("ledger.shapes", `SELECT DISTINCT p.template, l.debit, l.credit FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id`)
	wrongBalances = db.Read("ledger.balance.wrong", wrongBalancesText())
	standing      = db.Read("ledger.balance.standing", `SELECT account, party, currency, balance FROM ledger_balance
		WHERE balance <> 0 AND account IN (`+quoted(func(e Entry) bool { return e.Empties })+`) ORDER BY account, party, currency`)
)

func quoted(want func(Entry) bool) string {
	var names []string
	for _, e := range Chart {
		if want(e) {
			names = append(names, "'"+string(e.Account)+"'")
		}
	}
	return strings.Join(names, ", ")
}

// wrongBalancesText finds balance rows that are not the sum of their lines, and
// lines without a balance row.
func wrongBalancesText() string {
	grows := quoted(func(e Entry) bool { return e.IsParty() && e.debitGrows() })
	return `SELECT account, party, currency, CAST(SUM(amount) AS BIGINT) FROM (
		SELECT l.debit AS account, l.debit_party AS party, p.currency AS currency, l.amount AS amount
			FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id WHERE l.debit_party IS NOT NULL
		UNION ALL
		SELECT l.credit, l.credit_party, p.currency, -l.amount
			FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id WHERE l.credit_party IS NOT NULL
		UNION ALL
		SELECT account, party, currency, CASE WHEN account IN (` + grows + `) THEN -balance ELSE balance END FROM ledger_balance
		) both_sides GROUP BY account, party, currency HAVING SUM(amount) <> 0`
}

// Verify proves the books: debits equal credits in every currency, every line is
// one of its template, every balance row is the sum of its lines, and accounts
// that must end empty are empty for every owner that is finished.
func Verify(ctx context.Context, r db.Reader, ended Ended) (Report, error) {
	var report Report
	var err error
	if report.Postings, err = db.Value[int64](ctx, r, countPostings); err != nil {
		return report, err
	}
	if report.Lines, err = db.Value[int64](ctx, r, countLines); err != nil {
		return report, err
	}
	if report.Sums, err = Sums(ctx, r); err != nil {
		return report, err
	}
	report.checkSums()
	for _, check := range []func(context.Context, db.Reader) error{report.checkShapes, report.checkBalances} {
		if err := check(ctx, r); err != nil {
			return report, err
		}
	}
	return report, report.checkEmpty(ctx, r, ended)
}

func (r *Report) say(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

func (r *Report) checkSums() {
	difference := map[string]int64{}
	for _, b := range r.Sums {
		if chart[b.Account].debitGrows() {
			difference[b.Amount.Currency] += b.Amount.Minor
		} else {
			difference[b.Amount.Currency] -= b.Amount.Minor
		}
	}
	for currency, minor := range difference {
		if minor != 0 {
			r.say("debits and credits differ by %s", money.Of(minor, currency))
		}
	}
}

func (r *Report) checkShapes(ctx context.Context, reader db.Reader) error {
	type shape struct {
		template      string
		debit, credit Account
	}
	found, err := db.All(ctx, reader, shapes, func(row db.Scanner) (shape, error) {
		var s shape
		err := row.Scan(&s.template, &s.debit, &s.credit)
		return s, err
	})
	for _, s := range found {
		known := slices.ContainsFunc(Templates, func(t *Template) bool {
			return t.Name == s.template && slices.ContainsFunc(t.Lines, func(l Line) bool {
				return l.Debit == s.debit && l.Credit == s.credit
			})
		})
		if !known {
			r.say("a line %s -> %s stands in a posting of %s, which has no such line", s.debit, s.credit, s.template)
		}
	}
	return err
}

func (r *Report) checkBalances(ctx context.Context, reader db.Reader) error {
	wrong, err := db.All(ctx, reader, wrongBalances, scanBalance)
	for _, b := range wrong {
		r.say("the balance of %s of %s differs from its lines by %s", b.Account, b.Party, b.Amount)
	}
	return err
}

func (r *Report) checkEmpty(ctx context.Context, reader db.Reader, ended Ended) error {
	left, err := db.All(ctx, reader, standing, scanBalance)
	if err != nil {
		return err
	}
	for _, b := range left {
		over, err := ended(ctx, chart[b.Account].Owner, b.Party)
		if err != nil {
			return err
		}
		if over {
			r.say("%s still stands on %s of %s, which is finished", b.Amount, b.Account, b.Party)
		}
	}
	return nil
}
