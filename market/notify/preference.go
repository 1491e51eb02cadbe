package notify

import (
	"context"
	"errors"
	"slices"
	"time"

	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/seal"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
)

// The topics a person may switch off. All other mail is about a contract, money or
// the account itself, and is always sent.
const (
	TopicMessages = "messages" // new messages that were not read
	TopicAnswers  = "answers"  // experts who answered a request
	TopicReviews  = "reviews"  // being asked for a review
)

// Topics lists them in the order of the page.
var Topics = []string{TopicAnswers, TopicMessages, TopicReviews}

// restFor is how long a batch rests: who reads live in that time gets no mail.
const restFor = 5 * time.Minute

var (
	offList   = db.Read("notify.off.list", `SELECT topic FROM notify_off WHERE person_id = $1`)
	offFind   = db.Read("notify.off.find", `SELECT 1 FROM notify_off WHERE person_id = $1 AND topic = $2`)
	offAdd    = db.Write("notify.off.add", `INSERT INTO notify_off (person_id, topic, at) VALUES ($1, $2, $3) ON CONFLICT (person_id, topic) DO NOTHING`)
	offDrop   = db.Write("notify.off.drop", `DELETE FROM notify_off WHERE person_id = $1 AND topic = $2`)
	readerBy  = db.Read("notify.reader.by_key", `SELECT person_id FROM notify_reader WHERE key = $1`)
	readerOne = db.Read("notify.reader.key", `SELECT key FROM notify_reader WHERE person_id = $1`)
	readerAdd = db.Write("notify.reader.add", `INSERT INTO notify_reader (person_id, key) VALUES ($1, $2) ON CONFLICT (person_id) DO NOTHING`)
)

// Wants tells which topics a person gets.
func Wants(ctx context.Context, r db.Reader, person id.ID) (map[string]bool, error) {
	off, err := db.All(ctx, r, offList, db.ScanValue[string], person)
	wants := map[string]bool{}
	for _, t := range Topics {
		wants[t] = !slices.Contains(off, t)
	}
	return wants, err
}

// Choose switches topics on and off for the actor.
func (r *Room) Choose(ctx context.Context, who policy.Actor, wants map[string]bool) error {
	if !who.IsSignedIn() {
		return fault.Unauthenticated("account.sign_in_first")
	}
	_, err := journal.Do(ctx, r.journal, who, "mail.choose", wants, func(ctx context.Context, tx *journal.Tx) (bool, error) {
		for _, topic := range Topics {
			if want, said := wants[topic]; said {
				if err := choose(ctx, tx, who.Person, topic, want); err != nil {
					return false, err
				}
			}
		}
		return true, tx.Record(ctx, journal.Event{Name: "mail.choose", Subject: who.Person})
	})
	return err
}

func choose(ctx context.Context, tx *journal.Tx, person id.ID, topic string, want bool) error {
	if want {
		_, err := tx.Exec(ctx, offDrop, person, topic)
		return err
	}
	_, err := tx.Exec(ctx, offAdd, person, topic, int64(tx.Now))
	return err
}

// Unsubscribe switches a topic off by the key of a mail: without signing in, and
// as often as somebody likes (RFC 8058). It gives whom it was for.
func (r *Room) Unsubscribe(ctx context.Context, key, topic string) error {
	person, err := r.unsubscriber(ctx, key, topic)
	if err != nil {
		return err
	}
	who := policy.Actor{Kind: policy.Person, Person: person, Request: "unsubscribe"}
	return r.journal.Change(ctx, who, func(ctx context.Context, tx *journal.Tx) error {
		if err := choose(ctx, tx, person, topic, false); err != nil {
			return err
		}
		return tx.Record(ctx, journal.Event{Name: "mail.unsubscribe", Subject: person, Data: map[string]any{"topic": topic}})
	})
}

// CanUnsubscribe tells whether the address in a mail is one of ours.
func (r *Room) CanUnsubscribe(ctx context.Context, key, topic string) error {
	_, err := r.unsubscriber(ctx, key, topic)
	return err
}

func (r *Room) unsubscriber(ctx context.Context, key, topic string) (id.ID, error) {
	person, err := db.Value[id.ID](ctx, r.journal.DB, readerBy, key)
	if errors.Is(err, db.ErrNone) || err == nil && !slices.Contains(Topics, topic) {
		return id.None, fault.Missing("page.missing")
	}
	return person, err
}

// ensureReader gives a person the key in unsubscribing addresses, in a change; it
// opens nothing else.
func ensureReader(ctx context.Context, tx *journal.Tx, person id.ID) error {
	_, err := tx.Exec(ctx, readerAdd, person, seal.Token())
	return err
}
