package ledger

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
)

// Balance is what stands on one account, positive on the side where it grows.
type Balance struct {
	Account Account
	Party   id.ID // None for a house account
	Amount  money.Amount
}

var (
	balanceFind = db.Read("ledger.balance.find", `SELECT balance FROM ledger_balance WHERE account = $1 AND party = $2 AND currency = $3`)
	balanceOpen = db.Read("ledger.balance.open", `SELECT account, party, currency, balance FROM ledger_balance
		WHERE account = $1 AND balance > 0 AND (party, currency) > ($2, $3) ORDER BY party, currency LIMIT $4`)
	balanceOf = db.Read("ledger.balance.of", `SELECT account, party, currency, balance FROM ledger_balance
		WHERE account = $1 AND party = $2 ORDER BY currency`)
	balanceHouse = db.Read("ledger.balance.house", `SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM (
		SELECT l.amount AS amount FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id WHERE l.debit = $1 AND p.currency = $2
		UNION ALL
		SELECT -l.amount FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id WHERE l.credit = $1 AND p.currency = $2) both_sides`)
	balanceAll  = db.Read("ledger.balance.all", `SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT) FROM ledger_balance WHERE account = $1 AND currency = $2`)
	balanceSums = db.Read("ledger.balance.sums", `SELECT account, currency, CAST(SUM(amount) AS BIGINT) FROM (
		SELECT l.debit AS account, p.currency AS currency, l.amount AS amount FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id
		UNION ALL
		SELECT l.credit, p.currency, -l.amount FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id) both_sides
		GROUP BY account, currency ORDER BY account, currency`)
	partyLines = db.Read("ledger.lines.of_party", `SELECT p.id, p.template, p.reference, p.currency, p.at, side.amount FROM (
		SELECT posting_id, number, amount FROM ledger_line WHERE debit = $1 AND debit_party = $2
		UNION ALL
		SELECT posting_id, number, -amount FROM ledger_line WHERE credit = $1 AND credit_party = $2) side
		JOIN ledger_posting p ON p.id = side.posting_id
		WHERE p.currency = $3 AND p.at >= $4 AND p.at < $5 ORDER BY p.at, p.id, side.number`)
)

func scanBalance(row db.Scanner) (Balance, error) {
	var b Balance
	err := row.Scan(&b.Account, &b.Party, &b.Amount.Currency, &b.Amount.Minor)
	return b, err
}

// PartyBalance is what stands on a party's account.
func PartyBalance(ctx context.Context, r db.Reader, account Account, party id.ID, currency string) (money.Amount, error) {
	minor, err := db.Value[int64](ctx, r, balanceFind, string(account), party, currency)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return money.Of(minor, currency), err
}

// PartyBalances lists what stands on a party's account in every currency it has used.
func PartyBalances(ctx context.Context, r db.Reader, account Account, party id.ID) ([]Balance, error) {
	return db.All(ctx, r, balanceOf, scanBalance, string(account), party)
}

// OpenBalances lists parties on whose account something stands, a page at a time:
// after the party and currency given, at most limit of them.
func OpenBalances(ctx context.Context, r db.Reader, account Account, after id.ID, currency string, limit int) ([]Balance, error) {
	return db.All(ctx, r, balanceOpen, scanBalance, string(account), after[:], currency, limit)
}

// HouseBalance is what stands on an account over all parties: of a house account the
// sum of its lines, of one that parties have the sum of their balances.
func HouseBalance(ctx context.Context, r db.Reader, account Account, currency string) (money.Amount, error) {
	if chart[account].IsParty() {
		sum, err := db.Value[int64](ctx, r, balanceAll, string(account), currency)
		return money.Of(sum, currency), err
	}
	debits, err := db.Value[int64](ctx, r, balanceHouse, string(account), currency)
	return money.Of(account.Signed(debits), currency), err
}

// Sums is the trial balance: every account's lines over all parties, per currency,
// in the order of the chart.
func Sums(ctx context.Context, r db.Reader) ([]Balance, error) {
	rows, err := db.All(ctx, r, balanceSums, func(row db.Scanner) (Balance, error) {
		var b Balance
		err := row.Scan(&b.Account, &b.Amount.Currency, &b.Amount.Minor)
		b.Amount.Minor = b.Account.Signed(b.Amount.Minor)
		return b, err
	})
	if err != nil {
		return nil, err
	}
	var sorted []Balance
	for _, e := range Chart {
		for _, b := range rows {
			if b.Account == e.Account {
				sorted = append(sorted, b)
			}
		}
	}
	return sorted, nil
}

// PartyLine is one movement of a party's account.
type PartyLine struct {
	Posting   id.ID
	Template  string
	Reference id.ID
	At        clock.Micros
	Change    money.Amount // of the balance, signed
}

// PartyLines lists the movements of a party's account in one currency, from one
// moment until before another, oldest first.
func PartyLines(ctx context.Context, r db.Reader, account Account, party id.ID, currency string, from, until clock.Micros) ([]PartyLine, error) {
	return db.All(ctx, r, partyLines, func(row db.Scanner) (PartyLine, error) {
		var l PartyLine
		err := row.Scan(&l.Posting, &l.Template, &l.Reference, &l.Change.Currency, &l.At, &l.Change.Minor)
		l.Change.Minor = account.Signed(l.Change.Minor)
		return l, err
	}, string(account), party, currency, int64(from), int64(until))
}
