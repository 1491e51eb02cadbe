package account

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
)

// The letters about second factors; those of adding and removing end in what it was
// (_totp, _passkey). Each has a link for whoever did not do this.
const (
	LetterFactorAdded   = "mail.factor_added"
	LetterFactorRemoved = "mail.factor_removed"
	LetterCodesNew      = "mail.factor_codes_new"
	LetterCodeUsed      = "mail.factor_code_used"
	LetterCodesFew      = "mail.factor_codes_few"
	LetterConfirmCode   = "mail.confirm_code"
	LetterResetAsked    = "mail.factor_reset_asked"
	LetterResetDone     = "mail.factor_reset_done"
)

func (r *Room) tellFactor(ctx context.Context, tx *journal.Tx, person id.ID, letter, kind string) error {
	if kind != "" {
		letter += "_" + kind
	}
	return r.tellFactorArgs(ctx, tx, person, letter, map[string]any{})
}

// tellFactorArgs writes to the person, with a link that shuts every door to whoever
// did it in their place (NotMe).
func (r *Room) tellFactorArgs(ctx context.Context, tx *journal.Tx, person id.ID, letter string, args map[string]any) error {
	p, err := FindPerson(ctx, tx, person)
	if err != nil {
		return err
	}
	text, err := issue(ctx, tx, ForNotMe, p.Email, person, tokenData{})
	if err != nil {
		return err
	}
	args["At"], args["Path"] = int64(tx.Wall), "/not-me/"+text
	return r.letter(ctx, tx, addressOf(p), letter, args)
}

// PeekNotMe looks at such a link without using it.
func (r *Room) PeekNotMe(ctx context.Context, text string) error {
	_, err := peek(ctx, r.journal.DB, ForNotMe, text)
	return err
}

// NotMe shuts the doors for whoever did not do what a letter told of: every session
// ends and the password stops. It takes no factor away: whoever reads somebody's
// mail must not be able to get past the second factor by it.
func (r *Room) NotMe(ctx context.Context, who policy.Actor, text string) error {
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		t, err := use(ctx, tx, ForNotMe, text)
		if err != nil {
			return err
		}
		if err := guardPerson(ctx, tx, t.Person); err != nil {
			return err
		}
		tx.Who.Kind, tx.Who.Person = policy.Person, t.Person
		if _, err := tx.Exec(ctx, passwordSet, nil, t.Person); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, t.Person, id.None); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "factor.not_me", Subject: t.Person})
	})
}

// mailedDigits is how long the code of a letter is.
const mailedDigits = 8

func mailedText(person id.ID, code string) string { return "confirm:" + person.String() + ":" + code }

// MailCode sends the actor digits to type, for who has neither a second factor nor a
// password at hand. Those sent before stop working.
func (r *Room) MailCode(ctx context.Context, who policy.Actor) error {
	p, err := r.Me(ctx, who)
	if err != nil {
		return err
	}
	if err := limit.Take(ctx, r.journal, "confirm.mail:"+who.Person.String(), linksPerEmail, linksWindow); err != nil {
		return err
	}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if has, err := HasFactor(ctx, tx, who.Person); err != nil || has {
			if err == nil {
				err = fault.Conflict("factor.use_it")
			}
			return err
		}
		if _, err := tx.Exec(ctx, tokenVoid, int64(tx.Wall), string(ForConfirm), p.Email); err != nil {
			return err
		}
		n, err := rand.Int(rand.Reader, big.NewInt(100_000_000))
		if err != nil {
			return err
		}
		code := fmt.Sprintf("%0*d", mailedDigits, n)
		if err := issueText(ctx, tx, ForConfirm, mailedText(who.Person, code), p.Email, who.Person, tokenData{}); err != nil {
			return err
		}
		if err := r.letter(ctx, tx, addressOf(p), LetterConfirmCode, map[string]any{"Code": code[:4] + " " + code[4:], "Minutes": 15}); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "session.ask_code", Subject: who.Person})
	})
}
