package account

import (
	"context"
	"slices"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

var (
	againOf  = db.Read("account.ask_again.of", `SELECT currency, amount FROM account_ask_again WHERE organisation_id = $1 ORDER BY currency`)
	againSet = db.Write("account.ask_again.set", `INSERT INTO account_ask_again (organisation_id, currency, amount) VALUES ($1, $2, $3)
		ON CONFLICT (organisation_id, currency) DO UPDATE SET amount = excluded.amount`)
	againForget = db.Write("account.ask_again.forget", `DELETE FROM account_ask_again WHERE organisation_id = $1 AND currency = $2`)
)

// AskAgain lists, by currency, above which amount an approval for the organisation
// asks for a fresh proof of who approves (RULES.md 6). A currency without a line asks
// for none.
func AskAgain(ctx context.Context, r db.Reader, organisation id.ID) ([]money.Amount, error) {
	return db.All(ctx, r, againOf, func(row db.Scanner) (money.Amount, error) {
		var a money.Amount
		err := row.Scan(&a.Currency, &a.Minor)
		return a, err
	}, organisation)
}

// ProvedFor refuses to spend an amount above what the actor's organisation set, unless
// who acts has proved themselves lately.
func ProvedFor(ctx context.Context, r db.Reader, who policy.Actor, amount money.Amount) error {
	if who.Proved() == nil {
		return nil
	}
	list, err := AskAgain(ctx, r, who.Organisation)
	if err != nil {
		return err
	}
	for _, above := range list {
		if above.Currency == amount.Currency && amount.Minor > above.Minor {
			return who.Proved()
		}
	}
	return nil
}

// SetAskAgain sets the amounts of the organisation the actor acts for; currencies left
// out ask for no proof. Loosening and tightening both ask for one.
func (r *Room) SetAskAgain(ctx context.Context, who policy.Actor, amounts []money.Amount) error {
	if err := who.Proved(); err != nil {
		return err
	}
	return r.once(ctx, who, "organisation.ask_again", amounts, func(ctx context.Context, tx *journal.Tx) error {
		hat, err := Hat(ctx, tx, who)
		if err != nil {
			return err
		}
		if !hat.Pays() {
			return fault.Forbidden("need.may_pay")
		}
		if _, err := guardOrganisation(ctx, tx, who.Organisation); err != nil {
			return err
		}
		before, err := AskAgain(ctx, tx, who.Organisation)
		if err != nil {
			return err
		}
		data := map[string]any{}
		for _, b := range before {
			if slices.ContainsFunc(amounts, func(a money.Amount) bool { return a.Currency == b.Currency }) {
				continue
			}
			if _, err := tx.Exec(ctx, againForget, who.Organisation, b.Currency); err != nil {
				return err
			}
		}
		for _, a := range amounts {
			if _, err := tx.Exec(ctx, againSet, who.Organisation, a.Currency, a.Minor); err != nil {
				return err
			}
			data[a.Currency] = a.Minor
		}
		return tx.Record(ctx, journal.Event{Name: "organisation.ask_again", Subject: who.Organisation, Organisation: who.Organisation, Data: data})
	})
}
