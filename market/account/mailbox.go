package account

import (
	"context"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
)

// A mailbox is an address, beside the one a person signs in with, that notices about
// a request may go to (AWS_IQ.md 1.1). It counts once it was confirmed by a link, so
// that nobody can have mail sent to a stranger.
var (
	mailboxFind  = db.Read("account.mailbox.find", `SELECT 1 FROM account_mailbox WHERE person_id = $1 AND email = $2`)
	mailboxKeep  = db.Keep("account.mailbox.keep", `INSERT INTO account_mailbox (person_id, email, confirmed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`)
	mailboxErase = db.Keep("account.mailbox.erase", `DELETE FROM account_mailbox WHERE person_id = $1`)
	mailboxList  = db.Read("account.mailbox.list", `SELECT email FROM account_mailbox WHERE person_id = $1 ORDER BY email`)
	mailboxAsked = db.Read("account.mailbox.asked", `SELECT email FROM account_token WHERE person_id = $1 AND purpose = 'mailbox' AND ends_at > $2`)
)

// mailboxesAsked is how many links to further addresses a person may have out at a
// time; beyond it no letter goes, and notices keep going to the person's own address.
const mailboxesAsked = 5

// HasMailbox tells whether notices for the person may go to this address: it is
// theirs, or they confirmed it.
func HasMailbox(ctx context.Context, r db.Reader, p Person, email string) (bool, error) {
	if email == "" || p.Email == email {
		return email != "", nil
	}
	return db.Exists(ctx, r, mailboxFind, p.ID, email)
}

// AskMailbox has a link sent to an address that a person gave for notices, unless it
// is theirs already or such a link is on its way. It joins a change.
func (r *Room) AskMailbox(ctx context.Context, tx *journal.Tx, person id.ID, address string) error {
	email, ok := NormalEmail(address)
	if !ok {
		return nil
	}
	p, err := FindPerson(ctx, tx, person)
	if err != nil {
		return err
	}
	if has, err := HasMailbox(ctx, tx, p, email); err != nil || has {
		return err
	}
	asked, err := db.All(ctx, tx, mailboxAsked, db.ScanValue[string], person, int64(tx.Wall))
	if err != nil || len(asked) >= mailboxesAsked {
		return err
	}
	for _, other := range asked {
		if other == email {
			return nil
		}
	}
	text, err := issue(ctx, tx, ForMailbox, email, person, tokenData{})
	if err != nil {
		return err
	}
	to := addressOf(p)
	to.Email = email
	return r.letter(ctx, tx, to, LetterMailbox, map[string]any{"Path": "/email/" + text, "Hours": 24})
}

// confirmMailbox uses the link in a change.
func confirmMailbox(ctx context.Context, tx *journal.Tx, text string) error {
	t, err := use(ctx, tx, ForMailbox, text)
	if err != nil {
		return err
	}
	if err := guardPerson(ctx, tx, t.Person); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, mailboxKeep, t.Person, t.Email, int64(tx.Now)); err != nil {
		return err
	}
	tx.Who.Kind, tx.Who.Person = policy.Person, t.Person
	return tx.Record(ctx, journal.Event{Name: "person.confirm_mailbox", Subject: t.Person})
}

// Proved lists the addresses that a person has proved to be theirs: the one they sign
// in with, and those they confirmed by a link. They are as they are kept: in lower case.
func Proved(ctx context.Context, r db.Reader, person id.ID) ([]string, error) {
	p, err := FindPerson(ctx, r, person)
	if err != nil {
		return nil, err
	}
	more, err := db.All(ctx, r, mailboxList, db.ScanValue[string], person)
	if p.Email == "" {
		return more, err
	}
	return append([]string{p.Email}, more...), err
}

// ProveAddress sends a link to an address that a person says is theirs, beside the one
// they sign in with. A link that is out already goes once. Faults: limit.reached.
func (r *Room) ProveAddress(ctx context.Context, who policy.Actor, address string) error {
	if !who.IsSignedIn() {
		return fault.Unauthenticated("account.sign_in_first")
	}
	if err := limit.Take(ctx, r.journal, "mailbox:"+who.Person.String(), mailboxesAsked, time.Hour); err != nil {
		return err
	}
	_, err := journal.Do(ctx, r.journal, who, "account.prove_address", address, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		var form fault.Form
		email := checkEmail(&form, "email", address)
		if err := form.Err(); err != nil {
			return id.None, err
		}
		if err := r.AskMailbox(ctx, tx, who.Person, email); err != nil {
			return id.None, err
		}
		return who.Person, tx.Record(ctx, journal.Event{Name: "person.prove_address", Subject: who.Person})
	})
	return err
}
