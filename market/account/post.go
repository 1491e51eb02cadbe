package account

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

// Address is where a letter goes and in which words.
type Address struct {
	Person id.ID // None for somebody who has not joined yet
	Email  string
	Name   string
	Lang   string
	Zone   string
}

// Post is asked to send a letter; answered in app/asks.go. The letter is written
// down in the same change as what it tells of, so it is sent at least once. Key
// names the words ("mail.sign_in.subject", "mail.sign_in.body"); args are the
// values they name, and "Path" is the address of the button, from the site's root.
type Post interface {
	Letter(ctx context.Context, tx *journal.Tx, to Address, key string, args map[string]any) error
}

// The letters of this room.
const (
	LetterSignIn        = "mail.sign_in"
	LetterSetPassword   = "mail.set_password"
	LetterInvitation    = "mail.invitation"
	LetterOperator      = "mail.operator_invitation"
	LetterNewBrowser    = "mail.new_browser"
	LetterEmailConfirm  = "mail.email_confirm"
	LetterMailbox       = "mail.mailbox_confirm"
	LetterMessage       = "mail.direct_confirm"
	LetterEmailNotice   = "mail.email_notice"
	LetterPasswordSet   = "mail.password_set"
	LetterAccountClosed = "mail.account_closed"
)

func addressOf(p Person) Address {
	return Address{Person: p.ID, Email: p.Email, Name: p.Name, Lang: p.Lang, Zone: p.Zone}
}

// letter writes a letter down; a house without a post office (tests of other
// rooms) writes none.
func (r *Room) letter(ctx context.Context, tx *journal.Tx, to Address, key string, args map[string]any) error {
	if r.Post == nil || to.Email == "" {
		return nil
	}
	if !to.Person.IsNone() {
		if err := Hold(ctx, tx.Tx, to.Person); err != nil {
			if fault.IsKind(err, fault.KindMissing) { // Nobody is there to read it.
				return nil
			}
			return err
		}
	}
	return r.Post.Letter(ctx, tx, to, key, args)
}
