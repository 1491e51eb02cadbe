package registration

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/id"
)

var identityOf = db.Read("registration.check.identity_of", `SELECT id FROM registration_check WHERE person_id = $1 AND kind = 'identity'
	AND state <> 'dropped' ORDER BY id DESC LIMIT 1`)

// IdentityOf gives what a person said last for the check of their identity, to be
// compared with the sanctions lists; found is false before they did and after it was
// erased.
func (r *Room) IdentityOf(ctx context.Context, d db.Reader, person id.ID) (name, kana, born, nationality string, found bool, err error) {
	check, err := db.Value[id.ID](ctx, d, identityOf, person)
	if errors.Is(err, db.ErrNone) {
		return "", "", "", "", false, nil
	}
	if err != nil {
		return "", "", "", "", false, err
	}
	a, err := r.answer(ctx, d, Check{ID: check, Kind: Identity})
	return a["name"], a["kana"], a["born"], a["nationality"], a != nil, err
}
