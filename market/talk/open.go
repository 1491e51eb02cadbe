package talk

import (
	"context"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/registration"
	"guildhall/market/request"
)

// AnswerInput answers a request from the pool. Voice may be blank for the stored
// default.
type AnswerInput struct {
	Request id.ID
	Voice   string
	Text    string
	// Files are attachments the actor uploaded ahead (file.OnPerson).
	Files []id.ID `json:",omitempty"`
}

// Answer opens the conversation of an answering voice with the customer of a
// request, and says the first message. A voice answers once: a second time is a
// conflict, conversation.answered_already, whose arg Conversation names the first.
func (r *Room) Answer(ctx context.Context, who policy.Actor, in AnswerInput) (id.ID, error) {
	w, err := words(in.Text, 1, in.Files)
	if err != nil {
		return id.None, err
	}
	if err := limit.Check(ctx, r.journal.DB, "answer:"+who.Label(), answersPerHour, time.Hour); err != nil {
		return id.None, err
	}
	made, err := r.answer(ctx, who, in, w)
	if err == nil { // Only what reached somebody counts.
		err = r.count(ctx, "answer:"+who.Label(), answersPerHour)
	}
	return made, err
}

// count notes one deed of a kind that is limited by the hour. That it was one too
// many is found before the next.
func (r *Room) count(ctx context.Context, bucket string, most int) error {
	err := limit.Take(ctx, r.journal, bucket, most, time.Hour)
	if fault.IsKind(err, fault.KindLimited) {
		return nil
	}
	return err
}

func (r *Room) answer(ctx context.Context, who policy.Actor, in AnswerInput, w said) (id.ID, error) {
	return journal.Do(ctx, r.journal, who, "conversation.answer", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		m, err := account.Hat(ctx, tx, who)
		if err != nil {
			return id.None, err
		}
		can, err := registration.Capabilities(ctx, tx, who.Organisation, who.Person)
		if err != nil {
			return id.None, err
		}
		if err := can.NeedPool(); err != nil {
			return id.None, err
		}
		voices, err := VoicesOf(ctx, tx, Seat{Side: flow.Expert, Member: m})
		if err != nil {
			return id.None, err
		}
		voice, err := chooseVoice(in.Voice, voices)
		if err != nil {
			return id.None, err
		}
		c := Conversation{ID: id.New(), Request: in.Request, ExpertOrganisation: who.Organisation, VoiceKind: voice}
		c.speak(who.Person)
		if err := answeredOnce(ctx, tx, c); err != nil {
			return id.None, err
		}
		q, err := request.TakeResponse(ctx, tx, in.Request)
		if err != nil {
			return id.None, err
		}
		if err := answeredOnce(ctx, tx, c); err != nil { // Now that the request is held.
			return id.None, err
		}
		c.CustomerOrganisation = q.Organisation
		customer, err := speaker(ctx, tx, q)
		if err != nil {
			return id.None, err
		}
		customer.Name = q.PreferredName
		if err := notBothSides(ctx, tx, who.Person, customer); err != nil {
			return id.None, err
		}
		made, err := begin(ctx, tx, c, flow.Expert, customer, Member{Person: who.Person, Organisation: who.Organisation, Side: flow.Expert})
		if err != nil || !made {
			return id.None, orConflict(err)
		}
		_, err = say(ctx, tx, Seat{Conversation: c, Side: flow.Expert, Member: m}, voice, w, in.Files)
		return c.ID, err
	})
}

// voice is the person or organisation whose conversation it is.
func (c Conversation) voice() id.ID {
	if c.VoiceKind == account.VoiceSelf {
		return c.ExpertPerson
	}
	return c.ExpertOrganisation
}

func answeredOnce(ctx context.Context, r db.Reader, c Conversation) error {
	before, err := AnsweredBy(ctx, r, c.Request, c.voice())
	if err != nil || before.IsNone() {
		return err
	}
	return fault.Conflict("conversation.answered_already").With("Conversation", ConversationID.Text(before))
}

func orConflict(err error) error {
	if err == nil {
		err = fault.Conflict("conversation.moved_already")
	}
	return err
}

// speaker is who talks for the customer: who posted the request, or when they have
// left, the first of the organisation who may.
func speaker(ctx context.Context, r db.Reader, q request.Request) (Member, error) {
	all, err := account.MembersOf(ctx, r, q.Organisation)
	if err != nil {
		return Member{}, err
	}
	found := Member{Person: q.Person, Organisation: q.Organisation, Side: flow.Customer}
	first := id.None
	for _, m := range all {
		if m.Person == q.Person && m.Acts() {
			return found, nil
		}
		if m.Acts() && first.IsNone() {
			first = m.Person
		}
	}
	if !first.IsNone() {
		found.Person = first
	}
	return found, nil
}

// notBothSides keeps people from talking to themselves.
func notBothSides(ctx context.Context, r db.Reader, person id.ID, other Member) error {
	_, err := account.FindMembership(ctx, r, other.Organisation, person)
	switch {
	case err == nil:
		return fault.Forbidden("conversation.with_oneself")
	case fault.IsKind(err, fault.KindMissing):
		return nil
	}
	return err
}

// begin writes a new conversation with its members; false means that there is one
// of this voice already.
func begin(ctx context.Context, tx *journal.Tx, c Conversation, by Side, members ...Member) (bool, error) {
	n, err := tx.Exec(ctx, conversationInsert, c.ID, string(Active), int64(tx.Now), c.Request, c.CustomerOrganisation, c.ExpertOrganisation,
		c.VoiceKind, c.voice(), c.Subject, c.SubjectLang, tx.Who.Person)
	if err != nil || n == 0 {
		return false, err
	}
	for _, m := range members {
		_, err := tx.Exec(ctx, memberPut, c.ID, m.Person, m.Organisation, string(m.Side), m.Name, tx.Who.Person, int64(tx.Now))
		if err != nil {
			return false, err
		}
		tx.Wake(m.Person)
	}
	data := map[string]any{"voice": c.VoiceKind, "side": string(by)}
	if !c.IsDirect() {
		data["request"] = c.Request.String()
	}
	_, _, err = ConversationFlow.Make(ctx, tx, flow.Step{Move: "open", ID: c.ID, By: by, Stream: c.ID, Organisation: tx.Who.Organisation, Data: data})
	return err == nil, err
}
