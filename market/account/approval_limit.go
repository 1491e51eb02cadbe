package account

import (
	"context"
	"errors"
	"strings"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/money"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

var (
	limitsOf = db.Read("account.approval_limit.of", `SELECT currency, amount FROM account_approval_limit WHERE organisation_id = $1 ORDER BY currency`)
	limitIn  = db.Read("account.approval_limit.in", `SELECT amount FROM account_approval_limit WHERE organisation_id = $1 AND currency = $2`)
	limitSet = db.Write("account.approval_limit.set", `INSERT INTO account_approval_limit (organisation_id, currency, amount) VALUES ($1, $2, $3)
		ON CONFLICT (organisation_id, currency) DO UPDATE SET amount = excluded.amount`)
	limitForget = db.Write("account.approval_limit.forget", `DELETE FROM account_approval_limit WHERE organisation_id = $1 AND currency = $2`)
)

// ApprovalLimits lists, by currency, above which amount whoever accepts a proposal or
// approves a payment for the organisation is asked again who they are (RULES.md 6). A
// currency without one asks nobody.
func ApprovalLimits(ctx context.Context, r db.Reader, organisation id.ID) ([]money.Amount, error) {
	return db.All(ctx, r, limitsOf, func(row db.Scanner) (money.Amount, error) {
		var a money.Amount
		err := row.Scan(&a.Currency, &a.Minor)
		return a, err
	}, organisation)
}

// MayApprove refuses an amount above the limit of the organisation that the actor acts
// for, unless they proved within five minutes who they are: factor.needed.
func MayApprove(ctx context.Context, r db.Reader, who policy.Actor, amount money.Amount) error {
	proved := who.Proved()
	if proved == nil {
		return nil
	}
	limit, err := db.Value[int64](ctx, r, limitIn, who.Organisation, amount.Currency)
	switch {
	case errors.Is(err, db.ErrNone):
		return nil
	case err != nil:
		return err
	case amount.Minor > limit:
		return proved
	}
	return nil
}

// ApprovalLimitInput sets the limit of a currency; an empty Amount takes it away. Zero
// asks at every approval.
type ApprovalLimitInput struct {
	Currency, Amount string
}

// SetApprovalLimit sets a limit of the organisation that the actor acts for and pays
// for. Raising and lowering it both want a fresh proof.
func (r *Room) SetApprovalLimit(ctx context.Context, who policy.Actor, in ApprovalLimitInput) error {
	if !money.Known(in.Currency) {
		return fault.Missing("page.missing")
	}
	amount := money.Of(0, in.Currency)
	none := strings.TrimSpace(in.Amount) == ""
	if !none {
		var refusal *money.Refusal
		if amount, refusal = money.Parse(in.Amount, in.Currency); refusal != nil {
			return fault.Invalid("form.invalid", fault.At("amount", refusal.Code, refusal.Args...))
		}
		if amount.Minor < 0 {
			return fault.Invalid("form.invalid", fault.At("amount", money.CodeMalformed))
		}
	}
	return r.once(ctx, who, "organisation.limit", in, func(ctx context.Context, tx *journal.Tx) error {
		hat, err := Hat(ctx, tx, who)
		if err != nil {
			return err
		}
		if !hat.Pays() {
			return fault.Forbidden("need.may_pay")
		}
		if err := who.Proved(); err != nil {
			return err
		}
		if _, err := guardOrganisation(ctx, tx, who.Organisation); err != nil {
			return err
		}
		data := map[string]any{"currency": in.Currency}
		if none {
			_, err = tx.Exec(ctx, limitForget, who.Organisation, in.Currency)
		} else {
			data["amount"] = amount.Minor
			_, err = tx.Exec(ctx, limitSet, who.Organisation, in.Currency, amount.Minor)
		}
		if err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "organisation.limit", Subject: who.Organisation, Organisation: who.Organisation, Data: data})
	})
}
