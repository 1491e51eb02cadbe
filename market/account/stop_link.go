package account

import (
	"context"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/journal"
)

// emailRemembered is how long an address that was changed is still told of what is
// dear, by wall time: whoever took an account over changes the address first.
const emailRemembered = 30 * 24 * time.Hour

var emailBefore = db.Read("account.person.email_before", `SELECT email_before FROM account_person
	WHERE id = $1 AND email_before IS NOT NULL AND email_changed_at > $2`)

// AddressesOf gives where a person is told of what is dear (RULES.md 4): their address,
// and the one they had before the changes of the last 30 days, unless it is somebody
// else's by now. Who left has none.
func AddressesOf(ctx context.Context, tx *journal.Tx, person id.ID) ([]Address, error) {
	p, err := FindPerson(ctx, tx, person)
	if fault.IsKind(err, fault.KindMissing) || err == nil && p.Email == "" {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list := []Address{addressOf(p)}
	before, err := db.All(ctx, tx, emailBefore, func(row db.Scanner) (email string, err error) {
		return email, row.Scan(&email)
	}, person, int64(tx.Wall.Add(-emailRemembered)))
	if err != nil || len(before) == 0 || before[0] == p.Email {
		return list, err
	}
	if _, err := FindPersonByEmail(ctx, tx, before[0]); err == nil {
		return list, nil
	} else if !fault.IsKind(err, fault.KindMissing) {
		return nil, err
	}
	old := list[0]
	old.Email = before[0]
	return append(list, old), nil
}

// IssueStop makes the secret of a link that stops what is named, for one address; it
// works once, for a week, signed in or not, and outlives a change of address.
func IssueStop(ctx context.Context, tx *journal.Tx, to Address, what string) (string, error) {
	return issue(ctx, tx, ForStopPayout, to.Email, to.Person, tokenData{Stops: what})
}

// PeekStopLink tells what such a link stops, without using it.
func PeekStopLink(ctx context.Context, r db.Reader, text string) (what string, err error) {
	t, err := peek(ctx, r, ForStopPayout, text)
	return t.Data.Stops, err
}

// UseStopLink uses such a link up, inside a change, and tells what it stops and whose
// it was.
func UseStopLink(ctx context.Context, tx *journal.Tx, text string) (what string, person id.ID, err error) {
	t, err := use(ctx, tx, ForStopPayout, text)
	return t.Data.Stops, t.Person, err
}
