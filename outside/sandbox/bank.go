package sandbox

import (
	"context"
	"errors"
	"slices"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/money"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/market/payout"
)

// TestAccount is an account number that the bank knows. Hint is a text key that
// says what it does.
type TestAccount struct {
	Number, Hint string
	failure      string // why a transfer to it is rejected; '' when it arrives, bounces when it arrives and comes back
}

// What happens to a transfer to an account of this kind: BouncesAfter its arrival it
// comes back, and the bank takes BounceFee for it (minor units of any currency).
const (
	bounces      = "bounces"
	bounceReason = "sent_back"
	BouncesAfter = 3 * day
	BounceFee    = 1500
)

// TestAccounts are the only numbers taken.
var TestAccounts = []TestAccount{
	{"000123456789", "sandbox.account.arrives", ""},
	{"000111111116", "sandbox.account.none", "no_account"},
	{"000111111113", "sandbox.account.closed", "account_closed"},
	{"000222222227", "sandbox.account.bounces", bounces},
}

// ErrNoFunds says that the house asks the bank to send more than it holds for it.
var ErrNoFunds = errors.New("sandbox: the house has not that much at the bank")

var (
	accountInsert  = db.Keep("sandbox.account.insert", `INSERT INTO sandbox_account (token, conduct, made_at) VALUES ($1, $2, $3)`)
	accountFind    = db.Read("sandbox.account.find", `SELECT conduct FROM sandbox_account WHERE token = $1`)
	transferInsert = db.Keep("sandbox.transfer.insert", `INSERT INTO sandbox_transfer (id, token, amount, currency, failure, due_at, made_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`)
	transferFind = db.Read("sandbox.transfer.find", `SELECT due_at FROM sandbox_transfer WHERE id = $1`)
	bounceInsert = db.Keep("sandbox.bounce.insert", `INSERT INTO sandbox_bounce (transfer_id, amount, charge, currency, failure, due_at)
		VALUES ($1, $2, $3, $4, $5, $6)`)
	// What a return or a chargeback took away the operator stands for with its own
	// money: it does not count here, only what ever came in and went out.
	free = db.Read("sandbox.free", `SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM (
		SELECT t.moves AS amount FROM sandbox_turn t JOIN sandbox_charge c ON c.id = t.charge_id
			WHERE c.currency = $1 AND t.kind = 'settle' AND t.done_at IS NOT NULL
		UNION ALL
		SELECT -amount FROM sandbox_transfer WHERE currency = $1 AND (failure = '' OR done_at IS NULL)
		UNION ALL
		SELECT amount FROM sandbox_bounce WHERE currency = $1 AND done_at IS NOT NULL) moved`)
	totals = db.Read("sandbox.totals", `SELECT currency, CAST(SUM(held) AS BIGINT), CAST(SUM(collected) AS BIGINT), CAST(SUM(fees) AS BIGINT), CAST(SUM(paid) AS BIGINT) FROM (
		SELECT c.currency AS currency, t.moves AS held, t.moves + CASE WHEN t.kind = 'charge_back' THEN t.fee ELSE 0 END AS collected,
			CASE WHEN t.kind = 'charge_back' THEN t.fee ELSE 0 END AS fees, 0 AS paid
			FROM sandbox_turn t JOIN sandbox_charge c ON c.id = t.charge_id WHERE t.done_at IS NOT NULL
		UNION ALL
		SELECT currency, -amount, 0, 0, amount FROM sandbox_transfer WHERE failure = '' AND done_at IS NOT NULL
		UNION ALL
		SELECT currency, amount - charge, 0, 0, -amount FROM sandbox_bounce WHERE done_at IS NOT NULL) moved
		GROUP BY currency ORDER BY currency`)
)

// IsTest tells whether a number is a test account's.
func (*Sandbox) IsTest(number string) bool {
	return slices.ContainsFunc(TestAccounts, func(a TestAccount) bool { return a.Number == number })
}

// known are test numbers and, beside them, accounts whose every rule holds: published
// examples of an IBAN and made-up Japanese ones. Each arrives.
func known(number string) (TestAccount, bool) {
	for _, a := range append(TestAccounts[:len(TestAccounts):len(TestAccounts)], WrittenOut...) {
		if a.Number == number {
			return a, true
		}
	}
	return TestAccount{}, false
}

// WrittenOut are accounts as their countries write them, taken like TestAccounts but
// held to their countries' rules.
var WrittenOut = []TestAccount{
	{"DE89370400440532013000", "sandbox.account.arrives", ""}, // ISO 13616-1 and the IBAN Registry's example
	{"GB29NWBK60161331926819", "sandbox.account.arrives", ""},
	{"1234567", "sandbox.account.arrives", ""}, // in Japan
}

// KeepAccount gives a token for a test account. Any other number is refused.
func (s *Sandbox) KeepAccount(ctx context.Context, account payout.BankAccount) (payout.Kept, error) {
	if known, is := known(account.Number.Reveal()); is {
		kept := payout.Kept{Token: seal.Hide("acct_" + seal.Token()), Last4: known.Number[len(known.Number)-4:]}
		return kept, s.write(ctx, func(ctx context.Context, tx *db.Tx, now clock.Micros) error {
			_, err := tx.Exec(ctx, accountInsert, kept.Token.Reveal(), known.failure, int64(now))
			return err
		})
	}
	return payout.Kept{}, fault.Invalid("form.invalid", fault.At("number", "account_not_test"))
}

// Send takes a transfer once per payout. It is refused when the house has less at
// the bank than it wants to send: the bank does not trust the house's books.
func (s *Sandbox) Send(ctx context.Context, transfer payout.Transfer) (clock.Micros, error) {
	if journal.Inside(ctx) {
		return 0, ErrInside
	}
	conduct, err := db.Value[string](ctx, s.journal.DB, accountFind, transfer.Token.Reveal())
	if err != nil {
		return 0, err
	}
	var due clock.Micros
	err = s.write(ctx, func(ctx context.Context, tx *db.Tx, now clock.Micros) error {
		before, err := db.Value[clock.Micros](ctx, tx, transferFind, transfer.Payout)
		if err == nil {
			due = before
			return nil
		}
		if !errors.Is(err, db.ErrNone) {
			return err
		}
		here, err := db.Value[int64](ctx, tx, free, transfer.Amount.Currency)
		if err != nil {
			return err
		}
		if here < transfer.Amount.Minor {
			return ErrNoFunds
		}
		due = now.Add(ArrivesAfter).BankDay(s.zone)
		failure, comesBack := conduct, conduct == bounces
		if comesBack {
			failure = ""
		}
		_, err = tx.Exec(ctx, transferInsert, transfer.Payout, transfer.Token.Reveal(), transfer.Amount.Minor, transfer.Amount.Currency,
			failure, int64(due), int64(now))
		if err != nil || !comesBack {
			return err
		}
		_, err = tx.Exec(ctx, bounceInsert, transfer.Payout, transfer.Amount.Minor, BounceFee, transfer.Amount.Currency, bounceReason,
			int64(due.Add(BouncesAfter).BankDay(s.zone)))
		return err
	})
	return due, err
}

// Total is the sandbox's own record in one currency.
type Total struct {
	Held      money.Amount // what the bank holds for the house; below zero when the processor took back what was paid out
	Collected money.Amount // charges that settled, less what came back
	Fees      money.Amount // what the processor took for disputes
	Paid      money.Amount // transfers that arrived, less what came back
}

// Totals says what the sandbox believes, to be laid beside the books.
func (s *Sandbox) Totals(ctx context.Context) ([]Total, error) {
	return db.All(ctx, s.journal.DB, totals, func(row db.Scanner) (Total, error) {
		var t Total
		err := row.Scan(&t.Held.Currency, &t.Held.Minor, &t.Collected.Minor, &t.Fees.Minor, &t.Paid.Minor)
		t.Collected.Currency, t.Fees.Currency, t.Paid.Currency = t.Held.Currency, t.Held.Currency, t.Held.Currency
		return t, err
	})
}
