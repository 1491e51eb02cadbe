package app

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/file"
	"guildhall/market/registration"
	"guildhall/market/talk"
)

// asks answers what earlier rooms ask of later ones: each room declares an
// interface of one method, and the later room's function is put in here.
func (h *House) asks() {
	// Accounts ask: send this letter; may this person leave (nothing open), with what
	// words; keep this picture.
	h.Accounts.Post, h.Countries.Post, h.Payouts.Post = h.Notify, h.Notify, h.Notify
	h.Accounts.Duties = money{}
	h.Accounts.Eraser, h.Accounts.Exporter = leaving{h}, leaving{h}
	h.Accounts.Pictures = file.SwapPicture
	h.Accounts.Sells = sells

	// Registrations ask whether what a check needs is there: app/checks.go.
	h.facts()
	h.Registrations.Screens = h.Sanctions

	// Conversations ask to have a visitor's address confirmed.
	h.Talks.Door = h.Accounts

	// Deals ask what is still due: app/money.go.
}

// unread counts the actor's unread conversations, for the shell of every page.
func (h *House) unread(ctx context.Context, who policy.Actor) (int, error) {
	n, err := talk.Unread(ctx, h.DB, who)
	return int(n), err
}

// sells tells whether a person proposes for an organisation that may sell here.
func sells(ctx context.Context, r db.Reader, person id.ID) (bool, error) {
	places, err := account.MembershipsOf(ctx, r, person)
	if err != nil {
		return false, err
	}
	for _, m := range places {
		if !m.MayPropose {
			continue
		}
		if is, err := registration.IsActive(ctx, r, m.Organisation); is || err != nil {
			return is, err
		}
	}
	return false, nil
}
