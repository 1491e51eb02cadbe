package payout

import (
	"context"
	"errors"
	"fmt"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/ledger"
)

var (
	payeeFind = db.Read("payout.payee", `SELECT a.id, COALESCE(p.day, 0) FROM payout_account a
		LEFT JOIN payout_preference p ON p.organisation_id = a.organisation_id AND p.currency = a.currency
		WHERE a.organisation_id = $1 AND a.currency = $2 AND a.state = 'active'`)
	lineInsert = db.Write("payout.line.insert", `INSERT INTO payout_line (id, state, state_since, version, run_id, organisation_id, account_id,
		amount, netted, charge, currency, failure, made_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, 0, $9, '', $3)`)
	itemsInsert = db.Write("payout.item.insert", `INSERT INTO payout_item (payout_id, posting_id, amount)
		SELECT $1, p.id, m.amount FROM (SELECT posting_id, CAST(SUM(amount) AS BIGINT) AS amount FROM (
			SELECT posting_id, amount FROM ledger_line WHERE credit = 'expert_payable' AND credit_party = $2
			UNION ALL
			SELECT posting_id, -amount FROM ledger_line WHERE debit = 'expert_payable' AND debit_party = $2) sides GROUP BY posting_id) m
		JOIN ledger_posting p ON p.id = m.posting_id
		WHERE p.currency = $3 AND p.template <> 'payout_started' AND NOT EXISTS (SELECT 1 FROM payout_item i WHERE i.posting_id = p.id)`)
	itemsSum = db.Read("payout.item.sum", `SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payout_item WHERE payout_id = $1`)
)

// target is whom a run pays in a currency, and to which account.
type target struct {
	organisation, account id.ID
	currency              string
}

// payee gives where an organisation is paid by a run of this day; false when it has
// no account, or has chosen another day.
func payee(ctx context.Context, r db.Reader, organisation id.ID, currency, day string) (target, bool, error) {
	to := target{organisation: organisation, currency: currency}
	wish := Preference{}
	_, err := db.One(ctx, r, payeeFind, func(row db.Scanner) (bool, error) {
		return true, row.Scan(&to.account, &wish.Day)
	}, organisation, currency)
	if errors.Is(err, db.ErrNone) {
		return to, false, nil
	}
	return to, err == nil && wish.On(day), err
}

// start makes the payout of one organisation in one currency, once per run. What is
// owed to it is taken first, so that nobody else pays from it until this change
// ends; then what it owes, which goes before anything is paid.
func (r *Room) start(ctx context.Context, inRun id.ID, to target) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if there, err := db.Exists(ctx, r.Journal.DB, lineIn, inRun, to.organisation, to.currency); err != nil || there {
		return err
	}
	err := r.Journal.Change(ctx, runner, func(ctx context.Context, tx *journal.Tx) error {
		owed, err := ledger.Hold(ctx, tx, ledger.ExpertPayable, to.organisation, to.currency)
		if err != nil {
			return err
		}
		if owed <= 0 {
			return errNothing
		}
		owes, err := ledger.Hold(ctx, tx, ledger.ExpertReceivable, to.organisation, to.currency)
		if err != nil {
			return err
		}
		netted := min(owed, owes)
		p := Payout{ID: id.New(), Run: inRun, Organisation: to.organisation, Account: to.account,
			Amount: money.Of(owed-netted, to.currency), Netted: money.Of(netted, to.currency)}
		return r.startLine(ctx, tx, p)
	})
	if errors.Is(err, errNothing) || db.IsUnique(err) { // Nothing there, or started by another process.
		return nil
	}
	return err
}

// startLine writes a payout down: its line, its postings, and what it is made of,
// which must be exactly what goes to the bank.
func (r *Room) startLine(ctx context.Context, tx *journal.Tx, p Payout) error {
	move := "start"
	if p.Amount.IsZero() {
		move = "net"
	}
	state, _, err := Flow.Make(ctx, tx, flow.Step{Move: move, ID: p.ID, By: flow.System, Organisation: p.Organisation,
		Data: map[string]any{"run": p.Run.String(), "account": p.Account.String(), "amount": p.Amount.Minor, "netted": p.Netted.Minor,
			"currency": p.Amount.Currency}})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, lineInsert, p.ID, string(state), int64(tx.Now), p.Run, p.Organisation, p.Account,
		p.Amount.Minor, p.Netted.Minor, p.Amount.Currency); err != nil {
		return err
	}
	if p.Netted.IsPositive() {
		if err := p.post(ctx, tx, ledger.Netted, ledger.Amounts{"amount": p.Netted.Minor}); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(ctx, itemsInsert, p.ID, p.Organisation, p.Amount.Currency); err != nil {
		return err
	}
	made, err := db.Value[int64](ctx, tx, itemsSum, p.ID)
	if err != nil {
		return err
	}
	if made != p.Amount.Minor {
		return fmt.Errorf("payout: what %s is made of comes to %d, not to %d", p.ID, made, p.Amount.Minor)
	}
	if p.Amount.IsZero() {
		return nil
	}
	if err := p.post(ctx, tx, ledger.PayoutStarted, ledger.Amounts{"amount": p.Amount.Minor}); err != nil {
		return err
	}
	return r.Jobs.Insert(ctx, tx, sendArgs{Payout: p.ID})
}

// post writes a posting of this payout.
func (p Payout) post(ctx context.Context, tx *journal.Tx, t *ledger.Template, amounts ledger.Amounts) error {
	_, err := ledger.Post(ctx, tx, ledger.Posting{Template: t, Reference: p.ID, Currency: p.Amount.Currency,
		Parties: ledger.Parties{Expert: p.Organisation, Payout: p.ID}, Amounts: amounts})
	return err
}
