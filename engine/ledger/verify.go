package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

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
	currencies    = db.Read("ledger.currencies", `SELECT DISTINCT currency FROM ledger_posting ORDER BY currency`)
	debits        = db.Read("ledger.verify.debits", sideText("debit"))
	credits       = db.Read("ledger.verify.credits", sideText("credit"))
	balances      = db.Read("ledger.verify.balances", `SELECT account, party, currency, balance FROM ledger_balance`)
	balanceWrong  = db.Read("ledger.balance.wrong", `SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM (
		SELECT l.amount AS amount FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id
			WHERE l.debit = $1 AND l.debit_party = $2 AND p.currency = $3
		UNION ALL
		SELECT -l.amount FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id
			WHERE l.credit = $1 AND l.credit_party = $2 AND p.currency = $3
		UNION ALL
		SELECT balance * CAST($4 AS BIGINT) FROM ledger_balance WHERE account = $1 AND party = $2 AND currency = $3) all_sides`)
	standing = db.Read("ledger.balance.standing", `SELECT account, party, currency, balance FROM ledger_balance
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

// sideText adds up the lines of one side, by account and party, in one currency. The
// index of that side gives them in this order, so that nothing has to be sorted.
func sideText(side string) string {
	return `SELECT l.` + side + `, l.` + side + `_party, CAST(SUM(l.amount) AS BIGINT)
		FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id WHERE p.currency = $1 GROUP BY l.` + side + `, l.` + side + `_party`
}

// Verify proves the books: debits equal credits in every currency, every line is
// one of its template, every balance row is the sum of its lines, and accounts
// that must end empty are empty for every owner that is finished. It asks several
// questions at once, so the reader is the database, not an open change.
func Verify(ctx context.Context, r db.Reader, ended Ended) (Report, error) {
	var report Report
	var parties map[place]int64
	var lines []shape
	err := beside(ctx,
		func(ctx context.Context) (err error) {
			report.Postings, err = db.Value[int64](ctx, r, countPostings)
			return err
		},
		func(ctx context.Context) (err error) {
			report.Lines, err = db.Value[int64](ctx, r, countLines)
			return err
		},
		func(ctx context.Context) (err error) {
			lines, err = db.All(ctx, r, shapes, scanShape)
			return err
		},
		func(ctx context.Context) (err error) {
			parties, err = movedBy(ctx, r)
			return err
		})
	if err != nil {
		return report, err
	}
	report.Sums = trial(parties)
	if !report.balanced() { // Something may have been posted between the two sides: ask for both at once.
		if report.Sums, err = Sums(ctx, r); err != nil {
			return report, err
		}
	}
	report.checkSums()
	report.checkShapes(lines)
	if err := report.checkBalances(ctx, r, parties); err != nil {
		return report, err
	}
	return report, report.checkEmpty(ctx, r, ended)
}

// beside does several things at the same time and gives their errors.
func beside(ctx context.Context, all ...func(context.Context) error) error {
	errs := make([]error, len(all))
	var wait sync.WaitGroup
	for i, do := range all {
		wait.Go(func() { errs[i] = do(ctx) })
	}
	wait.Wait()
	return errors.Join(errs...)
}

// movedBy adds up what lines moved on every account of every party, in debits; a house
// account has no party.
func movedBy(ctx context.Context, r db.Reader) (map[place]int64, error) {
	all, err := db.All(ctx, r, currencies, db.ScanValue[string])
	if err != nil {
		return nil, err
	}
	moved := map[place]int64{}
	for _, currency := range all {
		var sides [2]map[place]int64
		err := beside(ctx,
			func(ctx context.Context) (err error) {
				sides[0], err = oneSide(ctx, r, debits, currency, 1)
				return err
			},
			func(ctx context.Context) (err error) {
				sides[1], err = oneSide(ctx, r, credits, currency, -1)
				return err
			})
		if err != nil {
			return nil, err
		}
		for _, side := range sides {
			for at, minor := range side {
				moved[at] += minor
			}
		}
	}
	return moved, nil
}

func oneSide(ctx context.Context, r db.Reader, q *db.Query, currency string, sign int64) (map[place]int64, error) {
	moved := map[place]int64{}
	err := db.Each(ctx, r, q, func(row db.Scanner) error {
		at := place{currency: currency}
		var minor int64
		err := row.Scan(&at.account, &at.party, &minor)
		moved[at] = sign * minor
		return err
	}, currency)
	return moved, err
}

// trial is the trial balance of what was moved.
func trial(moved map[place]int64) []Balance {
	sums := map[place]int64{}
	for at, minor := range moved {
		sums[place{account: at.account, currency: at.currency}] += minor
	}
	var list []Balance
	for _, e := range Chart {
		for at, minor := range sums {
			if at.account == e.Account {
				list = append(list, Balance{Account: e.Account, Amount: money.Of(e.Account.Signed(minor), at.currency)})
			}
		}
	}
	place := func(a Account) int { return slices.IndexFunc(Chart, func(e Entry) bool { return e.Account == a }) }
	slices.SortFunc(list, func(a, b Balance) int {
		return cmp.Or(place(a.Account)-place(b.Account), strings.Compare(a.Amount.Currency, b.Amount.Currency))
	})
	return list
}

func (r *Report) say(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// differences are what debits and credits differ by, in each currency.
func (r *Report) differences() map[string]int64 {
	difference := map[string]int64{}
	for _, b := range r.Sums {
		if chart[b.Account].debitGrows() {
			difference[b.Amount.Currency] += b.Amount.Minor
		} else {
			difference[b.Amount.Currency] -= b.Amount.Minor
		}
	}
	return difference
}

func (r *Report) balanced() bool {
	for _, minor := range r.differences() {
		if minor != 0 {
			return false
		}
	}
	return true
}

func (r *Report) checkSums() {
	for currency, minor := range r.differences() {
		if minor != 0 {
			r.say("debits and credits differ by %s", money.Of(minor, currency))
		}
	}
}

type shape struct {
	template      string
	debit, credit Account
}

func scanShape(row db.Scanner) (shape, error) {
	var s shape
	err := row.Scan(&s.template, &s.debit, &s.credit)
	return s, err
}

func (r *Report) checkShapes(found []shape) {
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
}

// checkBalances lays the balance rows beside the sums of their lines. What differs may
// only have moved between the two readings: it is looked at again in one statement.
func (r *Report) checkBalances(ctx context.Context, reader db.Reader, moved map[place]int64) error {
	rest := map[place]int64{}
	for at, minor := range moved {
		if !at.party.IsNone() {
			rest[at] = at.account.Signed(minor)
		}
	}
	err := db.Each(ctx, reader, balances, func(row db.Scanner) error {
		b, err := scanBalance(row)
		rest[place{b.Account, b.Party, b.Amount.Currency}] -= b.Amount.Minor
		return err
	})
	if err != nil {
		return err
	}
	for at, minor := range rest {
		if minor == 0 {
			continue
		}
		// In debits, a balance of an account that grows by them counts against them.
		sign := int64(1)
		if chart[at.account].debitGrows() {
			sign = -1
		}
		wrong, err := db.Value[int64](ctx, reader, balanceWrong, string(at.account), at.party, at.currency, sign)
		if err != nil {
			return err
		}
		if wrong != 0 {
			r.say("the balance of %s of %s differs from its lines by %s", at.account, at.party, money.Of(wrong, at.currency))
		}
	}
	return nil
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
