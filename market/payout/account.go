package payout

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
)

// States of a payout account.
const (
	AccountActive  flow.State = "active"
	AccountWaiting flow.State = "waiting" // takes the place of another in ReplaceWaits
	AccountStopped flow.State = "stopped" // somebody of the organisation stopped it meanwhile
	AccountRefused flow.State = "refused" // the bank would not pay it
	AccountRemoved flow.State = "removed"
)

// ReplaceWaits is how long whoever is paid has to stop a change of where they are paid
// to, in which nothing is paid out in that currency (RULES.md 4).
const ReplaceWaits = 72 * time.Hour

// AccountFlow is the life of a payout account: one is active per organisation and
// currency. The first counts at once; each later one waits before it takes the place
// of the one before.
var AccountFlow = flow.Define("payout_account", "payout_account",
	flow.Stops(flow.Waits(AccountActive, flow.Expert), flow.Waits(AccountWaiting, flow.Clock), flow.End(AccountRefused, AccountRemoved, AccountStopped)),
	flow.Rows{
		{Move: "add", To: AccountActive, By: flow.Expert, Needs: flow.Needs(MayPay), Op: "addPayoutAccount"},
		{Move: "replace", To: AccountWaiting, By: flow.Expert, Needs: flow.Needs(MayPay), Op: "addPayoutAccount"},
		{Move: "take_effect", From: AccountWaiting, To: AccountActive, By: flow.Clock, After: ReplaceWaits},
		{Move: "stop", From: AccountWaiting, To: AccountStopped, By: flow.Expert, Needs: flow.Needs(MayPay), Op: "stopPayoutAccount"},
		{Move: "give_way", From: AccountActive, To: AccountRemoved, By: flow.System},
		{Move: "give_way", From: AccountWaiting, To: AccountRemoved, By: flow.System},
		{Move: "remove", From: AccountActive, To: AccountRemoved, By: flow.Expert, Needs: flow.Needs(MayPay), Op: "removePayoutAccount"},
		{Move: "refuse", From: AccountActive, To: AccountRefused, By: flow.Processor},
	})

// Account is where an organisation is paid, as its members may see it.
type Account struct {
	ID           id.ID
	State        flow.State
	Organisation id.ID
	Person       id.ID
	Currency     string
	Bank         string
	Holder       string
	Last4        string
	MadeAt       clock.Micros
	// EffectAt is when one that waits takes effect, business time; zero for others.
	EffectAt clock.Micros
}

const accountColumns = `id, state, organisation_id, person_id, currency, bank, holder, last4, made_at, deadline`

func scanAccount(row db.Scanner) (Account, error) {
	var a Account
	err := row.Scan(&a.ID, &a.State, &a.Organisation, &a.Person, &a.Currency, &a.Bank, &a.Holder, &a.Last4, &a.MadeAt, &a.EffectAt)
	return a, err
}

var (
	accountActive = db.Read("payout.account.active", `SELECT `+accountColumns+` FROM payout_account
		WHERE organisation_id = $1 AND currency = $2 AND state = 'active'`).Once()
	accountWaiting = db.Read("payout.account.waiting", `SELECT `+accountColumns+` FROM payout_account
		WHERE organisation_id = $1 AND currency = $2 AND state = 'waiting'`)
	accountCounts = db.Read("payout.account.counts", `SELECT 1 FROM payout_account
		WHERE organisation_id = $1 AND currency = $2 AND state IN ('active', 'waiting') LIMIT 1`).Once()
	accountEver = db.Read("payout.account.ever", `SELECT 1 FROM payout_account
		WHERE organisation_id = $1 AND currency = $2 AND state <> 'stopped' LIMIT 1`)
	accountsOf = db.Read("payout.account.of", `SELECT `+accountColumns+` FROM payout_account
		WHERE organisation_id = $1 AND state IN ('active', 'waiting', 'refused') ORDER BY currency, id DESC`)
	accountFind   = db.Read("payout.account.find", `SELECT `+accountColumns+` FROM payout_account WHERE id = $1`)
	accountInsert = db.Write("payout.account.insert", `INSERT INTO payout_account (id, state, state_since, version, organisation_id, person_id,
		currency, bank, holder, last4, token_sealed, made_at, deadline) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $3, $11)`)
	holderBlank = db.Write("payout.account.blank", `UPDATE payout_account SET holder = '', erased_at = $2 WHERE person_id = $1`)
	accountsBy  = db.Read("payout.account.by_person", `SELECT `+accountColumns+` FROM payout_account WHERE person_id = $1 ORDER BY id`)
)

// ActiveAccount gives where an organisation is paid in a currency; found is false
// when nowhere.
func ActiveAccount(ctx context.Context, r db.Reader, organisation id.ID, currency string) (a Account, found bool, err error) {
	a, err = db.One(ctx, r, accountActive, scanAccount, organisation, currency)
	if errors.Is(err, db.ErrNone) {
		return a, false, nil
	}
	return a, err == nil, err
}

// waitingAccount gives what is to take the place of the account in a currency; found
// is false when nothing is.
func waitingAccount(ctx context.Context, r db.Reader, organisation id.ID, currency string) (a Account, found bool, err error) {
	a, err = db.One(ctx, r, accountWaiting, scanAccount, organisation, currency)
	if errors.Is(err, db.ErrNone) {
		return a, false, nil
	}
	return a, err == nil, err
}

// PaidIn tells whether an organisation can be paid in a currency, be it in some days:
// the answer to deal.PayoutAccounts.
func PaidIn(ctx context.Context, r db.Reader, organisation id.ID, currency string) (bool, error) {
	return db.Exists(ctx, r, accountCounts, organisation, currency)
}

var (
	anyAccount    = db.Read("payout.account.any", `SELECT 1 FROM payout_account WHERE organisation_id = $1 AND state IN ('active', 'waiting') LIMIT 1`)
	anyPreference = db.Read("payout.preference.any", `SELECT 1 FROM payout_preference WHERE organisation_id = $1 LIMIT 1`)
)

// HasAccount tells whether an organisation can be paid in any currency: the check of
// its registration.
func HasAccount(ctx context.Context, r db.Reader, organisation id.ID) (bool, error) {
	return db.Exists(ctx, r, anyAccount, organisation)
}

// HasPreference tells whether an organisation has said when it wants to be paid.
func HasPreference(ctx context.Context, r db.Reader, organisation id.ID) (bool, error) {
	return db.Exists(ctx, r, anyPreference, organisation)
}

// AccountsOf lists an organisation's accounts, active, waiting and refused; whoever
// asks belongs to it.
func AccountsOf(ctx context.Context, r db.Reader, organisation id.ID) ([]Account, error) {
	return db.All(ctx, r, accountsOf, scanAccount, organisation)
}

// FindAccount gives an account by its id, removed or not, for what was paid to it.
func FindAccount(ctx context.Context, r db.Reader, account id.ID) (Account, error) {
	a, err := db.One(ctx, r, accountFind, scanAccount, account)
	if errors.Is(err, db.ErrNone) {
		return a, fault.Missing("payout_account.missing")
	}
	return a, err
}

func sealContext(account id.ID) string { return "payout.account:" + account.String() }

// Erase blanks the holder's name on a person's accounts, inside a change.
func (r *Room) Erase(ctx context.Context, tx *journal.Tx, person id.ID) error {
	_, err := tx.Exec(ctx, holderBlank, person, int64(tx.Now))
	return err
}

// Export gives the accounts a person has entered, for the download of one's data.
func Export(ctx context.Context, r db.Reader, person id.ID) (any, error) {
	type kept struct {
		ID, State, Currency, Bank, Holder, Last4 string
	}
	accounts, err := db.All(ctx, r, accountsBy, scanAccount, person)
	list := make([]kept, 0, len(accounts))
	for _, a := range accounts {
		list = append(list, kept{AccountID.Text(a.ID), string(a.State), a.Currency, a.Bank, a.Holder, a.Last4})
	}
	return list, err
}
