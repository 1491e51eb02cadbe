package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
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
	middle        = db.Read("ledger.posting.middle", `SELECT id FROM ledger_posting ORDER BY id LIMIT 1 OFFSET $1`)
	linesBefore   = db.Read("ledger.verify.before", everyLine+` WHERE l.posting_id < $1`)
	linesFrom     = db.Read("ledger.verify.from", everyLine+` WHERE l.posting_id >= $1`)
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

const everyLine = `SELECT p.template, p.currency, l.debit, l.debit_party, l.credit, l.credit_party, l.amount
	FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id`

// Verify proves the books: debits equal credits in every currency, every line is
// one of its template, every balance row is the sum of its lines, and accounts
// that must end empty are empty for every owner that is finished. It asks several
// questions at once, so the reader is the database, not an open change.
func Verify(ctx context.Context, r db.Reader, ended Ended) (Report, error) {
	var report Report
	var err error
	if report.Postings, err = db.Value[int64](ctx, r, countPostings); err != nil {
		return report, err
	}
	var lines seen
	err = beside(ctx,
		func(ctx context.Context) (err error) {
			report.Lines, err = db.Value[int64](ctx, r, countLines)
			return err
		},
		func(ctx context.Context) (err error) {
			lines, err = readLines(ctx, r, report.Postings/2)
			return err
		})
	if err != nil {
		return report, err
	}
	report.Sums = trial(lines.moved)
	report.checkSums()
	report.checkShapes(lines.shapes)
	if err := report.checkBalances(ctx, r, lines.moved); err != nil {
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

// seen is what reading every line once has shown.
type seen struct {
	moved  map[place]int64 // in debits; a house account has no party
	shapes map[shape]bool
}

// readLines reads every line once, in the order in which they were written, which is
// how they lie on the disk. Two read at the same time, each one half of the postings:
// so many stand before the middle.
func readLines(ctx context.Context, r db.Reader, half int64) (seen, error) {
	at, err := db.Value[id.ID](ctx, r, middle, half)
	if errors.Is(err, db.ErrNone) {
		return seen{}, nil
	}
	if err != nil {
		return seen{}, err
	}
	all, rest := newSeen(), newSeen()
	err = beside(ctx,
		func(ctx context.Context) error { return db.Each(ctx, r, linesBefore, all.read, at) },
		func(ctx context.Context) error { return db.Each(ctx, r, linesFrom, rest.read, at) })
	for at, minor := range rest.moved {
		all.moved[at] += minor
	}
	maps.Copy(all.shapes, rest.shapes)
	return all, err
}

func newSeen() seen { return seen{map[place]int64{}, map[shape]bool{}} }

func (s seen) read(row db.Scanner) error {
	var template, currency, debit, credit string
	var debitParty, creditParty id.ID
	var amount int64
	if err := row.Scan(&template, &currency, &debit, &debitParty, &credit, &creditParty, &amount); err != nil {
		return err
	}
	s.shapes[shape{template, Account(debit), Account(credit)}] = true
	s.moved[place{Account(debit), debitParty, currency}] += amount
	s.moved[place{Account(credit), creditParty, currency}] -= amount
	return nil
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

// checkSums lays debits beside credits, in each currency. A line is on both sides with
// one amount, so what differs stands on an account that the chart does not know.
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

type shape struct {
	template      string
	debit, credit Account
}

func (r *Report) checkShapes(found map[shape]bool) {
	for s := range found {
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
