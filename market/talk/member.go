package talk

import (
	"context"
	"errors"
	"slices"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// Member is somebody who is, or was, in a conversation.
type Member struct {
	Person       id.ID
	Organisation id.ID
	Side         Side
	Name         string // shown instead of the person's own; blank for that
	AddedBy      id.ID
	AddedAt      clock.Micros
	RemovedAt    clock.Micros // never while they are in it
}

func scanMember(row db.Scanner) (Member, error) {
	var m Member
	err := row.Scan(&m.Person, &m.Organisation, &m.Side, &m.Name, &m.AddedBy, &m.AddedAt, &m.RemovedAt)
	return m, err
}

var (
	memberAll = db.Read("talk.member.all", `SELECT person_id, organisation_id, side, name, added_by, added_at, removed_at
		FROM talk_member WHERE conversation_id = $1 ORDER BY added_at, person_id`)
	memberFind = db.Read("talk.member.find", `SELECT person_id, organisation_id, side, name, added_by, added_at, removed_at
		FROM talk_member WHERE conversation_id = $1 AND person_id = $2`)
	memberPut = db.Write("talk.member.put", `INSERT INTO talk_member (conversation_id, person_id, organisation_id, side, name, added_by, added_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (conversation_id, person_id) DO UPDATE SET organisation_id = excluded.organisation_id, side = excluded.side,
			added_by = excluded.added_by, added_at = excluded.added_at, removed_at = NULL`)
	memberRemove = db.Write("talk.member.remove", `UPDATE talk_member SET removed_at = $3
		WHERE conversation_id = $1 AND person_id = $2 AND removed_at IS NULL`)
	draftDrop = db.Keep("talk.draft.drop", `DELETE FROM talk_draft WHERE conversation_id = $1 AND person_id = $2`)
)

// MembersOf lists everybody who is or was in the conversation, oldest first,
// without asking whether the reader is a member.
func MembersOf(ctx context.Context, r db.Reader, conversation id.ID) ([]Member, error) {
	return db.All(ctx, r, memberAll, scanMember, conversation)
}

func findMember(ctx context.Context, r db.Reader, conversation, person id.ID) (Member, bool, error) {
	m, err := db.One(ctx, r, memberFind, scanMember, conversation, person)
	if errors.Is(err, db.ErrNone) {
		return m, false, nil
	}
	return m, err == nil, err
}

// MembersInput adds and removes people of one's own side, in one change. Naming
// oneself in Remove is leaving.
type MembersInput struct {
	Conversation id.ID
	Add          []id.ID
	Remove       []id.ID
}

// UpdateMembers adds colleagues of the actor's own organisation and removes people
// from the actor's side. Whoever may write may add; one removes oneself, whom one
// added, and as owner or admin anybody of the side. Someone who may write stays.
func (r *Room) UpdateMembers(ctx context.Context, who policy.Actor, in MembersInput) error {
	if len(in.Add)+len(in.Remove) == 0 || len(in.Add)+len(in.Remove) > 100 {
		return fault.Invalid("form.invalid", fault.At("person", "required"))
	}
	_, err := journal.Do(ctx, r.journal, who, "conversation.members", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if _, err := guard(ctx, tx, in.Conversation); err != nil {
			return id.None, err
		}
		s, err := SeatOf(ctx, tx, who, in.Conversation)
		if err != nil {
			return id.None, err
		}
		for _, person := range in.Add {
			if err := add(ctx, tx, s, person); err != nil {
				return id.None, err
			}
		}
		for _, person := range in.Remove {
			if err := take(ctx, tx, s, person); err != nil {
				return id.None, err
			}
		}
		return in.Conversation, nil
	})
	return err
}

// AddMember adds one colleague.
func (r *Room) AddMember(ctx context.Context, who policy.Actor, conversation, person id.ID) error {
	return r.UpdateMembers(ctx, who, MembersInput{Conversation: conversation, Add: []id.ID{person}})
}

// RemoveMember removes one person of one's own side, or oneself.
func (r *Room) RemoveMember(ctx context.Context, who policy.Actor, conversation, person id.ID) error {
	return r.UpdateMembers(ctx, who, MembersInput{Conversation: conversation, Remove: []id.ID{person}})
}

// guard holds the conversation's row, so that what is read under it stays true
// until the change commits (RULES.md 3).
func guard(ctx context.Context, tx *journal.Tx, conversation id.ID) (Conversation, error) {
	return found(db.One(ctx, tx, conversationGuard, scanConversation, conversation))
}

func add(ctx context.Context, tx *journal.Tx, s Seat, person id.ID) error {
	if !s.Member.Acts() {
		return fault.Forbidden("conversation.read_only")
	}
	return seat(ctx, tx, s, person)
}

// seat puts a member of the seat's organisation on the seat's side.
func seat(ctx context.Context, tx *journal.Tx, s Seat, person id.ID) error {
	if _, err := account.FindMembership(ctx, tx, s.Member.Organisation, person); err != nil {
		if fault.IsKind(err, fault.KindMissing) {
			return fault.Missing("person.missing")
		}
		return err
	}
	before, was, err := findMember(ctx, tx, s.Conversation.ID, person)
	switch {
	case err != nil:
		return err
	case was && before.RemovedAt.IsZero() && before.Side != s.Side:
		return fault.Conflict("conversation.on_other_side")
	case was && before.RemovedAt.IsZero():
		return fault.Conflict("conversation.member_already")
	}
	if _, err := tx.Exec(ctx, memberPut, s.Conversation.ID, person, s.Member.Organisation, string(s.Side), "", tx.Who.Person, int64(tx.Now)); err != nil {
		return err
	}
	tx.Wake(person)
	return recordMember(ctx, tx, s, "add_member", person)
}

func take(ctx context.Context, tx *journal.Tx, s Seat, person id.ID) error {
	them, is, err := findMember(ctx, tx, s.Conversation.ID, person)
	if err != nil {
		return err
	}
	if !is || !them.RemovedAt.IsZero() || them.Side != s.Side {
		return fault.Missing("person.missing")
	}
	self := person == tx.Who.Person
	if !self && !s.Member.Manages() && them.AddedBy != tx.Who.Person {
		return fault.Forbidden("conversation.may_not_remove")
	}
	if _, err := tx.Exec(ctx, memberRemove, s.Conversation.ID, person, int64(tx.Now)); err != nil {
		return err
	}
	if err := someoneWrites(ctx, tx, s); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, draftDrop, s.Conversation.ID, person); err != nil {
		return err
	}
	tx.Wake(person)
	move := "remove_member"
	if self {
		move = "leave"
	}
	return recordMember(ctx, tx, s, move, person)
}

func recordMember(ctx context.Context, tx *journal.Tx, s Seat, what string, person id.ID) error {
	return tx.Record(ctx, journal.Event{
		Name: "conversation." + what, Subject: s.Conversation.ID, Stream: s.Conversation.ID, Organisation: s.Member.Organisation,
		Data: map[string]any{"person": person.String(), "side": string(s.Side)},
	})
}

// someoneWrites refuses a change that leaves a side without anybody who may write.
func someoneWrites(ctx context.Context, tx *journal.Tx, s Seat) error {
	members, err := MembersOf(ctx, tx, s.Conversation.ID)
	if err != nil {
		return err
	}
	here, err := account.MembersOf(ctx, tx, s.Member.Organisation)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Side == s.Side && m.RemovedAt.IsZero() && slices.ContainsFunc(here, func(a account.Membership) bool { return a.Person == m.Person && a.Acts() }) {
			return nil
		}
	}
	return fault.Conflict("conversation.last_member")
}

// Join lets an owner or admin enter a conversation of their organisation by
// themselves: when everyone who was in it has left, somebody must be able to.
func (r *Room) Join(ctx context.Context, who policy.Actor, conversation id.ID) error {
	_, err := journal.Do(ctx, r.journal, who, "conversation.join", conversation, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		c, err := guard(ctx, tx, conversation)
		if err != nil {
			return id.None, err
		}
		side := Side("")
		for _, one := range []Side{flow.Customer, flow.Expert} {
			if c.OrganisationOf(one) == who.Organisation {
				side = one
			}
		}
		m, err := account.Hat(ctx, tx, who)
		if err != nil {
			return id.None, err
		}
		if side == "" || !m.Manages() {
			return id.None, fault.Missing("conversation.missing")
		}
		return c.ID, seat(ctx, tx, Seat{Conversation: c, Side: side, Member: m}, who.Person)
	})
	return err
}
