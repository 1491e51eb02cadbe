package payout

import (
	"bytes"
	"context"
	"slices"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// LetterReplaced tells who manages an organisation that another account is to be paid
// to, and how to stop it.
const LetterReplaced = "mail.payout_account_replaced"

// tellOfReplacement writes to everybody who may see the organisation's money, whoever
// did it included, and to the addresses they had until lately (RULES.md 4). Each letter
// has a link of its own.
func (r *Room) tellOfReplacement(ctx context.Context, tx *journal.Tx, a Account) error {
	if r.Post == nil {
		return nil
	}
	list, err := account.MembersOf(ctx, tx, a.Organisation)
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(x, y account.Membership) int { return bytes.Compare(x.Person[:], y.Person[:]) })
	for _, m := range list {
		if !m.Pays() {
			continue
		}
		if err := account.Hold(ctx, tx.Tx, m.Person); err != nil {
			if fault.IsKind(err, fault.KindMissing) {
				continue
			}
			return err
		}
		addresses, err := account.AddressesOf(ctx, tx, m.Person)
		if err != nil {
			return err
		}
		for _, to := range addresses {
			text, err := account.IssueStop(ctx, tx, to, AccountID.Text(a.ID))
			if err != nil {
				return err
			}
			args := map[string]any{"Path": "/payout-account/stop/" + text, "Currency": a.Currency, "Bank": a.Bank, "Last4": a.Last4, "EffectAt": int64(a.EffectAt)}
			if err := r.Post.Letter(ctx, tx, to, LetterReplaced, args); err != nil {
				return err
			}
		}
	}
	return nil
}

// giveWay ends the account that found gives, where there is one, for another that takes
// its place.
func giveWay(ctx context.Context, tx *journal.Tx, found func(context.Context, db.Reader, id.ID, string) (Account, bool, error), organisation id.ID, currency string) error {
	a, is, err := found(ctx, tx, organisation, currency)
	if err != nil || !is {
		return err
	}
	return a.move(ctx, tx, "give_way", flow.System, nil)
}

func (a Account) move(ctx context.Context, tx *journal.Tx, move string, by flow.Role, facts flow.Facts) error {
	_, err := AccountFlow.Move(ctx, tx, flow.Step{Move: move, ID: a.ID, From: a.State, By: by, Facts: facts, Organisation: a.Organisation,
		Data: map[string]any{"currency": a.Currency}})
	return err
}

// TakeEffect is the clock's command ReplaceWaits after an account was named: it is paid
// to from now on, and the one before no longer.
func (r *Room) TakeEffect(ctx context.Context, who policy.Actor, waiting id.ID) error {
	return r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		a, err := guarded(ctx, tx, waiting)
		if err != nil {
			return err
		}
		if a.State != AccountWaiting || tx.Now < a.EffectAt {
			return fault.Conflict("payout_account.moved_already")
		}
		if err := giveWay(ctx, tx, ActiveAccount, a.Organisation, a.Currency); err != nil {
			return err
		}
		return a.move(ctx, tx, "take_effect", flow.Clock, nil)
	})
}

// guarded gives the account as it is once its organisation is held.
func guarded(ctx context.Context, tx *journal.Tx, found id.ID) (Account, error) {
	a, err := FindAccount(ctx, tx, found)
	if err != nil {
		return a, err
	}
	// A closed organisation has nobody left to change anything at the same time.
	if err := account.GuardOrganisation(ctx, tx, a.Organisation); err != nil && !fault.IsKind(err, fault.KindMissing) {
		return a, err
	}
	return FindAccount(ctx, tx, found)
}

// StopAccount stops a change of where the actor's organisation is paid, while it waits.
// It asks for no fresh proof: it only keeps what was.
func (r *Room) StopAccount(ctx context.Context, who policy.Actor, stopped id.ID) error {
	_, err := journal.Do(ctx, r.Journal, who, "payout_account.stop", stopped, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		hat, err := account.Hat(ctx, tx, who)
		if err != nil {
			return false, err
		}
		a, err := FindAccount(ctx, tx, stopped)
		if err == nil && a.Organisation != who.Organisation {
			err = fault.Missing("payout_account.missing")
		}
		if err != nil {
			return false, err
		}
		if a, err = guarded(ctx, tx, stopped); err != nil {
			return false, err
		}
		return true, a.move(ctx, tx, "stop", flow.Expert, flow.Facts{MayPay: hat.Pays()})
	})
	return err
}

// PeekStop gives the account whose replacing a link of a letter stops, without using it.
func (r *Room) PeekStop(ctx context.Context, text string) (Account, error) {
	what, err := account.PeekStopLink(ctx, r.Journal.DB, text)
	if err != nil {
		return Account{}, err
	}
	found, ok := AccountID.Parse(what)
	if !ok {
		return Account{}, fault.Missing("account.link_unknown")
	}
	return FindAccount(ctx, r.Journal.DB, found)
}

// StopByLink stops a change of where an organisation is paid by the link of a letter,
// for whoever it was written to. It gives the account, and payout_account.moved_already
// where it is too late; the link works once.
func (r *Room) StopByLink(ctx context.Context, who policy.Actor, text string) error {
	return r.Journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		what, person, err := account.UseStopLink(ctx, tx, text)
		if err != nil {
			return err
		}
		found, ok := AccountID.Parse(what)
		if !ok {
			return fault.Missing("account.link_unknown")
		}
		a, err := guarded(ctx, tx, found)
		if err != nil {
			return err
		}
		tx.Who.Kind, tx.Who.Person = policy.Person, person
		return a.move(ctx, tx, "stop", flow.Expert, flow.Facts{MayPay: true})
	})
}
