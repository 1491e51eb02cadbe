package talk

import (
	"context"
	"errors"
	"time"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/limit"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// WaitingDays is how long the words of a visitor wait for the address to be confirmed.
const WaitingDays = 3

// How often visitors may write, in wall time: from one network in an hour and in a day,
// under one address, and all together to one expert or company. The counts by address
// are the same whether somebody lives there or not.
const (
	visitorsPerNetworkHour = 5
	visitorsPerNetworkDay  = 20
	visitorsPerEmailDay    = 5
	visitorsPerVoiceDay    = 50
	day                    = 24 * time.Hour
)

// Door confirms the address of a visitor: account.Room.
type Door interface {
	AskMessage(ctx context.Context, tx *journal.Tx, in account.AskSignIn, to string) (link string, err error)
}

// VisitorInput is a direct message of somebody who is not signed in. Lang and Zone are
// the page's, Network the address of the client.
type VisitorInput struct {
	DirectInput
	Email   string
	Lang    string
	Zone    string
	Network string
}

var (
	waitingPut = db.Keep("talk.waiting.put", `INSERT INTO talk_waiting (token_hash, email, voice, voice_id, name, subject, body, lang, zone, ends_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	waitingFind  = db.Read("talk.waiting.find", `SELECT email, voice, voice_id, name, subject, body, lang, zone FROM talk_waiting WHERE token_hash = $1 AND ends_at > $2`)
	waitingLink  = db.Keep("talk.waiting.link", `UPDATE talk_waiting SET token_hash = $2 WHERE token_hash = $1`)
	waitingDrop  = db.Keep("talk.waiting.drop", `DELETE FROM talk_waiting WHERE token_hash = $1`)
	waitingPrune = db.Keep("talk.waiting.prune", `DELETE FROM talk_waiting WHERE ends_at < $1`)
	waitingErase = db.Keep("talk.waiting.erase", `DELETE FROM talk_waiting WHERE email = $1`)
)

// Check cleans what a visitor typed, or says everything that is wrong with it.
func (in VisitorInput) Check() (VisitorInput, error) {
	var form fault.Form
	in.check(&form, 1)
	email, ok := account.NormalEmail(in.Email)
	switch {
	case in.Email == "":
		form.Add("email", "required")
	case !ok:
		form.Add("email", "email")
	}
	in.Email = email
	return in, form.Err()
}

// AskDirect keeps a visitor's message and has a link sent to the address they gave: who
// presses it sends the message (SendWaiting). Until then nobody is told of it. The
// answer is the same for a known and an unknown address. Faults: limit.reached.
func (r *Room) AskDirect(ctx context.Context, who policy.Actor, in VisitorInput) error {
	in, err := in.Check()
	if err != nil {
		return err
	}
	if err := r.slowVisitors(ctx, in); err != nil {
		return err
	}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		to, err := publicName(ctx, tx, in.DirectInput)
		if err != nil {
			return err
		}
		link, err := r.Door.AskMessage(ctx, tx, in.asks(), to)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, waitingPut, seal.HashToken(link), in.Email, in.VoiceKind, in.Voice, in.Name, in.Subject, in.Text, in.Lang, in.Zone,
			int64(tx.Wall.Add(WaitingDays*day))); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "conversation.ask", Subject: id.New()})
	})
}

func (in VisitorInput) asks() account.AskSignIn {
	return account.AskSignIn{Email: in.Email, Lang: in.Lang, Zone: in.Zone}
}

// slowVisitors counts a visitor's message by where it comes from, under which address, and to
// whom it goes. What is refused for the sender counts for nobody else.
func (r *Room) slowVisitors(ctx context.Context, in VisitorInput) error {
	network := limit.Network(in.Network)
	for _, l := range []struct {
		bucket string
		most   int
		window time.Duration
	}{
		{"direct_network:" + network, visitorsPerNetworkHour, time.Hour},
		{"direct_network_day:" + network, visitorsPerNetworkDay, day},
		{"direct_email:" + in.Email, visitorsPerEmailDay, day},
		{"direct_voice:" + in.Voice.String(), visitorsPerVoiceDay, day},
	} {
		if err := limit.Take(ctx, r.journal, l.bucket, l.most, l.window); err != nil {
			return err
		}
	}
	return nil
}

// publicName is what the public page is called; Missing when nothing reaches it.
func publicName(ctx context.Context, r db.Reader, in DirectInput) (string, error) {
	c := Conversation{VoiceKind: in.VoiceKind}
	if _, err := reached(ctx, r, &c, in.Voice); err != nil {
		return "", err
	}
	if in.VoiceKind == account.VoiceCompany {
		o, err := account.FindOrganisation(ctx, r, in.Voice)
		return o.Name, err
	}
	p, err := account.FindPerson(ctx, r, in.Voice)
	return p.Name, err
}

// Waiting gives the message behind a link, or Missing.
func Waiting(ctx context.Context, r db.Reader, link string) (VisitorInput, error) {
	in, err := db.One(ctx, r, waitingFind, func(row db.Scanner) (in VisitorInput, err error) {
		err = row.Scan(&in.Email, &in.VoiceKind, &in.Voice, &in.Name, &in.Subject, &in.Text, &in.Lang, &in.Zone)
		return in, err
	}, seal.HashToken(link), int64(clock.Wall()))
	if errors.Is(err, db.ErrNone) {
		return in, fault.Missing("account.link_unknown")
	}
	return in, err
}

// AskAgain sends another link for a message whose link is too old or was used without
// the message going out; the older link leads nowhere from then on.
func (r *Room) AskAgain(ctx context.Context, who policy.Actor, link, network string) error {
	in, err := Waiting(ctx, r.journal.DB, link)
	if err != nil {
		return err
	}
	in.Network = network
	if err := r.slowVisitors(ctx, in); err != nil {
		return err
	}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		to, err := publicName(ctx, tx, in.DirectInput)
		if err != nil {
			return err
		}
		next, err := r.Door.AskMessage(ctx, tx, in.asks(), to)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, waitingLink, seal.HashToken(link), seal.HashToken(next))
		if err != nil {
			return err
		}
		if n == 0 { // Sent in the meantime.
			return fault.Missing("account.link_unknown")
		}
		return tx.Record(ctx, journal.Event{Name: "conversation.ask", Subject: id.New()})
	})
}

// SendWaiting sends the message behind a link, once, as the person whose address it
// was; to anybody else it is missing.
func (r *Room) SendWaiting(ctx context.Context, who policy.Actor, link string) (id.ID, error) {
	in, err := Waiting(ctx, r.journal.DB, link)
	if err != nil {
		return id.None, err
	}
	p, err := account.FindPerson(ctx, r.journal.DB, who.Person)
	if err != nil {
		return id.None, err
	}
	if p.Email != in.Email {
		return id.None, fault.Missing("account.link_unknown")
	}
	return r.sendDirect(ctx, who, in.DirectInput, func(ctx context.Context, tx *journal.Tx) error {
		n, err := tx.Exec(ctx, waitingDrop, seal.HashToken(link))
		if err == nil && n == 0 {
			err = fault.Missing("account.link_unknown")
		}
		return err
	})
}

// eraseWaiting forgets what waits under the address of a person who leaves.
func eraseWaiting(ctx context.Context, tx *journal.Tx, person id.ID) error {
	p, err := account.FindPerson(ctx, tx, person)
	if err != nil || p.Email == "" {
		return err
	}
	_, err = tx.Exec(ctx, waitingErase, p.Email)
	return err
}
