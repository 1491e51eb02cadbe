package ledger

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
)

// PostingID is how a posting is written outside.
const PostingID id.Prefix = "post"

// Movement is one line of an account, seen from that account. A number is explained
// from the top down: a balance is the sum of its movements, a movement is half of a
// line of a posting, and a posting names the event that caused it.
type Movement struct {
	Posting  id.ID
	Template string
	At       clock.Micros
	Event    id.ID
	Change   money.Amount // of the balance: positive on the side where the account grows
	Other    Account      // where it came from, or went to
	Party    id.ID        // of the other account; None for a house account
}

// Booked is a posting with its lines.
type Booked struct {
	ID        id.ID
	Template  string
	Reference id.ID
	Currency  string
	Event     id.ID
	Corrects  id.ID
	At        clock.Micros
	Lines     []BookedLine
}

// BookedLine is one line of a posting.
type BookedLine struct {
	Debit, Credit           Account
	DebitParty, CreditParty id.ID
	Jurisdiction            string
	Amount                  money.Amount
}

func movementsText(party string) string {
	return `SELECT p.id, p.template, p.at, p.event_id, p.currency, side.amount, side.other, side.other_party FROM (
		SELECT posting_id, number, amount, credit AS other, credit_party AS other_party FROM ledger_line WHERE debit = $1 AND debit_party ` + party + `
		UNION ALL
		SELECT posting_id, number, -amount, debit, debit_party FROM ledger_line WHERE credit = $1 AND credit_party ` + party + `) side
		JOIN ledger_posting p ON p.id = side.posting_id
		WHERE p.currency = $2 AND (CAST($3 AS BYTEA) IS NULL OR p.id < $3)
		ORDER BY p.id DESC, side.number LIMIT $4`
}

var (
	movementsHouse = db.Read("ledger.movements.house", movementsText("IS NULL"))
	movementsParty = db.Read("ledger.movements.party", movementsText("= $5"))
	postingFind    = db.Read("ledger.posting.find", `SELECT id, template, reference, currency, event_id, corrects, at FROM ledger_posting WHERE id = $1`)
	postingsOf     = db.Read("ledger.posting.of_reference", `SELECT id, template, reference, currency, event_id, corrects, at FROM ledger_posting
		WHERE reference = $1 ORDER BY at, id LIMIT 200`)
	postingLines = db.Read("ledger.posting.lines", `SELECT debit, debit_party, credit, credit_party, jurisdiction, amount
		FROM ledger_line WHERE posting_id = $1 ORDER BY number`)
	balancesOf = db.Read("ledger.balance.of_owner", `SELECT account, party, currency, balance FROM ledger_balance
		WHERE account IN (`+quoted(Entry.IsParty)+`) AND party = $1 ORDER BY account, currency`)
)

// movementsOver is how many lines of one posting can move one account, and more.
const movementsOver = 20

// Movements lists what moved an account in one currency, newest first: of one
// party, or of the house's account when the party is None. A page begins behind the
// posting given, holds about as many as asked for, and never cuts a posting in two;
// more tells whether there is another.
func Movements(ctx context.Context, r db.Reader, account Account, party id.ID, currency string, after id.ID, limit int) (list []Movement, more bool, err error) {
	var from any
	if !after.IsNone() {
		from = after
	}
	query, args := movementsHouse, []any{string(account), currency, from, limit + movementsOver}
	if !party.IsNone() {
		query, args = movementsParty, append(args, party)
	}
	list, err = db.All(ctx, r, query, func(row db.Scanner) (Movement, error) {
		var m Movement
		err := row.Scan(&m.Posting, &m.Template, &m.At, &m.Event, &m.Change.Currency, &m.Change.Minor, &m.Other, &m.Party)
		m.Change.Minor = account.Signed(m.Change.Minor)
		return m, err
	}, args...)
	for n := limit; n < len(list); n++ {
		if list[n].Posting != list[n-1].Posting {
			return list[:n], true, err
		}
	}
	return list, false, err
}

func scanBooked(row db.Scanner) (Booked, error) {
	var b Booked
	err := row.Scan(&b.ID, &b.Template, &b.Reference, &b.Currency, &b.Event, &b.Corrects, &b.At)
	return b, err
}

// FindPosting gives a posting with its lines, or Missing.
func FindPosting(ctx context.Context, r db.Reader, posting id.ID) (Booked, error) {
	b, err := db.One(ctx, r, postingFind, scanBooked, posting)
	if errors.Is(err, db.ErrNone) {
		return b, fault.Missing("posting.missing")
	}
	if err != nil {
		return b, err
	}
	return b, b.read(ctx, r)
}

// PostingsOf lists the postings whose reference is one attempt: an invoice, a
// charge, a payout line; oldest first.
func PostingsOf(ctx context.Context, r db.Reader, reference id.ID) ([]Booked, error) {
	list, err := db.All(ctx, r, postingsOf, scanBooked, reference)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := list[i].read(ctx, r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (b *Booked) read(ctx context.Context, r db.Reader) (err error) {
	b.Lines, err = db.All(ctx, r, postingLines, func(row db.Scanner) (BookedLine, error) {
		l := BookedLine{Amount: money.Amount{Currency: b.Currency}}
		err := row.Scan(&l.Debit, &l.DebitParty, &l.Credit, &l.CreditParty, &l.Jurisdiction, &l.Amount.Minor)
		return l, err
	}, b.ID)
	return err
}

var balancesIn = db.Read("ledger.balance.in", `SELECT account, party, currency, balance FROM ledger_balance
	WHERE account = $1 AND currency = $2 AND balance <> 0 AND (CAST($3 AS BYTEA) IS NULL OR party > $3) ORDER BY party LIMIT $4`)

// StandingIn lists the parties on whose account something stands in one currency,
// those behind the one given.
func StandingIn(ctx context.Context, r db.Reader, account Account, currency string, after id.ID, limit int) ([]Balance, error) {
	var from any
	if !after.IsNone() {
		from = after
	}
	return db.All(ctx, r, balancesIn, scanBalance, string(account), currency, from, limit)
}

// BalancesOf lists what stands on every account of one party, zero included.
func BalancesOf(ctx context.Context, r db.Reader, party id.ID) ([]Balance, error) {
	return db.All(ctx, r, balancesOf, scanBalance, party)
}

// EntryOf gives an account of the chart by its name.
func EntryOf(account Account) (Entry, bool) {
	e, known := chart[account]
	return e, known
}

var postingsOfParty = db.Read("ledger.posting.of_party", `SELECT id, template, reference, currency, event_id, corrects, at FROM ledger_posting
	WHERE id IN (
		SELECT posting_id FROM ledger_line WHERE debit IN (`+quoted(Entry.IsParty)+`) AND debit_party = $1
		UNION SELECT posting_id FROM ledger_line WHERE credit IN (`+quoted(Entry.IsParty)+`) AND credit_party = $1)
	AND (CAST($2 AS BYTEA) IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`)

// PostingsOfParty lists the postings that moved any account of a party, newest
// first, after the one given.
func PostingsOfParty(ctx context.Context, r db.Reader, party, after id.ID, limit int) ([]Booked, error) {
	var from any
	if !after.IsNone() {
		from = after
	}
	list, err := db.All(ctx, r, postingsOfParty, scanBooked, party, from, limit)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := list[i].read(ctx, r); err != nil {
			return nil, err
		}
	}
	return list, nil
}
