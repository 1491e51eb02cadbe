package ledger

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/journal"
)

// ErrFloor says that a party's balance would fall below zero: more would be taken
// than is there. Rooms read the balance first, so this is a mistake of ours.
var ErrFloor = errors.New("ledger: the balance would fall below its floor")

// Amounts are the values of a template's names, in minor units. Every name must
// be given, zero included; a name that the template does not know is refused.
type Amounts map[string]int64

// Parties says whose accounts a posting touches. An account takes the party of
// its owner kind.
type Parties struct {
	Engagement id.ID
	Expert     id.ID // the selling organisation
	Payout     id.ID
	Receipt    id.ID
	Refund     id.ID
	// Jurisdiction keeps tax accounts apart, such as "JP" or "US-WA".
	Jurisdiction string
}

func (p Parties) of(o Owner) id.ID {
	switch o {
	case Engagement:
		return p.Engagement
	case Expert:
		return p.Expert
	case PayoutLine:
		return p.Payout
	case Receipt:
		return p.Receipt
	case Refund:
		return p.Refund
	}
	return id.None
}

// Posting is a template to be filled in.
type Posting struct {
	Template *Template
	// Reference is the attempt: invoice, charge, payout line. Never the payment
	// request, so that a second try can post.
	Reference id.ID
	Currency  string
	Parties   Parties
	Amounts   Amounts
	// Corrects names the posting that this one puts right, if any.
	Corrects id.ID
	// Event is its cause; None is the newest event of the change.
	Event id.ID
}

var (
	postingInsert = db.Write("ledger.posting.insert", `INSERT INTO ledger_posting (id, template, reference, currency, event_id, corrects, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (template, reference, currency) DO NOTHING`)
	lineInsert = db.Write("ledger.line.insert", `INSERT INTO ledger_line (posting_id, number, debit, debit_party, credit, credit_party, jurisdiction, amount)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`)
	linesOf = db.Read("ledger.line.of", `SELECT l.debit, l.debit_party, l.credit, l.credit_party, l.amount
		FROM ledger_line l JOIN ledger_posting p ON p.id = l.posting_id
		WHERE p.template = $1 AND p.reference = $2 AND p.currency = $3 ORDER BY l.number`)
	balanceRaise = db.Write("ledger.balance.raise", `INSERT INTO ledger_balance (account, party, currency, balance) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account, party, currency) DO UPDATE SET balance = ledger_balance.balance + excluded.balance`).Apart()
	balanceLower = db.Write("ledger.balance.lower", `UPDATE ledger_balance SET balance = balance + $4
		WHERE account = $1 AND party = $2 AND currency = $3 AND balance + $4 >= 0`).Apart()
	balanceHold = db.Write("ledger.balance.hold", `UPDATE ledger_balance SET balance = balance
		WHERE account = $1 AND party = $2 AND currency = $3 RETURNING balance`)
	balanceTouch = db.Write("ledger.balance.touch", `UPDATE ledger_balance SET balance = balance
		WHERE account = $1 AND party = $2 AND currency = $3`).Apart()
	balanceRange = db.Read("ledger.balance.range", `SELECT account, party, currency, balance FROM ledger_balance
		WHERE account = $1 AND (party, currency) >= ($2, $3) AND (party, currency) <= ($4, $5) AND balance <> 0`)
)

// filled is a line with its accounts' parties and its amount.
type filled struct {
	Line
	debitParty, creditParty id.ID
	amount                  int64
}

// Post writes a posting, inside a change whose newest event is its cause, and
// tells whether it did: false when the same posting stands already. The same
// reference with other amounts is an error of ours.
func Post(ctx context.Context, tx *journal.Tx, p Posting) (bool, error) {
	posted, err := PostMany(ctx, tx, []Posting{p})
	return err == nil && posted[0], err
}

// PostMany is Post for several postings at once, in order.
func PostMany(ctx context.Context, tx *journal.Tx, list []Posting) ([]bool, error) {
	filledIn := make([][]filled, len(list))
	ids := make([]id.ID, len(list))
	rows := make([][]any, len(list))
	for i, p := range list {
		var err error
		if filledIn[i], err = p.fill(); err != nil {
			return nil, err
		}
		if p.Event.IsNone() {
			p.Event = tx.Last()
		}
		if p.Event.IsNone() {
			return nil, fmt.Errorf("ledger: %s without an event", p.Template.Name)
		}
		ids[i] = id.New()
		rows[i] = []any{ids[i], p.Template.Name, p.Reference, p.Currency, p.Event, p.Corrects, int64(tx.Now)}
	}
	made, err := tx.ExecMany(ctx, postingInsert, rows)
	if err != nil {
		return nil, err
	}
	posted := make([]bool, len(list))
	var lines [][]any
	var moved moves
	for i, p := range list {
		if posted[i] = made[i] > 0; !posted[i] {
			if err := p.sameAs(ctx, tx, filledIn[i]); err != nil {
				return nil, err
			}
			continue
		}
		for n, l := range filledIn[i] {
			lines = append(lines, []any{ids[i], n + 1, string(l.Debit), l.debitParty, string(l.Credit), l.creditParty,
				p.Parties.Jurisdiction, l.amount})
			moved.add(l.Debit, l.debitParty, p.Currency, l.amount)
			moved.add(l.Credit, l.creditParty, p.Currency, -l.amount)
		}
	}
	if _, err := tx.ExecMany(ctx, lineInsert, lines); err != nil {
		return nil, err
	}
	return posted, moved.write(ctx, tx)
}

// fill checks the amounts and names the party of every line; lines of zero fall away.
func (p Posting) fill() ([]filled, error) {
	refuse := func(format string, args ...any) error {
		return fmt.Errorf("ledger: %s: "+format, append([]any{p.Template.Name}, args...)...)
	}
	names := p.Template.Names()
	for name := range p.Amounts {
		if !slices.Contains(names, name) {
			return nil, refuse("knows no amount %q", name)
		}
	}
	if p.Reference.IsNone() || !money.Known(p.Currency) {
		return nil, refuse("wants a reference and a currency, has %q", p.Currency)
	}
	var lines []filled
	for _, line := range p.Template.Lines {
		amount, given := p.Amounts[line.Amount]
		if !given {
			return nil, refuse("wants the amount %q", line.Amount)
		}
		if amount < 0 || amount > money.Max {
			return nil, refuse("amount %q is %d", line.Amount, amount)
		}
		if amount == 0 {
			continue
		}
		f := filled{Line: line, amount: amount}
		for account, party := range map[Account]*id.ID{line.Debit: &f.debitParty, line.Credit: &f.creditParty} {
			owner := chart[account].Owner
			*party = p.Parties.of(owner)
			if chart[account].IsParty() && party.IsNone() {
				return nil, refuse("%s wants a party: %s", account, owner)
			}
			if owner == Jurisdiction && p.Parties.Jurisdiction == "" {
				return nil, refuse("%s wants a jurisdiction", account)
			}
		}
		lines = append(lines, f)
	}
	if len(lines) == 0 {
		return nil, refuse("posts nothing")
	}
	return lines, nil
}

// moves are what postings change on the accounts of parties, each account once.
type moves struct {
	net   map[place]int64
	order []place
}

type place struct {
	account  Account
	party    id.ID
	currency string
}

func (m *moves) add(account Account, party id.ID, currency string, debits int64) {
	if !chart[account].IsParty() {
		return
	}
	if m.net == nil {
		m.net = map[place]int64{}
	}
	at := place{account, party, currency}
	if _, seen := m.net[at]; !seen {
		m.order = append(m.order, at)
	}
	m.net[at] += account.Signed(debits)
}

// write changes the balances by their net amounts, sorted by account, party and
// currency, so that no two changes wait for each other.
func (m *moves) write(ctx context.Context, tx *journal.Tx) error {
	slices.SortFunc(m.order, func(a, b place) int {
		return cmp.Or(strings.Compare(string(a.account), string(b.account)), bytes.Compare(a.party[:], b.party[:]),
			strings.Compare(a.currency, b.currency))
	})
	for rest := m.order; len(rest) > 0; { // Neighbours that go the same way go at once.
		query, falls := balanceRaise, m.net[rest[0]] < 0
		if falls {
			query = balanceLower
		}
		n := slices.IndexFunc(rest, func(at place) bool { return (m.net[at] < 0) != falls })
		if n < 0 {
			n = len(rest)
		}
		rows := make([][]any, n)
		for i, at := range rest[:n] {
			rows[i] = []any{string(at.account), at.party, at.currency, m.net[at]}
		}
		changed, err := tx.ExecMany(ctx, query, rows)
		if err != nil {
			return err
		}
		for i, at := range rest[:n] {
			if changed[i] == 0 {
				return fmt.Errorf("%w: %s of %s by %d", ErrFloor, at.account, at.party, m.net[at])
			}
		}
		rest = rest[n:]
	}
	return nil
}

// sameAs is nil when the posting that stands has exactly these lines.
func (p Posting) sameAs(ctx context.Context, tx *journal.Tx, lines []filled) error {
	stored, err := db.All(ctx, tx, linesOf, func(row db.Scanner) (filled, error) {
		var f filled
		err := row.Scan(&f.Debit, &f.debitParty, &f.Credit, &f.creditParty, &f.amount)
		return f, err
	}, p.Template.Name, p.Reference, p.Currency)
	if err != nil {
		return err
	}
	same := slices.EqualFunc(stored, lines, func(a, b filled) bool {
		b.Amount = "" // The name is not stored.
		return a == b
	})
	if !same {
		return fmt.Errorf("ledger: %s of %s stands already, with other amounts", p.Template.Name, p.Reference)
	}
	return nil
}

// Hold reads a party's balance by updating its row first, so that on PostgreSQL
// nobody else moves it before this change ends. A row that is not there is zero.
func Hold(ctx context.Context, tx *journal.Tx, account Account, party id.ID, currency string) (int64, error) {
	balance, err := db.Value[int64](ctx, tx, balanceHold, string(account), party, currency)
	if errors.Is(err, db.ErrNone) {
		return 0, nil
	}
	return balance, err
}

// Holding is one party's account in one currency, to be held.
type Holding struct {
	Party    id.ID
	Currency string
}

// HoldMany is Hold for several holdings of one account at once, which come sorted by
// party and currency. It gives their balances in the same order. Where nothing stands,
// nothing can be taken, and nothing is held.
func HoldMany(ctx context.Context, tx *journal.Tx, account Account, list []Holding) ([]int64, error) {
	balances := make([]int64, len(list))
	standing, err := standingOn(ctx, tx, account, list)
	if err != nil || len(standing) == 0 {
		return balances, err
	}
	held := standing
	if tx.Dialect == db.Postgres { // SQLite has one writer: nothing moves beside it.
		var rows [][]any
		for _, h := range list {
			if held[h] > 0 {
				rows = append(rows, []any{string(account), h.Party, h.Currency})
			}
		}
		if _, err := tx.ExecMany(ctx, balanceTouch, rows); err != nil {
			return nil, err
		}
		if standing, err = standingOn(ctx, tx, account, list); err != nil {
			return nil, err
		}
	}
	for i, h := range list {
		if held[h] > 0 {
			balances[i] = standing[h]
		}
	}
	return balances, nil
}

// standingOn reads what stands on an account for holdings that come sorted, perhaps
// with that of others between them.
func standingOn(ctx context.Context, r db.Reader, account Account, list []Holding) (map[Holding]int64, error) {
	if len(list) == 0 {
		return nil, nil
	}
	first, last := list[0], list[len(list)-1]
	standing := make(map[Holding]int64, len(list))
	err := db.Each(ctx, r, balanceRange, func(row db.Scanner) error {
		b, err := scanBalance(row)
		standing[Holding{b.Party, b.Amount.Currency}] = b.Amount.Minor
		return err
	}, string(account), first.Party, first.Currency, last.Party, last.Currency)
	return standing, err
}
