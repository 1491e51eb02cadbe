package payout

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// States of a payout account.
const (
	AccountActive  flow.State = "active"
	AccountRefused flow.State = "refused" // the bank would not pay it
	AccountRemoved flow.State = "removed"
)

// AccountFlow is the life of a payout account: one is active per organisation and
// currency, a new one takes its place.
var AccountFlow = flow.Define("payout_account", "payout_account",
	flow.Stops(flow.Waits(AccountActive, flow.Expert), flow.End(AccountRefused, AccountRemoved)),
	flow.Rows{
		{Move: "add", To: AccountActive, By: flow.Expert, Needs: flow.Needs(MayPay), Op: "addPayoutAccount"},
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
}

const accountColumns = `id, state, organisation_id, person_id, currency, bank, holder, last4, made_at`

func scanAccount(row db.Scanner) (Account, error) {
	var a Account
	err := row.Scan(&a.ID, &a.State, &a.Organisation, &a.Person, &a.Currency, &a.Bank, &a.Holder, &a.Last4, &a.MadeAt)
	return a, err
}

var (
	accountActive = db.Read("payout.account.active", `SELECT `+accountColumns+` FROM payout_account
		WHERE organisation_id = $1 AND currency = $2 AND state = 'active'`)
	accountsOf = db.Read("payout.account.of", `SELECT `+accountColumns+` FROM payout_account
		WHERE organisation_id = $1 AND state <> 'removed' ORDER BY currency, id DESC`)
	accountFind   = db.Read("payout.account.find", `SELECT `+accountColumns+` FROM payout_account WHERE id = $1`)
	accountInsert = db.Write("payout.account.insert", `INSERT INTO payout_account (id, state, state_since, version, organisation_id, person_id,
		currency, bank, holder, last4, token_sealed, made_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $3)`)
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

// PaidIn tells whether an organisation can be paid in a currency: the answer to
// deal.PayoutAccounts.
func PaidIn(ctx context.Context, r db.Reader, organisation id.ID, currency string) (bool, error) {
	_, found, err := ActiveAccount(ctx, r, organisation, currency)
	return found, err
}

var (
	anyAccount    = db.Read("payout.account.any", `SELECT 1 FROM payout_account WHERE organisation_id = $1 AND state = 'active' LIMIT 1`)
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

// AccountsOf lists an organisation's accounts, active and refused; whoever asks
// belongs to it.
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

// AddAccount keeps an account for the organisation the actor acts for. The number
// goes to the bank and no further; the account in the same currency before it is
// removed.
func (r *Room) AddAccount(ctx context.Context, who policy.Actor, in AccountInput) (id.ID, error) {
	hat, err := account.Hat(ctx, r.Journal.DB, who)
	if err != nil {
		return id.None, err
	}
	if !hat.Pays() {
		return id.None, fault.Forbidden("need." + string(MayPay))
	}
	if err := who.Proved(); err != nil {
		return id.None, err
	}
	typed, err := r.typed(ctx, who, in)
	if err != nil {
		return id.None, err
	}
	if r.Bank == nil {
		return id.None, fault.Unavailable("payout.no_bank")
	}
	kept, err := r.Bank.KeepAccount(ctx, typed)
	if err != nil {
		return id.None, err
	}
	same := struct{ Currency, Bank, Holder, Last4 string }{typed.Currency, typed.Bank, typed.Holder, kept.Last4}
	return journal.Do(ctx, r.Journal, who, "payout_account.add", same, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		hat, err := account.Hat(ctx, tx, who)
		if err != nil {
			return id.None, err
		}
		facts := flow.Facts{MayPay: hat.Pays()}
		before, found, err := ActiveAccount(ctx, tx, who.Organisation, typed.Currency)
		if err != nil {
			return id.None, err
		}
		if found {
			if err := before.remove(ctx, tx, facts); err != nil {
				return id.None, err
			}
		}
		made := id.New()
		state, _, err := AccountFlow.Make(ctx, tx, flow.Step{Move: "add", ID: made, By: flow.Expert, Facts: facts, Organisation: who.Organisation,
			Data: map[string]any{"currency": typed.Currency}})
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, accountInsert, made, string(state), int64(tx.Now), who.Organisation, who.Person,
			typed.Currency, typed.Bank, typed.Holder, kept.Last4, r.Keys.SealSecret(kept.Token, sealContext(made)))
		if db.IsUnique(err) {
			return id.None, fault.Conflict("payout_account.moved_already")
		}
		return made, err
	})
}

// typed checks what was typed, and that the holder is whom the tax interview names.
func (r *Room) typed(ctx context.Context, who policy.Actor, in AccountInput) (BankAccount, error) {
	test := func(string) bool { return false }
	if sandbox, is := r.Bank.(Tester); is {
		test = sandbox.IsTest
	}
	a, err := in.check(r.Currencies, test)
	if err != nil || r.Names == nil {
		return a, err
	}
	legal, found, err := r.Names.NamesOf(ctx, r.Journal.DB, who.Organisation)
	if err != nil {
		return a, err
	}
	if !found {
		return a, fault.Conflict("check.after.tax")
	}
	if why := a.held(legal.Legal, legal.Kana); why != "" {
		return a, fault.Invalid("form.invalid", fault.At("holder", why))
	}
	return a, nil
}

func (a Account) remove(ctx context.Context, tx *journal.Tx, facts flow.Facts) error {
	_, err := AccountFlow.Move(ctx, tx, flow.Step{Move: "remove", ID: a.ID, From: a.State, By: flow.Expert, Facts: facts, Organisation: a.Organisation,
		Data: map[string]any{"currency": a.Currency}})
	return err
}

// RemoveAccount forgets an account of the actor's organisation. Payouts already
// started go on; what is collected later waits for a new account.
func (r *Room) RemoveAccount(ctx context.Context, who policy.Actor, removed id.ID) error {
	_, err := journal.Do(ctx, r.Journal, who, "payout_account.remove", removed, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		hat, err := account.Hat(ctx, tx, who)
		if err != nil {
			return false, err
		}
		a, err := FindAccount(ctx, tx, removed)
		if err == nil && a.Organisation != who.Organisation {
			err = fault.Missing("payout_account.missing")
		}
		if err == nil {
			err = who.Proved()
		}
		if err != nil {
			return false, err
		}
		return true, a.remove(ctx, tx, flow.Facts{MayPay: hat.Pays()})
	})
	return err
}

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
