package app

import (
	"context"

	"guildhall/engine/policy"
	"guildhall/market/file"
	"guildhall/market/talk"
)

// asks answers what earlier rooms ask of later ones: each room declares an
// interface of one method, and the later room's function is put in here.
func (h *House) asks() {
	// Accounts ask: send this letter; may this person leave (nothing open), with what
	// words; keep this picture.
	h.Accounts.Post, h.Countries.Post = h.Notify, h.Notify
	h.Accounts.Duties = money{}
	h.Accounts.Eraser, h.Accounts.Exporter = leaving{h}, leaving{h}
	h.Accounts.Pictures = file.SwapPicture

	// Registrations ask whether what a check needs is there: app/checks.go.
	h.facts()

	// Deals ask what is still due: app/money.go.
}

// unread counts the actor's unread conversations, for the shell of every page.
func (h *House) unread(ctx context.Context, who policy.Actor) (int, error) {
	n, err := talk.Unread(ctx, h.DB, who)
	return int(n), err
}
