package file

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// aheadMax is how many files may wait on one person: the oldest makes room, so that
// what was chosen and never sent does not pile up. Three messages' worth.
const aheadMax = 30

var attachmentHang = db.Write("file.attachment.hang", `UPDATE file_attachment SET owner_kind = $3, owner_id = $4, organisation_id = $5
	WHERE id = $1 AND owner_kind = '`+OnPerson+`' AND owner_id = $2 AND state = '`+string(Kept)+`'`)

// own is the gate of files that wait on a person: theirs alone.
type own struct{}

// MaySeeAttachment lets the person see it and nobody else.
func (own) MaySeeAttachment(_ context.Context, _ db.Reader, who policy.Actor, a Attachment) error {
	if !who.IsSignedIn() || a.Owner.ID != who.Person {
		return fault.Missing("attachment.missing")
	}
	return nil
}

// MayAttach lets people upload for themselves.
func (own) MayAttach(_ context.Context, _ db.Reader, who policy.Actor, owner id.ID) error {
	switch {
	case !who.IsSignedIn():
		return fault.Unauthenticated("account.sign_in_first")
	case owner != who.Person:
		return fault.Missing("attachment.missing")
	}
	return nil
}

// OnActor is where a file waits that the actor uploads ahead of a conversation.
func OnActor(who policy.Actor) Owner { return Owner{Kind: OnPerson, ID: who.Person} }

// Hang puts a file that waits on the change's actor where it belongs; false means
// that it does not wait, or not on them.
func Hang(ctx context.Context, tx *journal.Tx, attachment id.ID, on Owner, organisation id.ID) (bool, error) {
	n, err := tx.Exec(ctx, attachmentHang, attachment, tx.Who.Person, on.Kind, on.ID, organisation)
	return n > 0, err
}

// makeRoom erases the oldest files that wait on a person, so that one more fits.
func makeRoom(ctx context.Context, tx *journal.Tx, person id.ID) error {
	all, err := db.All(ctx, tx, attachmentsKept, scanAttachment, person)
	if err != nil {
		return err
	}
	for len(all) >= aheadMax {
		if err := remove(ctx, tx, all[0], "erase", flow.System); err != nil {
			return err
		}
		all = all[1:]
	}
	return nil
}
