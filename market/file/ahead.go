package file

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
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

// aheadFor is how long a file waits, in business time, before it is taken for
// forgotten: a day, as an unsent message's draft may come back after a night.
const aheadFor = 24 * time.Hour

var attachmentHold = db.Write("file.attachment.hold", `UPDATE file_attachment SET version = version + 1
	WHERE id = $1 AND owner_kind = $2 AND owner_id = $3 AND state = '`+string(Kept)+`'`)

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

// Forgotten is the moment before which what was uploaded and never sent is forgotten.
func Forgotten(now clock.Micros) clock.Micros { return now.Add(-aheadFor) }

// Forget erases an attachment that still hangs on that owner, inside a change; its
// bytes become loose. Whether it was sent is for the owner's room to know. Fault:
// attachment.moved_already when it hangs elsewhere by now, or was taken away.
func Forget(ctx context.Context, tx *journal.Tx, attachment id.ID, on Owner) error {
	n, err := tx.Exec(ctx, attachmentHold, attachment, on.Kind, on.ID)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Conflict("attachment.moved_already")
	}
	a, err := Find(ctx, tx, attachment)
	if err != nil {
		return err
	}
	return remove(ctx, tx, a, "erase", flow.System)
}

// PruneWaiting erases what has waited on people for a day, each file in its own
// change; a schedule calls it.
func (r *Room) PruneWaiting(ctx context.Context) error {
	now, err := r.journal.Now(ctx)
	if err != nil {
		return err
	}
	old, err := db.All(ctx, r.journal.DB, attachmentsForgotten, scanAttachment, int64(Forgotten(now)))
	if err != nil {
		return err
	}
	var problems error
	for _, a := range old {
		err := r.journal.Change(ctx, policy.As(policy.System, "files"), func(ctx context.Context, tx *journal.Tx) error {
			return Forget(ctx, tx, a.ID, a.Owner)
		})
		if !fault.Is(err, "attachment.moved_already") {
			problems = errors.Join(problems, err)
		}
	}
	return problems
}
