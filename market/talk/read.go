package talk

import (
	"context"
	"errors"

	"guildhall/base/clock"
	"guildhall/base/db"
	"guildhall/base/fault"
	"guildhall/base/id"
	"guildhall/base/prose"
	"guildhall/engine/journal"
	"guildhall/engine/policy"
	"guildhall/market/account"
)

// draftBytesMax bounds what is kept of an unfinished message.
const draftBytesMax = 24*MessageMax + 256

// Mark is how far somebody has read.
type Mark struct {
	Person  id.ID
	Message id.ID
	At      clock.Micros
}

var (
	readPut = db.Keep("talk.read.put", `INSERT INTO talk_read (conversation_id, person_id, message_id, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (conversation_id, person_id) DO UPDATE SET message_id = excluded.message_id, at = excluded.at
		WHERE talk_read.message_id < excluded.message_id`)
	readAll = db.Read("talk.read.all", `SELECT r.person_id, r.message_id, r.at FROM talk_read r
		JOIN talk_member m ON m.conversation_id = r.conversation_id AND m.person_id = r.person_id
		WHERE r.conversation_id = $1 AND m.removed_at IS NULL ORDER BY r.message_id, r.person_id`)
	readUnread = db.Read("talk.unread", `SELECT CAST(COUNT(*) AS BIGINT) FROM (
		SELECT m.conversation_id FROM talk_member m
		LEFT JOIN talk_read r ON r.conversation_id = m.conversation_id AND r.person_id = m.person_id
		WHERE m.person_id = $1 AND m.organisation_id = $2 AND m.removed_at IS NULL AND EXISTS (
			SELECT 1 FROM talk_message s WHERE s.conversation_id = m.conversation_id AND s.person_id <> m.person_id
			AND (r.message_id IS NULL OR s.id > r.message_id)) LIMIT 100) AS few`)
	draftPut = db.Keep("talk.draft.put", `INSERT INTO talk_draft (conversation_id, person_id, body, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (conversation_id, person_id) DO UPDATE SET body = excluded.body, at = excluded.at`)
	draftFind = db.Read("talk.draft.find", `SELECT body FROM talk_draft WHERE conversation_id = $1 AND person_id = $2`)
)

// readName is how the live stream calls it that somebody has read further.
const readName = "message.read"

// MarkRead remembers that the actor has read up to a message, and tells those who
// have the conversation open. Reading is housekeeping: it makes no event and never
// goes back.
func (r *Room) MarkRead(ctx context.Context, who policy.Actor, conversation, message id.ID) error {
	if _, _, err := Enter(ctx, r.journal.DB, who, conversation); err != nil {
		return err
	}
	m, err := FindMessage(ctx, r.journal.DB, message)
	if err != nil {
		return err
	}
	if m.Conversation != conversation {
		return fault.Missing("message.missing")
	}
	now, err := r.journal.Now(ctx)
	if err != nil {
		return err
	}
	told := journal.Notice{Name: readName, Stream: conversation, Subject: who.Person}
	return r.journal.KeepTold(ctx, told, func(ctx context.Context, tx *db.Tx) (bool, error) {
		n, err := tx.Exec(ctx, readPut, conversation, who.Person, message, int64(now))
		return n > 0, err
	})
}

// Marks lists how far each member has read, without asking whether the reader is one.
func Marks(ctx context.Context, r db.Reader, conversation id.ID) ([]Mark, error) {
	return db.All(ctx, r, readAll, func(row db.Scanner) (Mark, error) {
		var m Mark
		err := row.Scan(&m.Person, &m.Message, &m.At)
		return m, err
	}, conversation)
}

// Unread counts the actor's conversations, under this hat, in which somebody else
// has said something since the actor read; it stops at 100.
func Unread(ctx context.Context, r db.Reader, who policy.Actor) (int64, error) {
	if !who.IsSignedIn() {
		return 0, nil
	}
	return db.Value[int64](ctx, r, readUnread, who.Person, who.Organisation)
}

// SaveDraft keeps an unfinished message, until it is sent; blank forgets it.
func (r *Room) SaveDraft(ctx context.Context, who policy.Actor, conversation id.ID, text string) error {
	if _, _, err := Enter(ctx, r.journal.DB, who, conversation); err != nil {
		return err
	}
	text, err := prose.Clean(text)
	if err != nil || len(text) > draftBytesMax {
		return fault.Invalid("form.invalid", fault.At("text", "too_large", "MaxBytes", draftBytesMax))
	}
	return r.journal.Keep(ctx, func(ctx context.Context, tx *db.Tx) error {
		if text == "" {
			_, err := tx.Exec(ctx, draftDrop, conversation, who.Person)
			return err
		}
		if err := account.Hold(ctx, tx, who.Person); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, draftPut, conversation, who.Person, text, int64(clock.Wall()))
		return err
	})
}

// Draft gives the person's unfinished message here, or "".
func Draft(ctx context.Context, r db.Reader, conversation, person id.ID) (string, error) {
	text, err := db.Value[string](ctx, r, draftFind, conversation, person)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return text, err
}
