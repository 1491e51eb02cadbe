package talk

import (
	"context"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/flow"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
	"guildhall/market/account"
	"guildhall/market/expert"
	"guildhall/market/registration"
)

// Limits of a direct message's first lines, in characters: the name as on a
// request (AWS_IQ.md 1.1), the subject ours.
const (
	NameMax    = 30
	SubjectMin = 3
	SubjectMax = 140
)

// DirectInput writes to one expert or company from its public page; it never
// reaches the pool (AWS_IQ.md 1.3).
type DirectInput struct {
	// VoiceKind says whose page it is: account.VoiceSelf or account.VoiceCompany.
	VoiceKind string
	// Voice is that person or that organisation.
	Voice id.ID
	// Name is shown to the expert; blank for the person's own.
	Name    string
	Subject string
	Text    string
	// Files are attachments the actor uploaded ahead (file.OnPerson).
	Files []id.ID `json:",omitempty"`
}

// check cleans the words of a direct message, and notes everything that is wrong with
// them; the name has at least so many characters.
func (in *DirectInput) check(form *fault.Form, nameMin int) {
	in.Name = prose.Check(form, prose.Rule{Field: "name", Min: nameMin, Max: NameMax, SingleLine: true}, in.Name)
	in.Subject = prose.Check(form, prose.Rule{Field: "subject", Min: SubjectMin, Max: SubjectMax, SingleLine: true}, in.Subject)
	in.Text = prose.Check(form, prose.Rule{Field: "text", Min: 1, Max: MessageMax}, in.Text)
}

// DirectMessage opens the direct conversation of the actor's organisation with an
// expert or company, or goes on with the one there is, and says the message.
// The expert needs a public page, not a certification.
func (r *Room) DirectMessage(ctx context.Context, who policy.Actor, in DirectInput) (id.ID, error) {
	return r.sendDirect(ctx, who, in, nil)
}

// sendDirect is DirectMessage; first, if any, is done in the same change.
func (r *Room) sendDirect(ctx context.Context, who policy.Actor, in DirectInput, first func(context.Context, *journal.Tx) error) (id.ID, error) {
	var form fault.Form
	in.check(&form, 0)
	if err := form.Err(); err != nil {
		return id.None, err
	}
	w, err := words(in.Text, 1, in.Files)
	if err != nil {
		return id.None, err
	}
	if err := limit.Check(ctx, r.journal.DB, "direct:"+who.Label(), directsPerHour, time.Hour); err != nil {
		return id.None, err
	}
	made, err := r.direct(ctx, who, in, w, first)
	if err == nil {
		err = r.count(ctx, "direct:"+who.Label(), directsPerHour)
	}
	return made, err
}

func (r *Room) direct(ctx context.Context, who policy.Actor, in DirectInput, w said, first func(context.Context, *journal.Tx) error) (id.ID, error) {
	return journal.Do(ctx, r.journal, who, "conversation.direct", in, func(ctx context.Context, tx *journal.Tx) (id.ID, error) {
		if first != nil {
			if err := first(ctx, tx); err != nil {
				return id.None, err
			}
		}
		m, err := account.Hat(ctx, tx, who)
		if err != nil {
			return id.None, err
		}
		voice, err := chooseVoice("", Voices(flow.Customer, m, false))
		if err != nil {
			return id.None, err
		}
		c := Conversation{ID: id.New(), CustomerOrganisation: who.Organisation, VoiceKind: in.VoiceKind,
			Subject: in.Subject, SubjectLang: prose.Guess(in.Subject)}
		c.speak(in.Voice)
		experts, err := reached(ctx, tx, &c, in.Voice)
		if err != nil {
			return id.None, err
		}
		if err := notBothSides(ctx, tx, who.Person, experts[0]); err != nil {
			return id.None, err
		}
		made, err := begin(ctx, tx, c, flow.Customer, append(experts, Member{Person: who.Person, Organisation: who.Organisation, Side: flow.Customer, Name: in.Name})...)
		if err != nil {
			return id.None, err
		}
		s := Seat{Conversation: c, Side: flow.Customer, Member: m}
		if !made {
			if s, err = again(ctx, tx, who, c); err != nil {
				return id.None, err
			}
			if in.Name != "" { // As one is called from now on: what was typed counts.
				if _, err := tx.Exec(ctx, memberCalled, s.Conversation.ID, who.Person, in.Name); err != nil {
					return id.None, err
				}
			}
			if err := sayWhatAbout(ctx, tx, s, voice, in.Subject); err != nil {
				return id.None, err
			}
		}
		_, err = say(ctx, tx, s, voice, w, in.Files)
		return s.Conversation.ID, err
	})
}

var memberCalled = db.Write("talk.member.called", `UPDATE talk_member SET name = $3 WHERE conversation_id = $1 AND person_id = $2`)

// sayWhatAbout says another subject than the conversation's as a message of its own:
// the conversation keeps the name it began with, and nothing that was typed is lost.
func sayWhatAbout(ctx context.Context, tx *journal.Tx, s Seat, voice, subject string) error {
	if subject == s.Conversation.Subject {
		return nil
	}
	w, err := words(subject, 1, nil)
	if err != nil {
		return err
	}
	_, err = say(ctx, tx, s, voice, w, nil)
	return err
}

// again finds the seat in the direct conversation that is there already; a
// colleague who is not in it comes in.
func again(ctx context.Context, tx *journal.Tx, who policy.Actor, c Conversation) (Seat, error) {
	before, err := DirectWith(ctx, tx, c.CustomerOrganisation, c.voice())
	if err != nil {
		return Seat{}, err
	}
	held, err := guard(ctx, tx, before)
	if err != nil {
		return Seat{}, err
	}
	s, err := SeatOf(ctx, tx, who, held.ID)
	if !fault.IsKind(err, fault.KindMissing) {
		return s, err
	}
	m, err := account.Hat(ctx, tx, who)
	if err != nil {
		return Seat{}, err
	}
	s = Seat{Conversation: held, Side: flow.Customer, Member: m}
	return s, seat(ctx, tx, s, who.Person)
}

// reached finds who receives a direct message: the expert whose page is public, or
// everybody who may write as the company. A hidden page looks like none.
func reached(ctx context.Context, r db.Reader, c *Conversation, voice id.ID) ([]Member, error) {
	if c.VoiceKind == account.VoiceCompany {
		company, err := expert.FindCompany(ctx, r, voice)
		if err != nil {
			return nil, err
		}
		active, err := registration.IsActive(ctx, r, voice)
		if err != nil {
			return nil, err
		}
		c.ExpertOrganisation = voice
		members, err := receivers(ctx, r, voice)
		if err != nil {
			return nil, err
		}
		if company.State != expert.Public || !active || len(members) == 0 {
			return nil, fault.Missing("company.missing")
		}
		return members, nil
	}
	profile, err := expert.FindByPerson(ctx, r, voice)
	if err != nil {
		return nil, err
	}
	if c.VoiceKind != account.VoiceSelf || profile.State != expert.Public {
		return nil, fault.Missing("expert.missing")
	}
	memberships, err := account.MembershipsOf(ctx, r, voice)
	if err != nil {
		return nil, err
	}
	for _, m := range memberships {
		active, err := registration.IsActive(ctx, r, m.Organisation)
		if err != nil {
			return nil, err
		}
		if active && m.Acts() && m.MayWriteSelf {
			c.ExpertOrganisation = m.Organisation
			return []Member{{Person: voice, Organisation: m.Organisation, Side: flow.Expert}}, nil
		}
	}
	return nil, fault.Missing("expert.missing")
}

func receivers(ctx context.Context, r db.Reader, company id.ID) ([]Member, error) {
	all, err := account.MembersOf(ctx, r, company)
	var members []Member
	for _, m := range all {
		if m.Acts() && m.MayWriteCompany {
			members = append(members, Member{Person: m.Person, Organisation: company, Side: flow.Expert})
		}
	}
	return members, err
}
