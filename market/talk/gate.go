package talk

import (
	"context"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/policy"
	"guildhall/market/file"
)

// Gate answers the room file for attachments of conversations.
type Gate struct{}

// MaySeeAttachment lets members see what was sent, and everybody their own upload
// before it is.
func (Gate) MaySeeAttachment(ctx context.Context, r db.Reader, who policy.Actor, a file.Attachment) error {
	if _, _, err := Enter(ctx, r, who, a.Owner.ID); err != nil {
		return err
	}
	if a.Person == who.Person {
		return nil
	}
	sent, err := db.Exists(ctx, r, messageOfFile, a.ID)
	if err == nil && !sent {
		err = fault.Missing("attachment.missing")
	}
	return err
}

// MayAttach lets those who may write here upload.
func (Gate) MayAttach(ctx context.Context, r db.Reader, who policy.Actor, conversation id.ID) error {
	s, err := SeatOf(ctx, r, who, conversation)
	if err != nil {
		return err
	}
	if err := Heard(ctx, r, s); err != nil {
		return err
	}
	voices, err := VoicesOf(ctx, r, s)
	if err != nil {
		return err
	}
	_, err = chooseVoice("", voices)
	return err
}
