package talk

import (
	"context"

	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// Archive puts a conversation away for the actor's side. A new message from either
// side brings it back.
func (r *Room) Archive(ctx context.Context, who policy.Actor, conversation id.ID) error {
	return r.putAway(ctx, who, conversation, "archive")
}

// Unarchive takes a conversation out again for the actor's side.
func (r *Room) Unarchive(ctx context.Context, who policy.Actor, conversation id.ID) error {
	return r.putAway(ctx, who, conversation, "unarchive")
}

func (r *Room) putAway(ctx context.Context, who policy.Actor, conversation id.ID, move string) error {
	_, err := journal.Do(ctx, r.journal, who, "conversation."+move, conversation, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		s, err := holdSeat(ctx, tx, who, conversation)
		if err != nil {
			return id.None, err
		}
		if !s.Member.Acts() {
			return id.None, fault.Forbidden("conversation.read_only")
		}
		c := s.Conversation
		if c.ArchivedFor(s.Side) == (move == "archive") {
			return id.None, fault.Conflict("conversation.moved_already")
		}
		_, err = ConversationFlow.Move(ctx, tx, flow.Step{Move: move, ID: c.ID, From: c.State, By: s.Side, Stream: c.ID, Organisation: s.Member.Organisation})
		return c.ID, err
	})
	return err
}
