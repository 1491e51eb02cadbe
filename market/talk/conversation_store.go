package talk

import (
	"context"
	"errors"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

const conversationColumns = `c.id, c.state, c.state_since, c.request_id, c.customer_organisation_id, c.expert_organisation_id, c.voice, c.voice_id,
	c.subject, c.subject_lang, c.opened_by, c.last_at, c.customer_at, c.made_at`

// bare is the same list for statements that know no alias.
const bareColumns = `id, state, state_since, request_id, customer_organisation_id, expert_organisation_id, voice, voice_id,
	subject, subject_lang, opened_by, last_at, customer_at, made_at`

func (c *Conversation) into(voice *id.ID) []any {
	return []any{&c.ID, &c.State, &c.StateSince, &c.Request, &c.CustomerOrganisation, &c.ExpertOrganisation, &c.VoiceKind, voice,
		&c.Subject, &c.SubjectLang, &c.OpenedBy, &c.LastAt, &c.CustomerAt, &c.MadeAt}
}

func (c *Conversation) speak(voice id.ID) {
	if c.VoiceKind == account.VoiceSelf {
		c.ExpertPerson = voice
	}
}

func scanConversation(row db.Scanner) (Conversation, error) {
	var c Conversation
	var voice id.ID
	err := row.Scan(c.into(&voice)...)
	c.speak(voice)
	return c, err
}

var (
	conversationFind = db.Read("talk.conversation.find", `SELECT `+conversationColumns+` FROM talk_conversation c WHERE c.id = $1`)
	conversationSeat = db.Read("talk.conversation.seat", `SELECT `+conversationColumns+`, m.side, m.organisation_id, m.name
		FROM talk_member m JOIN talk_conversation c ON c.id = m.conversation_id
		WHERE m.conversation_id = $1 AND m.person_id = $2 AND m.removed_at IS NULL`)
	conversationGuard = db.Write("talk.conversation.guard", `UPDATE talk_conversation SET version = version + 1 WHERE id = $1 RETURNING `+bareColumns)
	conversationSaid  = db.Write("talk.conversation.said", `UPDATE talk_conversation SET version = version + 1, last_at = $2,
		customer_at = COALESCE(CAST($3 AS BIGINT), customer_at) WHERE id = $1 RETURNING `+bareColumns)
	conversationAsked  = db.Write("talk.conversation.asked", `UPDATE talk_conversation SET customer_at = $2 WHERE id = $1`)
	conversationInsert = db.Write("talk.conversation.insert", `INSERT INTO talk_conversation (`+bareColumns+`, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $3, $3, $3, 1) ON CONFLICT DO NOTHING`)
	conversationAnswer = db.Read("talk.conversation.answer", `SELECT id FROM talk_conversation WHERE request_id = $1 AND voice_id = $2`)
	conversationDirect = db.Read("talk.conversation.direct", `SELECT id FROM talk_conversation
		WHERE customer_organisation_id = $1 AND voice_id = $2 AND request_id IS NULL`)
	conversationsOf = db.Read("talk.conversations.of_request", `SELECT `+conversationColumns+` FROM talk_conversation c
		WHERE c.request_id = $1 ORDER BY c.id LIMIT 1000`)
)

// Find gives a conversation without asking whether the reader is a member.
func Find(ctx context.Context, r db.Reader, conversation id.ID) (Conversation, error) {
	return found(db.One(ctx, r, conversationFind, scanConversation, conversation))
}

func found(c Conversation, err error) (Conversation, error) {
	if errors.Is(err, db.ErrNone) {
		return c, fault.Missing("conversation.missing")
	}
	return c, err
}

// OfRequest lists the conversations that answered a request, oldest first, without
// asking whether the reader is a member of them.
func OfRequest(ctx context.Context, r db.Reader, request id.ID) ([]Conversation, error) {
	return db.All(ctx, r, conversationsOf, scanConversation, request)
}

// AnsweredBy gives the conversation in which this voice (a person or an
// organisation) has answered the request, or None.
func AnsweredBy(ctx context.Context, r db.Reader, request, voice id.ID) (id.ID, error) {
	return orNone(db.Value[id.ID](ctx, r, conversationAnswer, request, voice))
}

// DirectWith gives the direct conversation of a customer organisation with a
// voice, or None.
func DirectWith(ctx context.Context, r db.Reader, customer, voice id.ID) (id.ID, error) {
	return orNone(db.Value[id.ID](ctx, r, conversationDirect, customer, voice))
}

func orNone(found id.ID, err error) (id.ID, error) {
	if errors.Is(err, db.ErrNone) {
		return id.None, nil
	}
	return found, err
}

// Seat is somebody's place in a conversation.
type Seat struct {
	Conversation Conversation
	Side         Side
	// Member is the person's place in the organisation they are here for.
	Member account.Membership
	// Name is shown instead of the person's own; blank for that.
	Name string
}

// SeatOf gives the actor's place, or Missing for whoever is no member, was
// removed, or has left the organisation they were there for. A session enters
// under any hat of its person; an API key only under its own organisation.
func SeatOf(ctx context.Context, r db.Reader, who policy.Actor, conversation id.ID) (Seat, error) {
	if !who.IsSignedIn() {
		return Seat{}, fault.Unauthenticated("account.sign_in_first")
	}
	var organisation id.ID
	s, err := db.One(ctx, r, conversationSeat, func(row db.Scanner) (Seat, error) {
		var s Seat
		var voice id.ID
		err := row.Scan(append(s.Conversation.into(&voice), &s.Side, &organisation, &s.Name)...)
		s.Conversation.speak(voice)
		return s, err
	}, conversation, who.Person)
	if errors.Is(err, db.ErrNone) || err == nil && who.Scopes != nil && who.Organisation != organisation {
		return Seat{}, fault.Missing("conversation.missing")
	}
	if err != nil {
		return Seat{}, err
	}
	s.Member, err = account.FindMembership(ctx, r, organisation, who.Person)
	if fault.IsKind(err, fault.KindMissing) {
		return Seat{}, fault.Missing("conversation.missing")
	}
	return s, err
}

// Enter gives the conversation and the actor's side, or Missing unless they are a
// member.
func Enter(ctx context.Context, r db.Reader, who policy.Actor, conversation id.ID) (Conversation, Side, error) {
	s, err := SeatOf(ctx, r, who, conversation)
	return s.Conversation, s.Side, err
}

// Heard refuses, with conversation.unheard, where nobody of the other side is left to
// read: its organisation was closed. While it has a member, somebody can (see Join).
func Heard(ctx context.Context, r db.Reader, s Seat) error {
	other := flow.Customer
	if s.Side == flow.Customer {
		other = flow.Expert
	}
	there, err := account.IsPeopled(ctx, r, s.Conversation.OrganisationOf(other))
	if err == nil && !there {
		err = fault.Conflict("conversation.unheard")
	}
	return err
}

// VoicesOf lists in whose name this member may write here, the default first.
func VoicesOf(ctx context.Context, r db.Reader, s Seat) ([]string, error) {
	company := false
	if s.Side == flow.Expert && s.Member.MayWriteCompany {
		o, err := account.FindOrganisation(ctx, r, s.Member.Organisation)
		if err != nil {
			return nil, err
		}
		company = o.Kind == account.KindCompany
	}
	return Voices(s.Side, s.Member, company), nil
}
