package request

import (
	"context"

	"guildhall/base/db"
	"guildhall/engine/journal"
	"guildhall/market/account"
)

// askMailbox has the address given for notices confirmed, when it is another than
// the one its person signs in with.
func (r *Room) askMailbox(ctx context.Context, tx *journal.Tx, q Request) error {
	if r.Accounts == nil || q.Email == "" {
		return nil
	}
	return r.Accounts.AskMailbox(ctx, tx, q.Person, q.Email)
}

// NoticesTo is where notices about a request go for one of its customer's people: to
// whoever posted it at the address given with it, once that is confirmed, else at
// the person's own (AWS_IQ.md 1.1).
func NoticesTo(ctx context.Context, r db.Reader, q Request, p account.Person) (string, error) {
	email, ok := account.NormalEmail(q.Email)
	if q.Person != p.ID || !ok {
		return p.Email, nil
	}
	has, err := account.HasMailbox(ctx, r, p, email)
	if err != nil || !has {
		return p.Email, err
	}
	return email, nil
}
