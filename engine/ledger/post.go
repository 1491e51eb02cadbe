package ledger

import (
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
		ON CONFLICT (account, party, currency) DO UPDATE SET balance = ledger_balance.balance + excluded.balance`)
	balanceLower = db.Write("ledger.balance.lower", `UPDATE ledger_balance SET balance = balance + $4
		WHERE account = $1 AND party = $2 AND currency = $3 AND balance + $4 >= 0`)
	balanceHold = db.Write("ledger.balance.hold", `UPDATE ledger_balance SET balance = balance
		WHERE account = $1 AND party = $2 AND currency = $3 RETURNING balance`)
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
	lines, err := p.fill()
	if err != nil {
		return false, err
	}
	event := tx.Last()
	if event.IsNone() {
		return false, fmt.Errorf("ledger: %s without an event", p.Template.Name)
	}
	posting := id.New()
	n, err := tx.Exec(ctx, postingInsert, posting, p.Template.Name, p.Reference, p.Currency, event, p.Corrects, int64(tx.Now))
	if err != nil {
		return false, err
	}
	if n == 0 {
		return false, p.sameAs(ctx, tx, lines)
	}
	for i, line := range lines {
		if _, err := tx.Exec(ctx, lineInsert, posting, i+1, string(line.Debit), line.debitParty,
			string(line.Credit), line.creditParty, p.Parties.Jurisdiction, line.amount); err != nil {
			return false, err
		}
	}
	return true, p.move(ctx, tx, lines)
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

// move changes the party balances by their net amounts, sorted by account and party.
func (p Posting) move(ctx context.Context, tx *journal.Tx, lines []filled) error {
	type place struct {
		account Account
		party   id.ID
	}
	net := map[place]int64{}
	var order []place
	add := func(account Account, party id.ID, debits int64) {
		if !chart[account].IsParty() {
			return
		}
		at := place{account, party}
		if _, seen := net[at]; !seen {
			order = append(order, at)
		}
		net[at] += account.Signed(debits)
	}
	for _, line := range lines {
		add(line.Debit, line.debitParty, line.amount)
		add(line.Credit, line.creditParty, -line.amount)
	}
	slices.SortFunc(order, func(a, b place) int {
		if c := strings.Compare(string(a.account), string(b.account)); c != 0 {
			return c
		}
		return strings.Compare(string(a.party[:]), string(b.party[:]))
	})
	for _, at := range order {
		query := balanceRaise
		if net[at] < 0 {
			query = balanceLower
		}
		n, err := tx.Exec(ctx, query, string(at.account), at.party, p.Currency, net[at])
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%w: %s of %s by %d", ErrFloor, at.account, at.party, net[at])
		}
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
