package payment

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// mayPay lets those on who decide about the organisation's money, before anything
// goes to the processor; the change asks again.
func (r *Room) mayPay(ctx context.Context, who policy.Actor) error {
	hat, err := account.Hat(ctx, r.Journal.DB, who)
	if err != nil {
		return err
	}
	if !hat.Pays() {
		return fault.Forbidden("need." + string(MayPay))
	}
	if r.Processor == nil {
		return fault.Unavailable("payment.no_processor")
	}
	return nil
}

// AddCard keeps a card for the organisation the actor acts for, and prefers it. The
// number goes to the processor and no further.
func (r *Room) AddCard(ctx context.Context, who policy.Actor, in CardInput) (id.ID, error) {
	now, err := r.Journal.Now(ctx)
	if err != nil {
		return id.None, err
	}
	card, err := in.check(now)
	if err != nil {
		return id.None, err
	}
	if err := r.mayPay(ctx, who); err != nil {
		return id.None, err
	}
	kept, err := r.Processor.KeepCard(ctx, card)
	if err != nil {
		return id.None, err
	}
	return r.add(ctx, who, "add", Method{Kind: KindCard, Brand: kept.Brand, Last4: kept.Last4, Expires: card.Expires}, kept)
}

// AddDebit keeps a bank account in the United States that may be debited, and
// prefers it. Its numbers go to the processor and no further.
func (r *Room) AddDebit(ctx context.Context, who policy.Actor, in DebitInput) (id.ID, error) {
	debit, err := in.check()
	if err != nil {
		return id.None, err
	}
	if err := r.mayPay(ctx, who); err != nil {
		return id.None, err
	}
	kept, err := r.Processor.KeepDebit(ctx, debit)
	if err != nil {
		return id.None, err
	}
	return r.add(ctx, who, "add", Method{Kind: KindACH, Brand: kept.Brand, Last4: kept.Last4}, kept)
}

// AskTerms asks the operator to let the organisation pay on invoice, within 30 days.
func (r *Room) AskTerms(ctx context.Context, who policy.Actor, in TermsInput) (id.ID, error) {
	payer, err := in.check()
	if err != nil {
		return id.None, err
	}
	if err := r.mayPay(ctx, who); err != nil {
		return id.None, err
	}
	kept, err := r.Processor.KeepPayer(ctx, payer)
	if err != nil {
		return id.None, err
	}
	return r.add(ctx, who, "ask", Method{Kind: KindNetTerms, Brand: kept.Brand, Last4: kept.Last4}, kept)
}

// add writes a method down. One that is active at once becomes the preferred one.
func (r *Room) add(ctx context.Context, who policy.Actor, move string, m Method, kept Kept) (id.ID, error) {
	same := struct{ Kind, Brand, Last4, Expires string }{m.Kind, m.Brand, m.Last4, m.Expires} // The number is not hashed either.
	return journal.Do(ctx, r.Journal, who, "payment_method."+move, same, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		hat, err := account.Hat(ctx, tx, who)
		if err != nil {
			return id.None, err
		}
		have, err := MethodsOf(ctx, tx, who.Organisation)
		if err != nil {
			return id.None, err
		}
		open := 0
		for _, other := range have {
			if other.State != MethodRefused {
				open++
			}
			if m.Kind == KindNetTerms && other.Kind == KindNetTerms && other.State != MethodRefused {
				return id.None, fault.Conflict("payment_method.terms_already")
			}
		}
		if open >= methodsMax {
			return id.None, fault.Conflict("payment_method.too_many")
		}
		m.ID = id.New()
		m.State, _, err = MethodFlow.Make(ctx, tx, flow.Step{Move: move, ID: m.ID, By: flow.Customer, Facts: flow.Facts{MayPay: hat.Pays()},
			Data: map[string]any{"kind": m.Kind}})
		if err != nil {
			return id.None, err
		}
		m.Preferred = m.State == MethodActive
		if m.Preferred {
			if _, err := tx.Exec(ctx, methodsPlain, who.Organisation); err != nil {
				return id.None, err
			}
		}
		_, err = tx.Exec(ctx, methodInsert, m.ID, string(m.State), int64(tx.Now), m.Kind, m.Preferred, who.Organisation, who.Person,
			m.Brand, m.Last4, m.Expires, r.Keys.SealSecret(kept.Token, sealContext(m.ID)))
		if db.IsUnique(err) {
			return id.None, fault.Conflict("payment_method.moved_already")
		}
		return m.ID, err
	})
}

// own takes a method of the actor's organisation for this change.
func own(ctx context.Context, tx *journal.Tx, who policy.Actor, method id.ID) (Method, flow.Facts, error) {
	hat, err := account.Hat(ctx, tx, who)
	if err != nil {
		return Method{}, nil, err
	}
	m, err := FindMethod(ctx, tx, method)
	if err == nil && m.Organisation != who.Organisation {
		err = fault.Missing("payment_method.missing")
	}
	if err != nil {
		return m, nil, err
	}
	m, err = db.One(ctx, tx, methodHold, scanMethod, method)
	return m, flow.Facts{MayPay: hat.Pays()}, err
}

// PreferMethod makes a method the one that is charged unless another is chosen.
func (r *Room) PreferMethod(ctx context.Context, who policy.Actor, method id.ID) error {
	_, err := journal.Do(ctx, r.Journal, who, "payment_method.prefer", method, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		m, facts, err := own(ctx, tx, who, method)
		if err != nil {
			return false, err
		}
		if _, err := MethodFlow.Move(ctx, tx, flow.Step{Move: "prefer", ID: m.ID, From: m.State, By: flow.Customer, Facts: facts}); err != nil {
			return false, err
		}
		return true, prefer(ctx, tx, m)
	})
	return err
}

func prefer(ctx context.Context, tx *journal.Tx, m Method) error {
	if _, err := tx.Exec(ctx, methodsPlain, m.Organisation); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, methodPrefer, m.ID)
	if db.IsUnique(err) {
		return fault.Conflict("payment_method.moved_already")
	}
	return err
}

// RemoveMethod forgets a method; another that is active becomes the preferred one.
// Charges already started go on.
func (r *Room) RemoveMethod(ctx context.Context, who policy.Actor, method id.ID) error {
	_, err := journal.Do(ctx, r.Journal, who, "payment_method.remove", method, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		m, facts, err := own(ctx, tx, who, method)
		if err != nil {
			return false, err
		}
		if _, err := MethodFlow.Move(ctx, tx, flow.Step{Move: "remove", ID: m.ID, From: m.State, By: flow.Customer, Facts: facts}); err != nil {
			return false, err
		}
		return true, preferAnother(ctx, tx, m)
	})
	return err
}

// preferAnother gives the preference on when the preferred method is gone, to the
// newest of the active ones.
func preferAnother(ctx context.Context, tx *journal.Tx, gone Method) error {
	if !gone.Preferred {
		return nil
	}
	list, err := MethodsOf(ctx, tx, gone.Organisation)
	if err != nil {
		return err
	}
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].State == MethodActive && list[i].ID != gone.ID {
			return prefer(ctx, tx, list[i])
		}
	}
	_, err = tx.Exec(ctx, methodsPlain, gone.Organisation)
	return err
}

// GrantTerms lets an organisation pay on net terms, by the operator. They are used
// when the customer chooses them, or when there is no other method. Nobody can pay an
// invoice that names no account, so without one they are not granted.
func (r *Room) GrantTerms(ctx context.Context, who policy.Actor, method id.ID) error {
	if r.PayTo == "" && who.IsOperator() {
		return fault.Conflict("payment_method.pay_to_missing")
	}
	_, err := r.decideTerms(ctx, who, method, "grant", "")
	return err
}

// RefuseTerms refuses them, with a reason that the customer reads.
func (r *Room) RefuseTerms(ctx context.Context, who policy.Actor, method id.ID, reason string) error {
	var form fault.Form
	reason = prose.Check(&form, prose.Rule{Field: "reason", Min: 1, Max: reasonMax}, reason)
	if err := form.Err(); err != nil {
		return err
	}
	_, err := r.decideTerms(ctx, who, method, "refuse", reason)
	return err
}

func (r *Room) decideTerms(ctx context.Context, who policy.Actor, method id.ID, move, reason string) (bool, error) {
	in := struct {
		Method id.ID
		Reason string
	}{method, reason}
	return journal.Do(ctx, r.Journal, who, "payment_method."+move, in, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		if !who.IsOperator() {
			return false, fault.Forbidden("payment_method.desk_only")
		}
		if err := who.Proved(); err != nil {
			return false, err
		}
		if _, err := FindMethod(ctx, tx, method); err != nil {
			return false, err
		}
		m, err := db.One(ctx, tx, methodHold, scanMethod, method)
		if err != nil {
			return false, err
		}
		m.State, err = MethodFlow.Move(ctx, tx, flow.Step{Move: move, ID: m.ID, From: m.State, By: flow.Operator, Organisation: m.Organisation})
		if err != nil {
			return false, err
		}
		if _, err := tx.Exec(ctx, methodDecide, m.ID, who.Person, reason, prose.Guess(reason)); err != nil {
			return false, err
		}
		if m.State != MethodActive {
			return true, nil
		}
		if _, has, err := PreferredMethod(ctx, tx, m.Organisation); err != nil || has {
			return true, err
		}
		return true, prefer(ctx, tx, m)
	})
}
