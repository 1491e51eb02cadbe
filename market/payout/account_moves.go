package payout

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// AddAccount keeps an account for the organisation the actor acts for. The number
// goes to the bank and no further. The first in a currency counts at once; where there
// was one before, even if it was removed or refused since, the new one takes effect
// after ReplaceWaits, and everybody who manages the organisation is told how to stop it.
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
		if err := account.GuardOrganisation(ctx, tx, who.Organisation); err != nil {
			return id.None, err
		}
		if err := giveWay(ctx, tx, waitingAccount, who.Organisation, typed.Currency); err != nil {
			return id.None, err
		}
		move := "add"
		if ever, err := db.Exists(ctx, tx, accountEver, who.Organisation, typed.Currency); err != nil {
			return id.None, err
		} else if ever {
			move = "replace"
		}
		a := Account{ID: id.New(), Organisation: who.Organisation, Person: who.Person, Currency: typed.Currency, Bank: typed.Bank, Holder: typed.Holder, Last4: kept.Last4}
		a.State, a.EffectAt, err = AccountFlow.Make(ctx, tx, flow.Step{Move: move, ID: a.ID, By: flow.Expert, Facts: flow.Facts{MayPay: hat.Pays()},
			Organisation: who.Organisation, Data: map[string]any{"currency": a.Currency}})
		if err != nil {
			return id.None, err
		}
		_, err = tx.Exec(ctx, accountInsert, a.ID, string(a.State), int64(tx.Now), a.Organisation, a.Person,
			a.Currency, a.Bank, a.Holder, a.Last4, r.Keys.SealSecret(kept.Token, sealContext(a.ID)), a.EffectAt.OrNull())
		if db.IsUnique(err) {
			return id.None, fault.Conflict("payout_account.moved_already")
		}
		if err != nil || a.State != AccountWaiting {
			return a.ID, err
		}
		return a.ID, r.tellOfReplacement(ctx, tx, a)
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
		return true, a.move(ctx, tx, "remove", flow.Expert, flow.Facts{MayPay: hat.Pays()})
	})
	return err
}
